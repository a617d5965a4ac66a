"""Coverage and false positives of breaks, unit roots and clusters."""

from collections.abc import Iterator

import numpy as np

from benchmarks.coverage_cell import NOISES, Cell, Dates, Random, Trial, inside, noise
from dashboard_app.analyses.change_points.compute import usual_segment
from dashboard_app.analyses.clusters.figure import CLEAR, STABLE
from dashboard_app.analyses.stationarity.compute import BROKEN, rejections, verdict
from dashboard_app.data.panel import Floats
from dashboard_app.stats.ar1_line import fit_line
from dashboard_app.stats.bai_perron import Partition, partitions
from dashboard_app.stats.break_dates import bootstrapped_dates
from dashboard_app.stats.grouping import by_chance, grouping, standardised_rows
from dashboard_app.stats.medoids import stability
from dashboard_app.stats.monte_carlo import monte_carlo_p
from dashboard_app.stats.msm import msm_distances
from dashboard_app.stats.sequential_breaks import number_of_breaks, p_value
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.unit_root import Around, dickey_fuller, kpss
from dashboard_app.stats.zivot_andrews import zivot_and_andrews

LENGTHS = (30, 73, 240)
ROUNDS = 199
MOST_BREAKS = 5
GROUP_ROUNDS = 39
COURSES = 16
COUNTS = np.arange(2, 9)
AROUND: tuple[Around, ...] = ("level", "line")
NO_BREAK = Partition(np.array([], dtype=np.int64), 0.0, 0.0)


def cells() -> Iterator[Cell]:
    """Each memory of the noise at each length."""
    for name, memory in NOISES.items():
        for n in LENGTHS:
            for height in (1.5, 3.0):
                kind = f"shift of {height:g} sd + {name}"
                yield Cell("change_points", "date", kind, n, _date(n, memory, height))
                # In a walk a shift is found little oftener than where there is none: by chance.
                yield Cell("change_points", "date found", kind, n, found(n, memory, height),
                           claim=memory < 1)  # fmt: skip
            yield Cell("change_points", "date found", f"two shifts of 3 sd + {name}", n,
                       found(n, memory, 3.0, shifts=2), claim=memory < 1)  # fmt: skip
            yield Cell("change_points", "break", name, n, _break(n, memory), alarm=True,
                       share=6 if memory == 1 else 2)  # fmt: skip
            if memory < 1:
                yield Cell("stationarity", "memory", f"level + {name}", n, _memory(n, memory),
                           share=2)  # fmt: skip
    for n in (30, 40, 50, 73, 240):
        for around in AROUND:
            for said in ("settles", BROKEN):
                yield Cell("stationarity", said, f"{around} + walk", n,
                           settles(n, around, 1.0, said), alarm=True, share=4)  # fmt: skip
    for name, memory in NOISES.items():
        yield Cell("clusters", "firm group", f"{COURSES} of {name}", 30, _groups(30, memory),
                   alarm=True, share=0.5)  # fmt: skip


def _date(n: int, memory: float, height: float) -> Trial:
    shortest = usual_segment(n)

    def trial(random: Random) -> Dates:
        y = _shifted(n, memory, height, [n // 2], random)
        one = partitions(y, shortest, 1)[1]
        return _held(y, one, shortest, n // 2, random)

    return trial


def found(n: int, memory: float, height: float, shifts: int = 1, trend: float = 0.0) -> Trial:
    """The number of breaks is chosen as the analysis does; a series without one gets no interval.

    `trend` is the rise over all observations, in heights of the shift.
    """
    shortest = usual_segment(n)
    starts = [n // 2] if shifts == 1 else [n // 3, 2 * n // 3]

    def trial(random: Random) -> Dates | None:
        y = _shifted(n, memory, height, starts, random, trend)
        tried = partitions(y, shortest, MOST_BREAKS)
        count = number_of_breaks(
            p_value(y, one, shortest, len(tried) - 1 - less, ROUNDS, random)[1]
            for less, one in enumerate(tried[:-1])
        )
        return _held(y, tried[count], shortest, random.choice(starts), random) if count else None

    return trial


def _shifted(
    n: int, memory: float, height: float, starts: list[int], random: Random, trend: float = 0.0
) -> Floats:
    """Noise whose level rises by so many standard deviations, and falls back at a second start."""
    size = height / np.sqrt(1 - min(memory, 0.95) ** 2)
    level = sum((-1) ** k * (np.arange(n) >= start) for k, start in enumerate(starts))
    level = level + trend * np.arange(n) / n
    return np.asarray(noise(n, memory, random)[0] + size * level, dtype=np.float64)


def _held(y: Floats, one: Partition, shortest: int, start: int, random: Random) -> Dates:
    """The interval of the break that was dated nearest to the last date before a new level."""
    low, high = bootstrapped_dates(y, one, shortest, ROUNDS, random)
    nearest = int(np.argmin(np.abs(one.breaks - (start - 1))))
    held = inside(low[nearest], start - 1, high[nearest])
    width = int(high[nearest] - low[nearest] + 1)
    return Dates(held, width, bool(one.breaks[nearest] == start - 1))


def _break(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        y = noise(n, memory, random)[0]
        return p_value(y, NO_BREAK, usual_segment(n), 3, ROUNDS, random)[1] <= SIGNIFICANCE

    return trial


def _memory(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        line = fit_line(noise(n, memory, random)[0], sloped=False)
        low, high = line.memory_range()
        return inside(low, memory, high)

    return trial


def settles(n: int, around: Around, memory: float, said: str) -> Trial:
    """Whether the verdict on noise is the one named."""

    def trial(random: Random) -> bool:
        y = noise(n, memory, random)[0]
        adf = dickey_fuller(y, around)
        broken = zivot_and_andrews(y, adf.lags)
        return verdict(*rejections(n, around, "both", adf, kpss(y, around), broken)) == said

    return trial


def _groups(n: int, memory: float) -> Trial:
    return lambda random: told_apart(noise(n, memory, random, COURSES), random)


def told_apart(made: Floats, random: Random) -> bool:
    """Whether courses have clear and firm groups that unrelated ones would not have."""
    courses = standardised_rows(made)
    if not clear_and_firm(courses, random):
        return False
    own, unrelated = by_chance(courses, COUNTS, GROUP_ROUNDS, random)
    return monte_carlo_p(own, unrelated) <= SIGNIFICANCE


def clear_and_firm(courses: Floats, random: Random) -> bool:
    """Whether the best groups of standardised courses are clear and firm."""
    distances = msm_distances(courses)
    tried = [grouping(distances, int(count), random) for count in COUNTS]
    best = max(tried, key=lambda one: one.silhouette)
    clear = best.silhouette >= CLEAR
    return bool(clear and stability(distances, best.groups, 20, random).min() >= STABLE)
