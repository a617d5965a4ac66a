"""Do 95 % intervals cover 95 %, and how often does noise alarm? Simulation with known truth.

    python -m benchmarks.coverage_relations [trials]

Prints, for each analysis, how many of the intervals hold the truth and how many unrelated or
empty series are taken for a finding: white noise, autoregressions, random walks, in the lengths
of our yearly and monthly series. Seeds are fixed.
"""

import sys
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from dashboard_app.analyses.lead_lag.pair import tested
from dashboard_app.data.cadence import Meeting
from dashboard_app.data.sources import Cadence
from dashboard_app.stats.association import associate, memory_of
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.bai_perron import Partition, date_intervals, partitions
from dashboard_app.stats.components import (
    components,
    parallel_limits,
    stand_out,
    surrogates,
)
from dashboard_app.stats.curve_fit import fit_many, fit_one
from dashboard_app.stats.diffusion_curves import CURVES, RATE
from dashboard_app.stats.fdr import adjusted
from dashboard_app.stats.newey_west import least_squares
from dashboard_app.stats.sequential_breaks import p_value
from dashboard_app.stats.sieve import coefficient_errors
from dashboard_app.stats.wandering import wandering_p

Floats = NDArray[np.float64]
Random = np.random.Generator

LENGTHS = (30, 73, 240)
MEMORIES = (0.0, 0.5, 0.8, 0.95, 1.0)
WARM_UP = 300
ROUNDS = 199


def noise(n: int, memory: float, random: Random, rows: int = 1) -> Floats:
    """Autoregressive noise with unit shocks; memory 1 is a random walk."""
    shocks = random.normal(size=(rows, n + WARM_UP))
    paths = lfilter([1.0], [1.0, -memory], shocks, axis=1)[:, WARM_UP:]
    return np.asarray(paths - paths[:, :1] * (memory == 1.0), dtype=np.float64)


def slope_covered(n: int, memory: float, random: Random) -> bool:
    """Regression: the interval of a slope of 0.5, regressor and noise of the same memory."""
    x, e = noise(n, memory, random, 2)
    fit = least_squares(np.column_stack([np.ones(n), x]), 0.5 * x + e)
    reach = np.quantile(np.abs(coefficient_errors(fit, ROUNDS, random)[:, 1]), 0.95)
    return bool(abs(fit.coefficients[1] - 0.5) <= reach)


def correlation_covered(n: int, memory: float, random: Random) -> bool:
    """Correlation: the interval of 0.6 between two series of the same memory."""
    first, other = noise(n, memory, random, 2)
    second = 0.6 * first + 0.8 * other
    found = associate(first, second, memory_of(first), memory_of(second))
    return found.low <= 0.6 <= found.high


def date_covered(n: int, memory: float, random: Random) -> bool:
    """Change points: the interval of one date, a shift of three standard deviations."""
    size = 3 / np.sqrt(1 - min(memory, 0.95) ** 2)
    y = noise(n, memory, random)[0] + size * (np.arange(n) >= n // 2)
    one = partitions(y, max(int(0.15 * n), 3), 1)[1]
    memory_ratio = max(1.0, fit_noise(one.residuals(y), means=2).variance_ratio())
    low, high = date_intervals(y, one, memory_ratio)
    return bool(low[0] <= n // 2 - 1 <= high[0])


def peak_covered(n: int, memory: float, random: Random) -> bool:
    """Diffusion: the interval of the peak of a logistic wave in noise of 8 % of its height."""
    curve = next(curve for curve in CURVES if curve.id == "logistic")
    t, truth = np.arange(1.0, n + 1), np.array([[100.0, 0.5 * n, 12.0 / n]])
    wave = curve.at(RATE, t, truth)[0]
    spread = 0.08 * wave.max() * np.sqrt(1 - min(memory, 0.95) ** 2)
    y = wave + spread * noise(n, memory, random)[0]
    fit = fit_one(curve, RATE, t, y)
    model = fit_noise(fit.residuals, means=3)
    worlds = y - fit.residuals + model.simulate(n, ROUNDS, random, model.memory_cautious)
    found, _ = fit_many(curve, RATE, t, worlds, np.tile(fit.parameters, (ROUNDS, 1)))
    low, high = np.quantile(found[:, 1], [0.025, 0.975])
    return bool(low <= truth[0, 1] <= high)


def break_alarms(n: int, memory: float, random: Random) -> bool:
    """Change points: a break found where there is none."""
    none = Partition(np.array([], dtype=np.int64), 0.0, 0.0)
    y = noise(n, memory, random)[0]
    return p_value(y, none, max(int(0.15 * n), 3), 3, ROUNDS, random)[1] <= 0.05


def wave_alarms(n: int, memory: float, random: Random) -> bool:
    """Diffusion: a life cycle claimed for a series that wanders."""
    y = noise(n, memory, random)[0]
    return wandering_p(np.arange(1.0, n + 1), y - y.min(), 99, random) <= 0.05


def component_alarms(n: int, memory: float, random: Random) -> bool:
    """Components: one found in four series that have nothing in common."""
    values = noise(n, memory, random, 4).T
    limits = parallel_limits(surrogates(values, ROUNDS, random))
    return stand_out(components(values).eigenvalues, limits) > 0


def lead_alarms(n: int, memory: float, random: Random) -> bool:
    """Lead-lag: any direction or lag of two unrelated series found after the correction."""
    cadence = Cadence.MONTHLY if n > 100 else Cadence.YEARLY
    months = np.datetime64("1950-01", "M") + np.arange(n) * (1 if n > 100 else 12)
    found = tested(Meeting(cadence, months, noise(n, memory, random, 2).T), "auto", 0)
    if found is None:
        return False
    p_values = np.concatenate([[found.forth.p, found.back.p], found.p])
    return bool(adjusted(p_values).min() <= 0.05)


def correlation_alarms(n: int, memory: float, random: Random) -> bool:
    """Correlation: two unrelated series taken for related, in levels."""
    x, y = noise(n, memory, random, 2)
    return associate(x, y, memory_of(x), memory_of(y)).p <= 0.05


Trial = Callable[[int, float, Random], bool]

COVERAGE: dict[str, Trial] = {
    "regression: slope": slope_covered,
    "correlation: r": correlation_covered,
    "change_points: date": date_covered,
    "diffusion: peak": peak_covered,
}
ALARMS: dict[str, Trial] = {
    "change_points": break_alarms,
    "correlation": correlation_alarms,
    "lead_lag": lead_alarms,
    "pca": component_alarms,
    "diffusion": wave_alarms,
}


def rows(tables: dict[str, Trial], trials: int) -> Iterator[str]:
    """One line for each analysis and length: the percentage for each memory."""
    for name, trial in tables.items():
        for n in LENGTHS:
            shares = []
            for memory in MEMORIES:
                random = np.random.default_rng([n, round(100 * memory)])
                shares.append(np.mean([trial(n, memory, random) for _ in range(trials)]))
            yield f"{name:22} {n:4d} " + " ".join(f"{100 * share:7.1f}" for share in shares)


def main() -> None:
    """Print both tables."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    head = f"{'':22} {'n':>4} " + " ".join(f"{memory:7.2f}" for memory in MEMORIES)
    print(f"Coverage of 95 % intervals, % of {trials} trials, by memory of the noise")
    print(head)
    for line in rows(COVERAGE, trials):
        print(line, flush=True)
    print(f"\nFalse alarms at 5 %, % of {trials} trials, by memory of the noise")
    print(head)
    for line in rows(ALARMS, trials):
        print(line, flush=True)


if __name__ == "__main__":
    main()
