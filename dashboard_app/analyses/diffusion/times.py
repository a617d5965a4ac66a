"""The observations on the time axis of a life cycle: 1 for the first, one more for each step."""

from dataclasses import dataclass

import numpy as np

from dashboard_app.analysis import CannotAnalyse
from dashboard_app.data.cadence import yearly
from dashboard_app.data.panel import Floats, Months, Series
from dashboard_app.data.sources import Cadence

LEAST = 8
"""Three parameters and two more values in each trial that leaves a quarter out."""
ENOUGH_YEARS = 10


@dataclass(frozen=True, eq=False)
class Times:
    """Observations with their dates and their times; `step` is the months of one unit of t."""

    cadence: Cadence
    step: int
    months: Months
    t: Floats
    values: Floats

    def month_at(self, t: Floats) -> Months:
        """The month of each time, rounded."""
        moved = np.round((np.atleast_1d(t) - 1) * self.step).astype(np.int64)
        return np.asarray(self.months[0] + moved.astype("timedelta64[M]"), dtype="datetime64[M]")


def times(series: Series, asked: str) -> Times:
    """The series by its own dates, or months as means of complete years.

    `auto` takes years where ten complete ones are there: a life cycle is slow, and seasons are
    no part of it. Raises CannotAnalyse below LEAST observations, or where nothing varies.
    """
    months, values, cadence = series.months, series.values, series.cadence
    if cadence == Cadence.MONTHLY and asked != "own":
        year_months, year_values = yearly(series)
        if asked == "yearly" or len(year_months) >= ENOUGH_YEARS:
            months, values, cadence = year_months, year_values, Cadence.YEARLY
    if len(values) < LEAST:
        raise CannotAnalyse("too_short", have=len(values), need=LEAST)
    if np.ptp(values) == 0 or values.max() <= 0:
        raise CannotAnalyse("constant")
    if np.count_nonzero(values) < LEAST // 2:
        raise CannotAnalyse("empty", have=int(np.count_nonzero(values)), need=LEAST // 2)
    step = 1 if cadence == Cadence.MONTHLY else 12
    t = (months - months[0]).astype(np.float64) / step + 1
    return Times(cadence, step, months, t, values)
