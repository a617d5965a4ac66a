"""Least squares, and the covariance of its coefficients by Newey and West (1987)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


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
    """1.3 times the root of n, as Lazarus, Lewis, Stock and Watson (2018) advise."""
    lag: int = math.ceil(1.3 * math.sqrt(n))
    return min(lag, n - 1)


def newey_west(fit: Fit, lag: int) -> Floats:
    """The covariance with Bartlett weights up to `lag`: no prewhitening, no correction for n."""
    scores = fit.design * fit.residuals[:, None]
    middle = scores.T @ scores
    for distance in range(1, min(lag, len(scores) - 1) + 1):
        product = scores[distance:].T @ scores[:-distance]
        middle += (1 - distance / (lag + 1)) * (product + product.T)
    return np.asarray(fit.inverse @ middle @ fit.inverse, dtype=np.float64)
