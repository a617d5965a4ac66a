"""Coverage and false alarms of what is said of life cycles: breaks, waves, wandering, groups."""

from collections.abc import Iterator

import numpy as np

from benchmarks.coverage_cell import LEVEL, NOISES, Cell, Random, Trial, inside, noise
from dashboard_app.analyses.stationarity.compute import verdict
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.bai_perron import Partition, partitions
from dashboard_app.stats.break_dates import bootstrapped_dates
from dashboard_app.stats.curve_fit import fit_many, fit_one
from dashboard_app.stats.diffusion_curves import CURVES, RATE
from dashboard_app.stats.medoids import k_medoids, silhouettes, stability
from dashboard_app.stats.memory import fit_line
from dashboard_app.stats.msm import msm_distances
from dashboard_app.stats.sequential_breaks import p_value
from dashboard_app.stats.unit_root import dickey_fuller, kpss
from dashboard_app.stats.wandering import wandering_p

LENGTHS = (30, 73, 240)
ROUNDS = 199
FEW_FOR_TESTS = 30
"""Dickey and Fuller's p is that of long series, and its note says how far it is off here."""
LONG_MEMORY = 0.95
"""From here on courses rise or fall for long: those are groups of shapes, by chance or not."""
NO_BREAK = Partition(np.array([], dtype=np.int64), 0.0, 0.0)


def cells() -> Iterator[Cell]:
    """Each memory of the noise at each length."""
    for name, memory in NOISES.items():
        for n in LENGTHS:
            for height in (1.5, 3.0):
                kind = f"shift of {height:g} sd + {name}"
                yield Cell("change_points", "date", kind, n, _date(n, memory, height))
            yield Cell("change_points", "break", name, n, _break(n, memory), alarm=True, share=2)
            if memory < 1:
                yield Cell("stationarity", "memory", f"level + {name}", n, _memory(n, memory),
                           share=2)  # fmt: skip
            else:
                yield Cell("stationarity", "settles", name, n, _settles(n), alarm=True,
                           share=2, claim=n > FEW_FOR_TESTS)  # fmt: skip
        for n in LENGTHS[:2]:
            for quantity in ("peak", "saturation"):
                yield Cell("diffusion", quantity, f"wave + {name}", n, _wave(n, memory, quantity),
                           share=0.4)  # fmt: skip
            yield Cell("diffusion", "wave", name, n, _wandering(n, memory), alarm=True, share=0.25)
    for name, memory in NOISES.items():
        yield Cell("clusters", "firm group", f"16 of {name}", 30, _groups(30, memory), alarm=True,
                   share=0.25, claim=memory < LONG_MEMORY)  # fmt: skip


def _date(n: int, memory: float, height: float) -> Trial:
    shortest = max(int(0.15 * n), 3)

    def trial(random: Random) -> bool:
        size = height / np.sqrt(1 - min(memory, 0.95) ** 2)
        y = noise(n, memory, random)[0] + size * (np.arange(n) >= n // 2)
        one = partitions(y, shortest, 1)[1]
        low, high = bootstrapped_dates(y, one, shortest, ROUNDS, random)
        return inside(low[0], n // 2 - 1, high[0])

    return trial


def _break(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        y = noise(n, memory, random)[0]
        return p_value(y, NO_BREAK, max(int(0.15 * n), 3), 3, ROUNDS, random)[1] <= LEVEL

    return trial


def _memory(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        line = fit_line(noise(n, memory, random)[0], sloped=False)
        low, high = line.memory_range()
        return inside(low, memory, high)

    return trial


def _settles(n: int) -> Trial:
    def trial(random: Random) -> bool:
        y = noise(n, 1.0, random)[0]
        rejected = (dickey_fuller(y, "level").p < LEVEL, kpss(y, "level").p < LEVEL)
        return verdict(*rejected, break_rejects=False) == "settles"

    return trial


def _wave(n: int, memory: float, quantity: str) -> Trial:
    curve = next(curve for curve in CURVES if curve.id == "logistic")
    which = 1 if quantity == "peak" else 0

    def trial(random: Random) -> bool:
        t, truth = np.arange(1.0, n + 1), np.array([[100.0, 0.5 * n, 12.0 / n]])
        wave = curve.at(RATE, t, truth)[0]
        spread = 0.08 * wave.max() * np.sqrt(1 - min(memory, 0.95) ** 2)
        y = wave + spread * noise(n, memory, random)[0]
        fit = fit_one(curve, RATE, t, y)
        model = fit_noise(fit.residuals, means=3)
        worlds = y - fit.residuals + model.simulate(n, ROUNDS, random, model.memory_cautious)
        found, _ = fit_many(curve, RATE, t, worlds, np.tile(fit.parameters, (ROUNDS, 1)))
        low, high = np.quantile(found[:, which], [0.025, 0.975])
        return inside(low, truth[0, which], high)

    return trial


def _wandering(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        y = noise(n, memory, random)[0]
        return wandering_p(np.arange(1.0, n + 1), y - y.min(), 99, random) <= LEVEL

    return trial


def _groups(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        courses = noise(n, memory, random, 16)
        courses = courses - courses.mean(axis=1, keepdims=True)
        distances = msm_distances(courses / courses.std(axis=1, keepdims=True))
        best, width = np.zeros(16, dtype=np.int64), -1.0
        for count in range(2, 9):
            groups = np.argmin(distances[:, k_medoids(distances, count, random)], axis=1)
            mean = float(silhouettes(distances, groups).mean())
            if mean > width:
                best, width = groups, mean
        return bool(width >= 0.25 and stability(distances, best, 20, random).min() >= 0.75)

    return trial
