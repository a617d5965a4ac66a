"""Fits of seasonal ARIMA as R's arima makes them: conditional, and by exact likelihood from there.

Gardner, Harvey and Phillips (1980), appl. stat. 29:311, and the documentation of R's
stats::arima: the search begins at zero, the least squares of the shocks lead to where the
exact likelihood is climbed, autoregressions are kept stationary by their partial
autocorrelations, moving averages are turned inside out afterwards.
"""

from dataclasses import dataclass
from math import inf, log, pi

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.arima import Order, difference, expand, nearly_singular
from dashboard_app.stats.forecasting.arma_diffuse import Diffuse
from dashboard_app.stats.forecasting.arma_likelihood import conditional, exact
from dashboard_app.stats.forecasting.minimise import (
    Found,
    Function,
    NotFinite,
    curvature,
    quasi_newton,
)

STEP = 1e-3
"""How far a transformed coefficient is moved to see what the others do."""


class NoFit(ArithmeticError):
    """The model cannot be fitted to these values."""


@dataclass(frozen=True)
class Fit:
    """One fitted model: coefficients in the order of their names, the constant one a step.

    `half` is the negative log likelihood per value without its constants, or half the log of
    the mean squared shock of a conditional fit. `errors` may hold NaN.
    """

    order: Order
    coefficients: Floats
    errors: Floats
    half: float
    n: int
    is_exact: bool

    @property
    def aicc(self) -> float:
        """Akaike's corrected criterion; of conditional fits up to a constant of the series.

        Infinite where a root lies near the unit circle or the likelihood has no curvature.
        """
        if nearly_singular(self.order, self.coefficients) or np.isnan(self.errors).any():
            return inf
        k = self.order.k + 1
        constants = self.n * (1 + log(2 * pi)) if self.is_exact else 0.0
        room = self.n - k - 1
        if room == 0:
            return inf
        return 2 * self.n * self.half + constants + 2 * k + 2 * k * (k + 1) / room


@dataclass(frozen=True)
class _Task:
    """The differenced series, what one unit of the constant adds to it, and where to begin."""

    order: Order
    values: Floats
    unit: float
    start: Floats
    scale: Floats

    def parts(self, coefficients: Floats) -> tuple[Floats, Floats, Floats]:
        ar, ma, constant = expand(self.order, coefficients)
        return (self.values - self.unit * constant if constant else self.values), ar, ma

    def conditional(self, coefficients: Floats) -> float:
        values, ar, ma = self.parts(coefficients)
        variance = conditional(values, ar, ma, len(ar))
        return 0.5 * log(variance) if 0 < variance < inf else inf

    def exact(self, free: Floats) -> float:
        return exact(*self.parts(_bound(self.order, free)))

    def diffuse(self, values: Floats) -> Function:
        """The same with values before the series that are nearly unknown, as R has them."""
        started = Diffuse(values, self.order)
        return lambda free: started.half(*expand(self.order, _bound(self.order, free)))


# Where a search strays, recursions grow beyond all bounds: that is no news, and costs it dearly.
@np.errstate(over="ignore", invalid="ignore")
def fit_conditional(values: Floats, order: Order) -> Fit:
    """The least squares of the shocks, the first ones taken as zero. Raises NoFit."""
    task = _task(values, order)
    found = _search(task.conditional, task.start, task.scale)
    errors = _errors(task, task.conditional, found.at, np.eye(order.k))
    return Fit(order, found.at, errors, found.value, len(task.values), is_exact=False)


@np.errstate(over="ignore", invalid="ignore")
def fit_exact(values: Floats, order: Order) -> Fit:
    """The maximum of the exact likelihood that is found from the conditional fit.

    Raises NoFit, also where a root lies near the unit circle.
    """
    task = _task(values, order)
    free = _climb(task, task.exact, _conditional_start(task))
    if nearly_singular(order, _bound(order, free)):
        raise NoFit("a root lies near the unit circle")
    return _described(task, task.exact, free)


@np.errstate(over="ignore", invalid="ignore")
def fit_shown(values: Floats, order: Order, from_conditional: bool = True) -> Fit:
    """The fit that is shown, by the likelihood of R's arima: some ten times the cost of the exact.

    The search for it begins at the conditional fit, or at zero. Raises NoFit.
    """
    task = _task(values, order)
    start = _conditional_start(task) if from_conditional else task.start
    function = task.diffuse(values) if order.lost else task.exact
    return _described(task, function, _climb(task, function, start))


def _conditional_start(task: _Task) -> Floats:
    near = _search(task.conditional, task.start, task.scale)
    start = near.at if near.converged else task.start
    if not all(_is_stationary(part) for part in _autoregressions(task.order, start)):
        raise NoFit("the conditional fit is not stationary")
    return start


def _climb(task: _Task, function: Function, start: Floats) -> Floats:
    """The free numbers of the likelihood's maximum, moving averages turned outside in."""
    order = task.order
    found = _search(function, _invert(order, _unbound(order, start)), task.scale)
    return _invert(order, found.at)


def _described(task: _Task, function: Function, free: Floats) -> Fit:
    order = task.order
    errors = _errors(task, function, free, _turning(order, free))
    half = function(free)
    return Fit(order, _bound(order, free), errors, half, len(task.values), is_exact=True)


def _task(values: Floats, order: Order) -> _Task:
    differenced = difference(values, order)
    n = len(differenced)
    start, scale = np.zeros(order.k), np.ones(order.k)
    unit = float(order.period) if order.seasonal_d and not order.d else 1.0
    if n < 2:
        raise NoFit("too few values")
    if order.constant:
        mean = float(differenced.mean())
        start[-1] = mean / unit
        scale[-1] = 10 * float(np.std(differenced, ddof=1)) / (np.sqrt(n) * unit)
        if not scale[-1] > 0:
            raise NoFit("the differenced series is constant")
    return _Task(order, differenced, unit, start, scale)


def _search(function: Function, start: Floats, scale: Floats) -> Found:
    if not len(start):
        return Found(start, function(start), True)
    try:
        return quasi_newton(function, start, scale)
    except NotFinite:
        raise NoFit("the likelihood has no slope") from None


def _errors(task: _Task, function: Function, at: Floats, turning: Floats) -> Floats:
    """Standard errors from the curvature; NaN for a direction that is not curved."""
    if not len(at):
        return np.empty(0)
    try:
        inverse = np.linalg.inv(curvature(function, at, task.scale) * len(task.values))
    except (NotFinite, np.linalg.LinAlgError):
        raise NoFit("the likelihood has no curvature") from None
    variances = np.diag(turning.T @ inverse @ turning).copy()
    variances[variances < 0] = np.nan
    return np.sqrt(variances)


def _places(order: Order) -> tuple[slice, slice, slice, slice]:
    """Where the coefficients ar, ma, sar and sma stand."""
    ends = np.cumsum(order.sizes).tolist()
    slices = [slice(end - size, end) for end, size in zip(ends, order.sizes, strict=True)]
    return slices[0], slices[1], slices[2], slices[3]


def _autoregressions(order: Order, coefficients: Floats) -> tuple[Floats, Floats]:
    ar, _, sar, _ = _places(order)
    return coefficients[ar], coefficients[sar]


def _is_stationary(ar: Floats) -> bool:
    roots = np.roots(np.r_[1.0, -ar])
    return not len(roots) or float(np.abs(roots).max()) < 1


def _bound(order: Order, free: Floats) -> Floats:
    """Free numbers as coefficients with stationary autoregressions (Jones 1980)."""
    ar, _, sar, _ = _places(order)
    if not (order.p or order.seasonal_p):
        return free
    coefficients = free.copy()
    for place in (ar, sar):
        phi: list[float] = []
        for r in np.tanh(free[place]).tolist():
            phi = [one - r * other for one, other in zip(phi, reversed(phi), strict=True)] + [r]
        coefficients[place] = phi
    return coefficients


def _unbound(order: Order, coefficients: Floats) -> Floats:
    """The free numbers of coefficients; the inverse of `_bound`."""
    free = coefficients.copy()
    ar, _, sar, _ = _places(order)
    for place in (ar, sar):
        phi = coefficients[place].copy()
        for lag in range(len(phi) - 1, -1, -1):
            r = phi[lag]
            phi[:lag] = (phi[:lag] + r * phi[:lag][::-1]) / (1 - r * r)
        free[place] = np.arctanh(phi)
    return free


def _turning(order: Order, free: Floats) -> Floats:
    """How coefficients move with each free number, one row a free number."""
    here = _bound(order, free)
    turning = np.eye(len(free))
    ar, _, sar, _ = _places(order)
    for place in (ar, sar):
        for row in range(*place.indices(len(free))):
            moved = free.copy()
            moved[row] += STEP
            turning[row, place] = (_bound(order, moved)[place] - here[place]) / STEP
    return turning


def _invert(order: Order, coefficients: Floats) -> Floats:
    """The same process with moving averages whose roots lie outside the unit circle."""
    _, ma, _, sma = _places(order)
    inverted = coefficients
    for place in (ma, sma):
        turned = _inverted(coefficients[place])
        if turned is not None:
            inverted = inverted.copy()
            inverted[place] = turned
    return inverted


def _inverted(ma: Floats) -> Floats | None:
    """None where it is invertible as it is."""
    roots = np.roots(np.r_[1.0, ma])
    outside = np.abs(roots) > 1
    if not outside.any():
        return None
    roots[outside] = 1 / roots[outside]
    turned = np.real(np.poly(roots))[1:]
    # Coefficients of zero at the end have no roots.
    return np.asarray(np.r_[turned, np.zeros(len(ma) - len(turned))], dtype=np.float64)
