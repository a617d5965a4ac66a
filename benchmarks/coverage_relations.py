"""Coverage and false alarms of what is said of several series: correlation, regression, pca."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from benchmarks.coverage_cell import NOISES, Cell, Random, Trial, inside, noise
from dashboard_app.analyses.lead_lag.pair import tested
from dashboard_app.analyses.lead_lag.pool import pooled
from dashboard_app.analyses.regression.bands import bands
from dashboard_app.data.cadence import Meeting
from dashboard_app.data.panel import Floats
from dashboard_app.data.sources import Cadence
from dashboard_app.stats.association import associate, memory_of, ranks
from dashboard_app.stats.components import (
    LIMIT,
    components,
    parallel_limits,
    resampled,
    stand_out,
    surrogates,
)
from dashboard_app.stats.fdr import adjusted
from dashboard_app.stats.newey_west import least_squares
from dashboard_app.stats.sieve import coefficient_errors
from dashboard_app.stats.significance import SIGNIFICANCE

LENGTHS = (30, 73, 240)
ROUNDS = 199
R = 0.6
TOOLS = 16
POOLED = {"apart": 0.0, "together": 0.5}
"""How much of a source's noise all tools share, where they are pooled."""


def cells() -> Iterator[Cell]:
    """Each memory of the noise at each length, the surveys' 13 where an analysis takes so few."""
    for name, memory in NOISES.items():
        for n in (13, *LENGTHS):
            for method in ("Pearson", "Spearman"):
                ranked = method == "Spearman"
                yield Cell("correlation", f"r of {R}, {method}", f"two of {name}", n,
                           _correlation(n, memory, ranked), share=4)  # fmt: skip
                yield Cell("correlation", f"link, {method}", f"two of {name}", n,
                           _link(n, memory, ranked), alarm=True, share=5)  # fmt: skip
            for quantity in ("slope", "mean band", "prediction band"):
                yield Cell("regression", quantity, f"x and noise {name}", n,
                           _regression(n, memory, quantity), share=3)  # fmt: skip
            yield Cell("pca", "component", f"four of {name}", n, component(n, memory), alarm=True,
                       share=2 if memory == 1 else 1)  # fmt: skip
        for n in LENGTHS:
            yield Cell("lead_lag", "lead or lag", f"two of {name}", n, _lead(n, memory), alarm=True,
                       share=5)  # fmt: skip
            for how, shared in POOLED.items():
                yield Cell("lead_lag", "pooled lead or lag", f"{TOOLS} {how} {name}", n,
                           _lead(n, memory, TOOLS, shared), alarm=True)  # fmt: skip
            for quantity in ("share of first", "loading on first"):
                yield Cell("pca", quantity, f"four sharing {name}", n,
                           first(n, memory, quantity), share=2 if memory == 1 else 1)  # fmt: skip


def _pair(n: int, memory: float, ranked: bool, random: Random) -> Floats:
    first, other = noise(n, memory, random, 2)
    pair = np.stack([first, R * first + np.sqrt(1 - R**2) * other])
    return np.array([ranks(row) for row in pair]) if ranked else pair


def _correlation(n: int, memory: float, ranked: bool) -> Trial:
    # The rank correlation of two normal variables: Pearson (1907).
    truth = 6 / np.pi * np.arcsin(R / 2) if ranked else R

    def trial(random: Random) -> bool:
        x, y = _pair(n, memory, ranked, random)
        found = associate(x, y, memory_of(x), memory_of(y), ranked)
        return inside(found.low, truth, found.high)

    return trial


def _link(n: int, memory: float, ranked: bool) -> Trial:
    def trial(random: Random) -> bool:
        x, y = (ranks(row) if ranked else row for row in noise(n, memory, random, 2))
        return associate(x, y, memory_of(x), memory_of(y), ranked).p <= SIGNIFICANCE

    return trial


def _regression(n: int, memory: float, quantity: str) -> Trial:
    def trial(random: Random) -> bool:
        x, e = noise(n, memory, random, 2)
        design, truth = np.column_stack([np.ones(n), x]), 0.5 * x
        at = int(random.integers(n))
        # One more observation of the same period is one that the fit has not seen.
        kept = np.arange(n) != at if quantity == "prediction band" else np.ones(n, dtype=bool)
        fit = least_squares(design[kept], (truth + e)[kept])
        strayed = coefficient_errors(fit, ROUNDS, random)
        if quantity == "slope":
            reach = np.quantile(np.abs(strayed[:, 1]), 0.95)
            return bool(abs(fit.coefficients[1] - 0.5) <= reach)
        found = bands(fit, strayed, design[at : at + 1])
        if quantity == "mean band":
            return inside(found.mean_low[0], truth[at], found.mean_high[0])
        return inside(found.prediction_low[0], truth[at] + e[at], found.prediction_high[0])

    return trial


def component(n: int, memory: float, level: float = LIMIT) -> Trial:
    """Whether any of four unrelated series' components is above so much of noise."""

    def trial(random: Random) -> bool:
        values = noise(n, memory, random, 4).T
        limits = parallel_limits(surrogates(values, ROUNDS, random), level=level)
        return stand_out(components(values).eigenvalues, limits) > 0

    return trial


def first(n: int, memory: float, quantity: str, walking: bool = True) -> Trial:
    """The first share or loading; without `walking` no score is taken for a random walk's."""
    # Each of four has 0.6 of its variance from what all share: the first eigenvalue is 2.8.
    share, loading = (1 + 3 * R) / 4, 0.5

    def trial(random: Random) -> bool:
        own, common = noise(n, memory, random, 4), noise(n, memory, random)
        values = (np.sqrt(R) * common + np.sqrt(1 - R) * own).T
        found = resampled(values, components(values), ROUNDS, random)
        found = replace(found, walking=found.walking & walking)
        if quantity == "share of first":
            low, high = found.interval(found.shares)
            return inside(low[0], share, high[0])
        low, high = found.interval(found.loadings)
        return inside(low[0, 0], loading, high[0, 0])

    return trial


def _lead(n: int, memory: float, tools: int = 1, shared: float = 0.0) -> Trial:
    """Any lead or lag of two unrelated sources, each of which moves its tools together so far."""
    cadence = Cadence.MONTHLY if n > 100 else Cadence.YEARLY
    months = np.datetime64("1950-01", "M") + np.arange(n) * (1 if n > 100 else 12)

    def trial(random: Random) -> bool:
        values = noise(n, memory, random, 2 * tools).reshape(2, tools, n)
        if shared:
            common = noise(n, memory, random, 2)[:, None]
            values = np.sqrt(shared) * common + np.sqrt(1 - shared) * values
        meetings = [Meeting(cadence, months, values[:, tool].T) for tool in range(tools)]
        pairs = [tested(meeting, "auto", 0, "auto") for meeting in meetings]
        found = pooled([pair for pair in pairs if pair is not None])
        p_values = np.concatenate([[found.forth.p, found.back.p], found.p])
        return bool(adjusted(p_values).min() <= SIGNIFICANCE)

    return trial
