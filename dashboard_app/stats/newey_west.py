"""Least squares, and the covariance of its coefficients by Newey and West (1987)."""

import math
from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats


@dataclass(frozen=True, eq=False)
class Fit:
    """A least-squares fit: `inverse` is (X'X)^-1, `freedom` the residual degrees of freedom."""

    design: Floats
    coefficients: Floats
    residuals: Floats
    inverse: Floats

    @property
    def freedom(self) -> int:
        """Observations less coefficients."""
        return len(self.residuals) - len(self.coefficients)

    @property
    def variance(self) -> float:
        """The residual variance."""
        return float(self.residuals @ self.residuals / max(self.freedom, 1))


def least_squares(design: Floats, target: Floats) -> Fit:
    """The least-squares fit of `target` on the columns of `design`.

    By singular values of the design, its columns brought to one size: (X'X)^-1 from X'X itself
    would lose twice the digits, and units far apart would pass for collinear.
    """
    length = np.linalg.norm(design, axis=0)
    length = np.where(length > 0, length, 1.0)
    left, sizes, right = np.linalg.svd(design / length, full_matrices=False)
    kept = sizes > np.finfo(float).eps * max(design.shape) * sizes[0]
    spread = right.T * np.where(kept, 1 / np.where(kept, sizes, 1.0), 0.0) / length[:, None]
    coefficients: Floats = np.asarray(spread @ (left.T @ target), dtype=np.float64)
    return Fit(design, coefficients, target - design @ coefficients, spread @ spread.T)


def automatic_lag(n: int) -> int:
    """The truncation lag 1.3 sqrt(n), as Lazarus, Lewis, Stock and Watson (2018) recommend."""
    lag: int = math.ceil(1.3 * math.sqrt(n))
    return min(lag, n - 1)


def bandwidth_lag(scores: Floats, whitened: bool) -> int:
    """The truncation lag of Newey and West (1994) for Bartlett weights, as R's bwNeweyWest.

    `scores` are the columns of the design times the residuals, the constant's first, which the
    rule leaves out. `whitened` prewhitens them first, as `newey_west` will.
    """
    n = len(scores)
    left = _whitened(scores)[0] if whitened else scores
    summed = left[:, 1:].sum(axis=1)
    most = int((3 if whitened else 4) * (n / 100) ** (2 / 9))
    sizes = [float(summed[lag:] @ summed[: len(summed) - lag]) for lag in range(most + 1)]
    level = sizes[0] + 2 * sum(sizes[1:])
    slope = 2 * sum(lag * size for lag, size in enumerate(sizes))
    return min(bartlett_lag(level, slope, n), n - 1)


def bartlett_lag(level: float, slope: float, n: int) -> int:
    """The truncation lag of Newey and West (1994) that minimises the error of Bartlett weights.

    `level` is the long-run variance by a pilot number of autocovariances, `slope` the same sum
    with each weighted by its lag.
    """
    return int(1.1447 * ((slope / level) ** 2) ** (1 / 3) * n ** (1 / 3)) if level != 0 else 0


def newey_west(fit: Fit, lag: int, whitened: bool = False) -> Floats:
    """The covariance of the coefficients with Bartlett weights up to `lag`, uncorrected for n.

    `whitened` prewhitens the scores by a VAR(1) and recolours the result (Andrews and Monahan
    1992), the default of R's NeweyWest.
    """
    scores = fit.design * fit.residuals[:, None]
    memory = np.zeros((scores.shape[1], scores.shape[1]))
    if whitened:
        scores, memory = _whitened(scores)
    middle = scores.T @ scores
    for distance in range(1, min(lag, len(scores) - 1) + 1):
        product = scores[distance:].T @ scores[:-distance]
        middle += (1 - distance / (lag + 1)) * (product + product.T)
    colour = fit.inverse @ np.linalg.pinv(np.eye(len(memory)) - memory)
    return np.asarray(colour @ middle @ colour.T, dtype=np.float64)


def _whitened(scores: Floats) -> tuple[Floats, Floats]:
    """The residuals of a VAR(1) of the rows, and its coefficient matrix."""
    before, after = scores[:-1], scores[1:]
    told = np.linalg.lstsq(before, after, rcond=None)[0]
    return np.asarray(after - before @ told, dtype=np.float64), np.asarray(told.T, dtype=np.float64)
