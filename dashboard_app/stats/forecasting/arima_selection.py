"""Which ARIMA in a backtest: differences by tests, orders by a stepwise search.

After Hyndman and Khandakar (2008), over fits by least squares; what is shown of the whole
series goes R's own path (stepwise.py), which costs ten times as much.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.arima import Arima, Order, fit_least_squares
from dashboard_app.stats.stl import decompose
from dashboard_app.stats.unit_root import kpss_statistic

SEASONAL_WINDOW = 11
"""As in the seasonal test of R's forecast package, whose limit the next line is."""
SEASONAL_STRENGTH = 0.64
"""Above this strength (Wang, Smith and Hyndman 2006) a season is differenced away."""
KPSS_5_PERCENT = 0.463
MOST_ORDER, MOST_SEASONAL = 5, 2


def search(values: Floats, period: int, most: int) -> list[Arima]:
    """The `most` best models of a stepwise search over least squares fits, the best first."""
    first = backtest_differences(values, period)
    tried: dict[Order, Arima] = {}

    def fitted(order: Order) -> Arima:
        if order not in tried:
            tried[order] = fit_least_squares(values, order)
        return tried[order]

    constant = first.d + first.seasonal_d < 2
    starts = list(_starts(replace(first, constant=constant), len(values)))
    best = min((fitted(order) for order in starts), key=_criterion)
    improved = True
    while improved:
        improved = False
        for order in _neighbours(best.order, constant):
            if order in tried or not _bearable(order, len(values)):
                continue
            if _criterion(fitted(order)) < _criterion(best):
                best, improved = tried[order], True
                break
    return sorted(tried.values(), key=_criterion)[:most]


def _criterion(model: Arima) -> tuple[bool, float]:
    """AICc; a model that is nearly singular comes after all others."""
    return model.nearly_singular, model.aicc


def backtest_differences(values: Floats, period: int) -> Order:
    """How often to difference: the season by its strength, the rest by the KPSS test at 5 %.

    Twice at most, the season's included: unlike R's rule (stepwise.py), which leaves three, and
    a season to be judged by two cycles, too few at the earliest origins.
    """
    seasonal_d = 0
    if period > 1 and len(values) > 2 * period + 5:
        parts = decompose(values, SEASONAL_WINDOW, robust=False, period=period)
        seasonal_d = int(parts.seasonal_strength > SEASONAL_STRENGTH)
    if seasonal_d:
        values = values[period:] - values[:-period]
    d = 0
    while d < 2 - seasonal_d and len(values) > 4 and level_kpss(values) > KPSS_5_PERCENT:
        values, d = np.diff(values), d + 1
    return Order(0, d, 0, 0, seasonal_d, 0, period if period > 1 else 1)


def level_kpss(values: Floats) -> float:
    """The KPSS statistic of level stationarity with the lags of R's ndiffs; 0 for a constant."""
    rounding = 1e-14 * max(float(np.mean(values**2)), 1e-300)
    return kpss_statistic(values - values.mean(), int(3 * np.sqrt(len(values)) / 13), rounding)


def _starts(first: Order, n: int) -> Iterator[Order]:
    seasonal = int(first.period > 1 and n > 3 * first.period)
    for p, q, sp, sq in ((2, 2, 1, 1), (0, 0, 0, 0), (1, 0, 1, 0), (0, 1, 0, 1)):
        order = replace(first, p=p, q=q, seasonal_p=sp * seasonal, seasonal_q=sq * seasonal)
        if _bearable(order, n) or p == q == 0:
            yield order


def _bearable(order: Order, n: int) -> bool:
    """Whether the series is long enough for so many coefficients."""
    return order.k + 1 <= max((n - order.lost) // 4, 1)


def _neighbours(order: Order, constant: bool) -> Iterator[Order]:
    seasonal = order.period > 1
    moves = [(0, 0, -1, 0), (0, 0, 0, -1), (0, 0, 1, 0), (0, 0, 0, 1)] if seasonal else []
    if seasonal:
        moves += [(0, 0, -1, -1), (0, 0, 1, 1), (0, 0, -1, 1), (0, 0, 1, -1)]
    moves += [(-1, 0, 0, 0), (0, -1, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0)]
    moves += [(-1, -1, 0, 0), (1, 1, 0, 0), (-1, 1, 0, 0), (1, -1, 0, 0)]
    for p, q, sp, sq in moves:
        sizes = order.p + p, order.q + q, order.seasonal_p + sp, order.seasonal_q + sq
        if min(sizes) >= 0 and max(sizes[:2]) <= MOST_ORDER and max(sizes[2:]) <= MOST_SEASONAL:
            yield replace(order, p=sizes[0], q=sizes[1], seasonal_p=sizes[2], seasonal_q=sizes[3])
    if constant:
        yield replace(order, constant=not order.constant)
