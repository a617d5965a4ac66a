"""Shares without a bound that texts state: what is missed, and why intervals are as they are."""

from collections.abc import Iterator

import numpy as np

from benchmarks.coverage_cell import NOISES, Cell, Random, Trial, inside, noise
from benchmarks.coverage_life_cycle import COURSES, clear_and_firm, found, settles, told_apart
from benchmarks.coverage_relations import component, first
from benchmarks.coverage_trends import SLOPE
from dashboard_app.analyses.regression.bands import bands
from dashboard_app.analyses.stationarity.compute import BROKEN, verdict
from dashboard_app.data.panel import Floats
from dashboard_app.stats.ar1_line import Line, fit_line
from dashboard_app.stats.grouping import standardised_rows
from dashboard_app.stats.newey_west import least_squares
from dashboard_app.stats.sieve import coefficient_errors
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.unit_root import dickey_fuller, kpss
from dashboard_app.stats.zivot_andrews import zivot_and_andrews

ROUNDS = 199


class Unwidened(Line):
    """A line whose intervals are as its rounds give them."""

    @property
    def outlasting(self) -> float:
        """As if no memory could outlast the series."""
        return 0.0


def cells() -> Iterator[Cell]:
    """All are asked for by `stated`, or by the name of an analysis."""
    for n in (13, 20, 60, 240):
        yield _cell("means, mean", "line + AR 0.99", n, _mean(n, 0.99, Line), 4)
    for n in (10, 13):
        yield _cell("means, mean not widened", "line + AR 0.95", n, _mean(n, 0.95, Unwidened), 4)
    for n in (10, 13, 20, 60, 240):
        for name in ("AR 0.95", "walk"):
            yield _cell("overview, slope not widened", f"line + {name}", n,
                        _slope(n, NOISES[name]), 4)  # fmt: skip
    yield _cell("regression, another time", "x and noise AR 0.95", 30, _another_time(30, 0.95), 3)
    yield _cell("stationarity, Dickey and Fuller's published 5 %", "line + walk", 30,
                lambda random: dickey_fuller(noise(30, 1.0, random)[0], "line").p < SIGNIFICANCE,
                4)  # fmt: skip
    for said, name, n in (
        ("settles", "AR 0.5", 30),
        ("settles", "AR 0.5", 73),
        ("wanders", "walk", 73),
        ("wanders", "walk", 240),
    ):
        yield _cell(
            f"stationarity, {said}", f"line + {name}", n, settles(n, "line", NOISES[name], said), 4
        )
    for said, name in (("settles", "walk"), (BROKEN, "walk"), ("settles", "AR 0.5")):
        yield _cell(f"stationarity, {said} by published points", f"line + {name}", 30,
                    _published(30, NOISES[name], said), 4)  # fmt: skip
    yield _cell(
        "pca, component above 95 % of noise", "four of walk", 73, component(73, 1.0, 0.95), 10
    )
    for quantity in ("share of first", "loading on first"):
        for n in (30, 73, 240):
            yield _cell(f"pca, {quantity}, 95 % of worlds", "four sharing walk", n,
                        first(n, 1.0, quantity, walking=False), 2)  # fmt: skip
    for name, memory in NOISES.items():
        yield _cell("change_points, date found", f"shift of 3 sd, trend of half of it + {name}", 73,
                    found(73, memory, 3.0, trend=0.5), 0.5)  # fmt: skip
    yield _cell("clusters, clear and firm alone", f"{COURSES} of walk", 30, _firm(30), 1)
    for size in (0.15, 0.3):
        yield _cell("clusters, told apart", f"three shapes, noise of {size:g} + AR 0.8", 30,
                    _shapes(30, size), 0.2)  # fmt: skip


def _cell(quantity: str, series: str, n: int, trial: Trial, share: float) -> Cell:
    return Cell("stated", quantity, series, n, trial, share=share, bounded=False)


def _line(n: int, memory: float, random: Random) -> tuple[Floats, Line]:
    series = noise(n, memory, random)[0] + SLOPE * np.arange(n)
    return series, fit_line(series)


def _mean(n: int, memory: float, kind: type[Line]) -> Trial:
    def trial(random: Random) -> bool:
        series, line = _line(n, memory, random)
        low, high = kind(**vars(line)).mean_interval(float(series.mean()), 600, random)
        return inside(low, SLOPE * (n - 1) / 2, high)

    return trial


def _slope(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        low, high = Unwidened(**vars(_line(n, memory, random)[1])).interval(1, 300, random)
        return inside(low, SLOPE, high)

    return trial


def _another_time(n: int, memory: float) -> Trial:
    def trial(random: Random) -> bool:
        (x, other_x), (e, other_e) = noise(n, memory, random, 2), noise(n, memory, random, 2)
        fit = least_squares(np.column_stack([np.ones(n), x]), 0.5 * x + e)
        strayed = coefficient_errors(fit, ROUNDS, random)
        found = bands(fit, strayed, np.array([[1.0, other_x[0]]]))
        y = 0.5 * other_x[0] + other_e[0]
        return inside(found.prediction_low[0], y, found.prediction_high[0])

    return trial


def _published(n: int, memory: float, said: str) -> Trial:
    def trial(random: Random) -> bool:
        y = noise(n, memory, random)[0]
        adf, level = dickey_fuller(y, "line"), kpss(y, "line")
        broken = zivot_and_andrews(y, adf.lags)
        return verdict(*(one.p < SIGNIFICANCE for one in (adf, level, broken))) == said

    return trial


def _firm(n: int) -> Trial:
    def trial(random: Random) -> bool:
        return clear_and_firm(standardised_rows(noise(n, 1.0, random, COURSES)), random)

    return trial


def _shapes(n: int, size: float) -> Trial:
    """Humps, rises and falls of height 1, in noise with a standard deviation of `size`."""
    t, memory = np.arange(n) / n, 0.8
    rise = 1 / (1 + np.exp(-12 * (t - 0.5)))
    shapes = np.array([np.exp(-(((t - 0.5) / 0.12) ** 2)), rise, 1 - rise])

    def trial(random: Random) -> bool:
        scale = size * np.sqrt(1 - memory**2)
        courses = shapes[np.arange(COURSES) % 3] + scale * noise(n, memory, random, COURSES)
        return told_apart(courses, random)

    return trial
