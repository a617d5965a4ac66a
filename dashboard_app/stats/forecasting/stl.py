"""The season by loess (STL): its strength, and the series without it."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SEASONAL_WINDOW = 13
ROBUST_ROUNDS = 5
"""The authors find 5 enough; more cost time in a backtest and move nothing that is seen."""


def decompose(values: Floats, period: int, robust: bool) -> tuple[Floats, Floats, Floats]:
    """Trend, season and remainder of Cleveland et al. (1990), at least two periods long."""
    # Not above: statsmodels brings pandas, 40 MB that the job runner would hold all the time.
    from statsmodels.tsa.seasonal import STL

    model = STL(values, period=period, seasonal=SEASONAL_WINDOW, robust=robust)
    parts = model.fit(inner_iter=1, outer_iter=ROBUST_ROUNDS) if robust else model.fit()
    return np.asarray(parts.trend), np.asarray(parts.seasonal), np.asarray(parts.resid)


def seasonal_strength(values: Floats, period: int) -> float:
    """1 less the remainder's share of the detrended variance; 0 where there is no season."""
    _, season, remainder = decompose(values, period, robust=False)
    whole = float(np.var(season + remainder))
    return max(0.0, 1 - float(np.var(remainder)) / whole) if whole > 0 else 0.0
