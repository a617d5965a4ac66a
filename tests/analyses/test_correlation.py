"""Correlation: the published coefficients, and trends that do not pass for movement."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from dashboard_app.analyses import correlation
from dashboard_app.analyses.correlation.compute import Correlation
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT, LOOKS, Look, contrast, mixed
from dashboard_app.params import Choices, parse
from dashboard_app.stats.fdr import adjusted
from dashboard_app.words import speak
from trials.published import CARS_DIST, CARS_SPEED, panel_of, series_of

CARS = panel_of(series_of(CARS_SPEED), series_of(CARS_DIST, source="crossref"))


def ask(panel: Panel, **raw: str | tuple[str, ...]) -> Correlation:
    given = {name: (value,) if isinstance(value, str) else value for name, value in raw.items()}
    params = parse(correlation.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return correlation.ANALYSIS.compute(panel, params, silent)


def row(result: Correlation, form: str, method: str) -> int:
    return int(np.flatnonzero((result.pair__form == form) & (result.pair__method == method))[0])


def test_cars_as_in_r() -> None:
    """R 4.2: cor(cars), cor(cars, method = "spearman")."""
    result = ask(CARS)
    assert result.pair__r[row(result, "levels", "pearson")] == pytest.approx(0.8068949, abs=1e-7)
    assert result.pair__r[row(result, "levels", "spearman")] == pytest.approx(0.8303568, abs=1e-7)


def test_detrended_is_the_partial_correlation_given_time() -> None:
    result = ask(CARS)
    time = np.arange(50)
    left = [np.array(y) - np.polyval(np.polyfit(time, y, 1), time) for y in (CARS_SPEED, CARS_DIST)]
    expected = stats.pearsonr(*left).statistic
    assert result.pair__r[row(result, "detrended", "pearson")] == pytest.approx(expected)


def test_independent_noise_counts_as_itself() -> None:
    """Without memory the interval is Fisher's, the p-value Student's."""
    random = np.random.default_rng(2)
    x = random.normal(size=400)
    y = 0.3 * x + random.normal(size=400)
    result = ask(panel_of(series_of(x), series_of(y, source="crossref")))
    levels = row(result, "levels", "pearson")
    expected = stats.pearsonr(x, y)
    low, high = expected.confidence_interval(0.95)
    assert result.pair__n_effective[levels] > 360
    assert result.pair__low[levels] == pytest.approx(low, abs=0.02)
    assert result.pair__high[levels] == pytest.approx(high, abs=0.02)


def test_wandering_series_count_as_few() -> None:
    random = np.random.default_rng(1926)
    found = 0
    for _ in range(40):
        x, y = np.cumsum(random.normal(size=(2, 120)), axis=1)
        result = ask(panel_of(series_of(x), series_of(y, source="crossref")))
        found += bool(result.pair__p[row(result, "levels", "pearson")] < 0.05)
    assert found <= 5


def test_adjustment_is_benjamini_and_hochbergs() -> None:
    p_values = np.random.default_rng(6).uniform(size=40) ** 2
    assert adjusted(p_values) == pytest.approx(stats.false_discovery_control(p_values))


def test_each_pair_meets_at_its_own_cadence() -> None:
    panel = panel_of(
        series_of(np.sin(np.arange(240.0))),
        series_of(np.cos(np.arange(240.0) / 3), source="crossref"),
        series_of(np.arange(20.0) % 7, "2004-01", "google_books"),
    )
    result = ask(panel)
    seen = set(zip(result.pair__x_source, result.pair__y_source, result.pair__cadence, strict=True))
    assert seen == {
        ("google_trends", "google_books", "yearly"),
        ("google_trends", "crossref", "monthly"),
        ("google_books", "crossref", "yearly"),
    }


def test_a_cell_leads_to_its_regression() -> None:
    figure = correlation.ANALYSIS.draw(ask(CARS), speak("en", correlation.ANALYSIS.folder), LIGHT)
    address = "/regression?tool=Benchmarking&x_source=google_trends&y_source=crossref&form=levels"
    assert any(address in note.text for note in figure.layout.annotations)


def test_a_cell_of_two_tools_leads_to_their_regression() -> None:
    panel = panel_of(series_of(CARS_SPEED, tool="A"), series_of(CARS_DIST, tool="B"))
    words = speak("en", correlation.ANALYSIS.folder)
    figure = correlation.ANALYSIS.draw(ask(panel, tool=panel.tools), words, LIGHT)
    address = "/regression?tool=A&y_tool=B&x_source=google_trends&y_source=google_trends"
    assert any(address in note.text for note in figure.layout.annotations)


def test_the_forms_stand_side_by_side_where_there_is_room() -> None:
    result, words = ask(CARS), speak("en", correlation.ANALYSIS.folder)
    for look, across in ((LIGHT, True), (replace(LIGHT, narrow=True), False)):
        layout = correlation.ANALYSIS.draw(result, words, look).layout
        assert (layout.xaxis.domain != layout.xaxis2.domain) == across
        assert (layout.yaxis.domain == layout.yaxis2.domain) == across


@pytest.mark.parametrize("look", LOOKS.values(), ids=lambda look: look.theme)
@pytest.mark.parametrize("noise", [0.2, 0.8, 1.2, 2.0, 5.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_each_number_can_be_read_on_its_cell(look: Look, noise: float, sign: int) -> None:
    common, other = np.random.default_rng(4).normal(size=(2, 120))
    panel = panel_of(series_of(common), series_of(sign * common + noise * other, source="crossref"))
    figure = correlation.ANALYSIS.draw(ask(panel), speak("en", correlation.ANALYSIS.folder), look)
    cells = [note for note in figure.layout.annotations if "<a" in note.text]
    assert len(cells) == 6
    for note in cells:
        r = float(note.text.split(">")[1].split("<")[0].strip("*").replace("\u2212", "-"))
        cell = mixed(look.paper, look.sequence[0 if r > 0 else 1], abs(r))
        assert contrast(note.font.color, cell) >= 4.5, r


def test_too_many_or_too_few_series_are_refused() -> None:
    with pytest.raises(CannotAnalyse, match="one_series"):
        ask(panel_of(series_of(CARS_SPEED)))
    many = [
        series_of(CARS_SPEED, source=source, tool=f"Tool {number}")
        for number in range(12)
        for source in ("google_trends", "crossref", "google_books")
    ]
    panel = panel_of(*many)
    with pytest.raises(CannotAnalyse, match="too_many"):
        ask(panel, tool=panel.tools)
