"""The sequential test of l breaks against more, under autocorrelated noise.

Bai and Perron's critical values hold for independent noise; by them a random walk is full of
breaks. So lagged values enter the regression (innovational breaks, as in Perron and Vogelsang
1992), and the null distribution is simulated from an autoregression fitted to the residuals,
with the memory at the upper end of its interval. The alternative is one to three more breaks
(the double maximum), since a test of one has no power against two opposite shifts.
"""

from collections.abc import Iterable
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.bai_perron import Edges, Partition
from dashboard_app.stats.monte_carlo import monte_carlo_p
from dashboard_app.stats.rounding import rounding
from dashboard_app.stats.significance import SIGNIFICANCE

Ints = NDArray[np.int64]

MOST_MORE = 3


def double_maximum(paths: Floats, edges: Edges, shortest: int, order: int, more: int) -> Floats:
    """The largest F of 1 to `more` further shifts, for each row of `paths`.

    The regression has a mean for each regime of `edges` and `order` lagged values; shifts are
    added one at a time, each where it explains most. 0 where there is no room for a shift, or
    where the lags fit exactly, as they do a line without noise.
    """
    n = paths.shape[1]
    rows = np.arange(order, n)
    base = np.linalg.qr(_regressors(paths, edges, rows, order))[0]
    target = paths[:, rows]
    left = target - np.einsum("bnq,bq->bn", base, np.einsum("bnq,bn->bq", base, target))
    first_rss = np.sum(left**2, axis=1)
    starts = [k for a, b in edges for k in range(a + shortest, b - shortest + 1)]
    places = np.array([k - order for k in starts if order < k < n], dtype=np.int64)
    freedom = len(rows) - base.shape[2]
    largest = np.zeros(len(paths))
    if not len(places) or freedom <= more:
        return largest
    # A step is zero before its place, so sums from the end are its products with other columns.
    own = (len(rows) - places) - np.sum(_from_end(base)[:, places] ** 2, axis=2)
    for count in range(1, more + 1):
        gain = np.where(own > 1e-6, _from_end(left)[:, places] ** 2 / np.maximum(own, 1e-6), 0.0)
        chosen = places[np.argmax(gain, axis=1)]
        step = (np.arange(len(rows)) >= chosen[:, None]).astype(np.float64)
        step -= np.einsum("bnq,bq->bn", base, np.einsum("bnq,bn->bq", base, step))
        step /= np.maximum(np.linalg.norm(step, axis=1, keepdims=True), 1e-12)
        left = left - step * np.sum(step * left, axis=1, keepdims=True)
        rss = np.maximum(np.sum(left**2, axis=1), 1e-300)
        largest = np.maximum(largest, (freedom - count) / count * (first_rss - rss) / rss)
        if count < more:
            base = np.concatenate([base, step[:, :, None]], axis=2)
            near = np.abs(places - chosen[:, None]) < shortest
            own = np.where(near, 0.0, own - _from_end(step)[:, places] ** 2)
    return np.where(first_rss > len(rows) * rounding(paths) ** 2, largest, 0.0)


def _from_end(values: Floats) -> Floats:
    return np.cumsum(values[:, ::-1], axis=1)[:, ::-1]


def _regressors(paths: Floats, edges: Edges, rows: Ints, order: int) -> Floats:
    shape = (len(paths), len(rows))
    regimes = [np.broadcast_to((rows >= a) & (rows < b), shape) for a, b in edges if b > order]
    change = np.diff(paths, axis=1)
    past = [paths[:, rows - 1], *(change[:, rows - 1 - lag] for lag in range(1, order))]
    return np.stack([*regimes, *past], axis=2).astype(np.float64)


def p_value(
    values: Floats,
    partition: Partition,
    shortest: int,
    more: int,
    rounds: int,
    random: np.random.Generator,
) -> tuple[float, float]:
    """The double maximum given the breaks of `partition`, and its simulated p-value.

    (0, 1) where there is no room for one more break, or where the partition fits exactly.
    """
    edges, more = partition.edges(len(values)), min(more, MOST_MORE)
    if partition.is_exact(values):
        return 0.0, 1.0
    noise = fit_noise(partition.residuals(values), means=len(edges))
    observed = float(double_maximum(values[None, :], edges, shortest, noise.order, more)[0])
    if observed <= 0:
        return 0.0, 1.0
    paths = noise.simulate(len(values), rounds, random, noise.memory_upper)
    simulated = double_maximum(paths, edges, shortest, noise.order, more)
    return observed, monte_carlo_p(observed, simulated)


def number_of_breaks(p_values: Iterable[float]) -> int:
    """The number of breaks by the sequential procedure: how many tests in a row reject.

    `p_values` are those of 0 breaks against more, of 1 against more and so on; none is asked for
    after the first that does not reject.
    """
    return sum(1 for _ in takewhile(lambda p: p <= SIGNIFICANCE, p_values))
