"""Move-split-merge: how much must be done to one course to make it another?

Stefan, Athitsos and Das (2013). Moving a value costs the distance; splitting one value in two,
or merging two, costs `cost` and what lies outside the neighbours. In the comparison of Holder,
Middlehurst and Bagnall (2023) it clusters time series best, with medoids.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COST = 1.0
PAIRS_AT_ONCE = 16_384


def msm_distances(courses: Floats, cost: float = COST) -> Floats:
    """The distance of each pair of rows: a symmetric matrix with a zero diagonal.

    Pairs advance together through the table of the dynamic programme, some thousands at a time:
    all at once would take memory in proportion to their number.
    """
    count = len(courses)
    left, right = np.triu_indices(count, 1)
    matrix = np.zeros((count, count))
    for start in range(0, len(left), PAIRS_AT_ONCE):
        some = slice(start, start + PAIRS_AT_ONCE)
        found = _pairwise(courses[left[some]].T, courses[right[some]].T, cost)
        matrix[left[some], right[some]] = matrix[right[some], left[some]] = found
    return matrix


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
