"""Change points: the published breaks of the Nile, and no alarm where there is only noise."""

import numpy as np
import pytest

from dashboard_app.analyses import change_points
from dashboard_app.analyses.change_points.compute import ChangePoints
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, parse
from dashboard_app.words import speak
from trials.published import NILE, panel_of, series_of


def ask(panel: Panel, **raw: str) -> ChangePoints:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(change_points.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return change_points.ANALYSIS.compute(panel, params, silent)


@pytest.fixture(scope="module")
def nile() -> ChangePoints:
    panel = panel_of(series_of(NILE, "1871-01", "google_books"))
    return ask(panel, source="google_books", min_segment="15", max_breaks="3")


def years(months: np.ndarray) -> list[int]:
    return [int(year) + 1970 for year in months.astype("datetime64[Y]").astype(int)]


def test_nile_breaks_as_in_strucchange(nile: ChangePoints) -> None:
    """R 4.2, strucchange: breakpoints(Nile ~ 1, h = 15)."""
    assert nile.model__rss == pytest.approx([2835156.8, 1597457.2, 1552923.6, 1538096.5], abs=0.051)
    assert nile.model__bic == pytest.approx([1318.2, 1270.1, 1276.5, 1284.7], abs=0.051)
    assert nile.date__breaks.tolist() == [1, 2, 2, 3, 3, 3]
    assert years(nile.date__month) == [1898, 1898, 1953, 1898, 1938, 1953]


def test_nile_interval_as_in_strucchange(nile: ChangePoints) -> None:
    assert years(nile.date__low_independent[:1]) == [1895]
    assert years(nile.date__high_independent[:1]) == [1902]
    assert years(nile.break__low_independent) == [1895]
    assert years(nile.break__high_independent) == [1902]
    # Memory of the noise can only widen it.
    assert years(nile.date__low[:1])[0] <= 1895
    assert years(nile.date__high[:1])[0] >= 1902


def test_both_criteria_find_one_break_in_the_nile(nile: ChangePoints) -> None:
    assert (nile.breaks, nile.breaks_bic, nile.breaks_sequential) == (1, 1, 1)
    sentence = change_points.ANALYSIS.tell(nile, speak("en", change_points.ANALYSIS.folder))
    assert "n = 100" in sentence
    assert "after 1898" in sentence


def test_known_steps_are_found() -> None:
    random = np.random.default_rng(5)
    steps = np.repeat([20.0, 60.0, 35.0], [80, 90, 70])
    result = ask(panel_of(series_of(steps + random.normal(0, 5, 240))))
    assert result.breaks == 2
    first, second = (result.break__month - np.datetime64("2004-01", "M")).astype(int)
    assert abs(first - 79) <= 1
    assert abs(second - 169) <= 1


def test_random_walks_are_not_taken_for_breaks() -> None:
    """BIC alarms in nearly every walk; the sequential test in about one of twenty."""
    random = np.random.default_rng(11)
    walks = np.cumsum(random.normal(size=(24, 73)), axis=1)
    results = [
        ask(panel_of(series_of(walk, "1950-01", "google_books")), max_breaks="1") for walk in walks
    ]
    assert sum(result.breaks > 0 for result in results) <= 4
    assert sum(result.breaks_bic > 0 for result in results) >= 18


def test_surveys_are_refused() -> None:
    panel = panel_of(series_of(np.arange(13.0), source="bain_usability"))
    with pytest.raises(CannotAnalyse, match="too_short"):
        ask(panel, source="bain_usability")


def test_regimes_too_long_for_the_series_are_refused() -> None:
    panel = panel_of(series_of(NILE, "1871-01", "google_books"))
    with pytest.raises(CannotAnalyse, match="segment"):
        ask(panel, source="google_books", min_segment="60")


@pytest.mark.parametrize(
    "values", [np.arange(120.0), 200 - 1.5 * np.arange(120), np.tile(np.arange(12.0), 10)]
)
def test_what_follows_from_its_past_has_no_breaks(values: np.ndarray) -> None:
    assert ask(panel_of(series_of(values))).breaks == 0


@pytest.mark.parametrize("size", [1e-9, 1.0, 1e9])
def test_a_step_without_noise_is_found(size: float) -> None:
    result = ask(panel_of(series_of(size * np.repeat([0.0, 5.0, 2.0], 40))))
    assert result.break__month.astype(str).tolist() == ["2007-04", "2010-08"]
    assert result.break__low.tolist() == result.break__high.tolist()
