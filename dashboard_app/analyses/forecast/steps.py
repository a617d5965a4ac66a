"""The series on even steps, and what is usual at its pace: period, horizon, backtest."""

from dataclasses import dataclass, replace

import numpy as np

from dashboard_app.analysis import CannotAnalyse
from dashboard_app.data.cadence import YEAR_MONTHS, common_step
from dashboard_app.data.panel import Floats, Months, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.stats.calendar import even


@dataclass(frozen=True)
class Habit:
    """What is usual for a cadence: period, steps shown, and how the backtest is laid out.

    `first` values are known at the earliest origin, `most` origins are used, intervals rest
    on the last `window` of them, and coverage is measured once `least` came before.
    """

    period: int
    horizon: int
    first: int
    most: int
    window: int
    least: int


HABITS = {
    Cadence.MONTHLY: Habit(12, 12, 36, 72, 36, 12),
    Cadence.YEARLY: Habit(1, 5, 10, 40, 15, 8),
    Cadence.SURVEY: Habit(1, 2, 5, 40, 40, 2),
}
SHORT = Habit(1, 6, 8, 40, 30, 6)
"""A series of under four years: its season cannot be told from its noise."""
MEMORY = 300
"""Methods learn from this many last observations: what is older than 25 years tells little of
the next, and would make a series that begins with decades of zeros slow and wrong."""


@dataclass(frozen=True, eq=False)
class Steps:
    """Values at even steps; where `observed` is NaN a gap was bridged by a straight line.

    `gap` is the distance of two steps in months.
    """

    months: Months
    values: Floats
    observed: Floats
    gap: int
    habit: Habit

    @property
    def recent(self) -> "Steps":
        """The last steps, from which methods learn."""
        months, values, observed = self.months, self.values, self.observed
        return replace(
            self, months=months[-MEMORY:], values=values[-MEMORY:], observed=observed[-MEMORY:]
        )

    def ahead(self, horizon: int) -> Months:
        """The months of the next steps; surveys go on at their median distance."""
        steps = self.gap * np.arange(1, horizon + 1).astype("timedelta64[M]")
        coming: Months = self.months[-1] + steps
        return coming


def steps_of(series: Series) -> Steps:
    """The series without gaps; surveys are taken as evenly spaced.

    Raises CannotAnalyse where the steps are gappy.
    """
    habit = HABITS[series.cadence]
    if series.cadence == Cadence.SURVEY:
        distances = np.diff(series.months.astype(np.int64))
        gap = int(np.median(distances)) if len(distances) else YEAR_MONTHS
        return Steps(series.months, series.values, series.values, gap, habit)
    if series.n == 0:
        return Steps(series.months, series.values, series.values, 1, habit)
    gap = max(common_step(series.months), 1)
    grid = even(series, gap)
    if grid.is_gappy:
        raise CannotAnalyse("gaps", missing=int(grid.filled.sum()), steps=len(grid.filled))
    if series.cadence == Cadence.MONTHLY:
        period = YEAR_MONTHS // gap if YEAR_MONTHS % gap == 0 else 1
        habit = replace(habit, period=period) if series.n >= 4 * period > 4 else SHORT
    observed = np.where(grid.filled, np.nan, grid.values)
    return Steps(grid.months, grid.values, observed, gap, habit)
