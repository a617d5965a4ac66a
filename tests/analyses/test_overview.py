"""The overview: every tool, its trend with false discoveries held, its phase by the rule."""

from dataclasses import replace

import numpy as np
import pytest

from dashboard_app.analyses import overview
from dashboard_app.analyses.overview.compute import Overview
from dashboard_app.analyses.overview.phase import phase
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.words import speak
from trials.published import panel_of, series_of
from trials.published_more import UK_GAS


def ask(panel: Panel, **raw: str) -> Overview:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(overview.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return overview.ANALYSIS.compute(panel, params, silent)


def tools(n: int, slope: float, seed: int = 51) -> Panel:
    random = np.random.default_rng(seed)
    return panel_of(
        *(
            series_of(50 + slope * np.arange(240) + random.standard_normal(240), tool=f"Tool {k}")
            for k in range(n)
        )
    )


def test_straight_trends_are_found_per_year() -> None:
    result = ask(tools(3, 0.25))
    assert result.tool__trend == pytest.approx([3.0] * 3, abs=0.2)
    assert (result.tool__trend_low < 3.0).all()
    assert (result.tool__trend_high > 3.0).all()
    assert (result.rising, result.falling) == (3, 0)
    assert set(result.tool__phase) == {"growth"}


def test_noise_has_few_discoveries() -> None:
    result = ask(tools(60, 0.0))
    assert result.rising + result.falling <= 2
    assert result.seasonal <= 2


def test_levels_are_means_of_the_last_five_years() -> None:
    values = np.concatenate([np.zeros(180), np.full(60, 40.0)]) + np.arange(240) % 2
    result = ask(panel_of(series_of(values)))
    assert result.tool__level[0] == pytest.approx(40.5)
    assert result.n == 240


def test_quarters_have_years_a_trend_and_a_season() -> None:
    months = np.datetime64("1960-01", "M") + 3 * np.arange(len(UK_GAS))
    result = ask(panel_of(series_of(UK_GAS, months=months)))
    assert result.cell__year.tolist() == list(range(1960, 1987))
    assert result.cell__value[0] == pytest.approx(np.mean(UK_GAS[:4]))
    assert result.tool__level[0] == pytest.approx(np.mean(UK_GAS[-20:]))
    assert result.tool__season[0] > 0.5
    assert result.seasonal == 1


@pytest.mark.parametrize(
    ("height", "trend", "fall", "expected"),
    [
        (0.2, "up", 0.9, "emergence"),
        (0.9, "up", 1.0, "growth"),
        (0.6, "up", 0.2, "revival"),
        (0.9, "flat", 0.9, "maturity"),
        (0.5, "flat", 0.2, "plateau"),
        (0.1, "flat", 0.0, "dormancy"),
        (0.5, "down", 0.4, "decline"),
        (0.5, "unknown", 0.4, "unknown"),
    ],
)
def test_phase_follows_its_rule(height: float, trend: str, fall: float, expected: str) -> None:
    assert phase(height, trend, fall) == expected


def test_tools_are_sorted_as_asked() -> None:
    panel = panel_of(
        series_of(np.linspace(0, 100, 240), tool="B"),
        series_of(np.linspace(60, 0, 240), tool="A"),
        series_of(np.linspace(20, 30, 240), tool="C"),
    )
    assert ask(panel, sort="name").tool__name.tolist() == ["A", "B", "C"]
    assert ask(panel, sort="level").tool__name.tolist() == ["B", "C", "A"]
    assert ask(panel, sort="trend").tool__name.tolist() == ["B", "C", "A"]
    assert ask(panel, sort="peak").tool__name.tolist() == ["A", "B", "C"]


def test_names_lead_to_the_tool() -> None:
    panel = panel_of(series_of(np.arange(240.0), tool="Calidad Total"))
    figure = overview.ANALYSIS.draw(ask(panel), speak("en", overview.ANALYSIS.folder), LIGHT)
    (name,) = figure.data[0].y
    assert 'href="/trends?tool=Calidad+Total&source=google_trends"' in name
    assert "Total Quality Management" in name


def test_on_a_phone_names_lead_to_the_tool_from_above_their_rows() -> None:
    panel = panel_of(
        *(series_of(np.arange(240.0) % (7 + k), tool=f"T{k}") for k in range(3)),
    )
    result, words = ask(panel, view="ranking"), speak("en", overview.ANALYSIS.folder)
    figure = overview.ANALYSIS.draw(result, words, replace(LIGHT, narrow=True))
    written = [note for note in figure.layout.annotations if "href=" in note.text]
    assert [note.y for note in written] == list(figure.data[0].y)
    for note, tool, named in zip(written, result.tool__name, result.tool__phase, strict=True):
        assert f"/trends?tool={tool}&" in note.text
        assert words(f"phase_{named}") in note.text
    assert figure.layout.yaxis.showticklabels is False


def test_a_figure_of_many_tools_shows_the_first_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(overview.figure, "MOST_ROWS", 3)
    panel = panel_of(*(series_of(np.arange(60.0) % (7 + k), tool=f"T{k}") for k in range(5)))
    words = speak("en", overview.ANALYSIS.folder)
    for view in ("heatmap", "ranking"):
        result = ask(panel, view=view, sort="name")
        figure = overview.ANALYSIS.draw(result, words, LIGHT)
        assert len(figure.data[0].y) == 3
        assert result.tools == 5
        assert "first 3" in overview.ANALYSIS.tell(result, words)


def test_surveys_have_levels_and_no_season() -> None:
    values = [70.0, 79, 77, 76, 84, 73, 81, 76, 67, 68, 56, 46, 34]
    result = ask(panel_of(series_of(values, source="bain_usability")))
    assert np.isnan(result.tool__season).all()
    assert result.tool__trend[0] < 0
    assert result.cell__year.tolist()[0] == 1993


def test_a_source_without_tools_is_refused() -> None:
    with pytest.raises(CannotAnalyse, match="no_tools"):
        ask(tools(1, 0.1), source="crossref")
