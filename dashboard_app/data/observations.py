"""Observations recovered from the interpolated rows of data.db.

data.db was made from raw files: Google Books by spreading each year over its months with the
profile of Crossref, Bain's surveys by a cubic spline, and every series scaled to 0..100 of its
own range. So a year of Google Books is the mean of its months, and a survey is the value in
January of its year, unless it did not ask about the tool. Everything between is a line to draw,
never an input to a statistic.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.cadence import YEAR_MONTHS
from dashboard_app.data.knots import Point, points
from dashboard_app.data.oddities import Tally
from dashboard_app.data.panel import INDEX_UNIT, Counts, Floats, Months, Series
from dashboard_app.data.rows import UNKNOWN, Column
from dashboard_app.data.sources import BY_ID, Cadence
from dashboard_app.data.surveys import SURVEY_MONTHS, respondents

SHORTEST_GRID = 13
FEW_NONZERO = 3

NO_MONTHS: Months = np.empty(0, dtype="datetime64[M]")
NO_FLOATS: Floats = np.empty(0, dtype=np.float64)
NO_COUNTS: Counts = np.empty(0, dtype=np.int64)

ROUNDING = 1e-9

UNASKED: dict[str, frozenset[np.datetime64]] = {
    "bain_usability": frozenset(),
    "bain_satisfaction": frozenset({np.datetime64("1996-01", "M")}),
}
"""Surveys of which a source has no value for any tool in the raw files."""

RANGES: dict[str, tuple[float, float]] = {
    INDEX_UNIT: (0, 100),
    "search_index": (0, 100),
    "relative_frequency": (0, 1),
    "percent": (0, 100),
    "mean_score": (0, 5),
    "share_of_works": (0, 100),
}
"""Where values of a unit can lie; others are used all the same, and named."""


def from_table(
    tool: str, source: str, rows: Column, tally: Tally, unasked: Months = NO_MONTHS
) -> Series:
    """The series of one tool from its rows in one of the five tables.

    `unasked` are the months of surveys that did not ask about the tool, as `unasked_surveys`
    finds them.
    """
    cadence = BY_ID[source].cadence
    if cadence is Cadence.YEARLY:
        return _yearly(tool, source, rows, tally)
    if cadence is Cadence.SURVEY:
        return _surveys(tool, source, rows, unasked, tally)
    return _as_it_is(tool, source, _monthly_or_yearly(rows, tool, source, tally), rows)


def unasked_surveys(lines: Mapping[str, Column]) -> dict[str, Months]:
    """For each survey source of one tool, the surveys within its line that are no observations.

    `lines` are the tool's rows by source. Bain asked for use and satisfaction of a tool in
    the same surveys, so where one line is clipped and tells nothing, the other one decides.
    """
    told = {
        source: points(rows.months, rows.values, _held(rows.months))
        for source, rows in lines.items()
        if BY_ID[source].cadence is Cadence.SURVEY and is_monthly_line(rows.months)
    }
    smooth = {
        month
        for verdicts in told.values()
        for month, point in verdicts.items()
        if point is Point.SMOOTH
    }
    return {
        source: np.array(
            [
                month
                for month, point in verdicts.items()
                if point is Point.SMOOTH
                or (point is Point.HIDDEN and (month in smooth or month in UNASKED[source]))
            ],
            dtype="datetime64[M]",
        )
        for source, verdicts in told.items()
    }


def from_observations(
    tool: str, source: str, rows: Column, drawn: Series | None, tally: Tally
) -> Series:
    """The series of one tool from its rows in the table `observations`: raw units, true dates.

    `drawn` is the same series from the five tables, whose line is kept as the guide,
    brought back from the index to the raw unit.
    """
    declared = BY_ID[source]
    cadence = (
        _monthly_or_yearly(rows, tool, source, tally)
        if declared.cadence is Cadence.MONTHLY
        else declared.cadence
    )
    months, values = _guide(rows, drawn) if drawn else (NO_MONTHS, NO_FLOATS)
    known = len(rows.months) > 0 and bool(np.all(rows.respondents != UNKNOWN))
    return Series(
        tool,
        source,
        cadence,
        declared.raw_unit,
        rows.months,
        rows.values,
        months,
        values,
        rows.respondents if known else NO_COUNTS,
    )


def _as_it_is(tool: str, source: str, cadence: Cadence, rows: Column) -> Series:
    return Series(
        tool,
        source,
        cadence,
        INDEX_UNIT,
        rows.months,
        rows.values,
        NO_MONTHS,
        NO_FLOATS,
        _sizes(rows.months) if cadence is Cadence.SURVEY else NO_COUNTS,
    )


def _yearly(tool: str, source: str, rows: Column, tally: Tally) -> Series:
    """Each year the mean of its months, standing at its January."""
    years, start, counts = np.unique(
        rows.months.astype("datetime64[Y]"), return_index=True, return_counts=True
    )
    means = np.add.reduceat(rows.values, start) / counts
    spread = counts.max() > 1
    if spread and np.any(counts < YEAR_MONTHS):
        partial = years[counts < YEAR_MONTHS]
        tally.note("incomplete_year", source, tool, str(partial[0]), len(partial))
    return Series(
        tool,
        source,
        Cadence.YEARLY,
        INDEX_UNIT,
        years.astype("datetime64[M]"),
        means,
        rows.months if spread else NO_MONTHS,
        rows.values if spread else NO_FLOATS,
        NO_COUNTS,
    )


def _surveys(tool: str, source: str, rows: Column, unasked: Months, tally: Tally) -> Series:
    """The surveys in a monthly line; rows that are no monthly line are the surveys themselves."""
    if not is_monthly_line(rows.months):
        return _as_it_is(tool, source, Cadence.SURVEY, rows)
    held = np.setdiff1d(_held(rows.months), unasked)
    if not len(held):
        tally.note("no_survey_in_range", source, tool, f"{rows.months[0]} / {rows.months[-1]}")
        return _as_it_is(tool, source, Cadence.SURVEY, rows)
    seen = np.isin(rows.months, held)
    if lost := np.setdiff1d(held, rows.months).tolist():
        tally.note("survey_missing", source, tool, f"{lost[0]:%Y-%m}", len(lost))
    return Series(
        tool,
        source,
        Cadence.SURVEY,
        INDEX_UNIT,
        rows.months[seen],
        rows.values[seen],
        rows.months,
        rows.values,
        _sizes(rows.months[seen]),
    )


def _held(months: Months) -> Months:
    """The surveys held between the first and the last of these months."""
    within: Months = SURVEY_MONTHS[(SURVEY_MONTHS >= months[0]) & (SURVEY_MONTHS <= months[-1])]
    return within


def is_monthly_line(months: Months) -> bool:
    """Whether rows follow each other month by month, as interpolated ones do, but for a few."""
    return len(months) >= SHORTEST_GRID and float(np.median(_steps(months))) == 1


def _monthly_or_yearly(rows: Column, tool: str, source: str, tally: Tally) -> Cadence:
    """The cadence that rows of a monthly source really have."""
    steps = _steps(rows.months)
    if len(steps) and np.median(steps) >= YEAR_MONTHS:
        tally.note("not_monthly", source, tool, str(int(np.median(steps))))
        return Cadence.YEARLY
    return Cadence.MONTHLY


def _sizes(months: Months) -> Counts:
    """Respondents of the surveys in these months; none unless all of them are known surveys."""
    sizes = respondents(months)
    return NO_COUNTS if UNKNOWN in sizes else sizes


def _guide(rows: Column, drawn: Series) -> tuple[Months, Floats]:
    """The drawn line in raw units: index and raw value are bound by a straight line."""
    index = drawn.values[np.isin(drawn.months, rows.months)]
    raw = rows.values[np.isin(rows.months, drawn.months)]
    if not len(drawn.guide_months) or len(index) < 2 or np.ptp(index) < ROUNDING:
        return NO_MONTHS, NO_FLOATS
    slope = np.cov(index, raw)[0, 1] / np.var(index, ddof=1)
    return drawn.guide_months, raw.mean() + slope * (drawn.guide_values - index.mean())


def examine(series: Series, tally: Tally) -> None:
    """Name what is odd about a series that is used all the same."""
    tool, source = series.tool, series.source
    values = np.concatenate([series.values, series.guide_values])
    low, high = RANGES[series.unit]
    slack = ROUNDING * high
    outside = (values < low - slack) | (values > high + slack)
    if outside.any():
        example = f"{values[outside][0]:g}"
        tally.note("out_of_range", source, tool, example, int(outside.sum()))
    _examine_dates(series, tally)
    nonzero = int(np.count_nonzero(series.values))
    if series.n == 1:
        tally.note("one_point", source, tool, str(series.months[0]))
    elif nonzero == 0:
        tally.note("all_zero", source, tool)
    elif np.ptp(series.values) == 0:
        tally.note("constant", source, tool, f"{series.values[0]:g}")
    elif nonzero <= FEW_NONZERO and series.n >= SHORTEST_GRID:
        tally.note("few_nonzero", source, tool, str(nonzero), nonzero)


def _examine_dates(series: Series, tally: Tally) -> None:
    if series.cadence is Cadence.SURVEY and not len(series.guide_months):
        return
    months = series.guide_months if series.cadence is Cadence.SURVEY else series.months
    usual = YEAR_MONTHS if series.cadence is Cadence.YEARLY else 1
    steps = _steps(months)
    wide = steps > usual
    if wide.any():
        missing = int(np.sum(steps[wide] // usual - 1))
        after = str(months[:-1][wide][0])
        tally.note("gap", series.source, series.tool, after, missing)


def _steps(months: Months) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = months.astype(np.int64)
    return numbers[1:] - numbers[:-1]
