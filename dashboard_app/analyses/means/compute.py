"""The mean of each source in each period, with an interval that allows for autocorrelation."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from dashboard_app.analyses.selection import all_series, window
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.observations import RANGES
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Series, Texts
from dashboard_app.params import Params
from dashboard_app.stats.ar1_line import LEAST, fit_line

PERIODS = ("all", "20", "15", "10", "5")
ROUNDS = 600
SEED = 1953


@dataclass(frozen=True, eq=False)
class Means:
    """One row for each source and period in which it observed something.

    `mean__low` and `mean__high` bound the 95 % interval; they are missing where fewer than `least`
    observations, or none that vary, do not suffice for one.
    """

    tool: str
    least: int
    mean__source: Texts
    mean__unit: Texts
    mean__cadence: Texts
    mean__period: Texts
    mean__first: Months
    mean__last: Months
    mean__n: Counts
    mean__value: Floats
    mean__low: Floats
    mean__high: Floats

    MAY_BE_NAN: ClassVar = ("mean__low", "mean__high")


Row = tuple[str, Series, float, float]


def compute(panel: Panel, params: Params, progress: Progress) -> Means:
    """The means of one tool."""
    # Each source keeps what lies in the asked range only for the period of that name.
    whole = all_series(panel, {**params, "from": None, "to": None})
    rows = list(_rows(whole, params))
    if not rows or (_asked(params) and all(period != "chosen" for period, *_ in rows)):
        raise CannotAnalyse("empty_range")
    return Means(
        tool=whole[0].tool,
        least=LEAST,
        mean__source=np.array([series.source for _, series, *_ in rows]),
        mean__unit=np.array([series.unit for _, series, *_ in rows]),
        mean__cadence=np.array([series.cadence.value for _, series, *_ in rows]),
        mean__period=np.array([period for period, *_ in rows]),
        mean__first=np.array([series.months[0] for _, series, *_ in rows], dtype="datetime64[M]"),
        mean__last=np.array([series.months[-1] for _, series, *_ in rows], dtype="datetime64[M]"),
        mean__n=np.array([series.n for _, series, *_ in rows], dtype=np.int64),
        mean__value=np.array([float(series.values.mean()) for _, series, *_ in rows]),
        mean__low=np.array([low for *_, low, _ in rows]),
        mean__high=np.array([high for *_, high in rows]),
    )


def _asked(params: Params) -> bool:
    return params["from"] is not None or params["to"] is not None


def _rows(whole: list[Series], params: Params) -> Iterator[Row]:
    limits = {years: window(whole, {"range": years}) for years in PERIODS}
    if _asked(params):
        limits["chosen"] = window(whole, params)
    for series in whole:
        for period, (first, last) in limits.items():
            part = series.between(first, last)
            if part.n:
                yield period, part, *_interval(part)


def _interval(series: Series) -> tuple[float, float]:
    values = series.values
    if series.n < LEAST or np.ptp(values) == 0:
        return float("nan"), float("nan")
    random = np.random.default_rng(SEED)
    ends = fit_line(values).mean_interval(float(values.mean()), ROUNDS, random)
    low, high = (float(end) for end in np.clip(ends, *_bounds(series)))
    return low, high


def _bounds(series: Series) -> tuple[float, float]:
    """What a mean can be: as far as its unit goes, where the values keep to that themselves."""
    low, high = RANGES[series.unit]
    least, most = series.values.min(), series.values.max()
    return (low if least >= low else -np.inf), (high if most <= high else np.inf)
