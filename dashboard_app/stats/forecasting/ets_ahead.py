"""Means and variances of what exponential smoothing forecasts, by its own formulas.

The three classes of Hyndman, Koehler, Ord and Snyder (2008), chapter 6: additive errors,
multiplicative errors on additive states, and multiplicative errors and season. Where forecast
8.20 departs from its own one-step errors it is not followed: it leaves the damping out of the
first step of ETS(M,Ad,M), and lets the season of a form without a trend err a step early.
"""

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.ets_fit import EtsFit


def ets_ahead(fit: EtsFit, horizon: int) -> tuple[Floats, Floats]:
    """Means and standard errors of the next `horizon` steps, the parameters taken as known."""
    if fit.form.season == "M":
        mean, variance = _multiplied(fit, horizon)
    else:
        mean, variance = _added(fit, horizon)
    return mean, np.sqrt(variance)


def _added(fit: EtsFit, horizon: int) -> tuple[Floats, Floats]:
    """Linear states, the errors added or in proportion to the mean (classes 1 and 2)."""
    weights, steps = fit.weights, np.arange(1, horizon + 1)
    reach = np.cumsum(weights.phi**steps)
    mean = fit.last_level + reach * fit.last_slope + np.resize(fit.last_seasons, horizon)
    # What an error adds to the value so many steps later.
    # A form without a season has a gamma of 0.
    later = weights.alpha + weights.beta * reach + weights.gamma * (steps % fit.period == 0)
    if fit.form.error == "A":
        return mean, fit.sigma2 * (1 + np.r_[0.0, np.cumsum(later[:-1] ** 2)])
    squares = np.empty(horizon)
    for step in range(horizon):
        carried = later[:step] ** 2 @ squares[:step][::-1]
        squares[step] = mean[step] ** 2 + fit.sigma2 * float(carried)
    return mean, (1 + fit.sigma2) * squares - mean**2


def _multiplied(fit: EtsFit, horizon: int) -> tuple[Floats, Floats]:
    """Errors and season multiply: the moments of the product of both states (class 3).

    The states stand in one vector, the season's factors outside, level and slope inside.
    """
    weights, period, sigma2 = fit.weights, fit.period, fit.sigma2
    # What a value and the next level see of level and slope, and how both go on.
    seen = np.array([1.0, weights.phi][: 1 if fit.form.trend == "N" else 2])
    gain = np.array([weights.alpha, weights.beta][: len(seen)])
    trend_go = np.array([[1.0, weights.phi], [0.0, weights.phi]])[: len(seen), : len(seen)]
    trend_err = np.outer(gain, seen)
    season_go = np.roll(np.eye(period), 1, axis=0)
    season_err = np.zeros((period, period))
    season_err[0, -1] = weights.gamma
    look = np.kron(np.eye(period)[-1], seen)
    go = np.kron(season_go, trend_go)
    both = np.kron(season_err, trend_err)
    one = np.kron(season_err, trend_go) + np.kron(season_go, trend_err)
    inner = np.array([fit.last_level, fit.last_slope][: len(gain)])
    states = np.kron(fit.last_seasons[::-1], inner)
    spread = np.zeros((len(states), len(states)))
    mean, variance = np.empty(horizon), np.empty(horizon)
    for step in range(horizon):
        mean[step] = look @ states
        variance[step] = (1 + sigma2) * float(look @ spread @ look) + sigma2 * mean[step] ** 2
        square = np.outer(states, states)
        crossed = go @ spread @ both.T
        spread = go @ spread @ go.T + sigma2 * (
            crossed
            + crossed.T
            + one @ (spread + square) @ one.T
            + sigma2 * both @ (3 * spread + 2 * square) @ both.T
        )
        states = go @ states + sigma2 * both @ states
    return mean, variance
