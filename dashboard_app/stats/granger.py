"""Do past values of one series help to predict another beyond its own? Granger's F test.

And the correlation of two series at each lag once the memory of both is taken out
(prewhitening; Haugh 1976), whose errors are then those of independent noise.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as fisher

from dashboard_app.data.panel import Floats
from dashboard_app.stats.newey_west import least_squares

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Granger:
    """F of `order` lags of the leader, its degrees of freedom and p-value."""

    f: float
    order: int
    freedom: int
    p: float


def _lagged(values: Floats, order: int) -> Floats:
    return np.column_stack([values[order - lag : len(values) - lag] for lag in range(1, order + 1)])


def granger(leader: Floats, follower: Floats, order: int) -> Granger:
    """The follower on its own lags and the leader's, against its own alone.

    As lmtest::grangertest in R: a constant in both, the same observations in both.
    """
    target = follower[order:]
    own = np.column_stack([np.ones(len(target)), _lagged(follower, order)])
    both = np.column_stack([own, _lagged(leader, order)])
    without, with_leader = least_squares(own, target), least_squares(both, target)
    freedom = len(target) - both.shape[1]
    left = float(with_leader.residuals @ with_leader.residuals)
    gained = float(without.residuals @ without.residuals) - left
    statistic = max(gained, 0.0) / order / (max(left, 1e-300) / freedom)
    return Granger(statistic, order, freedom, float(fisher.sf(statistic, order, freedom)))


def prewhitened(values: Floats, most: int) -> Floats:
    """What an autoregression, its order chosen by AIC, leaves of a series: shorter by `most`."""
    rows = len(values) - most
    target = values[most:]
    best: float = np.inf
    kept: Floats = np.asarray(target - target.mean(), dtype=np.float64)
    for order in range(1, most + 1):
        lags = _lagged(values[most - order :], order)
        fit = least_squares(np.column_stack([np.ones(rows), lags]), target)
        left = float(fit.residuals @ fit.residuals)
        score = float(rows * np.log(max(left, 1e-300))) + 2 * order
        if score < best:
            best, kept = score, fit.residuals
    return kept


def cross_correlations(first: Floats, second: Floats, farthest: int) -> tuple[Ints, Floats, Floats]:
    """Lags from -`farthest` to `farthest`, correlations of prewhitened series, standard errors.

    The errors are those of unrelated series. At a positive lag the first series goes before the
    second.
    """
    n = len(first)
    a, b = first - first.mean(), second - second.mean()
    scale = max(float(np.sqrt((a @ a) * (b @ b))), 1e-300)
    lags = np.arange(-farthest, farthest + 1)
    found = np.array(
        [(a[: n - lag] @ b[lag:] if lag >= 0 else a[-lag:] @ b[: n + lag]) / scale for lag in lags]
    )
    # Fewer pairs meet at far lags: the variance of Haugh, with n - 1 for one n since the means
    # are taken out, which a mean over many pairs would show. That of autocorrelations, with
    # n (n + 2), is too small for a dozen lags of 30 dates.
    return lags, found, np.sqrt((n - np.abs(lags)) / (n * (n - 1)))
