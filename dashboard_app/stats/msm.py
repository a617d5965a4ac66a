"""Move-split-merge, an edit distance between time series (Stefan, Athitsos and Das 2013).

Moving a value costs the distance moved; splitting one value in two, or merging two, costs `cost`
plus the distance by which it lies outside its neighbours. With medoids it clustered time series
best in the comparison of Holder, Middlehurst and Bagnall (2023).
"""

import numpy as np

from dashboard_app.data.panel import Floats

COST = 1.0
PAIRS_AT_ONCE = 16_384


def msm_distances(courses: Floats, cost: float = COST) -> Floats:
    """The distance of each pair of rows: a symmetric matrix with a zero diagonal.

    Several sets of rows, along axes before the last two, get a matrix each. The dynamic
    programme runs for PAIRS_AT_ONCE pairs at a time: its memory is proportional to their number.
    """
    *sets, count, n = courses.shape
    flat = courses.reshape(-1, count, n)
    left, right = np.triu_indices(count, 1)
    matrix = np.zeros((len(flat), count, count))
    total = len(flat) * len(left)
    for start in range(0, total, PAIRS_AT_ONCE):
        which, pair = np.divmod(np.arange(start, min(start + PAIRS_AT_ONCE, total)), len(left))
        i, j = left[pair], right[pair]
        found = _pairwise(flat[which, i].T, flat[which, j].T, cost)
        matrix[which, i, j] = matrix[which, j, i] = found
    return matrix.reshape(*sets, count, count)


def _pairwise(x: Floats, y: Floats, cost: float) -> Floats:
    """The distance of each column of x from that of y: both are times by pairs."""
    n = len(x)
    above = np.empty_like(y)
    above[0] = np.abs(x[0] - y[0])
    for j in range(1, n):
        above[j] = above[j - 1] + _split(y[j], x[0], y[j - 1], cost)
    for i in range(1, n):
        row = np.empty_like(above)
        row[0] = above[0] + _split(x[i], x[i - 1], y[0], cost)
        move = above[:-1] + np.abs(x[i] - y[1:])
        merge = above[1:] + _split(x[i], x[i - 1], y[1:], cost)
        best = np.minimum(move, merge)
        for j in range(1, n):
            row[j] = np.minimum(best[j - 1], row[j - 1] + _split(y[j], x[i], y[j - 1], cost))
        above = row
    return np.asarray(above[-1], dtype=np.float64)


def _split(new: Floats, one: Floats, other: Floats, cost: float) -> Floats:
    """What splitting or merging costs: `cost`, and how far the new value lies outside."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    outside = np.maximum(np.maximum(low - new, new - high), 0.0)
    return np.asarray(cost + outside, dtype=np.float64)
