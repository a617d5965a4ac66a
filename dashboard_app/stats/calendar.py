"""A series on an evenly spaced calendar, for methods that need regular steps."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.cadence import YEAR_MONTHS, year_steps
from dashboard_app.data.panel import Floats, Months, Series
from dashboard_app.data.sources import Cadence

MOST_FILLED = 0.1
"""Largest share of interpolated steps that an analysis bears."""

FEWEST_STEPS = 4
"""A season needs at least quarterly observations."""


@dataclass(frozen=True, eq=False)
class Even:
    """Evenly spaced months with their values; `filled` marks those that were interpolated."""

    months: Months
    values: Floats
    filled: NDArray[np.bool_]

    @property
    def is_gappy(self) -> bool:
        """Whether a result would describe the interpolation more than the series."""
        return float(self.filled.mean()) > MOST_FILLED


def even(series: Series, step: int | None = None) -> Even:
    """The observations of a monthly or yearly series; gaps are interpolated linearly.

    `step` is in months, that of the cadence by default. The caller reports how many were
    filled, and refuses what is gappy.
    """
    if step is None:
        step = YEAR_MONTHS if series.cadence == Cadence.YEARLY else 1
    months = np.arange(series.months[0], series.months[-1] + 1, np.timedelta64(step, "M"))
    at, seen = months.astype(np.float64), series.months.astype(np.float64)
    values = np.interp(at, seen, series.values)
    return Even(months, values, ~np.isin(months, series.months))


def season_steps(series: Series) -> int:
    """The seasonal period of a monthly series: 12, or 4 where it was observed quarterly.

    A series with longer steps is taken for a monthly one with gaps.
    """
    steps = year_steps(series.cadence, series.months)
    return steps if steps >= FEWEST_STEPS else YEAR_MONTHS


def calendar_month(months: Months) -> NDArray[np.int64]:
    """The month of the year of each date, 0 for January."""
    number = months.astype("datetime64[M]").astype(np.int64)
    return np.asarray(number % YEAR_MONTHS, dtype=np.int64)
