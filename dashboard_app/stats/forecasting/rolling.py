"""Each method at every origin of a backtest: (values, period, origins, horizon) to forecasts.

The rows of what comes back are origins, the columns steps ahead; a row depends on nothing
but the values before its origin.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard_app.stats.forecasting.arima import Arima, fit_least_squares
from dashboard_app.stats.forecasting.arima_selection import select
from dashboard_app.stats.forecasting.ets import fit_ets
from dashboard_app.stats.forecasting.robust_smoothing import NARROW, WIDE, average, judge
from dashboard_app.stats.forecasting.scale import Scale
from dashboard_app.stats.forecasting.stl import decompose
from dashboard_app.stats.forecasting.theta import fit_theta

Floats = NDArray[np.float64]
Rolling = Callable[[Floats, int, Sequence[int], int], Floats]


def ets(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """Exponential smoothing, its form chosen anew at each origin."""
    return np.array([model.mean for model in fit_ets(values, period, origins, horizon)])


def theta(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """The Theta method."""
    return np.array([fit_theta(values[:origin], period).forecast(horizon) for origin in origins])


def arima(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """ARIMA, its order chosen anew once a cycle and its coefficients at each origin.

    A new search at every origin would take most of the time and change few orders.
    """
    pause = max(period, 5)
    rows, model = [], None
    for place, origin in enumerate(origins):
        model = _next_arima(values[:origin], period, model if place % pause else None)
        rows.append(model.forecast(horizon))
    return np.array(rows)


def _next_arima(known: Floats, period: int, last: Arima | None) -> Arima:
    if last is None:
        return select(known, period, exact=False)
    return fit_least_squares(known, last.order, last)


def stl_theta(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """Theta on the series without its robust STL season, the last season added again."""
    if period == 1 or min(origins) < 2 * period + 1:
        return theta(values, period, origins, horizon)
    rows = []
    for origin in origins:
        known = values[:origin]
        _, season, _ = decompose(known, period, robust=True)
        smooth = fit_theta(known - season, 1).forecast(horizon)
        rows.append(smooth + np.resize(season[-period:], horizon))
    return np.array(rows)


def smoothing(
    values: Floats, period: int, origins: Sequence[int], horizon: int
) -> tuple[Floats, Floats]:
    """Robust smoothing with few and with many smoothers averaged."""
    judged = judge(values, period, origins, horizon)
    return (
        average(judged, period, origins, NARROW),
        average(judged, period, origins, WIDE),
    )


def on_scale(
    method: Rolling, scale: Scale, values: Floats, period: int, origins: Sequence[int], horizon: int
) -> Floats:
    """A method run on another scale and brought back: its forecasts become medians."""
    return scale.back(method(scale.forward(values), period, origins, horizon))
