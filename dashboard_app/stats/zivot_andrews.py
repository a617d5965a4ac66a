"""The Zivot-Andrews test of a unit root against a trend with one break at an unknown date.

Zivot and Andrews (1992): y(t) = mu + b t + [level shift] + [slope shift] + a y(t-1) + lagged
changes, for each date of the break; the statistic is the least t of a - 1. Their models A, B
and C are those in which the level, the slope, or both break. As R's urca::ur.za.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats
from dashboard_app.stats.outcome import Outcome

Model = Literal["both", "level", "slope"]

TRIM = 0.15
"""The share of dates at each end at which no break is sought; Zivot and Andrews trim nothing."""

# Zivot and Andrews (1992), tables 2 to 4: percentage points of the asymptotic distribution.
SHARES: Floats = np.array([0.01, 0.025, 0.05, 0.10, 0.50, 0.90, 0.95, 0.975, 0.99])
POINTS: dict[str, Floats] = {
    "level": np.array([-5.34, -5.02, -4.80, -4.58, -3.75, -2.99, -2.77, -2.56, -2.32]),
    "slope": np.array([-4.93, -4.67, -4.42, -4.11, -3.23, -2.48, -2.31, -2.17, -1.97]),
    "both": np.array([-5.57, -5.30, -5.08, -4.82, -3.98, -3.25, -3.06, -2.91, -2.72]),
}

AT_ONCE = 200
"""Break dates evaluated together: all at once would take memory with the square of n."""

NOTHING = 1e-9
"""A column whose residual on the others is below this share of its norm is collinear."""


def zivot_and_andrews(
    values: Floats, lags: int, model: Model = "both", trim: float = TRIM
) -> Outcome:
    """The least t over all dates of the break; `at` is the last position before it.

    No more lags are used than leave some observations. The table of the authors ends at 1 and
    99 %: a p of 0.01 or 0.99 means that or beyond.
    """
    n = len(values)
    lags = min(lags, (n - 9) // 2)
    change = np.diff(values)
    time = np.arange(lags + 1, n)
    past = [change[lags - lag : n - 1 - lag] for lag in range(1, lags + 1)]
    base = _basis(np.column_stack([np.ones(len(time)), time - time.mean(), *past]))
    cut = int(trim * n)
    at = np.arange(max(cut, lags + 1), min(n - cut, n - 1))
    level, target = _left(base, values[lags:-1]), _left(base, change[lags:])
    freedom = len(time) - 3 - lags - (2 if model == "both" else 1)
    blocks = np.array_split(at, -(-len(at) // AT_ONCE))
    statistics = np.concatenate(
        [_t_values(level, target, base, _kinks(time, block, model), freedom) for block in blocks]
    )
    best = int(np.argmin(statistics))
    p = float(np.interp(statistics[best], POINTS[model], SHARES))
    return Outcome(float(statistics[best]), p, lags, int(at[best]))


def _kinks(time: NDArray[np.int64], at: NDArray[np.int64], model: Model) -> Floats:
    """The regressors that each break adds: shifts by breaks by times."""
    after = np.maximum(time[None, :] - at[:, None], 0).astype(np.float64)
    shifts = {"level": [after > 0], "slope": [after], "both": [after > 0, after]}
    return np.array(shifts[model], dtype=np.float64)


def _basis(design: Floats) -> Floats:
    """Orthonormal columns that span those of the design, which may be collinear."""
    scaled = design / np.maximum(np.linalg.norm(design, axis=0), np.finfo(float).tiny)
    left, sizes, _ = np.linalg.svd(scaled, full_matrices=False)
    return np.asarray(left[:, sizes > NOTHING * sizes[0]], dtype=np.float64)


def _left(basis: Floats, values: Floats) -> Floats:
    """The residuals of the last axis of `values` on the basis."""
    return np.asarray(values - (values @ basis) @ basis.T, dtype=np.float64)


def _t_values(level: Floats, target: Floats, base: Floats, kinks: Floats, freedom: int) -> Floats:
    """The t of the lagged level for each break date; infinite where the break is collinear."""
    left = _left(base, kinks)
    columns = np.concatenate([np.broadcast_to(level, (1, *left.shape[1:])), left], axis=0)
    size = np.linalg.norm(columns, axis=2)
    own = np.all(size[1:] > NOTHING * np.linalg.norm(kinks, axis=2), axis=0)
    size = np.maximum(size, np.finfo(float).tiny)
    unit = columns / size[:, :, None]
    square = np.einsum("imr,jmr->mij", unit, unit)
    inverse = np.linalg.pinv(square, rcond=1e-13, hermitian=True)
    beta = np.einsum("mij,jm->mi", inverse, unit @ target)
    errors = target - np.einsum("mi,imr->mr", beta, unit)
    variance = np.einsum("mr,mr->m", errors, errors) / max(freedom, 1)
    error = np.sqrt(np.maximum(variance * inverse[:, 0, 0], np.finfo(float).tiny))
    return np.where(own, beta[:, 0] / error, np.inf)
