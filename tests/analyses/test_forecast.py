"""The forecast: R's numbers through the public result, honest intervals, refusals, words."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from dashboard_app.analyses.forecast import ANALYSIS
from dashboard_app.analyses.forecast.compute import Forecast
from dashboard_app.analyses.forecast.methods import METHODS
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.stats.mase import naive_scale
from dashboard_app.words import LANGUAGES, speak
from trials.published import AIR_PASSENGERS, NILE, panel_of, series_of

AIR = panel_of(series_of(AIR_PASSENGERS))


def ask(panel: Panel, **raw: str) -> Forecast:
    given = {name.rstrip("_"): (value,) for name, value in raw.items()}
    params = parse(ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return ANALYSIS.compute(panel, params, silent)


@cache
def air(method: str, log: str = "none") -> Forecast:
    return ask(AIR, method=method, log=log, horizon="6")


def test_arima_of_log10_air_passengers_is_that_of_r() -> None:
    """R 4.2: auto.arima(log10(AirPassengers)); the model and its numbers are published."""
    result = air("arima", "log10")
    assert result.model == "ARIMA(0,1,1)(0,1,1)[12]"
    assert result.coefficient__name.tolist() == ["ma1", "sma1"]
    assert result.coefficient__value == pytest.approx([-0.40183, -0.55695], abs=2e-5)
    assert result.coefficient__error == pytest.approx([0.08964, 0.07310], abs=2e-5)
    assert result.sigma2 == pytest.approx(2.5426e-4, rel=1e-3)
    assert result.loglik == pytest.approx(353.96, rel=1e-3)
    assert result.aic == pytest.approx(-701.92, rel=1e-3)


def test_theta_of_air_passengers_is_that_of_r() -> None:
    """R 4.2, forecast 8.20: thetaf(AirPassengers, h = 6)."""
    result = air("theta")
    expected = [440.078, 428.384, 489.707, 475.705, 479.670, 545.366]
    assert result.forecast__value == pytest.approx(expected, rel=1e-5)
    assert result.model__low_95[0] == pytest.approx(418.997, rel=1e-5)
    assert result.model__high_95[0] == pytest.approx(461.160, rel=1e-5)
    assert str(result.forecast__month[0]) == "2016-01"


def test_chosen_method_does_not_change_the_record_of_the_others() -> None:
    theta, combination = air("theta"), air("combination")
    assert theta.accuracy__method.tolist() == list(METHODS)
    ets = METHODS.index("ets")
    assert theta.accuracy__mase[ets] == combination.accuracy__mase[ets]
    assert combination.mase == combination.accuracy__mase[0]


def test_seasonal_naive_record_is_computed_as_published() -> None:
    """MASE of each origin is scaled by the seasonal naive error of what was known there."""
    result = air("seasonal_naive")
    values = np.array(AIR_PASSENGERS, dtype=float)
    ratios = []
    for origin in range(144 - result.origins, 144):
        ahead = min(6, 144 - origin)
        miss = np.abs(values[origin : origin + ahead] - values[origin - 12 : origin - 12 + ahead])
        ratios.extend(miss / naive_scale(values[:origin], 12))
    assert result.mase == pytest.approx(np.mean(ratios))


def test_backtest_rows_are_forecasts_beside_what_came() -> None:
    result = air("naive")
    known = dict(
        zip(result.observation__month.tolist(), result.observation__value.tolist(), strict=True)
    )
    rows = zip(
        result.backtest__origin.tolist(),
        result.backtest__month.tolist(),
        result.backtest__value.tolist(),
        result.backtest__observed.tolist(),
        strict=True,
    )
    for origin, month, forecast, observed in rows:
        assert origin < month
        assert forecast == known[origin]
        assert observed == known[month]


def test_bands_hold_each_other_and_the_forecast() -> None:
    result = air("combination")
    for low, high in (
        (result.forecast__low_95, result.forecast__low_80),
        (result.forecast__low_80, result.forecast__value),
        (result.forecast__value, result.forecast__high_80),
        (result.forecast__high_80, result.forecast__high_95),
    ):
        assert np.all(low <= high)
    assert 0 <= result.coverage_80 <= result.coverage_95 <= 1


def test_intervals_of_simulated_series_hold_as_often_as_they_say() -> None:
    """Yearly random walks seen through noise: the truth of the next years is known."""
    random = np.random.default_rng(17)
    held: dict[str, list[np.ndarray]] = {"80": [], "95": []}
    for _ in range(40):
        made = 60 + np.cumsum(random.normal(0, 1, 65)) + random.normal(0, 1, 65)
        panel = panel_of(series_of(made[:60], "1950-01", "google_books"))
        result = ask(panel, source="google_books")
        for level, inside in held.items():
            low = getattr(result, f"forecast__low_{level}")
            high = getattr(result, f"forecast__high_{level}")
            inside.append((low <= made[60:]) & (made[60:] <= high))
    assert 0.78 <= np.mean(held["80"]) <= 0.95
    assert np.mean(held["95"]) >= 0.92


def test_nothing_falls_below_zero_where_nothing_did() -> None:
    falling = np.maximum(60 - 0.6 * np.arange(120), 0) + np.random.default_rng(3).uniform(0, 4, 120)
    result = ask(panel_of(series_of(falling)))
    assert result.forecast__low_95.min() >= 0


def test_almost_empty_months_are_forecast_by_the_zero_that_most_of_them_are() -> None:
    few = np.zeros(120)
    few[[30, 55, 71, 90, 113]] = [40, 100, 20, 60, 35]
    result = ask(panel_of(series_of(few, source="crossref")), source="crossref")
    assert result.forecast__value.tolist() == [0.0] * 12
    assert result.forecast__low_95.tolist() == [0.0] * 12
    assert result.forecast__high_95[0] > 20
    words = speak("en", ANALYSIS.folder)
    assert "most recent months are zero" in ANALYSIS.tell(result, words)
    assert "months are zero" not in ANALYSIS.tell(air("combination"), words)


def test_yearly_and_survey_series_go_on_at_their_own_pace() -> None:
    yearly = ask(panel_of(series_of(NILE, "1871-01", "google_books")), source="google_books")
    assert [str(month) for month in yearly.forecast__month] == [
        f"{year}-01" for year in range(1971, 1976)
    ]
    assert yearly.period == 1
    scores = 3.6 + np.random.default_rng(2).normal(0, 0.1, 13)
    surveys = ask(
        panel_of(series_of(scores, source="bain_satisfaction", unit="mean_score")),
        source="bain_satisfaction",
    )
    assert [str(month) for month in surveys.forecast__month] == ["2024-01", "2026-01"]


def test_short_record_says_that_its_coverage_is_not_known_or_counts_it() -> None:
    few = 40 + np.random.default_rng(6).normal(0, 3, 8)
    panel = panel_of(series_of(few, source="bain_usability", unit="percent"))
    result = ask(panel, source="bain_usability")
    assert result.origins == 3
    assert result.coverage_n <= 3
    spread = np.std(few)
    assert result.forecast__high_95[0] - result.forecast__value[0] > 2 * spread


@pytest.mark.parametrize(("n", "source"), [(38, "crossref"), (12, "google_books"),
                                           (7, "bain_usability")])  # fmt: skip
def test_too_few_observations_are_refused(n: int, source: str) -> None:
    values = np.random.default_rng(n).normal(50, 5, n)
    if source == "crossref":
        values = values[:10]
    with pytest.raises(CannotAnalyse) as caught:
        ask(panel_of(series_of(values, "2004-01", source)), source=source)
    assert caught.value.reason == "too_short"


def without(missing: slice | list[int], step: int = 1) -> Panel:
    """AirPassengers with some of its months never observed."""
    months = np.arange("1949-01", "1961-01", dtype="datetime64[M]")
    kept = np.delete(np.arange(144), missing)[::step]
    return panel_of(series_of(np.array(AIR_PASSENGERS)[kept], months=months[kept]))


def test_missing_month_does_not_move_the_season() -> None:
    """The answer stays near the one that knows the month, and no error is counted for it."""
    whole, gapped = ask(panel_of(series_of(AIR_PASSENGERS, "1949-01"))), ask(without([100]))
    assert gapped.n == 143
    assert gapped.forecast__month.tolist() == whole.forecast__month.tolist()
    assert gapped.forecast__value == pytest.approx(whole.forecast__value, rel=0.03)
    assert np.datetime64("1957-05") not in gapped.backtest__month
    assert np.isfinite(gapped.backtest__observed).all()


def test_series_full_of_gaps_is_refused() -> None:
    with pytest.raises(CannotAnalyse) as caught:
        ask(without(slice(60, 80)))
    assert caught.value.reason == "gaps"
    assert caught.value.facts == {"missing": 20, "steps": 144}


def test_quarterly_observations_have_a_season_of_four() -> None:
    result = ask(without([], step=3))
    assert result.period == 4
    assert result.forecast__month[:2].tolist() == [
        np.datetime64("1961-01").item(),
        np.datetime64("1961-04").item(),
    ]


def test_logarithm_of_a_zero_is_refused() -> None:
    values = np.array(AIR_PASSENGERS, dtype=float)
    values[5] = 0
    with pytest.raises(CannotAnalyse) as caught:
        ask(panel_of(series_of(values)), log="natural")
    assert caught.value.reason == "not_positive"


def test_progress_grows_to_the_end() -> None:
    heard: list[tuple[float, str]] = []
    params = parse(ANALYSIS.params, {}, Choices(AIR.tools, SOURCE_IDS))
    ANALYSIS.compute(AIR, params, lambda fraction, phrase: heard.append((fraction, phrase)))
    fractions = [fraction for fraction, _ in heard]
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] <= fractions[-1] <= 1
    for language in LANGUAGES:
        assert all(speak(language, ANALYSIS.folder)(phrase) for _, phrase in heard)


@pytest.mark.parametrize(("slope", "phrase"), [(0.8, "rise"), (-0.4, "fall"), (0.0, "whether")])
def test_sentence_tells_the_direction_with_interval_n_and_coverage(
    slope: float, phrase: str
) -> None:
    made = 60 + slope * np.arange(120) + np.random.default_rng(5).normal(0, 1, 120)
    result = ask(panel_of(series_of(made)))
    text = ANALYSIS.tell(result, speak("en", ANALYSIS.folder))
    assert phrase in text
    assert "n = 120" in text
    assert "95 % interval" in text
    assert "intervals held" in text
    assert ANALYSIS.draw(result, speak("es", ANALYSIS.folder), LIGHT).data


def test_an_old_peak_does_not_flatten_what_is_in_view() -> None:
    made = np.concatenate([[100.0] * 60, 5 + np.random.default_rng(5).random(150)])
    figure = ANALYSIS.draw(ask(panel_of(series_of(made))), speak("es", ANALYSIS.folder), LIGHT)
    assert max(figure.layout.yaxis.range) < 50
    assert {trace.name for trace in figure.data} >= {"Google Trends (n = 210)"}


def test_the_forecast_has_its_share_of_the_width_at_first() -> None:
    made = 50 + np.random.default_rng(5).random(210)
    result = ask(panel_of(series_of(made)))
    figure = ANALYSIS.draw(result, speak("es", ANALYSIS.folder), LIGHT)
    first, last = (np.datetime64(end, "M") for end in figure.layout.xaxis.range)
    assert len(result.forecast__month) / int(last.astype(int) - first.astype(int)) > 0.15


def test_on_a_phone_the_names_of_methods_take_no_width_from_the_plots() -> None:
    words, phone = speak("es", ANALYSIS.folder), replace(LIGHT, narrow=True)
    figure = ANALYSIS.draw(air("combination"), words, phone)
    assert figure.layout.yaxis2.showticklabels is False
    assert {note.text for note in figure.layout.annotations} == set(figure.data[-1].y)


def test_the_error_of_a_method_is_told_beside_that_of_repeating_the_cycle() -> None:
    words = speak("en", ANALYSIS.folder)
    text = ANALYSIS.tell(air("combination"), words)
    errors = dict(
        zip(air("combination").accuracy__method, air("combination").accuracy__mase, strict=True)
    )
    assert f"a MASE of {words.number(errors['combination'])}" in text
    assert f"“Seasonal naive” had {words.number(errors['seasonal_naive'])}" in text
    alone = ANALYSIS.tell(air("seasonal_naive"), words)
    assert alone.count("Seasonal naive") == 1
