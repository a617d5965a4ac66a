"""Means: of observations, in their periods, each with its interval."""

import numpy as np
import pytest

from dashboard_app.analyses import means
from dashboard_app.analyses.means.compute import Means
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.words import speak
from trials.published import AIR_PASSENGERS, NILE, panel_of, series_of


def ask(panel: Panel, **raw: str) -> Means:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(means.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return means.ANALYSIS.compute(panel, params, silent)


def test_means_are_those_of_the_observations() -> None:
    result = ask(panel_of(series_of(AIR_PASSENGERS)))
    values = np.array(AIR_PASSENGERS)
    assert dict(zip(result.mean__period, result.mean__n, strict=True)) == {
        "all": 144, "20": 144, "15": 144, "10": 120, "5": 60,
    }  # fmt: skip
    expected = [values.mean()] * 3 + [values[-120:].mean(), values[-60:].mean()]
    np.testing.assert_allclose(result.mean__value, expected)
    assert (result.mean__low < result.mean__value).all()
    assert (result.mean__value < result.mean__high).all()


def test_a_chosen_range_is_one_more_period() -> None:
    panel = panel_of(series_of(NILE, "1871-01", "google_books"))
    result = ask(panel, **{"from": "1871-01", "to": "1898-12"})
    row = list(result.mean__period).index("chosen")
    assert result.mean__n[row] == 28
    # The mean before the break of 1898, as strucchange prints it.
    assert result.mean__value[row] == pytest.approx(1097.75)


def test_a_source_that_ended_early_has_no_recent_mean() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS), series_of(NILE, "1871-01", "google_books"))
    result = ask(panel)
    assert "5" not in result.mean__period[result.mean__source == "google_books"]


def test_few_observations_have_a_mean_but_no_interval() -> None:
    result = ask(panel_of(series_of([3.7, 3.9, 3.8], source="bain_satisfaction")))
    assert np.isnan(result.mean__low).all()
    assert "3.80" in means.ANALYSIS.tell(result, speak("en", means.ANALYSIS.folder))


def test_an_interval_that_excludes_nothing_is_told_as_such() -> None:
    waves = [50 + 50 * np.sin(2 * np.pi * year / 14) for year in range(12)]
    told = {}
    for name, values in {"waves": waves, "steady": [50.0, 51.0, 49.0] * 4}.items():
        result = ask(panel_of(series_of(values, "1993-01", "bain_usability")))
        told[name] = means.ANALYSIS.tell(result, speak("en", means.ANALYSIS.folder))
    assert "all that the unit allows" in told["waves"]
    assert "0.00 to 100" not in told["waves"]
    assert "all that the unit allows" not in told["steady"]


def test_an_interval_stays_inside_what_the_unit_allows() -> None:
    near_the_top = [100.0] * 11 + [3.0]
    near_the_bottom = [0.0] * 11 + [97.0]
    for values in (near_the_top, near_the_bottom):
        result = ask(panel_of(series_of(values, "1993-01", "bain_usability")))
        known = np.isfinite(result.mean__low)
        assert known.any()
        assert (result.mean__low[known] >= 0).all()
        assert (result.mean__high[known] <= 100).all()


def test_each_source_has_axes_of_its_own() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS), series_of(NILE, "1950-01", "google_books"))
    figure = means.ANALYSIS.draw(ask(panel), speak("es", means.ANALYSIS.folder), LIGHT)
    assert {trace.yaxis for trace in figure.data} == {"y", "y2"}


def test_an_empty_range_is_refused() -> None:
    with pytest.raises(CannotAnalyse, match="empty_range"):
        ask(panel_of(series_of(AIR_PASSENGERS)), **{"from": "1990-01", "to": "1991-01"})
