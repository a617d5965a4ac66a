"""Nonlinear least squares of one curve to many series at once, by Levenberg and Marquardt.

Positive parameters are optimised as logarithms. All series are iterated together, so that 500
bootstrap samples cost little more than one; scipy's least_squares takes one series at a time.
"""

from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.diffusion_curves import Curve

MOST_STEPS = 200
TOLERANCE = 1e-14
"""Relative gain of the RSS below which a series has converged."""
STEP = 1e-6
"""Half the distance of a central difference, in the optimised parameters."""
LARGEST_SLOPE = 1e100
WIDE_STEP = 2e-3
"""The same of sixth order, as a share of a parameter: its truncation error allows longer steps."""
MOST_POLISHING = 30
FAR_FROM_POLISHED = 1e-3
POLISHED = 1e-13
"""Relative steps of the parameters above which polishing is given up, and below which it ends."""
ROUNDING = 1e-12
"""Relative increase of the RSS that polishing accepts."""
FARTHEST = 25.0
"""Logarithms of positive parameters stay within this: e^25 is beyond any saturation."""


@dataclass(frozen=True, eq=False)
class Fit:
    """One fitted curve: its parameters, their standard errors, the residuals."""

    parameters: Floats
    errors: Floats
    residuals: Floats

    @property
    def rss(self) -> float:
        """The residual sum of squares."""
        return float(self.residuals @ self.residuals)


def fit_many(
    curve: Curve, view: str, t: Floats, y: Floats, starts: Floats, most_steps: int = MOST_STEPS
) -> tuple[Floats, Floats]:
    """Parameters and RSS for each row of `y` (series by times) from its row of `starts`.

    Fitted in units of the largest value, so that no bound depends on the unit of the series.
    """
    unit = _unit(y)
    size = np.where(curve.heights, unit, 1.0)
    found, rss = _fit_many(curve, view, t, y / unit, starts / size, most_steps)
    return found * size, rss * unit**2


def _unit(y: Floats) -> float:
    return float(np.abs(y).max()) or 1.0


def _fit_many(
    curve: Curve, view: str, t: Floats, y: Floats, starts: Floats, most_steps: int
) -> tuple[Floats, Floats]:
    free = _free(curve, starts)
    rss = _rss(curve, view, t, y, free)
    damping = np.full(len(free), 1e-2)
    identity = np.eye(free.shape[1])
    alive = np.arange(len(free))
    for _ in range(most_steps):
        now = free[alive]
        left = y[alive] - curve.at(view, t, _bound(curve, now))
        slopes = _slopes(curve, view, t, now)
        normal = np.einsum("bnp,bnq->bpq", slopes, slopes)
        sides = np.einsum("bnp,bn->bp", slopes, left)
        size = np.maximum(np.einsum("bpp->bp", normal), 1e-12 * np.max(np.abs(normal)) + 1e-300)
        damped = normal + damping[alive, None, None] * size[:, :, None] * identity
        damped = damped + 1e-14 * size.max(axis=1)[:, None, None] * identity
        tried = now + np.linalg.solve(damped, sides[:, :, None])[:, :, 0]
        tried = _kept(curve, tried, t)
        new = _rss(curve, view, t, y[alive], tried)
        better = new < rss[alive]
        gain = np.where(better, (rss[alive] - new) / np.maximum(rss[alive], 1e-300), 0.0)
        moved = alive[better]
        free[moved], rss[moved] = tried[better], new[better]
        damping[alive] = np.where(better, damping[alive] / 6, damping[alive] * 5)
        done = (better & (gain < TOLERANCE)) | (damping[alive] > 1e12)
        alive = alive[~done]
        if not len(alive):
            break
    return _bound(curve, free), rss


def fit_one(curve: Curve, view: str, t: Floats, y: Floats, starts: Floats | None = None) -> Fit:
    """The best fit to one series over all starts."""
    unit = _unit(y)
    size, y = np.where(curve.heights, unit, 1.0), y / unit
    rows = curve.starts(view, t, y) if starts is None else starts / size
    found, rss = _fit_many(curve, view, t, np.tile(y, (len(rows), 1)), rows, MOST_STEPS)
    best = _polished(curve, view, t, y, found[int(np.argmin(rss))])
    residuals = y - curve.at(view, t, best[None])[0]
    errors = _errors(curve, view, t, best, residuals)
    return Fit(best * size, errors * size, residuals * unit)


def _polished(curve: Curve, view: str, t: Floats, y: Floats, parameters: Floats) -> Floats:
    """The optimum to nearly full precision, by Gauss-Newton steps: a minimum of the sum of squares
    alone determines parameters to half the digits of a double."""
    best = parameters
    left = y - curve.at(view, t, best[None])[0]
    for _ in range(MOST_POLISHING):
        slopes = _own_slopes(curve, view, t, best)
        if not np.all(np.isfinite(slopes)):
            break
        step = np.linalg.lstsq(slopes, left, rcond=None)[0]
        size = np.abs(step) / np.maximum(np.abs(best), 1e-8)
        # Where a parameter is hardly identified, there is no sharp optimum to polish.
        if not np.all(size < FAR_FROM_POLISHED):
            break
        tried = best + step
        missed = y - curve.at(view, t, tried[None])[0]
        if not missed @ missed <= (left @ left) * (1 + ROUNDING):
            break
        best, left = tried, missed
        if np.all(size < POLISHED):
            break
    return best


def _errors(curve: Curve, view: str, t: Floats, parameters: Floats, residuals: Floats) -> Floats:
    """Standard errors of the parameters as they are named, by the slopes at the optimum."""
    slopes = _own_slopes(curve, view, t, parameters)
    # Slopes by a parameter that is not identified may overflow when squared.
    slopes = np.clip(np.nan_to_num(slopes), -LARGEST_SLOPE, LARGEST_SLOPE)
    freedom = max(len(residuals) - len(parameters), 1)
    covariance = np.linalg.pinv(slopes.T @ slopes) * (residuals @ residuals) / freedom
    return np.asarray(np.sqrt(np.maximum(np.diag(covariance), 0.0)), dtype=np.float64)


def _own_slopes(curve: Curve, view: str, t: Floats, parameters: Floats) -> Floats:
    """Slopes by the parameters as they are named, by differences of sixth order."""
    # A positive parameter stays so, however small it is; a date may be zero.
    size = np.maximum(np.abs(parameters), np.where(curve.positive, 0.0, 1.0))
    width = WIDE_STEP * size
    near, middle, far = (
        curve.at(view, t, parameters + k * np.diag(width))
        - curve.at(view, t, parameters - k * np.diag(width))
        for k in (1, 2, 3)
    )
    slopes = (45 * near - 9 * middle + far) / (60 * width[:, None])
    return np.asarray(slopes.T, dtype=np.float64)


def _free(curve: Curve, parameters: Floats) -> Floats:
    positive = np.array(curve.positive)
    return np.where(positive, np.log(np.maximum(parameters, 1e-300)), parameters)


def _bound(curve: Curve, free: Floats) -> Floats:
    positive = np.array(curve.positive)
    return np.where(positive, np.exp(np.clip(free, -FARTHEST, FARTHEST)), free)


def _kept(curve: Curve, free: Floats, t: Floats) -> Floats:
    """Logarithms within reach, dates within ten spans of the observations."""
    far = 10 * float(t[-1] - t[0]) + float(np.abs(t).max())
    limit = np.where(np.array(curve.positive), FARTHEST, far)
    return np.asarray(np.clip(np.nan_to_num(free), -limit, limit), dtype=np.float64)


def _rss(curve: Curve, view: str, t: Floats, y: Floats, free: Floats) -> Floats:
    left = y - curve.at(view, t, _bound(curve, free))
    rss = np.einsum("bn,bn->b", left, left)
    return np.where(np.isfinite(rss), rss, np.inf)


def _slopes(curve: Curve, view: str, t: Floats, free: Floats) -> Floats:
    columns = []
    for index in range(free.shape[1]):
        width = np.zeros(free.shape[1])
        width[index] = STEP
        up = curve.at(view, t, _bound(curve, free + width))
        down = curve.at(view, t, _bound(curve, free - width))
        columns.append((up - down) / (2 * STEP))
    return np.stack(columns, axis=2)
