"""Seasonality: R's numbers, few false alarms, and the season that was put in."""

import numpy as np
import pytest

from dashboard_app.analyses import seasonality
from dashboard_app.analyses.seasonality.compute import Seasonality
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, parse
from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.stats.season import season_test, strength_interval
from dashboard_app.stats.stl import decompose
from dashboard_app.words import speak
from trials.published import AIR_PASSENGERS, CO2, NILE, months_from, panel_of, series_of
from trials.published_more import ACCIDENTAL_DEATHS, UK_GAS


def ask(panel: Panel, **raw: str) -> Seasonality:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(seasonality.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return seasonality.ANALYSIS.compute(panel, params, silent)


def test_log_co2_as_in_r() -> None:
    # R 4.2: stl(log(co2), s.window = 21)
    result = ask(panel_of(series_of(CO2, "1959-01")), transform="log", s_window="21")
    assert result.part__seasonal.min() == pytest.approx(-9.9391e-3, abs=5e-8)
    assert result.part__seasonal.max() == pytest.approx(9.1147e-3, abs=5e-8)
    assert result.part__trend.min() == pytest.approx(5.7535, abs=5e-5)
    assert result.part__trend.max() == pytest.approx(5.8988, abs=5e-5)


@pytest.mark.parametrize(
    ("transform", "trend", "seasonal"), [("none", 0.98864, 0.92529), ("log", 0.99630, 0.96126)]
)
def test_strengths_of_air_passengers_as_in_r(transform: str, trend: float, seasonal: float) -> None:
    # R 4.2, stl with s.window = 13, strengths as in forecast::stl_features.
    result = ask(panel_of(series_of(AIR_PASSENGERS)), transform=transform, s_window="13")
    assert result.trend_strength == pytest.approx(trend, abs=5e-6)
    assert result.seasonal_strength == pytest.approx(seasonal, abs=5e-6)
    assert result.clear
    assert (result.peak_month, result.trough_month) == (7, 11)


def test_quarters_as_in_r() -> None:
    # R 4.2: stl(log(UKgas), s.window = 13), a row a quarter.
    result = ask(quarters(UK_GAS), transform="log", s_window="13")
    assert (result.n, result.filled) == (108, 0)
    assert result.part__seasonal.min() == pytest.approx(-0.782437192266, rel=1e-9)
    assert result.part__seasonal.max() == pytest.approx(0.593618296592, rel=1e-9)
    assert result.seasonal_strength == pytest.approx(0.9710834066, rel=1e-9)
    assert result.trend_strength == pytest.approx(0.9868515691, rel=1e-9)
    assert result.clear
    assert result.profile__calendar_month.tolist() == [1, 4, 7, 10]
    assert (result.peak_month, result.trough_month) == (1, 7)


def test_a_season_that_grows_with_the_level_is_seen_in_quarters() -> None:
    assert ask(quarters(UK_GAS)).clear


def quarters(values: list[float]) -> Panel:
    months = np.datetime64("1960-01", "M") + 3 * np.arange(len(values))
    return panel_of(series_of(np.array(values), months=months))


def test_parts_add_up_to_the_observations_in_every_mode() -> None:
    panel = panel_of(series_of(AIR_PASSENGERS))
    for window in ("7", "periodic"):
        for robust in ("no", "yes"):
            result = ask(panel, s_window=window, robust=robust)
            whole = result.part__trend + result.part__seasonal + result.part__remainder
            np.testing.assert_allclose(whole, AIR_PASSENGERS, rtol=1e-12)
    assert np.ptp(result.part__seasonal[::12]) == pytest.approx(0)


TIME = np.arange(120.0)


@pytest.mark.parametrize("robust", ["no", "yes"])
@pytest.mark.parametrize(
    "values", [TIME, 200 - 1.5 * TIME, 1e9 + 0.1 * TIME, 10 + TIME**2, np.exp(TIME / 6)]
)
def test_a_curve_without_noise_has_no_season(values: np.ndarray, robust: str) -> None:
    result = ask(panel_of(series_of(values)), robust=robust)
    assert not result.clear
    assert result.corrected_strength < 0.1


@pytest.mark.parametrize("season", [[0.0, 1, 5] * 4, [0.0, 1] * 6, [0.0] * 11 + [1.0]])
def test_a_season_without_noise_is_clear(season: list[float]) -> None:
    result = ask(panel_of(series_of(np.tile(season, 10) + 0.5 * TIME)))
    assert result.clear
    assert result.seasonal_strength > 0.95


def noise(kind: str, n: int, random: np.random.Generator) -> np.ndarray:
    return ar1_noise({"white": 0.0, "ar1": 0.7, "walk": 1.0}[kind], n, 100, random)


@pytest.mark.parametrize("kind", ["white", "ar1", "walk"])
@pytest.mark.parametrize("n", [48, 240])
def test_few_false_alarms(kind: str, n: int) -> None:
    random = np.random.default_rng(21)
    calendar = np.arange(n) % 12
    alarms = sum(season_test(noise(kind, n, random), calendar).p < 0.05 for _ in range(600))
    # 6 % and two standard errors of 600 trials.
    assert alarms / 600 <= 0.06 + 0.018


def test_a_season_that_was_put_in_is_found() -> None:
    random = np.random.default_rng(22)
    season = 1.5 * np.sin(2 * np.pi * np.arange(120) / 12)
    found = sum(
        season_test(noise("ar1", 120, random) + season, np.arange(120) % 12).p < 0.05
        for _ in range(60)
    )
    assert found >= 54


@pytest.mark.parametrize("height", [0.7, 1.5, 3.0])
def test_interval_of_the_strength_covers(height: float) -> None:
    random = np.random.default_rng(23)
    n = 180
    season = height * np.sin(2 * np.pi * np.arange(n) / 12)
    truth = np.var(season) / (np.var(season) + 1)
    covered = 0
    for _ in range(60):
        parts = decompose(0.05 * np.arange(n) + season + random.standard_normal(n), 13, False)
        interval = strength_interval(parts, 13, 60)
        covered += int(interval.low <= truth <= interval.high)
    assert covered / 60 >= 0.85


def test_dates_stay_with_their_values_across_a_gap() -> None:
    months = np.delete(months_from("2004-01", 145), 50)
    values = np.insert(np.array(AIR_PASSENGERS, dtype=float), 50, 0)
    result = ask(panel_of(series_of(np.delete(values, 50), months=months)))
    assert result.filled == 1
    assert str(result.part__month[50]) == "2008-03"
    assert result.part__observed[51] == AIR_PASSENGERS[50]
    sentence = seasonality.ANALYSIS.tell(result, speak("en", seasonality.ANALYSIS.folder))
    assert "(1) were bridged" in sentence


def test_january_of_crossref_is_named() -> None:
    random = np.random.default_rng(24)
    january = np.where(np.arange(240) % 12 == 0, 4.0, 0.0)
    crossref = series_of(10 + january + random.standard_normal(240), source="crossref")
    result = ask(panel_of(crossref))
    assert result.only_january
    for language, phrase in (("es", "artefacto de enero"), ("en", "artefact of January")):
        words = speak(language, seasonality.ANALYSIS.folder)
        assert phrase in seasonality.ANALYSIS.tell(result, words)


@pytest.mark.parametrize("source", ["google_books", "bain_usability"])
def test_yearly_and_survey_data_are_refused(source: str) -> None:
    panel = panel_of(series_of(NILE[:13], "1993-01", source))
    with pytest.raises(CannotAnalyse, match="not_monthly"):
        ask(panel, source=source)


def test_logarithm_of_zero_is_refused() -> None:
    with pytest.raises(CannotAnalyse, match="no_logarithm"):
        ask(panel_of(series_of(np.arange(48.0))), transform="log")


def test_many_gaps_are_refused() -> None:
    months = months_from("2004-01", 80)[np.arange(80) % 4 < 2]
    with pytest.raises(CannotAnalyse, match="gaps"):
        ask(panel_of(series_of(np.sin(np.arange(40)), months=months)))


@pytest.mark.parametrize("robust", ["no", "yes"])
def test_a_trend_may_bend_within_a_year(robust: str) -> None:
    """R 4.2: stl(USAccDeaths, s.window = 7, t.window = 9), robust or not."""
    result = ask(panel_of(series_of(ACCIDENTAL_DEATHS)), s_window="7", t_window="9", robust=robust)
    ends = {"no": [8268.20027698, 9784.49133988], "yes": [8237.34573293, 9777.55274584]}[robust]
    assert [result.part__trend.min(), result.part__trend.max()] == pytest.approx(ends, rel=1e-9)
