"""Consecutive blocks of observations, each left out once to measure errors out of sample."""

import numpy as np

from dashboard_app.data.panel import Counts

BLOCKS = 10


def left_out(n: int) -> list[Counts]:
    """The positions in each block: BLOCKS of about one size, fewer where they would be below 2."""
    return [np.asarray(block) for block in np.array_split(np.arange(n), min(BLOCKS, n // 2))]
