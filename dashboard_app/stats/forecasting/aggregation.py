"""Forecasts of means over several steps, which carry less noise than single steps do.

A trend that one month's noise hides shows in the means of quarters and years. Each length of
block is forecast by itself, its blocks counted back from the origin, and what the lengths say
is brought to one forecast by the temporal hierarchies of Athanasopoulos, Hyndman, Kourentzes
and Petropoulos (2017, european journal of operational research 262:60).
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard_app.stats.forecasting.robust_smoothing import WIDE, average, judge
from dashboard_app.stats.forecasting.theta import fit_theta

Floats = NDArray[np.float64]
Method = Callable[[Floats, Sequence[int], int], Floats]
"""(block means, blocks known at each origin, blocks ahead) to forecasts (origins, blocks)."""

LONGEST_BLOCK = 3
"""Steps in a block of the Theta method: a quarter where they are months."""


def hierarchy(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """Robust smoothing of the means over every divisor of the period, reconciled.

    `values` have no season; (origins, horizon).
    """
    cycles = -(-horizon // period)
    lengths = block_lengths(period)
    parts = []
    for length in lengths:
        ahead = of_means(_smooth, values, length, origins, cycles * period // length)
        parts.append(ahead.reshape(len(origins), cycles, period // length))
    # Each cycle is reconciled by itself: its blocks are what its steps add up to.
    steps = np.concatenate(parts, axis=2) @ reconciling(period).T
    return steps.reshape(len(origins), cycles * period)[:, :horizon]


def quarter_theta(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """The Theta method on the means of a few steps, the same for all steps of a block.

    `values` have no season; (origins, horizon).
    """
    length = max(one for one in block_lengths(period) if one <= LONGEST_BLOCK)
    blocks = of_means(_theta, values, length, origins, -(-horizon // length))
    return np.repeat(blocks, length, axis=1)[:, :horizon]


def of_means(
    method: Method, values: Floats, length: int, origins: Sequence[int], ahead: int
) -> Floats:
    """A method on the means of blocks that end at each origin: (origins, blocks ahead).

    Origins a whole number of blocks apart share their blocks.
    """
    forecasts = np.empty((len(origins), ahead))
    for phase in range(length):
        places = [place for place, origin in enumerate(origins) if origin % length == phase]
        if places:
            count = (len(values) - phase) // length
            means = values[phase : phase + count * length].reshape(count, length).mean(axis=1)
            known = [origins[place] // length for place in places]
            forecasts[places] = method(means, known, ahead)
    return forecasts


def block_lengths(period: int) -> list[int]:
    """The divisors of the period."""
    return [length for length in range(1, period + 1) if period % length == 0]


def reconciling(period: int) -> Floats:
    """The matrix that turns forecasts of all blocks of one cycle into its steps.

    Least squares with structural weights: the error of a mean of k steps has a variance of 1/k.
    The columns are the blocks, short lengths first, in their order in the cycle.
    """
    lengths = block_lengths(period)
    sums = np.concatenate([np.kron(np.eye(period // one), np.ones(one) / one) for one in lengths])
    weights = np.concatenate([np.full(period // one, float(one)) for one in lengths])
    weighted = sums.T * weights
    solved: Floats = np.linalg.solve(weighted @ sums, weighted)
    return solved


def _smooth(means: Floats, known: Sequence[int], ahead: int) -> Floats:
    return average(judge(means, 1, known, ahead), 1, known, WIDE)


def _theta(means: Floats, known: Sequence[int], ahead: int) -> Floats:
    return np.array([fit_theta(means[:origin], 1).forecast(ahead) for origin in known])
