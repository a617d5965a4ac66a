"""A straight line, or a level, with AR(1) errors: its coefficients with intervals, and phi itself.

Short series hardly tell phi, the AR(1) coefficient, and intervals that take its estimate for the
truth are far too narrow. So the coefficients are averaged over all phi, weighted by the restricted
likelihood (Cooper and Thompson 1977; Cheang and Reinsel 2000) times the reference prior of Berger
and Yang (1994), 1 / sqrt(1 - phi^2), without which a dozen strongly autocorrelated observations
look too independent. For each phi its own whitened errors are resampled in blocks, the
post-blackened bootstrap of Davison and Hinkley (1997, section 8.2.3). Autocorrelation that lasts
longer than the series is still taken in part for a trend, so that intervals are widened by how
likely it is (CAUTION). The pages call phi the memory of a series.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from dashboard_app.data.panel import Floats
from dashboard_app.stats.bootstrap import block_indices, block_length

AR_COEFFICIENTS: Floats = np.concatenate(
    [np.linspace(-0.4, 0.9, 27), [0.925, 0.95, 0.965, 0.98, 0.99, 0.995, 0.998]]
)  # fmt: skip
"""The grid of phi, up to just below the random walk."""

LEAST = 8
"""Fewer values say next to nothing about phi."""

CAUTION = 3.0
"""By how much an interval of a slope is widened beyond its bootstrap where the autocorrelation
surely lasts longer than the series: 1 + CAUTION times the width.

With it intervals of 13 to 240 observations cover 91 to 99 %, from white noise to random walks;
without it 83 to 85 % at phi = 0.95 with 20 observations or fewer, and 76 to 80 % of random walks
of any length (docs/coverage.md).
"""

CAUTION_OF_MEAN = 1.5
"""The same for a mean; that of a random walk does not exist, so there is nothing to cover."""


@dataclass(frozen=True, eq=False)
class Line:
    """The fit for each phi of AR_COEFFICIENTS, and the weight of each.

    `weights` has one entry per phi and sums to 1; `coefficients` is phi by coefficients (level
    at the middle of the series, slope per step); `errors` (whitened) is phi by n, and so is each
    item of `leverage`, one item per coefficient: an error moves a coefficient by the product of
    the two. `freedom` is the residual degrees of freedom.
    """

    weights: Floats
    coefficients: Floats
    errors: Floats
    leverage: tuple[Floats, ...]
    freedom: int

    @property
    def memory(self) -> float:
        """The weighted mean of phi."""
        return float(self.weights @ AR_COEFFICIENTS)

    @property
    def outlasting(self) -> float:
        """How surely the autocorrelation lasts longer than the series, from 0 to 1.

        It lasts 1 / (1 - phi) steps; how much of it passes for a trend depends on how many such
        lengths fit into the series (Phillips 1987).
        """
        lengths = self.errors.shape[1] * (1 - AR_COEFFICIENTS)
        return float(self.weights @ np.exp(-lengths / 2))

    def memory_range(self, level: float = 0.95) -> tuple[float, float]:
        """The phi between which this share of the weight lies."""
        edges = (AR_COEFFICIENTS[1:] + AR_COEFFICIENTS[:-1]) / 2
        edges = np.concatenate([AR_COEFFICIENTS[:1], edges, AR_COEFFICIENTS[-1:]])
        below = np.concatenate([[0.0], np.cumsum(self.weights)])
        low, high = np.interp([(1 - level) / 2, (1 + level) / 2], below, edges)
        return float(low), float(high)

    def centre(self, which: int) -> float:
        """Coefficient number `which`, averaged over phi."""
        return float(self.weights @ self.coefficients[:, which])

    def p_of_zero(self, which: int) -> float:
        """The two-sided p-value of the hypothesis that a coefficient is zero, averaged over phi."""
        variance = np.einsum("gn,gn->g", self.leverage[which], self.leverage[which])
        # A perfect line leaves no error: its p is 0, not a division by it.
        error = np.maximum(
            np.sqrt(variance * np.mean(self.errors**2, axis=1)), np.finfo(float).tiny
        )
        error *= 1 + CAUTION * self.outlasting
        tails = 2 * student.sf(np.abs(self.coefficients[:, which]) / error, self.freedom)
        return float(self.weights @ tails)

    def interval(
        self, which: int, rounds: int, random: np.random.Generator, level: float = 0.95
    ) -> tuple[float, float]:
        """The interval of a coefficient, by `rounds` bootstrap samples."""
        shifts = self.coefficients[:, which] - self.centre(which)
        moved = self._moved(self.leverage[which], rounds, random)
        moved += random.choice(shifts, size=rounds, p=self.weights)
        low, high = _ends((1 + CAUTION * self.outlasting) * moved, level)
        return self.centre(which) + low, self.centre(which) + high

    def mean_interval(
        self, mean: float, rounds: int, random: np.random.Generator, level: float = 0.95
    ) -> tuple[float, float]:
        """The interval of `mean`, the plain mean, which is meaningful where no line fits."""
        n = self.errors.shape[1]
        after = np.arange(n, 0, -1)
        phi = AR_COEFFICIENTS[:, None]
        leverage = (1 - phi**after) / (1 - phi) / n
        leverage[:, 0] /= np.sqrt(1 - AR_COEFFICIENTS**2)
        moved = self._moved(leverage, rounds, random)
        low, high = _ends((1 + CAUTION_OF_MEAN * self.outlasting) * moved, level)
        return mean + low, mean + high

    def _moved(self, leverage: Floats, rounds: int, random: np.random.Generator) -> Floats:
        """Errors of an estimate in `rounds` bootstrap samples; `leverage` is phi by n."""
        n = self.errors.shape[1]
        likely = int(np.argmax(self.weights))
        phi = random.choice(len(AR_COEFFICIENTS), size=rounds, p=self.weights)
        at = block_indices(n, block_length(self.errors[likely]), rounds, random)
        drawn = self.errors[phi[:, None], at]
        moved = np.einsum("rn,rn->r", drawn, leverage[phi])
        # The spread of the errors is itself estimated: Student's factor for short series.
        scale = np.sqrt(random.chisquare(self.freedom, rounds) / self.freedom)
        return np.asarray(moved / scale, dtype=np.float64)


def _ends(moved: Floats, level: float) -> tuple[float, float]:
    low, high = np.quantile(moved, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def fit_line(values: Floats, sloped: bool = True) -> Line:
    """The line, or the level alone, through at least LEAST evenly spaced values that vary."""
    n = len(values)
    design = np.ones((n, 2))
    design[:, 1] = np.arange(n) - (n - 1) / 2
    design = design if sloped else design[:, :1]
    terms = design.shape[1]
    table = _whitened(np.column_stack([design, values]))
    square = np.einsum("gni,gnj->gij", table, table)
    inverse = np.linalg.inv(square[:, :terms, :terms])
    coefficients = np.einsum("gij,gj->gi", inverse, square[:, :terms, terms])
    errors = table[:, :, terms] - np.einsum("gni,gi->gn", table[:, :, :terms], coefficients)
    residual = np.maximum(np.einsum("gn,gn->g", errors, errors), np.finfo(float).tiny)
    freedom = n - terms
    likelihood = (
        0.5 * np.log(1 - AR_COEFFICIENTS**2)
        + 0.5 * np.linalg.slogdet(inverse)[1]
        - freedom / 2 * np.log(residual)
    )
    prior = np.gradient(AR_COEFFICIENTS) / np.sqrt(1 - AR_COEFFICIENTS**2)
    weights = np.exp(likelihood - likelihood.max()) * prior
    leverage = np.einsum("gij,gnj->ign", inverse, table[:, :, :terms])
    errors = (errors - errors.mean(axis=1, keepdims=True)) * np.sqrt(n / freedom)
    return Line(weights / weights.sum(), coefficients, errors, tuple(leverage), freedom)


def _whitened(table: Floats) -> Floats:
    """The columns of `table` whitened (Prais and Winsten 1954): phi by n by columns."""
    phi = AR_COEFFICIENTS[:, None, None]
    first = table[None, :1] * np.sqrt(1 - phi**2)
    return np.concatenate([first, table[None, 1:] - phi * table[None, :-1]], axis=1)
