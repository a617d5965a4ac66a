"""Level shifts for every number of breaks, the number chosen, and intervals of the dates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard_app.analyses.selection import need, number, one_series, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.bai_perron import Partition, date_intervals, partitions
from dashboard_app.stats.break_dates import bootstrapped_dates
from dashboard_app.stats.sequential_breaks import number_of_breaks, p_value

LEAST = 20
"""With fewer observations the simulated test has hardly any power."""
SHARE = 0.15
"""The usual shortest regime, as a share of the observations."""
ROUNDS = 499
SEED = 1998


@dataclass(frozen=True, eq=False)
class ChangePoints:
    """All numbers of breaks in `model`, all their dates in `date`, the chosen ones in `break`.

    A date is that of the last observation of the old regime. `low` and `high` bound it with 95 % by
    a bootstrap that keeps the autocorrelation of the noise; `low_independent` and
    `high_independent`, by Bai (1997), assume independent noise. `f` and `p` are the double maximum
    of one break less against more; those of 0 breaks are 0 and 1. `memory` is the sum of the
    autoregressive coefficients of the residuals around the chosen regimes.
    """

    tool: str
    source: str
    cadence: str
    unit: str
    n: int
    criterion: str
    min_segment: int
    breaks: int
    breaks_sequential: int
    breaks_bic: int
    memory: float
    observation__month: Months
    observation__value: Floats
    observation__level: Floats
    model__breaks: Counts
    model__rss: Floats
    model__bic: Floats
    model__f: Floats
    model__p: Floats
    date__breaks: Counts
    date__month: Months
    date__low: Months
    date__high: Months
    date__low_independent: Months
    date__high_independent: Months
    break__month: Months
    break__low: Months
    break__high: Months
    break__low_independent: Months
    break__high_independent: Months
    break__before: Floats
    break__after: Floats


def compute(panel: Panel, params: Params, progress: Progress) -> ChangePoints:
    """The level shifts of one series of observations."""
    series = one_series(panel, params, Cadence.MONTHLY)
    need(series, LEAST)
    shortest = _shortest(series.n, int(number(params, "min_segment")))
    progress(0.0, "progress_partitions")
    found = partitions(series.values, shortest, int(number(params, "max_breaks")))
    tests = _tests(series.values, found, shortest, progress)
    sequential, by_bic = number_of_breaks(p for _, p in tests), _least_bic(found)
    criterion = text(params, "criterion")
    chosen = found[sequential if criterion == "sequential" else by_bic]
    progress(0.9, "progress_dates")
    dates = [_dates(series, partition, shortest) for partition in found]
    own = dates[len(chosen.breaks)]
    levels = [float(series.values[a:b].mean()) for a, b in chosen.edges(series.n)]
    return ChangePoints(
        tool=series.tool,
        source=series.source,
        cadence=series.cadence.value,
        unit=series.unit,
        n=series.n,
        criterion=criterion,
        min_segment=shortest,
        breaks=len(chosen.breaks),
        breaks_sequential=sequential,
        breaks_bic=by_bic,
        memory=_memory(series.values, chosen),
        observation__month=series.months,
        observation__value=series.values,
        observation__level=chosen.means(series.values),
        model__breaks=np.arange(len(found), dtype=np.int64),
        model__rss=np.array([partition.rss for partition in found]),
        model__bic=np.array([partition.bic for partition in found]),
        model__f=np.array([0.0, *(statistic for statistic, _ in tests)]),
        model__p=np.array([1.0, *(p for _, p in tests)]),
        date__breaks=np.repeat(np.arange(len(found)), np.arange(len(found))),
        date__month=np.concatenate([row[0] for row in dates]),
        date__low=np.concatenate([row[1] for row in dates]),
        date__high=np.concatenate([row[2] for row in dates]),
        date__low_independent=np.concatenate([row[3] for row in dates]),
        date__high_independent=np.concatenate([row[4] for row in dates]),
        break__month=own[0],
        break__low=own[1],
        break__high=own[2],
        break__low_independent=own[3],
        break__high_independent=own[4],
        break__before=np.array(levels[:-1]),
        break__after=np.array(levels[1:]),
    )


def usual_segment(n: int) -> int:
    """The shortest regime in n observations unless another is asked for."""
    return max(int(np.floor(SHARE * n)), 3)


def _shortest(n: int, asked: int) -> int:
    shortest = asked or usual_segment(n)
    if shortest < 2 or 2 * shortest > n:
        raise CannotAnalyse("segment", have=n, need=2 * max(shortest, 2))
    return shortest


def _tests(
    values: Floats, found: list[Partition], shortest: int, progress: Progress
) -> list[tuple[float, float]]:
    random = np.random.default_rng(SEED)
    tests = []
    for count, partition in enumerate(found[:-1]):
        progress(0.1 + 0.8 * count / len(found), "progress_tests")
        more = len(found) - 1 - count
        tests.append(p_value(values, partition, shortest, more, ROUNDS, random))
    return tests


def _least_bic(found: list[Partition]) -> int:
    return int(np.argmin([partition.bic for partition in found]))


def _memory(values: Floats, partition: Partition) -> float:
    if partition.is_exact(values):
        return 0.0
    return fit_noise(partition.residuals(values), means=len(partition.breaks) + 1).memory


def _dates(
    series: Series, partition: Partition, shortest: int
) -> tuple[Months, Months, Months, Months, Months]:
    random = np.random.default_rng(SEED)
    low, high = bootstrapped_dates(series.values, partition, shortest, ROUNDS, random)
    low_independent, high_independent = date_intervals(series.values, partition)
    months = series.months
    return (
        months[partition.breaks],
        _month_at(months, low),
        _month_at(months, high),
        _month_at(months, low_independent),
        _month_at(months, high_independent),
    )


def _month_at(months: Months, positions: NDArray[np.int64]) -> Months:
    """The date of each position, no further than the observations reach."""
    return months[np.clip(positions, 0, len(months) - 1)]
