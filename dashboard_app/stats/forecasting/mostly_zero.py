"""Series that are mostly zero: there zero itself is the forecast that is off by the least.

The forecast that is off by the least on average is the median of what may come (Gneiting 2011,
j. am. stat. assoc. 106:746), and of a series where most months have nothing that median is
zero (Kolassa 2016, int. j. forecasting 32:788). Averages of methods end a little above it.
"""

from collections.abc import Sequence

import numpy as np
from scipy.stats import binom

from dashboard_app.data.panel import Floats

CYCLES = 3
"""So many of the last cycles are counted."""
LEVEL = 0.05
"""Half of the values would be so many zeros no more often than this by chance."""


def with_zeros(forecasts: Floats, values: Floats, period: int, origins: Sequence[int]) -> Floats:
    """The forecasts (origins, steps), zero from origins before which the series is mostly zero.

    That is so where the sign test on the last cycles says that their median is zero: of 36
    months 24 have to be. A place in the cycle that had something in each of them keeps its
    forecast: so does January in Crossref. Never where a value was below zero.
    """
    kept = forecasts.copy()
    for row, origin in zip(kept, origins, strict=True):
        last = values[max(origin - CYCLES * period, 0) : origin]
        if len(last) == CYCLES * period and _mostly_zero(last) and values[:origin].min() >= 0:
            always = np.all(last.reshape(CYCLES, period) > 0, axis=0)
            row[~np.resize(always, len(row))] = 0
    return kept


def _mostly_zero(last: Floats) -> bool:
    zeros = int(np.sum(last == 0))
    return float(binom.sf(zeros - 1, len(last), 0.5)) <= LEVEL
