"""Principal components: the published arrests, and unrelated series that have nothing in common."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard_app.analyses import pca
from dashboard_app.analyses.pca.compute import Pca
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.words import LANGUAGES, Language, speak
from trials.published import (
    US_ARRESTS_ASSAULT,
    US_ARRESTS_MURDER,
    US_ARRESTS_RAPE,
    US_ARRESTS_URBANPOP,
    panel_of,
    series_of,
)

ARRESTS = panel_of(
    series_of(US_ARRESTS_MURDER, tool="Murder"),
    series_of(US_ARRESTS_ASSAULT, tool="Assault"),
    series_of(US_ARRESTS_URBANPOP, tool="UrbanPop"),
    series_of(US_ARRESTS_RAPE, tool="Rape"),
)


def ask(panel: Panel, **raw: str | tuple[str, ...]) -> Pca:
    given = {name: (value,) if isinstance(value, str) else value for name, value in raw.items()}
    given.setdefault("tool", panel.tools)
    params = parse(pca.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return pca.ANALYSIS.compute(panel, params, silent)


def test_arrests_as_in_r() -> None:
    """R 4.2: prcomp(USArrests, scale. = TRUE)."""
    result = ask(ARRESTS, form="levels")
    assert result.component__sd == pytest.approx([1.57488, 0.99487, 0.59713, 0.41645], abs=5e-6)
    assert result.component__share == pytest.approx(
        [0.62006, 0.24744, 0.08914, 0.04336], abs=5.1e-6
    )
    first = result.loading__value[result.loading__component == 1]
    assert first == pytest.approx([0.5359, 0.5832, 0.2782, 0.5434], abs=5.1e-5)


def test_shares_add_up_and_scores_have_the_components_spread() -> None:
    result = ask(ARRESTS, form="levels")
    assert result.component__cumulative[-1] == pytest.approx(1)
    for component in np.unique(result.score__component):
        scores = result.score__value[result.score__component == component]
        assert scores.std(ddof=1) == pytest.approx(result.component__sd[component - 1])


def test_unrelated_walks_have_no_common_component() -> None:
    """Trending series give a large first share; parallel analysis with memory is not misled."""
    random = np.random.default_rng(8)
    found = 0
    for _ in range(20):
        walks = np.cumsum(random.normal(size=(4, 100)), axis=1)
        result = ask(
            panel_of(*(series_of(walk, tool=str(k)) for k, walk in enumerate(walks))), form="levels"
        )
        found += result.retained > 0
    assert found <= 4


def test_a_common_factor_is_found_and_is_firm() -> None:
    random = np.random.default_rng(9)
    factor = random.normal(size=150)
    columns = [0.8 * factor + 0.6 * random.normal(size=150) for _ in range(5)]
    result = ask(panel_of(*(series_of(values, tool=str(k)) for k, values in enumerate(columns))))
    assert result.retained == 1
    assert result.component__congruence[0] > 0.95
    first = result.loading__component == 1
    assert (result.loading__low[first] > 0).all()


def test_surveys_give_way_where_they_meet_too_seldom() -> None:
    random = np.random.default_rng(10)
    panel = panel_of(
        series_of(random.normal(size=240)),
        series_of(random.normal(size=240), source="crossref"),
        series_of(random.normal(size=13), source="bain_usability"),
    )
    result = ask(panel)
    assert (result.cadence, result.n) == ("monthly", 240)
    assert result.absent__source.tolist() == ["bain_usability"]


def test_too_few_dates_are_refused() -> None:
    panel = panel_of(*(series_of(np.arange(9.0) ** k, tool=str(k)) for k in (1, 2, 3)))
    with pytest.raises(CannotAnalyse, match="few_dates"):
        ask(panel)
    with pytest.raises(CannotAnalyse, match="one_series"):
        ask(panel_of(series_of(np.arange(30.0))))


def test_a_series_that_repeats_itself_exactly_is_borne() -> None:
    steps = np.arange(120) % 3.0
    result = ask(
        panel_of(series_of(steps, tool="A"), series_of(2 * steps + 1, tool="B")), form="levels"
    )
    assert result.component__share == pytest.approx([1, 0], abs=1e-12)
    assert np.isfinite(result.component__share_low).all()


def test_covariances_of_the_arrests_as_in_r() -> None:
    """R 4.2: prcomp(USArrests), the series in their own units."""
    result = ask(ARRESTS, form="levels", matrix="covariance")
    assert result.component__sd == pytest.approx([83.73240, 14.21240, 6.48943, 2.48279], abs=5e-6)
    first = result.loading__value[result.loading__component == 1]
    assert first == pytest.approx([0.04170432, 0.99522128, 0.04633575, 0.07515550], abs=6e-9)
    scores = result.score__value[result.score__component == 1]
    of_assault = result.loading__scaled[result.loading__component == 1][1]
    assert of_assault == pytest.approx(np.corrcoef(scores, US_ARRESTS_ASSAULT)[0, 1])


def test_opposite_loadings_of_two_series_have_one_sign_convention() -> None:
    random = np.random.default_rng(9)
    for _ in range(10):
        x, noise = random.standard_normal((2, 40))
        result = ask(panel_of(series_of(x, tool="A"), series_of(noise - x, tool="B")))
        first = result.loading__value[result.loading__component == 1]
        assert first == pytest.approx([np.sqrt(0.5), -np.sqrt(0.5)])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [3, 16])
def test_on_a_phone_each_name_stands_in_short_lines_above_its_loadings(
    language: Language, count: int
) -> None:
    random = np.random.default_rng(9)
    names = [f"Gestión de la Cadena de Suministro n.º {number:02}" for number in range(count)]
    panel = panel_of(*(series_of(random.normal(size=60), tool=name) for name in names),
                     *(series_of(random.normal(size=60), source="crossref", tool=name)
                       for name in names[:1]))  # fmt: skip
    words = speak(language, pca.ANALYSIS.folder)
    result = ask(panel, tool=tuple(names))
    figure = pca.ANALYSIS.draw(result, words, replace(LIGHT, narrow=True))
    loadings = [trace for trace in figure.data if trace.orientation == "h"]
    written = [note for note in figure.layout.annotations if note.y in loadings[0].y]
    assert [note.text for note in written] == list(loadings[0].y)
    assert len(written) == count + 1
    assert max(len(line) for note in written for line in note.text.split("<br>")) <= 44
    assert figure.layout.yaxis2.showticklabels is False
    first = result.loading__value[result.loading__component == 1]
    assert loadings[0].x == pytest.approx(first, abs=1e-6)
