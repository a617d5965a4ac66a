"""The trajectory: dates that both sources observed, years marked, agreement counted."""

import numpy as np
import pytest

from dashboard_app.analyses import trajectory
from dashboard_app.analyses.trajectory.compute import Trajectory
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.words import speak
from trials.published import AIR_PASSENGERS, NILE, panel_of, series_of
from trials.published_more import UK_GAS


def ask(panel: Panel, **raw: str) -> Trajectory:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(trajectory.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return trajectory.ANALYSIS.compute(panel, params, silent)


def test_months_meet_years_as_means_of_complete_years() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS), series_of(NILE[:40], "1980-01", "google_books"))
    result = ask(panel)
    assert result.cadence == "yearly"
    assert result.mark__year.tolist() == list(range(2004, 2016))
    assert result.mark__x[0] == pytest.approx(np.mean(AIR_PASSENGERS[:12]))
    assert result.mark__y[0] == NILE[24]
    assert result.n == 12


def test_agreement_is_counted_in_steps_that_move() -> None:
    x = np.array([10.0, 20, 30, 20, 20, 40, 50])
    y = np.array([1.0, 2, 3, 4, 5, 6, 5])
    panel = panel_of(
        series_of(x, source="bain_usability"), series_of(y, source="bain_satisfaction")
    )
    result = ask(panel)
    assert (result.together, result.steps) == (3, 5)
    assert result.share_low < 0.6 < result.share_high


def test_two_quarterly_sources_mark_years() -> None:
    months = np.datetime64("1960-01", "M") + 3 * np.arange(len(UK_GAS))
    gas, again = (series_of(UK_GAS, source=s, months=months) for s in ("google_trends", "crossref"))
    result = ask(panel_of(gas, again))
    assert result.n == len(UK_GAS)
    assert result.mark__year.tolist() == list(range(1960, 1987))
    assert result.mark__x[0] == pytest.approx(np.mean(UK_GAS[:4]))


def test_two_monthly_sources_keep_their_months_and_mark_years() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS), series_of(AIR_PASSENGERS, "2005-01", "crossref"))
    result = ask(panel)
    assert result.n == 132
    assert result.mark__year.tolist() == list(range(2005, 2016))


def test_each_view_writes_the_first_and_the_last_year() -> None:
    panel = panel_of(
        series_of(NILE[:60], "1950-01", "google_books"),
        series_of(AIR_PASSENGERS * 5, "1950-01", "crossref"),
    )
    words = speak("es", trajectory.ANALYSIS.folder)
    for view, kind in (("3d", "scatter3d"), ("2d", "scatter")):
        figure = trajectory.ANALYSIS.draw(ask(panel, view=view), words, LIGHT)
        written = [text for trace in figure.data for text in trace.text or () if text]
        assert {trace.type for trace in figure.data} == {kind}
        assert (written[0], written[-1]) == ("1950", "2009")
        assert len(written) <= 12


def test_small_shares_are_written_as_powers_and_not_with_a_prefix() -> None:
    shares = [value * 1e-9 for value in NILE[:40]]
    panel = panel_of(series_of(AIR_PASSENGERS), series_of(shares, "1980-01", "google_books"))
    words = speak("es", trajectory.ANALYSIS.folder)
    scene = trajectory.ANALYSIS.draw(ask(panel, view="3d"), words, LIGHT).layout.scene
    assert {axis.exponentformat for axis in (scene.yaxis, scene.zaxis)} == {"power"}
    for view in ("2d", "3d"):
        figure = trajectory.ANALYSIS.draw(ask(panel, view=view), words, LIGHT)
        assert not any(".1f" in (trace.hovertemplate or "") for trace in figure.data)


def test_one_source_is_refused() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS))
    with pytest.raises(CannotAnalyse, match="one_source"):
        ask(panel)
    with pytest.raises(CannotAnalyse, match="one_source"):
        ask(panel, x_source="google_trends", y_source="google_trends")
