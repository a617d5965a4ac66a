"""Confidence intervals of break dates by a sieve bootstrap.

Bai's (1997) intervals are asymptotic, and too narrow for small shifts in autocorrelated noise,
whichever long-run variance is used. Here noise is drawn from an autoregression fitted to the
residuals, its memory set cautiously, and added to the fitted levels; each break is then estimated
again between its neighbours (Hušková and Kirch 2008 show that resampling the break gives valid
intervals).
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.bai_perron import Partition

Ints = NDArray[np.int64]


def bootstrapped_dates(
    values: Floats,
    partition: Partition,
    shortest: int,
    rounds: int,
    random: np.random.Generator,
    level: float = 0.95,
) -> tuple[Ints, Ints]:
    """The lower and upper ends of the interval of each break; the break itself where the levels fit
    exactly.

    Regimes keep their own variances. No regime becomes shorter than `shortest`.
    """
    if not len(partition.breaks) or partition.is_exact(values):
        return partition.breaks, partition.breaks
    residuals = partition.residuals(values)
    edges = partition.edges(len(values))
    noise = fit_noise(residuals, means=len(edges))
    paths = noise.simulate(len(values), rounds, random, noise.memory_cautious)
    size = float(residuals.std())
    for first, last in edges:
        paths[:, first:last] *= residuals[first:last].std() / size
    samples = partition.means(values) + paths
    tails = [(1 - level) / 2, (1 + level) / 2]
    ends = [
        np.quantile(first + _best_cut(samples[:, first:last], shortest), tails)
        for (first, _), (_, last) in pairwise(edges)
    ]
    low, high = np.array(ends).T
    breaks = partition.breaks
    return (
        np.minimum(np.floor(low).astype(np.int64), breaks),
        np.maximum(np.ceil(high).astype(np.int64), breaks),
    )


def _best_cut(rows: Floats, shortest: int) -> Ints:
    """The last position before the shift that explains most of each row (samples by n)."""
    n = rows.shape[1]
    places = np.arange(shortest, n - shortest + 1)
    sums = np.cumsum(rows - rows.mean(axis=1, keepdims=True), axis=1)[:, places - 1]
    best = np.argmax(sums**2 / (places * (n - places)), axis=1)
    return np.asarray(places[best] - 1, dtype=np.int64)
