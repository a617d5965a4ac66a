"""False discoveries among many tests: adjusted p-values by Benjamini and Hochberg (1995)."""

import numpy as np

from dashboard_app.data.panel import Floats


def adjusted(p_values: Floats) -> Floats:
    """The least false discovery rate at which each test would count as a discovery."""
    n = len(p_values)
    order = np.argsort(p_values)
    ranked = p_values[order] * n / np.arange(1, n + 1)
    # A larger p may not end with a smaller q, so each takes the least from its place upwards.
    steady = np.minimum.accumulate(ranked[::-1])[::-1]
    q_values = np.empty(n)
    q_values[order] = np.minimum(steady, 1.0)
    return q_values
