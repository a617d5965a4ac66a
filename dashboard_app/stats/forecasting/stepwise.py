"""The ARIMA model that R's auto.arima shows, found by its stepwise path.

Hyndman and Khandakar (2008), j. stat. software 27(3), with the defaults of their package:
differences by the strength of the season and the KPSS test, four models to start from,
neighbours by AICc, and conditional fits in the search of long series, the best fitted again.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import inf

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.arima import Order, difference
from dashboard_app.stats.forecasting.arima_fit import (
    Fit,
    NoFit,
    fit_conditional,
    fit_exact,
    fit_shown,
)
from dashboard_app.stats.forecasting.arima_selection import (
    KPSS_5_PERCENT,
    SEASONAL_STRENGTH,
    SEASONAL_WINDOW,
    level_kpss,
)
from dashboard_app.stats.stl import decompose

MOST_ORDER, MOST_SEASONAL, MOST_MODELS = 5, 2, 94
LONG, LONG_PERIOD = 150, 12
"""Beyond these the search compares conditional fits."""

ROUNDING = 1e-12
"""Differences this small beside the values are rounding, not data."""

Step = tuple[int, int, int, int]
STEPS: tuple[Step, ...] = (
    (0, 0, -1, 0), (0, 0, 0, -1), (0, 0, 1, 0), (0, 0, 0, 1),
    (0, 0, -1, -1), (0, 0, -1, 1), (0, 0, 1, -1), (0, 0, 1, 1),
    (-1, 0, 0, 0), (0, -1, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0),
    (-1, -1, 0, 0), (-1, 1, 0, 0), (1, -1, 0, 0), (1, 1, 0, 0),
)  # fmt: skip
"""Moves of p, q and the seasonal P, Q in the order in which they are tried."""


def select(values: Floats, period: int) -> Fit:
    """The best model on the path. Raises NoFit where none of them can be fitted."""
    first = r_differences(values, period)
    left = difference(values, first)
    if np.ptp(left) <= ROUNDING * float(np.abs(values).max()):
        # Nothing is left to be explained: what is constant has no likelihood to compare.
        raise NoFit("the differenced series is constant")
    approximate = len(values) > LONG or first.period > LONG_PERIOD
    path = _Path(values, first, approximate)
    best = path.walk()
    if not approximate:
        return path.best_exact([best])
    return path.best_exact(sorted(path.tried, key=lambda order: path.tried[order]))


def given(values: Floats, order: Order) -> Fit:
    """The fit of a model that was asked for. Raises NoFit."""
    try:
        return fit_shown(values, order)
    except NoFit:
        # The conditional fit led astray; the likelihood may be climbed all the same.
        return fit_shown(values, order, from_conditional=False)


def bare(values: Floats, period: int) -> Fit:
    """The differences alone, for series of which nothing else can be said."""
    first = r_differences(values, period)
    left = difference(values, first)
    constant = first.d + first.seasonal_d < 2
    order = replace(first, constant=constant)
    unit = first.period if first.seasonal_d and not first.d else 1
    mean = np.array([left.mean() / unit] if constant else [])
    return Fit(order, mean, np.full(len(mean), np.nan), np.nan, len(left), is_exact=True)


def r_differences(values: Floats, period: int) -> Order:
    """How often auto.arima differences: by the season's strength, and by the KPSS test at 5 %.

    Up to two differences besides that of the season, as R's nsdiffs and ndiffs have them.
    """
    first = Order(0, 0, 0, period=period if period > 1 else 1)
    if first.period > 1 and len(values) > 2 * period:
        parts = decompose(values, SEASONAL_WINDOW, robust=False, period=period)
        if parts.seasonal_strength > SEASONAL_STRENGTH:
            first = replace(first, seasonal_d=1)
    while first.d < 2:
        left = difference(values, first)
        if np.ptp(left) == 0 or len(left) < 3 or level_kpss(left) <= KPSS_5_PERCENT:
            break
        first = replace(first, d=first.d + 1)
    return first


class _Path:
    """The models tried so far, with their AICc."""

    def __init__(self, values: Floats, first: Order, approximate: bool) -> None:
        self.values, self.first = values, first
        self.fit = fit_conditional if approximate else fit_exact
        self.tried: dict[Order, float] = {}
        n, period = len(values), first.period
        self.most_seasonal = min(MOST_SEASONAL, n // 3 // period) if period > 1 else 0
        self.most = min(MOST_ORDER, n // 3)
        if self.most_seasonal:
            self.most = min(self.most, period - 1)
        self.may_be_constant = first.d + first.seasonal_d < 2

    def walk(self) -> Order:
        """Go to a better neighbour as long as there is one."""
        best, here = self._start()
        improved = True
        while improved and len(self.tried) < MOST_MODELS:
            improved = False
            for order in self._neighbours(here):
                if order in self.tried:
                    continue
                if self._aicc(order) < self.tried[best]:
                    best, here, improved = order, order, True
                    break
                if len(self.tried) >= MOST_MODELS:
                    break
        return best

    def best_exact(self, orders: list[Order]) -> Fit:
        """The first of these that has an exact fit and no root near the unit circle."""
        for order in orders:
            try:
                if fit_exact(self.values, order).aicc < inf:
                    return fit_shown(self.values, order)
            except NoFit:
                continue
        raise NoFit("no model of the path can be fitted")

    def _aicc(self, order: Order) -> float:
        try:
            self.tried[order] = self.fit(self.values, order).aicc
        except NoFit:
            self.tried[order] = inf
        return self.tried[order]

    def _start(self) -> tuple[Order, Order]:
        """The best of the models to start from, and the one whose neighbours come next.

        Where the bare differences without a constant are best, the neighbours are those with
        one: the package keeps it in mind, and so ends at a random walk where a model a few
        steps away is better (LakeHuron).
        """
        p, sp = min(2, self.most), min(1, self.most_seasonal)
        one, seasonal = min(1, self.most), min(1, self.most_seasonal)
        if len(self.values) < 10:
            p, sp = one, 0
        constant = self.may_be_constant
        bare = self._order(0, 0, 0, 0, constant)
        starts = [
            self._order(p, p, sp, sp, constant),
            bare,
            self._order(one, 0, seasonal, 0, constant),
            self._order(0, one, 0, seasonal, constant),
        ]
        best = starts[0]
        for order in starts:
            if self._aicc(order) < self.tried[best]:
                best = order
        without = replace(bare, constant=False)
        if constant and self._aicc(without) < self.tried[best]:
            return without, bare
        return best, best

    def _order(self, p: int, q: int, sp: int, sq: int, constant: bool) -> Order:
        return replace(self.first, p=p, q=q, seasonal_p=sp, seasonal_q=sq, constant=constant)

    def _neighbours(self, order: Order) -> Iterator[Order]:
        for p, q, sp, sq in STEPS:
            sizes = order.p + p, order.q + q, order.seasonal_p + sp, order.seasonal_q + sq
            if min(sizes) < 0 or max(sizes[:2]) > self.most or max(sizes[2:]) > self.most_seasonal:
                continue
            yield self._order(*sizes, order.constant)
        if self.may_be_constant:
            yield replace(order, constant=not order.constant)
