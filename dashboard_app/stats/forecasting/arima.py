"""Seasonal ARIMA fitted by least squares, which is quick enough for every origin of a backtest.

The signs are those of Box and Jenkins as R and statsmodels write them: a moving average
term is added, so the airline model of a smooth series has negative coefficients.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import leastsq
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.arma_likelihood import monic

ROOT_LIMIT = 0.999
"""Partial autocorrelations stay inside this, so that every fit can be inverted."""
INSIDE = 0.999
"""Where a search begins, as a share of that limit: at the limit itself it could not move."""
SINGULAR = 1e-12
LEAST_ROOT = 1.01
"""A model with a root nearer the unit circle is no better than one difference more or less:
R's auto.arima (Hyndman and Khandakar 2008) rejects it."""


@dataclass(frozen=True, order=True)
class Order:
    """(p, d, q)(P, D, Q)m, and whether the differenced series has a mean of its own."""

    p: int
    d: int
    q: int
    seasonal_p: int = 0
    seasonal_d: int = 0
    seasonal_q: int = 0
    period: int = 1
    constant: bool = False

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """How many coefficients: autoregressive, moving average, and the seasonal ones."""
        return self.p, self.q, self.seasonal_p, self.seasonal_q

    @property
    def k(self) -> int:
        """How many coefficients there are, the variance not counted."""
        return sum(self.sizes) + int(self.constant)

    @property
    def lost(self) -> int:
        """How many observations differencing takes."""
        return self.d + self.seasonal_d * self.period

    @property
    def reach(self) -> int:
        """How many values of the differenced series, or shocks, a forecast looks back on."""
        seasonal = self.seasonal_p * self.period, self.seasonal_q * self.period
        return max(self.p + seasonal[0], self.q + seasonal[1])

    def names(self) -> tuple[str, ...]:
        """The coefficients' names in their order, as R's arima writes them."""
        names = [
            f"{word}{lag}"
            for word, size in zip(("ar", "ma", "sar", "sma"), self.sizes, strict=True)
            for lag in range(1, size + 1)
        ]
        return (*names, *(("mean" if self.lost == 0 else "drift",) if self.constant else ()))

    def __str__(self) -> str:
        text = f"({self.p},{self.d},{self.q})"
        seasonal = self.seasonal_p, self.seasonal_d, self.seasonal_q
        if self.period > 1 and any(seasonal):
            text += "({},{},{})[{}]".format(*seasonal, self.period)
        return text

    @property
    def title(self) -> str:
        """The model's name, its constant told as R's forecast package tells it."""
        if self.constant:
            return f"ARIMA{self} with {'drift' if self.lost else 'non-zero mean'}"
        return f"ARIMA{self}" if self.lost else f"ARIMA{self} with zero mean"


@dataclass(frozen=True)
class Arima:
    """One fitted model: its constant is the mean of the differenced series."""

    order: Order
    coefficients: Floats
    sigma2: float
    loglik: float
    n: int
    values: Floats
    residuals: Floats

    @property
    def aic(self) -> float:
        """Akaike's criterion, the variance counted as a parameter."""
        return -2 * self.loglik + 2 * (self.order.k + 1)

    @property
    def aicc(self) -> float:
        """The criterion corrected for short series; infinite where n does not allow it."""
        k = self.order.k + 1
        room = self.n - k - 1
        return self.aic + 2 * k * (k + 1) / room if room > 0 else float("inf")

    @property
    def nearly_singular(self) -> bool:
        """Whether a root of its polynomials lies within 1 % of the unit circle, or inside."""
        return nearly_singular(self.order, self.coefficients)

    def forecast(self, horizon: int) -> Floats:
        """Point forecasts of the next `horizon` steps of the undifferenced series."""
        order = self.order
        ar, ma, constant = expand(order, self.coefficients)
        full = np.convolve(np.r_[1.0, -ar], difference_polynomial(order))
        shift = constant * (1 - ar.sum())
        past = list(self.values[-(len(full) - 1) :]) if len(full) > 1 else []
        shocks = list(self.residuals[-len(ma) :]) if len(ma) else []
        back, thetas = -full[:0:-1], ma[::-1]
        for _ in range(horizon):
            value = shift
            if len(full) > 1:
                value += float(back @ np.array(past[-len(back) :]))
            if len(ma):
                value += float(thetas @ np.array(shocks[-len(ma) :]))
                shocks.append(0.0)
            past.append(value)
        return np.array(past[-horizon:])


def nearly_singular(order: Order, coefficients: Floats) -> bool:
    """Whether a root of the model's polynomials lies within 1 % of the unit circle, or inside."""
    start = 0
    for place, size in enumerate(order.sizes):
        part = coefficients[start : start + size]
        start += size
        # A polynomial of the season has the roots of its own, each `period` times.
        shape = LEAST_ROOT ** (order.period if place > 1 else 1)
        signed = part if place in (1, 3) else -part
        inverse = np.roots(monic(signed))
        if len(inverse) and np.abs(inverse).max() > 1 / shape:
            return True
    return False


def difference(values: Floats, order: Order) -> Floats:
    """The series differenced as the order says."""
    for _ in range(order.seasonal_d):
        values = values[order.period :] - values[: -order.period]
    return np.diff(values, order.d) if order.d else values


def difference_polynomial(order: Order) -> Floats:
    """The differences as one polynomial of the lag operator, lag 0 first."""
    polynomial = np.array([1.0])
    seasonal = np.r_[1.0, np.zeros(order.period - 1), -1.0]
    for factor in [np.array([1.0, -1.0])] * order.d + [seasonal] * order.seasonal_d:
        polynomial = np.convolve(polynomial, factor)
    return polynomial


def expand(order: Order, coefficients: Floats) -> tuple[Floats, Floats, float]:
    """The AR and MA coefficients multiplied out over the season, and the mean."""
    p, q, sp, sq = order.sizes
    ar, ma = coefficients[:p], coefficients[p : p + q]
    sar, sma = coefficients[p + q : p + q + sp], coefficients[p + q + sp : p + q + sp + sq]
    constant = float(coefficients[-1]) if order.constant else 0.0
    return -_multiply(-ar, -sar, order.period), _multiply(ma, sma, order.period), constant


def _multiply(plain: Floats, seasonal: Floats, period: int) -> Floats:
    if not len(seasonal):
        return plain
    size = len(plain)
    product = np.zeros(size + len(seasonal) * period)
    product[:size] = plain
    for place, one in enumerate(seasonal.tolist(), start=1):
        lag = place * period
        product[lag - 1] += one
        product[lag : lag + size] += one * plain
    return product


def bound(order: Order, free: Floats) -> Floats:
    """Free numbers as coefficients of a stationary, invertible model (Monahan 1984)."""
    coefficients = free.copy()
    limited = ROOT_LIMIT * np.tanh(free)
    start = 0
    for place, size in enumerate(order.sizes):
        if size:
            levinson = _levinson(limited[start : start + size])
            # Moving average polynomials are written with a plus.
            coefficients[start : start + size] = -levinson if place in (1, 3) else levinson
        start += size
    return coefficients


def _levinson(partial: Floats) -> Floats:
    # Plain numbers: at these sizes they are several times faster than arrays.
    phi: list[float] = []
    for r in partial.tolist():
        phi = [one - r * other for one, other in zip(phi, reversed(phi), strict=True)] + [r]
    return np.array(phi)


def unbound(order: Order, coefficients: Floats) -> Floats:
    """The free numbers of coefficients; the inverse of `bound`."""
    parts, start = [], 0
    for place, size in enumerate(order.sizes):
        phi = coefficients[start : start + size]
        phi = -phi if place in (1, 3) else phi
        start += size
        partial = np.zeros(size)
        for lag in range(size - 1, -1, -1):
            # A start from elsewhere may lie outside: it is drawn to the nearest place inside.
            r = partial[lag] = np.clip(phi[lag], -INSIDE * ROOT_LIMIT, INSIDE * ROOT_LIMIT)
            phi = (phi[:lag] + r * phi[:lag][::-1]) / (1 - r * r)
        parts.append(np.arctanh(partial / ROOT_LIMIT))
    return np.concatenate([*parts, coefficients[start:]])


def fit_least_squares(values: Floats, order: Order, start: Arima | None = None) -> Arima:
    """The model that minimises the squared errors, those before the series taken as zero.

    Its likelihood is the Gaussian one of those errors: good enough to compare models and
    to forecast from, and some ten times faster than the exact one.
    """
    differenced = difference(values, order)
    n = len(differenced)
    scale = float(np.std(differenced)) or 1.0
    scaled = differenced / scale
    first = _start(order, scaled, scale, start)

    def errors(free: Floats) -> Floats:
        ar, ma, constant = expand(order, bound(order, free))
        return lfilter(monic(-ar), monic(ma), scaled - constant)

    if order.k:
        # Full output is asked for only to keep leastsq from warning where it stops early.
        free = leastsq(errors, first, maxfev=40 * (order.k + 1), ftol=1e-5, full_output=True)[0]
    else:
        free = np.zeros(0)
    residuals = errors(free) * scale
    coefficients = bound(order, free)
    if order.constant:
        coefficients[-1] *= scale
    sigma2 = max(float(residuals @ residuals) / n, SINGULAR * scale**2)
    loglik = -0.5 * n * (np.log(2 * np.pi * sigma2) + 1)
    return Arima(order, coefficients, sigma2, loglik, n, values, residuals)


def _start(order: Order, differenced: Floats, scale: float, start: Arima | None) -> Floats:
    if start is not None:
        coefficients = start.coefficients.copy()
        if order.constant:
            coefficients[-1] /= scale
        return unbound(order, coefficients)
    mean = float(differenced.mean()) if order.constant else 0.0
    near = hannan_rissanen(order, differenced - mean)
    return unbound(order, np.append(near, mean) if order.constant else near)


def hannan_rissanen(order: Order, centred: Floats) -> Floats:
    """Coefficients near those of the best fit, by regression on past values and shocks.

    The shocks are those of a long autoregression (Hannan and Rissanen 1982, Biometrika
    69:81). A search that begins at a fixed point ends in a far worse valley on some series.
    """
    p, q, sp, sq = order.sizes
    lags = [*range(1, p + 1), *(order.period * k for k in range(1, sp + 1))]
    shock_lags = [*range(1, q + 1), *(order.period * k for k in range(1, sq + 1))]
    n, deepest = len(centred), max(lags + shock_lags, default=0)
    long = min(max(deepest, int(10 * np.log10(n))) if n > 1 else 0, n // 4)
    start = deepest + (long if shock_lags else 0)
    if not deepest or n - start < 2 * (len(lags) + len(shock_lags)):
        return np.full(len(lags) + len(shock_lags), 0.1)
    shocks = centred.copy()
    if shock_lags:
        past = _lagged(centred, range(1, long + 1), long)
        shocks = np.r_[np.zeros(long), centred[long:] - past @ _solve(past, centred[long:])]
    design = np.column_stack([_lagged(centred, lags, start), _lagged(shocks, shock_lags, start)])
    found = _solve(design, centred[start:])
    # The regression orders its columns ar, sar, ma, sma; the model ar, ma, sar, sma.
    ar, sar, ma, sma = np.split(found, np.cumsum([p, sp, q]))
    return np.concatenate([ar, ma, sar, sma])


def _lagged(values: Floats, lags: Sequence[int], start: int) -> Floats:
    columns = [values[start - lag : len(values) - lag] for lag in lags]
    return np.column_stack(columns) if columns else np.empty((len(values) - start, 0))


def _solve(design: Floats, response: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(design, response, rcond=None)[0], dtype=np.float64)
