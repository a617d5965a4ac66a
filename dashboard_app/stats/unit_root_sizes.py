"""Finite-sample critical values of the unit-root tests.

The published ones are asymptotic, for a known number of lags. With lags chosen by AIC, 17 % of
random walks of 30 observations lie below the asymptotic 5 % point of Dickey and Fuller around a
line. So the points were simulated: 3000 to 6000 Gaussian random walks of each length, lags chosen
as in the analysis. Fixed lags would need a less extreme point, so that with them the test is
conservative.
"""

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.unit_root import Around
from dashboard_app.stats.zivot_andrews import Model

LENGTHS: Floats = np.array([30, 35, 40, 50, 60, 75, 100, np.inf])

# The last of each is asymptotic: MacKinnon (2010), Zivot and Andrews (1992).
DICKEY_FULLER: dict[Around, Floats] = {
    "level": np.array([-3.41, -3.39, -3.31, -3.16, -3.16, -3.04, -2.99, -2.86]),
    "line": np.array([-4.15, -4.12, -4.03, -4.01, -3.91, -3.77, -3.68, -3.41]),
}
"""5 % of random walks lie below."""
ZIVOT_ANDREWS: dict[Model, Floats] = {
    "both": np.array([-6.96, -6.49, -6.09, -5.76, -5.70, -5.52, -5.44, -5.30]),
    "level": np.array([-6.72, -6.14, -5.81, -5.64, -5.50, -5.31, -5.22, -5.02]),
    "slope": np.array([-6.25, -5.78, -5.44, -5.19, -5.12, -4.99, -4.90, -4.67]),
}
"""2.5 % lie below: it is a second test of the same null, after one at 5 %."""


def dickey_fuller_below(n: int, around: Around) -> float:
    """The Dickey-Fuller statistic below which n observations reject a unit root."""
    return _between(n, DICKEY_FULLER[around])


def zivot_andrews_below(n: int, model: Model) -> float:
    """The same of Zivot and Andrews, for use after Dickey and Fuller's test did not reject."""
    return _between(n, ZIVOT_ANDREWS[model])


def _between(n: int, points: Floats) -> float:
    """The point for n observations, interpolated in 1 / n as response surfaces are."""
    return float(np.interp(-1 / n, -1 / LENGTHS, points))
