"""The size below which a number is the rounding error of others."""

import numpy as np

from dashboard_app.data.panel import Floats

SHARE = 1e-13
"""A few hundred times the precision of a double, for sums of some hundred terms."""


def rounding(values: Floats) -> Floats:
    """The size below which residuals of values (along the last axis) are rounding."""
    return np.asarray(SHARE * np.abs(values).max(axis=-1), dtype=np.float64)
