"""A line through a series whose errors remember: the line, and how well its memory is known.

The errors are a first-order autoregression. How strong it is, short series hardly tell, and
intervals that take the estimate for the truth are far too narrow. So the coefficients are
weighed over all strengths by their restricted likelihood (Cooper and Thompson 1977; Cheang and
Reinsel 2000) times the reference prior of Berger and Yang (1994), 1 / sqrt(1 - strength^2),
without which a dozen observations of a long memory look too independent. Each strength resamples
its own whitened errors in blocks, the post-blackened bootstrap of Davison and Hinkley (1997,
section 8.2.3). A memory that outlasts the series is still taken in part for a trend, so that
intervals are made wider by how likely it is (CAUTION).
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from dashboard_app.data.panel import Floats
from dashboard_app.stats.bootstrap import block_indices, block_length

STRENGTHS: Floats = np.concatenate(
    [np.linspace(-0.4, 0.9, 27), [0.925, 0.95, 0.965, 0.98, 0.99, 0.995, 0.998]]
)  # fmt: skip
"""Autoregressive coefficients that are weighed, up to just below the random walk."""

LEAST = 8
"""Below this many values there is next to nothing to learn a memory from."""


CAUTION = 3.0
"""By how much wider the interval of a slope is than its rounds say where the memory surely outlasts
the series.

With it intervals of 13 to 240 observations cover 91 to 99 %, from no memory to random walks;
without it 83 to 85 % at a memory of 0.95 with 20 observations or fewer, and 76 to 80 % of walks of
any length (docs/coverage.md).
"""

CAUTION_OF_MEAN = 1.5
"""The same for a mean, which in a walk has no truth that an interval could hold."""


@dataclass(frozen=True, eq=False)
class Line:
    """Coefficients for each strength of memory, the weight of each, and its whitened errors.

    `weights` has one entry per strength and sums to 1; `coefficients` is strengths by
    coefficients (level at the middle of the series, slope per step); `errors` and `leverage`
    are strengths by n: an error times its leverage is what it moves a coefficient.
    """

    weights: Floats
    coefficients: Floats
    errors: Floats
    leverage: tuple[Floats, ...]
    freedom: int

    @property
    def memory(self) -> float:
        """The mean strength of the memory."""
        return float(self.weights @ STRENGTHS)

    @property
    def outlasting(self) -> float:
        """How surely the memory outlasts the series, from 0 to 1.

        A memory is 1 / (1 - strength) steps long; what a line takes of it depends on how many
        of its lengths fit into the series (Phillips 1987).
        """
        lengths = self.errors.shape[1] * (1 - STRENGTHS)
        return float(self.weights @ np.exp(-lengths / 2))

    def memory_range(self, level: float = 0.95) -> tuple[float, float]:
        """The strengths between which this share of the weight lies."""
        edges = (STRENGTHS[1:] + STRENGTHS[:-1]) / 2
        edges = np.concatenate([STRENGTHS[:1], edges, STRENGTHS[-1:]])
        below = np.concatenate([[0.0], np.cumsum(self.weights)])
        low, high = np.interp([(1 - level) / 2, (1 + level) / 2], below, edges)
        return float(low), float(high)

    def centre(self, which: int) -> float:
        """A coefficient, averaged over the strengths of memory."""
        return float(self.weights @ self.coefficients[:, which])

    def p_of_zero(self, which: int) -> float:
        """How likely a coefficient so far from zero is where it is zero, over all strengths."""
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
        """The interval of a coefficient."""
        shifts = self.coefficients[:, which] - self.centre(which)
        moved = self._moved(self.leverage[which], rounds, random)
        moved += random.choice(shifts, size=rounds, p=self.weights)
        low, high = _ends((1 + CAUTION * self.outlasting) * moved, level)
        return self.centre(which) + low, self.centre(which) + high

    def mean_interval(
        self, mean: float, rounds: int, random: np.random.Generator, level: float = 0.95
    ) -> tuple[float, float]:
        """The interval of the plain mean, which keeps its sense where no line fits well."""
        n = self.errors.shape[1]
        after = np.arange(n, 0, -1)
        strengths = STRENGTHS[:, None]
        leverage = (1 - strengths**after) / (1 - strengths) / n
        leverage[:, 0] /= np.sqrt(1 - STRENGTHS**2)
        moved = self._moved(leverage, rounds, random)
        low, high = _ends((1 + CAUTION_OF_MEAN * self.outlasting) * moved, level)
        return mean + low, mean + high

    def _moved(self, leverage: Floats, rounds: int, random: np.random.Generator) -> Floats:
        """How far an estimate falls from the truth in `rounds` other series like this one."""
        n = self.errors.shape[1]
        likely = int(np.argmax(self.weights))
        strengths = random.choice(len(STRENGTHS), size=rounds, p=self.weights)
        at = block_indices(n, block_length(self.errors[likely]), rounds, random)
        drawn = self.errors[strengths[:, None], at]
        moved = np.einsum("rn,rn->r", drawn, leverage[strengths])
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
        0.5 * np.log(1 - STRENGTHS**2)
        + 0.5 * np.linalg.slogdet(inverse)[1]
        - freedom / 2 * np.log(residual)
    )
    prior = np.gradient(STRENGTHS) / np.sqrt(1 - STRENGTHS**2)
    weights = np.exp(likelihood - likelihood.max()) * prior
    leverage = np.einsum("gij,gnj->ign", inverse, table[:, :, :terms])
    errors = (errors - errors.mean(axis=1, keepdims=True)) * np.sqrt(n / freedom)
    return Line(weights / weights.sum(), coefficients, errors, tuple(leverage), freedom)


def _whitened(table: Floats) -> Floats:
    """Each column with the memory of each strength taken out: strengths by n by columns."""
    strengths = STRENGTHS[:, None, None]
    first = table[None, :1] * np.sqrt(1 - strengths**2)
    return np.concatenate([first, table[None, 1:] - strengths * table[None, :-1]], axis=1)
