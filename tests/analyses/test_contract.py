"""What every analysis of the registry must do, whatever it asks."""

import ast
import re
import zlib
from dataclasses import FrozenInstanceError, fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cache import codec
from dashboard_app.analyses import ANALYSES, BY_ID
from dashboard_app.analysis import Analysis, CannotAnalyse, Cost, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LOOKS
from dashboard_app.params import Choices, parse
from dashboard_app.words import LANGUAGES, read, speak
from tests.analyses import sample

every_analysis = pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.id)
quick_analysis = pytest.mark.parametrize(
    "analysis", [a for a in ANALYSES if a.cost == Cost.QUICK], ids=lambda analysis: analysis.id
)
long_analysis = pytest.mark.parametrize(
    "analysis", [a for a in ANALYSES if a.cost == Cost.LONG], ids=lambda analysis: analysis.id
)

SECTIONS = {
    "en": ("Question", "Method", "Assumptions", "How to read it", "What it cannot say",
           "References"),
    "es": ("Pregunta", "Método", "Supuestos", "Cómo leerlo", "Lo que no puede decir",
           "Referencias"),
}  # fmt: skip

# A number of JSON, not three letters inside a column written in base64.
BARE_NAN = re.compile(r"[\[,:]\s*NaN")

# Words that every form shows and chrome.toml holds.
COMMON_PARAMS = {"tool", "source", "range", "from", "to"}

PANELS = {
    "empty": sample.empty(),
    "one point": sample.short(1),
    "two points": sample.short(2),
    "five points": sample.short(5),
    "constant": sample.constant(),
    "mostly zero": sample.mostly_zero(),
}


def ask(analysis: Analysis[Any], panel: Panel, **raw: str | tuple[str, ...]) -> Any:
    given = {name: (value,) if isinstance(value, str) else value for name, value in raw.items()}
    params = parse(analysis.params, given, Choices(panel.tools, SOURCE_IDS))
    return analysis.compute(panel, params, silent)


@cache
def computed(analysis_id: str) -> tuple[Any, list[tuple[float, str]]]:
    """The answer to the default question on the full sample, and the progress told meanwhile.

    Computed once for all tests.
    """
    heard: list[tuple[float, str]] = []
    analysis = BY_ID[analysis_id]
    params = parse(analysis.params, {}, Choices(sample.TOOLS, SOURCE_IDS))
    result = analysis.compute(
        sample.full(), params, lambda share, phrase: heard.append((share, phrase))
    )
    return result, heard


def answered(analysis_id: str) -> Any:
    """The answer to the default question on the full sample."""
    return computed(analysis_id)[0]


def answer_or_refuse(analysis: Analysis[Any], panel: Panel, **raw: str) -> None:
    """Ask, then draw and tell the answer, or say the refusal, in both languages."""
    voices = [speak(language, analysis.folder) for language in LANGUAGES]
    try:
        result = ask(analysis, panel, **raw)
    except CannotAnalyse as caught:
        refusal = caught
    else:
        for words in voices:
            assert not BARE_NAN.search(analysis.draw(result, words, LOOKS["dark"]).to_json()), raw
            sentence = analysis.tell(result, words)
            assert sentence, raw
            assert "nan" not in sentence.lower().split(), raw
        return
    for words in voices:
        assert words(f"refusal_{refusal.reason}", **refusal.facts), raw


def test_ids_are_unique_and_named_like_their_folders() -> None:
    assert len(BY_ID) == len(ANALYSES)
    for analysis in ANALYSES:
        assert analysis.folder.name == analysis.id
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", analysis.id)


@every_analysis
def test_title_question_parameters_and_choices_have_words(analysis: Analysis[Any]) -> None:
    expected = set()
    for param in analysis.params:
        if param.name not in COMMON_PARAMS:
            expected.add(f"param_{param.name}")
            # A number is its own label.
            named = [value for value in param.choices if not value.isdigit()]
            expected |= {f"choice_{value}" for value in named}
    known = speak("es", analysis.folder).phrases
    assert expected <= set(known), expected - set(known)
    assert {"title", "question"} <= set(read(analysis.folder / "words.toml"))


@every_analysis
def test_column_words_name_real_columns(analysis: Analysis[Any]) -> None:
    named = {
        phrase.removeprefix("column_")
        for phrase in read(analysis.folder / "words.toml")
        if phrase.startswith("column_")
    }
    assert named <= set(analysis.columns()), named - set(analysis.columns())


@every_analysis
@pytest.mark.parametrize("language", LANGUAGES)
def test_note_has_its_sections_in_order(analysis: Analysis[Any], language: str) -> None:
    text = (analysis.folder / f"note.{language}.md").read_text(encoding="utf-8")
    found = tuple(re.findall(r"^## (.+)$", text, re.MULTILINE))
    assert found == SECTIONS[language]
    for body in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:]:
        assert len(body.split()) >= 8


@every_analysis
def test_parameters_have_unique_names_and_usable_defaults(analysis: Analysis[Any]) -> None:
    names = [param.name for param in analysis.params]
    assert len(set(names)) == len(names)
    for param in analysis.params:
        if param.kind == "choice":
            assert param.default in param.choices
        if param.kind in ("integer", "number"):
            assert isinstance(param.default, int | float)
            assert param.low <= param.default <= param.high


@every_analysis
def test_result_is_flat_and_frozen(analysis: Analysis[Any]) -> None:
    assert is_dataclass(analysis.result)
    result = answered(analysis.id)
    with pytest.raises(FrozenInstanceError):
        setattr(result, fields(analysis.result)[0].name, None)
    assert type(result) is analysis.result
    lengths: dict[str, set[int]] = {}
    for field in fields(analysis.result):
        value = getattr(result, field.name)
        if isinstance(value, np.ndarray):
            assert value.ndim == 1, field.name
            assert value.dtype.kind in "biufUM", field.name
            lengths.setdefault(field.name.split("__")[0], set()).add(len(value))
        else:
            assert isinstance(value, bool | int | float | str | np.generic), field.name
    ragged = {table: sizes for table, sizes in lengths.items() if len(sizes) > 1}
    assert not ragged


@every_analysis
def test_result_has_no_number_that_is_none(analysis: Analysis[Any]) -> None:
    """Missing numbers are left out of their table, or named in the class's MAY_BE_NAN."""
    result = answered(analysis.id)
    allowed = getattr(analysis.result, "MAY_BE_NAN", ())
    for field in fields(analysis.result):
        value = np.asarray(getattr(result, field.name))
        if value.dtype.kind == "f" and field.name not in allowed:
            assert np.isfinite(value).all(), field.name
        if value.dtype.kind == "M" and field.name not in allowed:
            assert not np.isnat(value).any(), field.name


@every_analysis
def test_result_survives_the_store(analysis: Analysis[Any]) -> None:
    result = answered(analysis.id)
    kept = {field.name: getattr(result, field.name) for field in fields(result)}
    back = codec.decode(codec.encode(kept))
    again = analysis.result(**back)
    for name, value in kept.items():
        assert codec.same(getattr(again, name), value), name
    for language in LANGUAGES:
        words = speak(language, analysis.folder)
        assert analysis.tell(again, words) == analysis.tell(result, words)


# One that is made of others is as sure as they are, and test_report tries its own part.
@pytest.mark.parametrize(
    "analysis", [a for a in ANALYSES if a.gather is None], ids=lambda analysis: analysis.id
)
def test_compute_is_deterministic(analysis: Analysis[Any]) -> None:
    first, second = answered(analysis.id), ask(analysis, sample.full())
    for field in fields(first):
        assert codec.same(getattr(first, field.name), getattr(second, field.name)), field.name


@every_analysis
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", tuple(LOOKS))
def test_figure_is_drawn_whole(analysis: Analysis[Any], language: Any, theme: Any) -> None:
    result = answered(analysis.id)
    figure = analysis.draw(result, speak(language, analysis.folder), LOOKS[theme])
    assert figure.data
    text = figure.to_json()
    assert not BARE_NAN.search(text)
    assert len(zlib.compress(text.encode())) < 60_000
    # The look is put on last, so that no figure keeps the colours of another theme.
    assert figure.layout.font.color == LOOKS[theme].ink


@every_analysis
@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_has_a_count_and_no_gaps(analysis: Analysis[Any], language: Any) -> None:
    sentence = analysis.tell(answered(analysis.id), speak(language, analysis.folder))
    assert len(sentence) > 30
    assert re.search(r"\bn = \d", sentence), sentence
    assert not re.search(r"\bnan\b|\binf\b|None|NaT|[{}]|__", sentence), sentence
    assert sentence[-1] in ".?!", sentence


@every_analysis
@pytest.mark.parametrize("name", PANELS)
def test_poor_data_are_answered_or_refused(analysis: Analysis[Any], name: str) -> None:
    answer_or_refuse(analysis, PANELS[name])
    if analysis.cost == Cost.QUICK:
        for param in analysis.params:
            if param.kind in ("source", "sources"):
                for source in SOURCE_IDS:
                    answer_or_refuse(analysis, PANELS[name], **{param.name: source})


@pytest.mark.parametrize(
    "analysis",
    [a for a in ANALYSES if "from" in {param.name for param in a.params}],
    ids=lambda analysis: analysis.id,
)
def test_a_range_without_observations_is_refused(analysis: Analysis[Any]) -> None:
    with pytest.raises(CannotAnalyse) as caught:
        ask(analysis, sample.full(), **{"from": "2150-01", "to": "2151-01"})
    for language in LANGUAGES:
        words = speak(language, analysis.folder)
        assert words(f"refusal_{caught.value.reason}", **caught.value.facts)


@quick_analysis
def test_each_choice_and_source_is_answered_or_refused(analysis: Analysis[Any]) -> None:
    panel = sample.full()
    asked: list[dict[str, str]] = []
    for param in analysis.params:
        if param.kind in ("source", "sources"):
            asked += [{param.name: source} for source in SOURCE_IDS]
        # Of many alike, such as window lengths, the ends stand for all.
        some = param.choices if len(param.choices) < 8 else (*param.choices[:2], param.choices[-1])
        asked += [{param.name: value} for value in some]
        if param.kind in ("integer", "number"):
            asked += [{param.name: f"{bound:g}"} for bound in (param.low, param.high)]
    for raw in asked:
        answer_or_refuse(analysis, panel, **raw)


@long_analysis
def test_long_computation_tells_its_progress(analysis: Analysis[Any]) -> None:
    _, heard = computed(analysis.id)
    shares = [share for share, _ in heard]
    assert len(heard) >= 2
    assert shares == sorted(shares)
    assert min(shares) >= 0
    assert max(shares) <= 1
    phrases = speak("en", analysis.folder).phrases
    assert {phrase for _, phrase in heard} <= set(phrases)


@every_analysis
def test_imports_keep_to_their_storey(analysis: Analysis[Any]) -> None:
    others = {f"dashboard_app.analyses.{other}" for other in BY_ID if other != analysis.id}
    for path in sorted(analysis.folder.glob("*.py")):
        imported = imports_of(path)
        assert not {name for name in imported if any(name.startswith(o) for o in others)}, path
        if path.name.startswith("compute"):
            barred = ("plotly", "dash.", "dashboard_app.words", "dashboard_app.figures")
            assert not {name for name in imported if f"{name}.".startswith(barred)}, path


def imports_of(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names
