"""The forecasts that any other has to beat: the last value, and the last cycle, again."""

from collections.abc import Sequence

import numpy as np

from dashboard_app.data.panel import Floats


def naive(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """The last value, at each origin, for each step: (origins, horizon)."""
    return np.array([np.full(horizon, values[origin - 1]) for origin in origins])


def seasonal_naive(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """The last cycle again; the last value where the series has no cycle."""
    return seasonal_median(values, period, origins, horizon, cycles=1)


def seasonal_median(
    values: Floats, period: int, origins: Sequence[int], horizon: int, cycles: int
) -> Floats:
    """For each place in the cycle the median of its last `cycles` values."""
    rows = []
    for origin in origins:
        count = max(min(cycles, origin // period), 1)
        last = values[max(origin - count * period, 0) : origin]
        rows.append(np.resize(np.median(last.reshape(count, -1), axis=0), horizon))
    return np.array(rows)
