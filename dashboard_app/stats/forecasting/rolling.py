"""Each method at every origin of a backtest: (values, period, origins, horizon) to forecasts.

The rows of what comes back are origins, the columns steps ahead; a row depends on nothing
but the values before its origin.
"""

from collections.abc import Callable, Sequence

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting import ets as ets_forms
from dashboard_app.stats.forecasting.arima import Arima, Order, fit_least_squares
from dashboard_app.stats.forecasting.arima_selection import search
from dashboard_app.stats.forecasting.robust_smoothing import NARROW, WIDE, average, judge
from dashboard_app.stats.forecasting.scale import Scale
from dashboard_app.stats.forecasting.theta import fit_theta

AVERAGED = 3
"""ARIMA models that are averaged: each costs a fit at every origin."""
Rolling = Callable[[Floats, int, Sequence[int], int], Floats]


def ets(
    values: Floats,
    period: int,
    origins: Sequence[int],
    horizon: int,
    only: ets_forms.Form | None = None,
) -> Floats:
    """Exponential smoothing of the form `only`, or of one chosen anew at each origin."""
    models = ets_forms.fit_ets(values, period, origins, horizon, only)
    return np.array([model.mean for model in models])


def theta(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """The Theta method."""
    return np.array([fit_theta(values[:origin], period).forecast(horizon) for origin in origins])


def average_ets(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """Exponential smoothing, all additive forms averaged by Akaike's weights."""
    return ets_forms.average_ets(values, period, origins, horizon)


def arima(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """ARIMA, its order chosen anew once a cycle and its coefficients at each origin.

    A new search at every origin would take most of the time and change few orders.
    """
    return _arima(values, period, origins, horizon, 1)


def given_arima(values: Floats, order: Order, origins: Sequence[int], horizon: int) -> Floats:
    """ARIMA of this order, its coefficients fitted anew at each origin."""
    rows: list[Floats] = []
    model: Arima | None = None
    for origin in origins:
        model = fit_least_squares(values[:origin], order, model)
        rows.append(model.forecast(horizon))
    return np.array(rows)


def average_arima(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """The best few ARIMA models averaged by Akaike's weights, otherwise as `arima`."""
    return _arima(values, period, origins, horizon, AVERAGED)


def _arima(values: Floats, period: int, origins: Sequence[int], horizon: int, most: int) -> Floats:
    pause = max(period, 5)
    rows: list[Floats] = []
    models: list[Arima] = []
    for place, origin in enumerate(origins):
        known = values[:origin]
        if place % pause == 0:
            models = search(known, period, most)
        else:
            models = [fit_least_squares(known, model.order, model) for model in models]
        scores = np.array([model.aicc for model in models])
        weights = np.exp(-0.5 * (scores - scores.min())) if len(models) > 1 else np.ones(1)
        forecasts = np.array([model.forecast(horizon) for model in models])
        rows.append(weights @ forecasts / weights.sum())
    return np.array(rows)


def smoothing(
    values: Floats, period: int, origins: Sequence[int], horizon: int, seasonal: bool = True
) -> Floats:
    """Robust smoothing with few and with many smoothers averaged: (2, origins, horizon)."""
    judged = judge(values, period, origins, horizon, seasonal)
    return np.array([average(judged, period, origins, share) for share in (NARROW, WIDE)])


def on_scale(
    method: Rolling, scale: Scale, values: Floats, period: int, origins: Sequence[int], horizon: int
) -> Floats:
    """A method run on another scale and brought back: its forecasts become medians."""
    return scale.back(method(scale.forward(values), period, origins, horizon))
