"""Confidence intervals of a proportion."""

import numpy as np
from scipy.stats import norm

from dashboard_app.data.panel import Counts, Floats


def wilson(shares: Floats, samples: Counts, level: float = 0.95) -> tuple[Floats, Floats]:
    """The lower and upper bounds of Wilson's score interval, as shares of 1.

    `samples` holds the sample sizes. Unlike the Wald interval it stays within 0..1 and keeps its
    coverage near the ends (Wilson 1927; Brown, Cai and DasGupta 2001).
    """
    z = norm.ppf(0.5 + level / 2)
    size = samples.astype(np.float64)
    centre = (shares + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * np.sqrt(shares * (1 - shares) / size + (z / (2 * size)) ** 2)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
