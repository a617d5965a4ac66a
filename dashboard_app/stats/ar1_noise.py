"""Simulated first-order autoregressive noise."""

import numpy as np
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats


def ar1_noise(
    phi: float, shape: int | tuple[int, ...], warm_up: int, random: np.random.Generator
) -> Floats:
    """Series of `shape`, time along its last axis, with standard normal shocks.

    The first `warm_up` values, which still depend on the start at zero, are dropped; with `phi`
    of 1 that makes a random walk which begins somewhere else than at zero.
    """
    *rows, n = (shape,) if isinstance(shape, int) else shape
    shocks = random.standard_normal((*rows, n + warm_up))
    return np.asarray(lfilter([1.0], [1.0, -phi], shocks)[..., warm_up:], dtype=np.float64)
