"""Structural breaks in the mean: the least-squares partitions, and intervals of break dates.

Bai and Perron (1998, 2003); the intervals of the dates follow Bai (1997). Conventions of R's
strucchange: a break is the last observation of the old regime, and BIC counts the breaks.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import log_ndtr
from scipy.stats import norm

from dashboard_app.data.panel import Floats

Ints = NDArray[np.int64]
Edges = list[tuple[int, int]]

ROUNDING = 1e-12
"""Share of the range of the values below which that of residuals is rounding."""


@dataclass(frozen=True)
class Partition:
    """The least-squares partition with this many breaks, its RSS and its BIC.

    `breaks` are 0-based positions of the last observation of each old regime.
    """

    breaks: Ints
    rss: float
    bic: float

    def edges(self, n: int) -> Edges:
        """The first position of each regime, and one past its last."""
        cuts = [0, *(int(last) + 1 for last in self.breaks), n]
        return list(pairwise(cuts))

    def means(self, values: Floats) -> Floats:
        """The mean of the regime of each observation."""
        return np.concatenate(
            [
                np.full(last - first, values[first:last].mean())
                for first, last in self.edges(len(values))
            ]
        )

    def residuals(self, values: Floats) -> Floats:
        """The values less the mean of their regime."""
        return values - self.means(values)

    def is_exact(self, values: Floats) -> bool:
        """Whether the means reproduce the values up to rounding."""
        return bool(np.ptp(self.residuals(values)) <= ROUNDING * np.ptp(values))


def segment_rss(values: Floats) -> Floats:
    """The residual sum of squares of the mean over each segment [i, j]: an n by n matrix.

    Below the diagonal it is infinite: those segments do not exist.
    """
    centred = values - values.mean()
    n = len(centred)
    sums = np.concatenate([[0.0], np.cumsum(centred)])
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])
    length = np.arange(1, n + 1)[None, :] - np.arange(n)[:, None]
    total = sums[None, 1:] - sums[:-1, None]
    square = squares[None, 1:] - squares[:-1, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        rss = np.maximum(square - total**2 / length, 0.0)
    return np.where(length < 1, np.inf, rss)


def partitions(values: Floats, shortest: int, most: int) -> list[Partition]:
    """The least-squares partition for each number of breaks from 0 to `most`.

    Fewer come back where the observations do not hold `most` + 1 regimes of `shortest`.
    Dynamic programming over all partitions (Bai and Perron 2003, section 3.2).
    """
    n = len(values)
    cost = segment_rss(values)
    rows, columns = np.indices((n, n))
    cost = np.where(columns - rows + 1 >= shortest, cost, np.inf)
    best = cost[0]  # best[j]: the first j + 1 observations with the present number of breaks
    found = [_partition(np.array([], dtype=np.int64), float(best[-1]), n)]
    origins: list[Ints] = []
    for _ in range(min(most, n // shortest - 1)):
        total = np.full((n, n), np.inf)
        total[1:] = best[:-1, None] + cost[1:]
        origin = np.argmin(total, axis=0)
        best = total[origin, np.arange(n)]
        origins.append(origin.astype(np.int64))
        found.append(_partition(_trace(origins, n), float(best[-1]), n))
    return found


def _trace(origins: list[Ints], n: int) -> Ints:
    breaks, end = [], n - 1
    for origin in reversed(origins):
        end = int(origin[end]) - 1
        breaks.append(end)
    return np.array(breaks[::-1], dtype=np.int64)


def _partition(breaks: Ints, rss: float, n: int) -> Partition:
    parameters = 2 * (len(breaks) + 1)  # a mean per regime, a date per break, one variance
    safe = max(rss, np.finfo(float).tiny)
    likelihood = -0.5 * n * (np.log(safe / n) + 1 + np.log(2 * np.pi))
    return Partition(breaks, rss, float(-2 * likelihood + np.log(n) * parameters))


def argmax_cdf(x: float, xi: float, phi: float) -> float:
    """The distribution function of a break date, in Bai's scaled time (Bai 1997, appendix B).

    `xi` and `phi` compare the regressors and the variances after and before the break.
    """
    s = abs(x)
    if s == 0.0:
        s = np.finfo(float).tiny
    root = np.sqrt(s)
    if x <= 0:
        ratio = xi / phi
        a, b = 0.5 * ratio * (1 + ratio), 0.5 + ratio
        c = phi * (phi + 2 * xi) / (xi * (phi + xi))
        d = (phi + 2 * xi) ** 2 / ((phi + xi) * xi)
        return float(
            -root * np.exp(-s / 8) / np.sqrt(2 * np.pi)
            - c * np.exp(a * s + log_ndtr(-b * root))
            + (d - 2 + s / 2) * norm.cdf(-root / 2)
        )
    a, b = 0.5 * (phi + xi), (2 * phi + xi) / (2 * np.sqrt(phi))
    c = xi * (xi + 2 * phi) / ((phi + xi) * phi)
    d = (xi + 2 * phi) ** 2 / ((phi + xi) * phi)
    return float(
        1
        + xi * root * np.exp(-(xi**2) * s / (8 * phi)) / np.sqrt(2 * np.pi * phi)
        + c * np.exp(a * s + log_ndtr(-b * root))
        + (2 - d - xi**2 * s / (2 * phi)) * norm.cdf(-xi * root / (2 * np.sqrt(phi)))
    )


def argmax_quantile(probability: float, xi: float, phi: float) -> float:
    """The inverse of `argmax_cdf`."""

    def gap(x: float) -> float:
        return argmax_cdf(x, xi, phi) - probability

    far = 16.0
    while gap(-far) > 0 or gap(far) < 0:
        far *= 2
    return float(brentq(gap, -far, far, xtol=1e-8))


def date_intervals(values: Floats, partition: Partition, level: float = 0.95) -> tuple[Ints, Ints]:
    """The lower and upper ends of the interval of each break, perhaps outside the observations.

    Each regime has its own variance; errors are independent, as strucchange takes them.
    """
    lows, highs = [], []
    edges = partition.edges(len(values))
    tail = (1 - level) / 2
    for (first, middle), (_, last) in pairwise(edges):
        before, after = values[first:middle], values[middle:last]
        shift = (after.mean() - before.mean()) ** 2
        variance, later = before.var(), after.var()
        position = middle - 1
        if shift <= 0 or min(variance, later) <= 0:
            # Without variance about the mean the date is certain.
            lows.append(position)
            highs.append(position)
            continue
        phi = float(later / variance)
        scale = float(variance / shift)
        upper = argmax_quantile(1 - tail, 1.0, phi) * scale
        lower = argmax_quantile(tail, 1.0, phi) * scale
        lows.append(position - int(np.ceil(upper)))
        highs.append(position - int(np.floor(lower)))
    return np.array(lows, dtype=np.int64), np.array(highs, dtype=np.int64)
