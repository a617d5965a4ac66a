"""ARIMA in state space: likelihood, shocks and forecasts of a given model, as R gives them."""

from dataclasses import dataclass
from math import log, pi

import numpy as np
from scipy.linalg import solve_discrete_lyapunov

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.arima import Order, difference_polynomial, expand

UNKNOWN = 1e6
"""Variance of what was before the series, in variances of a shock."""
KNOWN_ENOUGH = 1e4
"""A value predicted with a larger variance than this tells of the start, not of the model."""


@dataclass(frozen=True)
class Ahead:
    """What a model says of the series and of the next steps.

    `sigma2` is the mean squared shock, as R's arima prints it. `sigma2_adjusted` has the
    coefficients taken off its degrees of freedom, as R's forecast package prints it; the
    standard errors `errors` of the forecasts rest on it.
    """

    loglik: float
    sigma2: float
    sigma2_adjusted: float
    mean: Floats
    errors: Floats


@dataclass(frozen=True)
class _Space:
    """Transition, loadings and shocks of a model, and what is known before the first value."""

    transition: Floats
    loadings: Floats
    shocks: Floats
    covariance: Floats


def look_ahead(values: Floats, order: Order, coefficients: Floats, horizon: int) -> Ahead:
    """Run the Kalman filter over all values, the start of the series diffuse, and go on.

    The order of differencing is part of the state (Harvey and McKenzie 1982, appl. stat.
    31:180), so that forecasts of a short series know how little is known of its shocks.
    """
    ar, ma, constant = expand(order, coefficients)
    steps = np.arange(1, len(values) + horizon + 1, dtype=np.float64)
    known = constant * (steps if order.lost else np.ones(len(steps)))
    space = _space(ar, ma, order)
    state, spread = np.zeros(len(space.loadings)), space.covariance
    squares, logs, count, all_squares = 0.0, 0.0, 0, 0.0
    z, t = space.loadings, space.transition
    for value in (values - known[: len(values)]).tolist():
        gain = spread @ z
        variance = float(z @ gain)
        surprise = value - float(z @ state)
        share = surprise * surprise / variance
        all_squares += share
        if variance < KNOWN_ENOUGH:
            squares, logs, count = squares + share, logs + log(variance), count + 1
        state = t @ (state + gain * (surprise / variance))
        spread = t @ (spread - np.outer(gain, gain) / variance) @ t.T + space.shocks
    # Values beside the likelihood are no part of its variance, but of the adjusted one.
    n = len(values) - order.lost
    sigma2 = squares / max(count, 1)
    adjusted = all_squares / max(n - order.k, 1)
    mean, errors = np.empty(horizon), np.empty(horizon)
    for step in range(horizon):
        mean[step], errors[step] = z @ state, np.sqrt(adjusted * float(z @ spread @ z))
        state, spread = t @ state, t @ spread @ t.T + space.shocks
    half = 0.5 * (log(max(sigma2, np.finfo(float).tiny)) + logs / max(count, 1))
    loglik = -n * half - 0.5 * n * (1 + log(2 * pi))
    return Ahead(loglik, sigma2, adjusted, mean + known[len(values) :], errors)


def _space(ar: Floats, ma: Floats, order: Order) -> _Space:
    p, q, lost = len(ar), len(ma), order.lost
    r = max(p, q + 1)
    size = r + lost
    transition = np.zeros((size, size))
    transition[:p, 0] = ar
    transition[np.arange(r - 1), np.arange(1, r)] = 1.0
    loadings = np.zeros(size)
    loadings[0] = 1.0
    shock = np.zeros(size)
    shock[: q + 1] = np.r_[1.0, ma]
    covariance = np.zeros((size, size))
    block = np.outer(shock[:r], shock[:r])
    covariance[:r, :r] = solve_discrete_lyapunov(transition[:r, :r], block, method="direct")
    if lost:
        loadings[r:] = -difference_polynomial(order)[1:]
        transition[r] = loadings
        transition[np.arange(r + 1, size), np.arange(r, size - 1)] = 1.0
        covariance[np.arange(r, size), np.arange(r, size)] = UNKNOWN
    return _Space(transition, loadings, np.outer(shock, shock), covariance)
