"""Exponential smoothing by likelihood: the forms, weights and forecasts of R's ets."""

from collections.abc import Sequence

import numpy as np
import pytest

from dashboard_app.stats.forecasting.ets import Form
from dashboard_app.stats.forecasting.ets_ahead import ets_ahead
from dashboard_app.stats.forecasting.ets_fit import EtsFit, fit_best, fit_form
from dashboard_app.stats.forecasting.ets_weights import Weights
from trials.published import AIR_PASSENGERS, LYNX, NILE
from trials.published_models import (
    AUSTRALIANS,
    DISCOVERIES,
    JOHNSON_JOHNSON,
    LUNG_DEATHS,
    NEW_HAVEN,
    SUNSPOTS,
    WWW_USAGE,
)
from trials.published_more import ACCIDENTAL_DEATHS, LAKE_HURON, NOTTINGHAM, UK_GAS

Numbers = Sequence[float] | np.ndarray

# R 4.2.2, forecast 8.20, ets with its defaults: form, log likelihood, AICc, alpha, sigma2, and
# forecast(h = 2) with the lower end of the second 95 % interval.
CHOSEN: list[tuple[Numbers, int, str, float, float, float, float, Numbers, float]] = [
    (AIR_PASSENGERS, 12, "ETS(M,Ad,M)", -679.583216, 1400.63843, 0.709551916,
     0.00153407635, [441.801847, 434.11862], 392.899388),
    (np.log(AIR_PASSENGERS), 12, "ETS(M,A,M)", 121.170157, -203.483171, 0.587111073,
     4.75866959e-05, [6.10518385, 6.09568983], 6.00014792),
    (NOTTINGHAM, 12, "ETS(A,N,A)", -852.472073, 1737.087, 0.0391637415,
     5.38382423, [40.1722803, 39.7694496], 35.2182452),
    (ACCIDENTAL_DEATHS, 12, "ETS(A,N,A)", -555.072335, 1148.7161, 0.594589891,
     85667.8563, [8397.49691, 7599.22061], 6931.81151),
    (LUNG_DEATHS, 12, "ETS(M,N,M)", -525.398546, 1089.36852, 0.188857423,
     0.00935014715, [2655.69704, 2657.92587], 2145.20596),
    (UK_GAS, 4, "ETS(M,A,M)", -618.36078, 1256.55829, 0.0305368689,
     0.0136235963, [1258.82362, 652.617833], 503.050163),
    (JOHNSON_JOHNSON, 4, "ETS(M,A,A)", -72.8195966, 166.071626, 0.277581213,
     0.00847602552, [17.5369058, 16.2010054], 13.0830603),
    (AUSTRALIANS, 4, "ETS(M,Ad,A)", -395.192551, 813.205614, 0.968384986,
     3.88473527e-07, [17703.157, 17748.1601], 17709.4852),
    (np.log10(LYNX), 1, "ETS(A,N,N)", -152.52915, 311.276482, 0.999899996,
     0.129697707, [3.53095702, 3.53095702], 2.53278011),
    (LYNX, 1, "ETS(M,N,N)", -1026.06877, 2058.35573, 0.999899985,
     0.92037621, [3395.92608, 3395.92608], -7515.45816),
    (NILE, 1, "ETS(M,N,N)", -726.150958, 1458.55192, 0.151403166,
     0.0239570566, [838.875161, 838.875161], 581.420858),
    (NEW_HAVEN, 1, "ETS(A,N,N)", -129.964924, 266.358419, 0.18189319,
     1.31222099, [51.8703053, 51.8703053], 49.5882843),
    (LAKE_HURON, 1, "ETS(A,N,N)", -195.338867, 396.933054, 0.999899749,
     0.561108664, [579.959993, 579.959993], 577.883814),
    (SUNSPOTS, 1, "ETS(A,N,N)", -1733.57117, 3473.22655, 0.999899831,
     565.409414, [100.192888, 100.192888], 34.2872064),
    (WWW_USAGE, 1, "ETS(A,Ad,N)", -352.86549, 718.634206, 0.999899956,
     12.2243873, [218.366335, 217.035069], 202.851821),
    (DISCOVERIES, 1, "ETS(A,N,N)", -306.036833, 618.323665, 0.175668526,
     4.64489688, [1.14216264, 1.14216264], -3.14663795),
]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "period", "name", "loglik", "aicc", "alpha", "sigma2", "mean", "low"),
    CHOSEN,
    ids=[f"{case[2]} {len(case[0])}" for case in CHOSEN],
)
def test_form_weights_and_forecasts_are_those_of_r(
    values: Numbers,
    period: int,
    name: str,
    loglik: float,
    aicc: float,
    alpha: float,
    sigma2: float,
    mean: Numbers,
    low: float,
) -> None:
    fit = fit_best(np.array(values, dtype=float), period)
    ours, errors = ets_ahead(fit, 2)
    assert str(fit.form) == name
    assert fit.loglik == pytest.approx(loglik, rel=1e-6)
    assert fit.aicc == pytest.approx(aicc, rel=1e-6)
    assert fit.weights.alpha == pytest.approx(alpha, rel=1e-4)
    assert fit.sigma2 == pytest.approx(sigma2, rel=1e-4)
    assert ours == pytest.approx(mean, rel=1e-3)
    assert ours[1] - 1.959964 * errors[1] == pytest.approx(low, rel=2e-3)


def test_negative_values_leave_additive_forms() -> None:
    values = np.random.default_rng(4).normal(size=60)
    assert fit_best(values, 12).form.error == "A"


def test_a_form_with_too_many_states_is_left_out() -> None:
    assert fit_form(np.arange(1.0, 16.0), 12, Form("A", "D", "A")) is None


def test_moments_of_a_multiplied_season_are_those_of_simulated_paths() -> None:
    """The formulas of class 3 beside the recursion that they are the moments of."""
    fit = EtsFit(
        Form("M", "D", "M"), 4, Weights(0.4, 0.1, 0.2, 0.9), 0.0, 0.0, np.ones(4),
        100.0, 3.0, np.array([0.8, 1.1, 1.2, 0.9]), 0.0, 0.01, 9, 60,
    )  # fmt: skip
    random = np.random.default_rng(11)
    paths, steps = 200_000, 6
    level, slope = np.full(paths, 100.0), np.full(paths, 3.0)
    factors = [np.full(paths, one) for one in fit.last_seasons]
    made = []
    for step in range(steps):
        share = random.normal(0, 0.1, paths)
        base = level + 0.9 * slope
        made.append(base * factors[step] * (1 + share))
        level, slope = base * (1 + 0.4 * share), 0.9 * slope + 0.1 * base * share
        factors.append(factors[step] * (1 + 0.2 * share))
    mean, errors = ets_ahead(fit, steps)
    assert mean == pytest.approx(np.mean(made, axis=1), rel=2e-3)
    assert errors == pytest.approx(np.std(made, axis=1), rel=1e-2)
