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


def bandwidth_lag(scores: Floats, whitened: bool) -> int:
    """The lag by Newey and West (1994) for Bartlett weights, as R's bwNeweyWest has it.

    `scores` are the columns of the design times the residuals, the constant's first, which the
    rule leaves out; where they will be prewhitened, so they are here.
    """
    n = len(scores)
    left = _whitened(scores)[0] if whitened else scores
    summed = left[:, 1:].sum(axis=1)
    most = int((3 if whitened else 4) * (n / 100) ** (2 / 9))
    sizes = [float(summed[lag:] @ summed[: len(summed) - lag]) for lag in range(most + 1)]
    level = sizes[0] + 2 * sum(sizes[1:])
    slope = 2 * sum(lag * size for lag, size in enumerate(sizes))
    if level == 0:
        return 0
    return min(int(1.1447 * ((slope / level) ** 2) ** (1 / 3) * n ** (1 / 3)), n - 1)


def newey_west(fit: Fit, lag: int, whitened: bool = False) -> Floats:
    """The covariance with Bartlett weights up to `lag`, without correction for n.

    `whitened`, the scores are first freed of a vector autoregression of order one, whose memory
    comes back at the end (Andrews and Monahan 1992): what R's NeweyWest does unless told not to.
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
    """What is left of each row once the one before has told what it can, and how it tells."""
    before, after = scores[:-1], scores[1:]
    told = np.linalg.lstsq(before, after, rcond=None)[0]
    return np.asarray(after - before @ told, dtype=np.float64), np.asarray(told.T, dtype=np.float64)
