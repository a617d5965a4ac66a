"""The address holds the whole state of a page, and gives it back."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Analysis
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import BadParam, Choices, Param, parse, texts
from dashboard_app.views import address
from dashboard_app.words import LANGUAGES, Language

THERE = Choices(("Benchmarking", "Gestión & Café", "Propósito y Visión", "C#?=+"), SOURCE_IDS)


def raw_of(param: Param) -> st.SearchStrategy[list[str]]:
    match param.kind:
        case "tool":
            return st.sampled_from(THERE.tools).map(lambda one: [one])
        case "tools":
            return st.lists(st.sampled_from(THERE.tools), max_size=param.most, unique=True)
        case "source":
            return st.sampled_from(THERE.sources).map(lambda one: [one])
        case "sources":
            return st.lists(st.sampled_from(THERE.sources), max_size=param.most, unique=True)
        case "choice":
            return st.sampled_from(param.choices).map(lambda one: [one])
        case "month":
            return st.sampled_from(["1999-01", "2010-12", ""]).map(lambda one: [one])
        case "counts":
            each = st.tuples(*(st.integers(0, most) for most in param.highest))
            return each.map(lambda counts: [",".join(map(str, counts))])
        case "integer":
            return st.integers(int(param.low), int(param.high)).map(lambda one: [str(one)])
        case _:
            low, high = param.low, param.high
            return st.floats(low, high).map(lambda one: [f"{min(max(one, low), high):g}"])


Asked = tuple[Analysis[Any], dict[str, list[str]]]


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    analysis = draw(st.sampled_from(ANALYSES))
    return analysis, {param.name: draw(raw_of(param)) for param in analysis.params}


@given(questions(), st.sampled_from(LANGUAGES))
def test_what_is_written_is_read_again(asked: Asked, language: Language) -> None:
    analysis, raw = asked
    values = parse(analysis.params, raw, THERE)
    url = address.write(analysis.id, address.spoken(analysis.params, values, THERE), language)
    parts = urlsplit(url)
    found = address.read(parts.path, parts.query)
    assert (found.name, found.language) == (analysis.id, language)
    assert parse(analysis.params, found.raw, THERE) == values


@given(questions(), st.sampled_from(ANALYSES))
def test_another_analysis_can_take_over_what_is_carried(asked: Asked, other: Analysis[Any]) -> None:
    analysis, raw = asked
    values = parse(analysis.params, raw, THERE)
    kept = address.carried(other.params, address.spoken(analysis.params, values, THERE))
    raw = {name: list(texts(value)) for name, value in kept.items()}
    assert parse(other.params, raw, THERE).keys() == {param.name for param in other.params}


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_address_is_read_or_refused(path: str, search: str) -> None:
    found = address.read(path, search)
    assert len(found.name) <= 60
    assert found.problem is None or not found.raw


def test_the_tool_is_said_even_where_it_is_the_default() -> None:
    trends = next(analysis for analysis in ANALYSES if analysis.id == address.HOME)
    values = parse(trends.params, {}, THERE)
    assert address.spoken(trends.params, values, THERE) == {"tool": ("Benchmarking",)}


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("/", True),
        ("/trends", True),
        ("/data", True),
        ("/wp-login.php", False),
        ("/../x", False),
        ("/embed/trends", True),
        ("/embed/about", False),
        ("/embed/", False),
    ],
)
def test_pages_are_known_or_not(path: str, known: bool) -> None:
    assert address.known(path) == known


def test_too_many_fields_are_refused() -> None:
    search = "&".join(f"a{number}=1" for number in range(100))
    assert isinstance(address.read("/trends", search).problem, BadParam)


def test_an_embedded_answer_is_asked_for_by_the_same_words() -> None:
    alone, page = (address.read(f"{path}trends", "lang=en&range=10") for path in ("/embed/", "/"))
    assert (alone.name, alone.raw, alone.language) == (page.name, page.raw, page.language)
    assert (alone.embedded, page.embedded) == (True, False)
    assert (alone.place, page.place) == ("embed/trends", "trends")
