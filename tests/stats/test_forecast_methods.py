"""Forecasting methods against R's published numbers and series made with known answers."""

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.stats import binomtest, theilslopes
from statsmodels.tools.sm_exceptions import InterpolationWarning
from statsmodels.tsa.stattools import kpss as reference

from dashboard_app.stats.forecasting import naive, rolling
from dashboard_app.stats.forecasting.arima import Order, bound, fit_least_squares, unbound
from dashboard_app.stats.forecasting.arima_fit import NoFit, fit_exact
from dashboard_app.stats.forecasting.arima_selection import level_kpss
from dashboard_app.stats.forecasting.arima_states import look_ahead
from dashboard_app.stats.forecasting.ets import fit_ets
from dashboard_app.stats.forecasting.line import sen_line
from dashboard_app.stats.forecasting.mostly_zero import with_zeros
from dashboard_app.stats.forecasting.robust_smoothing import clean
from dashboard_app.stats.forecasting.scale import PLAIN, softened
from dashboard_app.stats.forecasting.shrunken_season import (
    known_seasons,
    season,
    shrunken,
    without_season,
)
from dashboard_app.stats.forecasting.stepwise import select
from dashboard_app.stats.forecasting.theta import fit_theta, is_seasonal
from trials.published import AIR_PASSENGERS, LYNX, NILE

AIR = np.array(AIR_PASSENGERS, dtype=float)


def test_models_near_the_unit_circle_are_passed_over() -> None:
    """R 4.2, forecast 8.20: auto.arima(lynx, trace = TRUE) gives (2,0,3) and (3,0,3) no rank."""
    lynx = np.array(LYNX, dtype=float)
    with pytest.raises(NoFit):
        fit_exact(lynx, Order(2, 0, 3, constant=True))
    assert fit_exact(lynx, Order(3, 0, 3, constant=True)).aicc == np.inf
    assert fit_exact(lynx, Order(2, 0, 2, constant=True)).aicc == pytest.approx(1876.952, abs=1e-3)


def test_theta_forecasts_as_r_does() -> None:
    """R 4.2, forecast 8.20: thetaf(AirPassengers, h = 6)."""
    fit = fit_theta(AIR, 12)
    expected = [440.078, 428.384, 489.707, 475.705, 479.670, 545.366]
    assert fit.forecast(6) == pytest.approx(expected, rel=1e-5)
    reach = 1.959964 * fit.errors(1)[0]
    assert fit.forecast(1)[0] - reach == pytest.approx(418.997, rel=1e-5)
    assert fit.forecast(1)[0] + reach == pytest.approx(461.160, rel=1e-5)


def test_theta_of_a_yearly_series_has_no_season() -> None:
    fit = fit_theta(np.array(NILE, dtype=float), 1)
    assert fit.indices.tolist() == [1.0]
    assert not is_seasonal(np.array(NILE, dtype=float), 1)


def test_exact_likelihood_finds_the_coefficients_that_made_a_series() -> None:
    random = np.random.default_rng(11)
    shocks = random.normal(0, 2, 3000)
    made = np.zeros(3000)
    for t in range(1, 3000):
        made[t] = 0.6 * made[t - 1] + shocks[t] + 0.3 * shocks[t - 1]
    order = Order(1, 0, 1, constant=True)
    fit = fit_exact(made + 10, order)
    for value, error, truth in zip(fit.coefficients, fit.errors, (0.6, 0.3, 10.0), strict=True):
        assert abs(value - truth) < 3 * error
    assert look_ahead(made + 10, order, fit.coefficients, 1).sigma2 == pytest.approx(4, rel=0.1)


def test_ar1_forecasts_fall_geometrically_to_the_mean() -> None:
    random = np.random.default_rng(5)
    made = np.zeros(500)
    for t in range(1, 500):
        made[t] = 0.8 * made[t - 1] + random.normal()
    fit = fit_least_squares(made + 50, Order(1, 0, 0, constant=True))
    phi, mean = fit.coefficients
    expected = mean + (made[-1] + 50 - mean) * phi ** np.arange(1, 9)
    assert fit.forecast(8) == pytest.approx(expected)


def test_random_walk_errors_grow_with_the_root_of_the_step() -> None:
    walk = np.cumsum(np.random.default_rng(3).normal(0, 1, 400))
    ahead = look_ahead(walk, Order(0, 1, 0), np.empty(0), 9)
    assert ahead.mean == pytest.approx(np.full(9, walk[-1]))
    assert ahead.errors == pytest.approx(np.sqrt(ahead.sigma2_adjusted * np.arange(1, 10)))


def test_every_free_vector_is_a_stationary_and_invertible_model() -> None:
    order = Order(3, 0, 2, 1, 0, 1, 12, constant=True)
    random = np.random.default_rng(7)
    for _ in range(50):
        free = random.normal(0, 1, order.k)
        coefficients = bound(order, free)
        for polynomial in (
            np.r_[1, -coefficients[:3]],
            np.r_[1, coefficients[3:5]],
            np.r_[1, -coefficients[5:6]],
            np.r_[1, coefficients[6:7]],
        ):
            assert np.all(np.abs(np.roots(polynomial)) < 1)
        assert bound(order, unbound(order, coefficients)) == pytest.approx(coefficients, abs=2e-3)


def test_kpss_is_that_of_statsmodels() -> None:
    walk = np.cumsum(np.random.default_rng(2).normal(0, 1, 200))
    with pytest.warns(InterpolationWarning):
        statistic = reference(walk + 1000, nlags=int(3 * np.sqrt(200) / 13), result_object=False)[0]
    assert level_kpss(walk + 1000) == pytest.approx(statistic, rel=1e-9)


def test_ets_sees_trend_and_season_where_they_are() -> None:
    t = np.arange(144)
    noise = np.random.default_rng(1).normal(0, 1, 144)
    additive = 100 + 0.5 * t + 10 * np.sin(2 * np.pi * t / 12) + noise
    fit = fit_ets(additive, 12, [132], 12)[0]
    assert fit.form.season != "N"
    assert fit.form.trend != "N"
    assert np.mean(np.abs(fit.mean - additive[132:])) < 1.5
    flat = fit_ets(50 + noise, 12, [144], 12)[0]
    assert (flat.form.trend, flat.form.season) == ("N", "N")
    assert flat.alpha <= 0.1


def seasonless_theta(
    values: np.ndarray, period: int, origins: Sequence[int], horizon: int
) -> np.ndarray:
    seasons = known_seasons(values, 12, origins)
    return without_season(
        lambda adjusted, at, steps: rolling.theta(adjusted, 1, at, steps), values, seasons, horizon
    )


EVERY_METHOD: list[rolling.Rolling] = [
    naive.naive,
    naive.seasonal_naive,
    rolling.ets,
    rolling.average_ets,
    rolling.theta,
    rolling.arima,
    rolling.average_arima,
    seasonless_theta,
    lambda values, _, origins, horizon: sen_line(values, origins, horizon, 60),
    lambda *asked: rolling.smoothing(*asked)[0],
    lambda *asked: rolling.smoothing(*asked)[1],
]


@pytest.mark.parametrize("method", EVERY_METHOD)
@pytest.mark.parametrize("period", [1, 12])
def test_no_origin_sees_the_future(method: rolling.Rolling, period: int) -> None:
    """What comes after an origin may be anything: its forecast stays the same."""
    changed = AIR.copy()
    changed[100:] = 7000 - changed[100:]
    origins = (60, 80, 100)
    before, after = (method(values, period, origins, 12) for values in (AIR, changed))
    assert before.shape == (3, 12)
    np.testing.assert_allclose(before, after, rtol=1e-9)


def test_naive_forecasts_repeat() -> None:
    values = np.arange(30, dtype=float)
    assert naive.naive(values, 12, [30], 3).tolist() == [[29, 29, 29]]
    assert naive.seasonal_naive(values, 12, [30], 14)[0].tolist() == [*range(18, 30), 18, 19]
    assert naive.seasonal_median(values, 12, [30], 2, cycles=2)[0].tolist() == [12.0, 13.0]


def test_softened_scale_bears_zeros_and_comes_back() -> None:
    values = np.array([0.0, 1.0, 50.0, 100.0])
    scale = softened(values)
    assert scale.back(scale.forward(values)) == pytest.approx(values)
    assert softened(np.array([-1.0, 3.0])) is PLAIN
    assert softened(np.zeros(4)) is PLAIN


def test_robust_smoothing_is_not_carried_away_by_one_odd_month() -> None:
    random = np.random.default_rng(8)
    calm = 50 + random.normal(0, 1, 120)
    odd = calm.copy()
    odd[-1] += 80
    plain, robust = (rolling.smoothing(values, 12, [120], 12)[0].mean() for values in (calm, odd))
    assert abs(robust - plain) < 2


def test_cleaning_takes_a_spike_away_and_leaves_the_rest() -> None:
    random = np.random.default_rng(12)
    calm = 50 + random.normal(0, 1, 120)
    odd = calm.copy()
    odd[80] += 60
    cleaned = clean(odd, 12)
    assert abs(cleaned[80] - 50) < 10
    np.testing.assert_array_equal(cleaned[:80], clean(calm, 12)[:80])
    assert np.mean(np.abs(cleaned - calm)) < 1


def test_season_of_noise_is_drawn_to_nothing() -> None:
    """Twelve true factors of zero: what is left is nearer to them than the plain means are."""
    random = np.random.default_rng(21)
    left, plain = [], []
    for _ in range(30):
        noise = random.normal(0, 1, 180)
        left.append(np.mean(season(noise, 12) ** 2))
        plain.append(np.mean(noise.reshape(15, 12).mean(axis=0) ** 2))
    assert np.mean(left) < np.mean(plain)


def test_one_month_that_differs_stays_what_it_is() -> None:
    made = np.random.default_rng(22).normal(0, 1, 180)
    made[::12] += 6
    found = season(made, 12)
    assert found[0] == pytest.approx(6 * 11 / 12, abs=1)
    assert np.abs(found[1:] + 6 / 12).max() < 1


def test_no_factor_is_drawn_further_than_its_error() -> None:
    factors = np.array([4.0, -0.2, 0.1, 0.3, -0.1, 0.0])
    moved = shrunken(factors, np.full(6, 0.09))
    assert np.abs((moved - factors) - (moved - factors).mean()).max() <= 2 * 0.3
    assert np.ptp(moved[1:]) < np.ptp(factors[1:]) / 2
    np.testing.assert_allclose(shrunken(factors, np.zeros(6)), factors - factors.mean())


def test_clear_season_that_grows_is_the_mean_of_its_last_cycles() -> None:
    """Up and down by turns, five per cent more each year: a cycle counts half after two more."""
    heights = 10 * (1 + 0.05 * np.arange(12.0))
    made = np.repeat(heights, 12) * np.resize([1.0, -1.0], 144)
    found = season(made + np.random.default_rng(23).normal(0, 0.1, 144), 12)
    expected = np.average(heights, weights=0.5 ** (np.arange(12)[::-1] / 2))
    assert np.abs(found).mean() == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("zeros", range(20, 37))
def test_forecast_is_zero_where_the_sign_test_says_that_the_median_is(zeros: int) -> None:
    last = np.ones(36)
    last[:zeros] = 0
    known = np.r_[np.ones(40), np.random.default_rng(24).permutation(last)]
    sure = binomtest(zeros, 36, 0.5, "greater").pvalue <= 0.05
    found = with_zeros(np.full((1, 12), 5.0), known, 12, [76])
    always = np.all(known[40:].reshape(3, 12) > 0, axis=0)
    assert found[0].tolist() == np.where(sure & ~always, 0.0, 5.0).tolist()


def test_month_that_always_has_something_keeps_its_forecast() -> None:
    januaries = np.resize([7.0] + [0.0] * 11, 60)
    found = with_zeros(np.full((2, 14), 5.0), januaries, 12, [48, 53])
    assert found[0].tolist() == [5.0] + [0.0] * 11 + [5.0, 0.0]
    assert np.flatnonzero(found[1]).tolist() == [7]


def test_zeros_of_a_series_that_goes_below_zero_are_values_like_others() -> None:
    known = np.r_[-1.0, np.zeros(59)]
    assert with_zeros(np.full((1, 3), 5.0), known, 12, [60]).tolist() == [[5.0] * 3]
    assert with_zeros(np.full((1, 3), 5.0), known[1:31], 12, [30]).tolist() == [[5.0] * 3]


def test_backtest_learns_the_season_once_a_cycle_and_last_for_the_reader() -> None:
    origins = range(100, 131)
    seasons = known_seasons(AIR, 12, origins)
    assert [at for group, _ in seasons for at in group] == list(origins)
    assert [len(group) for group, _ in seasons] == [6, 12, 12, 1]
    np.testing.assert_array_equal(seasons[-1][1], season(AIR[:130], 12))


def test_pure_season_is_forecast_without_an_error() -> None:
    made = 10 + 3 * np.sin(np.arange(132) * np.pi / 6)
    found = seasonless_theta(made[:120], 12, [96, 120], 12)
    assert found[-1] == pytest.approx(made[120:], abs=0.05)


def test_series_that_begins_with_zeros_is_let_go() -> None:
    rising = np.r_[np.zeros(30), np.arange(1.0, 31.0)]
    narrow, wide = rolling.smoothing(rising, 1, [60], 3)
    assert narrow[0] == pytest.approx([31, 32, 33], rel=0.1)
    assert np.all(wide[0] > 20)


def test_average_of_ets_agrees_with_the_choice_where_the_choice_is_clear() -> None:
    t = np.arange(180)
    made = 100 + 0.5 * t + 20 * np.sin(2 * np.pi * t / 12)
    made = made + np.random.default_rng(4).normal(0, 0.5, 180)
    truth = 100 + 0.5 * np.arange(180, 192) + 20 * np.sin(2 * np.pi * np.arange(180, 192) / 12)
    assert rolling.average_ets(made, 12, [180], 12)[0] == pytest.approx(truth, rel=0.02)


def test_exact_fit_of_pure_growth_does_not_fail() -> None:
    """Its best coefficients lie on the unit circle, where the likelihood ends."""
    growth = np.exp(np.arange(120) / 8)
    fit = select(growth, 1)
    assert np.isfinite(look_ahead(growth, fit.order, fit.coefficients, 12).mean).all()


def test_start_outside_the_admissible_region_is_drawn_inside() -> None:
    """Regressions find such starts; a partial autocorrelation of 1 has no free number."""
    order = Order(2, 0, 2, constant=True)
    for start in ([0.0, 1.0, 0.0, -1.0, 3.0], [1.8, 1.2, -2.5, 1.7, 0.0]):
        free = unbound(order, np.array(start))
        assert np.isfinite(free).all()
        assert np.isfinite(bound(order, free)).all()


def test_sen_line_is_that_of_scipy() -> None:
    """scipy.stats.theilslopes with the joint intercept, through the last 60 of 80 values."""
    values = np.cumsum(np.random.default_rng(6).normal(0.3, 1, 90))
    times = np.arange(60.0)
    # scipy-stubs do not know this method.
    reference = theilslopes(values[20:80], times, method="joint")  # type: ignore[call-overload]
    expected = reference.intercept + reference.slope * np.arange(60, 72)
    assert sen_line(values, [80], 12, 60)[0] == pytest.approx(expected)


def test_sen_line_passes_over_outliers() -> None:
    values = 5 + 2 * np.arange(40.0)
    values[[7, 21, 38]] += 900
    assert sen_line(values, [40], 3, 40)[0] == pytest.approx([85, 87, 89])
    assert sen_line(np.array([4.0]), [1], 2, 60)[0].tolist() == [4.0, 4.0]
