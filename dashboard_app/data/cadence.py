"""Several series brought to the coarsest cadence among them, from observations alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Counts, Floats, Months, Series
from dashboard_app.data.sources import Cadence, coarsest

YEAR_MONTHS = 12
EPOCH_YEAR = 1970
"""The year from which numpy counts."""


def calendar_years(months: Months) -> Counts:
    """The calendar year of each date."""
    return months.astype("datetime64[Y]").astype(np.int64) + EPOCH_YEAR


def decimal_years(months: Months) -> Floats:
    """Each date as a year with a fraction: July 2004 is 2004.5."""
    return EPOCH_YEAR + months.astype(np.int64) / YEAR_MONTHS


def common_step(months: Months) -> int:
    """The most months of which every distance is a multiple: 3 where quarters were observed."""
    distances = np.diff(months.astype(np.int64))
    return int(np.gcd.reduce(distances)) if len(distances) else 1


def year_steps(cadence: Cadence, months: Months) -> int:
    """How many observations make a complete year: 12, or 4 where quarters were observed."""
    if cadence != Cadence.MONTHLY:
        return 1
    step = common_step(months)
    return YEAR_MONTHS // step if YEAR_MONTHS % step == 0 else YEAR_MONTHS


@dataclass(frozen=True, eq=False)
class Meeting:
    """What several series have in common: `values[i, j]` is series j at `months[i]`."""

    cadence: Cadence
    months: Months
    values: Floats

    @property
    def n(self) -> int:
        """How many dates all series share."""
        return len(self.months)


def meet(series: Sequence[Series]) -> Meeting:
    """The dates that all series share at the coarsest of their cadences, and their values.

    Months become means of complete years where a yearly series or a survey takes part: a
    single month would let its season, or Crossref's inflated January, stand for the year. A
    survey stands for its year. Years are dated by their January.
    """
    cadence = coarsest([one.cadence for one in series])
    columns = [(one.months, one.values) for one in series]
    if cadence != Cadence.MONTHLY:
        columns = [yearly(one) for one in series]
    shared = columns[0][0]
    for months, _ in columns[1:]:
        shared = np.intersect1d(shared, months)
    values = np.column_stack([values[np.isin(months, shared)] for months, values in columns])
    return Meeting(cadence, shared, values)


def yearly(series: Series) -> tuple[Months, Floats]:
    """One value a year, dated by its January: the mean of a complete year of months or quarters."""
    years = series.months.astype("datetime64[Y]")
    present, place, count = np.unique(years, return_inverse=True, return_counts=True)
    means = np.bincount(place, weights=series.values) / count
    complete = count >= year_steps(series.cadence, series.months)
    return present[complete].astype("datetime64[M]"), means[complete]
