"""Polynomials of degree 1 to 4: their columns, and the degree that predicts best."""

from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.newey_west import least_squares

DEGREES = (1, 2, 3, 4)
BLOCKS = 10


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


def columns(x: Floats, degree: int) -> Floats:
    """1, x, x^2 ... up to the degree: one row for each x."""
    return np.vander(x, degree + 1, increasing=True)


def largest_degree(x: Floats) -> int:
    """Three observations for each coefficient, and more distinct values than the degree."""
    return int(min(DEGREES[-1], len(x) // 3 - 1, len(np.unique(x)) - 1))


def out_of_sample(x: Floats, y: Floats) -> Errors:
    """Each degree fitted with one of ten consecutive blocks left out, and tried on that block."""
    degrees = tuple(range(1, largest_degree(x) + 1))
    scale = float(np.abs(x).max()) or 1.0
    blocks = np.array_split(np.arange(len(x)), min(BLOCKS, len(x) // 2))
    rmse, error = [], []
    for degree in degrees:
        design = columns(x / scale, degree)
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
