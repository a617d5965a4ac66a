"""Every analysis gets its controls from its parameters, in both languages."""

from typing import Any

import pytest

from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Analysis
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, parse
from dashboard_app.views import controls, ids, wording
from dashboard_app.words import LANGUAGES, Language
from tests.views.bench import text, walk

THERE = Choices(("Benchmarking", "Calidad Total"), SOURCE_IDS)

every_analysis = pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.id)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def built(analysis: Analysis[Any], language: Language, **raw: list[str]) -> list[Any]:
    values = parse(analysis.params, raw, THERE)
    words = wording.words_of(analysis, language)
    return controls.build(analysis.params, values, THERE, words)


def controls_in(parts: list[Any]) -> dict[str, Any]:
    found = [part for part in walk(parts) if isinstance(getattr(part, "id", None), dict)]
    names = [part.id["name"] for part in found]
    assert len(names) == len(set(names))
    return dict(zip(names, found, strict=True))


@every_analysis
@every_language
def test_each_parameter_has_one_control_with_its_value(
    analysis: Analysis[Any], language: Language
) -> None:
    found = controls_in(built(analysis, language))
    values = parse(analysis.params, {}, THERE)
    assert {name.removesuffix(ids.MORE) for name in found} == values.keys()
    for param in analysis.params:
        value = values[param.name]
        shown = found[param.name].value
        if param.kind == "tools":
            shown = [shown, *found[param.name + ids.MORE].value]
        # An empty field stands for what is not given.
        empty = (None, "") if value is None else ()
        assert shown == (list(value) if isinstance(value, tuple) else value) or shown in empty


@every_analysis
@every_language
def test_no_identifier_is_shown_as_a_label(analysis: Analysis[Any], language: Language) -> None:
    words = wording.words_of(analysis, language)
    for param in analysis.params:
        assert wording.label(param, words) != param.name
        for choice in param.choices:
            assert wording.choice(param, choice, words) != choice or choice.isdigit()


@every_analysis
def test_labels_follow_the_language(analysis: Analysis[Any]) -> None:
    spanish, english = text(built(analysis, "es")), text(built(analysis, "en"))
    assert spanish != english


def test_options_at_their_defaults_are_folded() -> None:
    trends = next(analysis for analysis in ANALYSES if analysis.id == "trends")

    def fold(**raw: list[str]) -> Any:
        return next(part for part in walk(built(trends, "es", **raw)) if hasattr(part, "open"))

    assert not fold().open
    assert fold(scale=["log"]).open
