"""Polynomials of degree 1 to 4: their columns, and the degree that predicts best."""

from dataclasses import dataclass
from math import comb

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.blocks import left_out
from dashboard_app.stats.newey_west import least_squares

DEGREES = (1, 2, 3, 4)


@dataclass(frozen=True, eq=False)
class Errors:
    """The root mean squared error out of sample of each degree, and its standard error."""

    degrees: tuple[int, ...]
    rmse: Floats
    error: Floats

    def best(self) -> int:
        """The lowest degree whose error is within one standard error of the least."""
        least = int(np.argmin(self.rmse))
        limit = self.rmse[least] + self.error[least]
        return self.degrees[int(np.argmax(self.rmse <= limit))]


@dataclass(frozen=True)
class Basis:
    """Powers of x brought to -1..1, since those of years or large counts are all but one column."""

    middle: float
    half: float
    degree: int

    def columns(self, x: Floats) -> Floats:
        """1, z, z^2 ... up to the degree, z = (x - middle) / half: one row for each x."""
        return np.vander((x - self.middle) / self.half, self.degree + 1, increasing=True)

    def in_powers_of_x(self) -> Floats:
        """The matrix that turns coefficients of these columns into those of 1, x, x^2 ..."""
        size = self.degree + 1
        turned = np.zeros((size, size))
        for power in range(size):
            for of_x in range(power + 1):
                shift = (-self.middle) ** (power - of_x)
                turned[of_x, power] = comb(power, of_x) * shift / self.half**power
        return turned


def basis(x: Floats, degree: int) -> Basis:
    """The basis for observations at x, which vary."""
    low, high = float(x.min()), float(x.max())
    return Basis((low + high) / 2, (high - low) / 2, degree)


def largest_degree(x: Floats) -> int:
    """Three observations for each coefficient, and more distinct values than the degree."""
    return int(min(DEGREES[-1], len(x) // 3 - 1, len(np.unique(x)) - 1))


def out_of_sample(x: Floats, y: Floats) -> Errors:
    """Each degree fitted with one of ten consecutive blocks left out, and tried on that block."""
    degrees = tuple(range(1, largest_degree(x) + 1))
    blocks = left_out(len(x))
    rmse, error = [], []
    for degree in degrees:
        design = basis(x, degree).columns(x)
        squares = np.empty(len(x))
        for block in blocks:
            kept = np.ones(len(x), dtype=bool)
            kept[block] = False
            fit = least_squares(design[kept], y[kept])
            squares[block] = (y[block] - design[block] @ fit.coefficients) ** 2
        means = np.array([squares[block].mean() for block in blocks])
        root = float(np.sqrt(squares.mean()))
        rmse.append(root)
        # The delta method carries the error of the mean square over to its root.
        spread = float(means.std(ddof=1) / np.sqrt(len(blocks)))
        error.append(spread / (2 * root) if root > 0 else 0.0)
    return Errors(degrees, np.array(rmse), np.array(error))
