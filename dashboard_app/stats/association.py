"""The correlation of two autocorrelated series, with an effective number of observations.

The variance of a correlation grows with the product of the two autocorrelations (Bartlett
1935); the effective number of observations n / (1 + 2 sum (1 - k / n) r_x(k) r_y(k)) takes the
place of n (Pyper and Peterman 1998). Autocorrelations come from fitted autoregressions.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, rankdata
from scipy.stats import t as student

from dashboard_app.data.panel import Floats
from dashboard_app.stats.autoregression import fit_noise

FEWEST = 3.05
"""Least effective n: Fisher's transform needs more than 3; here its interval is nearly (-1, 1)."""
MEANS = 0.25
"""The share of the bias correction of the autoregressions that is applied (`means` of `fit_noise`).
The sum of products already overstates the variance near a random walk, so that the whole
correction would compensate twice (docs/coverage.md)."""
SPEARMAN_FACTOR = 1.06
"""The variance of the transformed rank correlation is about 1.06 / (n - 3) (Fieller 1957)."""


@dataclass(frozen=True)
class Association:
    """A correlation, its 95 % interval, its p-value, and the effective n behind them."""

    r: float
    low: float
    high: float
    p: float
    n_effective: float


def memory_of(values: Floats) -> Floats:
    """The autocorrelations of one series at lags 1 to n - 1."""
    return fit_noise(values - values.mean(), means=MEANS).correlations(len(values))


def ranks(values: Floats) -> Floats:
    """Each value's rank; ties share their mean rank."""
    return np.asarray(rankdata(values), dtype=np.float64)


def effective_number(n: int, memory_x: Floats, memory_y: Floats) -> float:
    """The number of independent pairs that would be as informative as these n; at most n."""
    weights = 1 - np.arange(1, n) / n
    return float(n / max(1 + 2 * np.sum(weights * memory_x * memory_y), 1.0))


def associate(
    x: Floats, y: Floats, memory_x: Floats, memory_y: Floats, ranked: bool = False
) -> Association:
    """Pearson's correlation of x and y; Spearman's where they are `ranked` already."""
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1.0, 1.0))
    n = max(effective_number(len(x), memory_x, memory_y), FEWEST)
    inside = float(np.clip(r, -1 + 1e-12, 1 - 1e-12))
    factor = SPEARMAN_FACTOR if ranked else 1.0
    reach = float(norm.ppf(0.975) * np.sqrt(factor / (n - 3)))
    middle = float(np.arctanh(inside))
    statistic = abs(inside) * np.sqrt((n - 2) / (1 - inside**2))
    return Association(
        r=r,
        low=float(np.tanh(middle - reach)),
        high=float(np.tanh(middle + reach)),
        p=float(2 * student.sf(statistic, n - 2)),
        n_effective=n,
    )
