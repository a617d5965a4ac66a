"""A series on every month or year of its record, for methods that need even steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.cadence import YEAR_MONTHS, year_steps
from dashboard_app.data.panel import Floats, Months, Series
from dashboard_app.data.sources import Cadence

MOST_FILLED = 0.1
"""Share of missing steps above which an even series says more of the filling than of the record."""

FEWEST_STEPS = 4
"""Quarters are the longest steps in which a season shows."""


@dataclass(frozen=True, eq=False)
class Even:
    """Dates at even steps with their values; `filled` marks those that nobody observed."""

    months: Months
    values: Floats
    filled: NDArray[np.bool_]


def even(series: Series, step: int | None = None) -> Even:
    """The observations of a monthly or yearly series; gaps are bridged by a straight line.

    `step` is in months, that of the cadence by default. The caller tells how many were
    filled, and refuses where they are more than MOST_FILLED.
    """
    if step is None:
        step = YEAR_MONTHS if series.cadence == Cadence.YEARLY else 1
    months = np.arange(series.months[0], series.months[-1] + 1, np.timedelta64(step, "M"))
    at, seen = months.astype(np.float64), series.months.astype(np.float64)
    values = np.interp(at, seen, series.values)
    return Even(months, values, ~np.isin(months, series.months))


def season_steps(series: Series) -> int:
    """How many steps of a year a season of this monthly series has: 12, or 4 of quarters.

    Longer steps show no season; their series is taken for one of months with gaps.
    """
    steps = year_steps(series.cadence, series.months)
    return steps if steps >= FEWEST_STEPS else YEAR_MONTHS


def calendar_month(months: Months) -> NDArray[np.int64]:
    """The month of the year of each date, 0 for January."""
    number = months.astype("datetime64[M]").astype(np.int64)
    return np.asarray(number % YEAR_MONTHS, dtype=np.int64)
