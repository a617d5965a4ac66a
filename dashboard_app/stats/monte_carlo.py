"""The p-value of a statistic whose null distribution was simulated."""

import numpy as np

from dashboard_app.data.panel import Floats


def monte_carlo_p(observed: float, simulated: Floats) -> float:
    """The share of statistics at least as large, the observed one counted among them.

    So no p-value is 0, and the test is exact (Davison and Hinkley 1997, section 4.2).
    """
    return float((1 + np.sum(simulated >= observed)) / (len(simulated) + 1))
