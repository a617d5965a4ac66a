"""Trends: what is drawn is what was observed."""

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from dashboard_app.analyses import trends
from dashboard_app.analyses.trends.compute import Trends
from dashboard_app.analysis import silent
from dashboard_app.data.panel import INDEX_UNIT, Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.words import speak
from trials.published import AIR_PASSENGERS, NILE, panel_of, series_of

USABILITY = series_of(
    [70.0, 79.0, 77.0], source="bain_usability", unit="percent", respondents=[500, 784, 475]
)


def ask(panel: Panel, **raw: tuple[str, ...]) -> Trends:
    params = parse(trends.ANALYSIS.params, raw, Choices(panel.tools, SOURCE_IDS))
    return trends.ANALYSIS.compute(panel, params, silent)


def test_index_of_data_db_is_left_as_it_is() -> None:
    result = ask(panel_of(series_of(AIR_PASSENGERS)))
    assert result.observation__value.tolist() == AIR_PASSENGERS
    assert result.series__peak_value[0] == 622
    assert str(result.series__peak[0]) == "2015-07"


def test_interpolated_months_are_never_counted() -> None:
    result = ask(panel_of(series_of(NILE, "1871-01", "google_books"), USABILITY))
    assert dict(zip(result.series__source, result.series__n, strict=True)) == {
        "google_books": 100,
        "bain_usability": 3,
    }
    assert len(result.observation__value) == 103


def test_binomial_intervals_are_wilsons() -> None:
    result = ask(panel_of(USABILITY), units=("raw",))
    low, high = proportion_confint([350, 619.36, 365.75], [500, 784, 475], method="wilson")
    np.testing.assert_allclose(result.interval__low / 100, low, rtol=1e-9)
    np.testing.assert_allclose(result.interval__high / 100, high, rtol=1e-9)


def test_index_of_raw_series_does_not_depend_on_the_range() -> None:
    panel = panel_of(USABILITY)
    whole = ask(panel)
    late = ask(panel, **{"from": ("1996-01",)})
    assert whole.observation__value.tolist() == pytest.approx([0, 100, 700 / 9])
    assert late.observation__value.tolist() == pytest.approx([100, 700 / 9])


def test_range_ends_with_the_last_observation_of_all() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS), series_of(NILE, "1871-01", "google_books"))
    result = ask(panel, range=("5",))
    assert result.series__source.tolist() == ["google_trends"]
    assert (str(result.series__first[0]), str(result.series__last[0])) == ("2011-01", "2015-12")
    assert result.series__n[0] == 60


def test_unlike_units_get_axes_of_their_own() -> None:
    panel = panel_of(USABILITY, series_of(AIR_PASSENGERS, unit="search_index"))
    words = speak("en", trends.ANALYSIS.folder)
    together = {"view": ("together",)}
    raw = trends.ANALYSIS.draw(ask(panel, units=("raw",), **together), words, LIGHT)
    index = trends.ANALYSIS.draw(ask(panel, **together), words, LIGHT)
    assert {trace.yaxis for trace in raw.data} == {"y", "y2"}
    assert {trace.yaxis for trace in index.data} <= {"y", None}


def test_each_source_stands_in_a_titled_row_of_its_own_unless_asked_together() -> None:
    books = series_of(NILE, "1871-01", "google_books")
    panel = panel_of(USABILITY, books, series_of(AIR_PASSENGERS))
    words = speak("en", trends.ANALYSIS.folder)
    apart = trends.ANALYSIS.draw(ask(panel, units=("raw",)), words, LIGHT)
    assert {trace.yaxis for trace in apart.data} == {"y", "y2", "y3"}
    assert not any(trace.showlegend for trace in apart.data)
    unit = words.unit(INDEX_UNIT)
    assert [title.text for title in apart.layout.annotations] == [
        f"Google Trends (n = 144): {unit}",
        "Google Books (n = 100)",
        f"Bain: usability (n = 3): {words.unit('percent')}",
    ]
    together = trends.ANALYSIS.draw(ask(panel, view=("together",)), words, LIGHT)
    assert {trace.yaxis for trace in together.data} == {"y"}
    assert sum(trace.showlegend is True for trace in together.data) == 3


def test_one_source_is_drawn_alike_in_both_views() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS))
    words = speak("en", trends.ANALYSIS.folder)
    apart, together = (
        trends.ANALYSIS.draw(ask(panel, view=(view,)), words, LIGHT)
        for view in ("apart", "together")
    )
    assert apart == together


def test_tools_are_compared_in_one_source() -> None:
    panel = panel_of(
        series_of(AIR_PASSENGERS, tool="Benchmarking"),
        series_of(AIR_PASSENGERS, tool="Outsourcing"),
    )
    result = ask(panel, tool=("Outsourcing", "Benchmarking"), source=("google_trends", "crossref"))
    assert result.series__tool.tolist() == ["Benchmarking", "Outsourcing"]
    assert result.absent__source.tolist() == ["crossref", "crossref"]
    sentence = trends.ANALYSIS.tell(result, speak("es", trends.ANALYSIS.folder))
    assert "Sin observaciones de Outsourcing: Crossref." in sentence


def test_smoothing_keeps_the_points() -> None:
    result = ask(panel_of(series_of(AIR_PASSENGERS)), smoothing=("loess",))
    figure = trends.ANALYSIS.draw(result, speak("en", trends.ANALYSIS.folder), LIGHT)
    modes = [trace.mode for trace in figure.data]
    assert "markers" in modes
    assert "lines" in modes
    # A local line through a straight line is that line.
    straight = ask(panel_of(series_of(np.linspace(0, 100, 60))), smoothing=("loess",))
    np.testing.assert_allclose(straight.smooth__value, np.linspace(0, 100, 60), atol=1e-8)


def test_zeros_on_a_logarithmic_scale_are_told() -> None:
    result = ask(panel_of(series_of([0.0, 3.0, 0.0, 5.0])), scale=("log",))
    sentence = trends.ANALYSIS.tell(result, speak("en", trends.ANALYSIS.folder))
    assert "cannot show zeros: 2 in all" in sentence


def test_the_typical_change_counts_no_months_before_the_tool_was_known() -> None:
    values = [0.0] * 50 + [10.0, 20.0, 10.0, 20.0, 10.0]
    assert ask(panel_of(series_of(values))).series__step[0] == 10


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([1.0, 4.0, 60.0], ["1", "2", "5", "10", "20", "50"]),
        ([0.0, 0.002, 0.03], ["0,002", "0,005", "0,01", "0,02"]),
    ],
)
def test_ticks_of_a_logarithmic_scale_are_whole_numbers(
    values: list[float], written: list[str]
) -> None:
    result = ask(panel_of(series_of(values)), scale=("log",))
    figure = trends.ANALYSIS.draw(result, speak("es", trends.ANALYSIS.folder), LIGHT)
    axis = figure.layout.yaxis
    seen = zip(axis.tickvals, axis.ticktext, strict=True)
    least, most = min(value for value in values if value), max(values)
    assert [text for value, text in seen if least <= value <= most] == written


@pytest.mark.parametrize(("values", "dtick"), [([3.7, 3.9, 4.0], "L0.05"), ([1e-9, 1e-5, 1e-3], 1)])
def test_a_logarithmic_scale_has_even_steps_or_powers_alone_where_that_reads_best(
    values: list[float], dtick: str | int
) -> None:
    result = ask(panel_of(series_of(values)), scale=("log",))
    figure = trends.ANALYSIS.draw(result, speak("en", trends.ANALYSIS.folder), LIGHT)
    assert figure.layout.yaxis.dtick == dtick


def test_a_logarithmic_axis_ends_with_the_observations() -> None:
    surveys = series_of([20.0, 100.0, 25.0], source="bain_satisfaction")
    near_zero = replace(surveys, guide_values=np.full(len(surveys.guide_months), 1e-6))
    figure = trends.ANALYSIS.draw(
        ask(panel_of(near_zero), scale=("log",)), speak("en", trends.ANALYSIS.folder), LIGHT
    )
    low, high = figure.layout.yaxis.range
    assert 10 < 10**low < 20
    assert 100 < 10**high < 200
