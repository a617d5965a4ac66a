"""The months of data.db: how the five tables are made from raw observations.

The programs that read data.db before this one expect every source month by month on 0..100.
The same recipe is kept for them: Google Books spreads a year over its months with the
profile of Crossref, a survey series is a natural cubic spline clipped to the range of its
observations, and every series is scaled by its own minimum and maximum.
"""

import numpy as np

from dashboard_app.data.panel import Floats, Months
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.rows import as_months
from dashboard_app.data.sources import BY_ID, Cadence

FLAT = np.ones(12)


def monthly_index(raw: RawSeries, crossref: RawSeries | None) -> tuple[Months, Floats]:
    """The rows of one tool in one of the five tables; `crossref` is the same tool there."""
    cadence = BY_ID[raw.source].cadence
    if cadence is Cadence.YEARLY:
        months, values = _spread_years(raw, _profile(crossref) if crossref else FLAT)
    elif cadence is Cadence.SURVEY:
        months, values = _spline(raw)
    else:
        months, values = raw.months, raw.values
    return months, scaled(values)


def scaled(values: Floats) -> Floats:
    """Values on 0..100 of their own range; a series that does not vary is 0, or 100 where it is
    not zero."""
    low, high = values.min(), values.max()
    if low == high:
        return np.full(len(values), 0.0 if low == 0 else 100.0)
    index: Floats = np.clip(100 * (values - low) / (high - low), 0, 100)
    return index


def _profile(crossref: RawSeries) -> Floats:
    """The share of each calendar month in a mean year, its mean being 1."""
    calendar = crossref.months.astype(np.int64) % 12
    totals = np.bincount(calendar, crossref.values, 12)
    counts = np.bincount(calendar, minlength=12)
    if totals.sum() <= 0 or not counts.all():
        return FLAT
    means = totals / counts
    profile: Floats = means / means.mean()
    return profile


def _spread_years(raw: RawSeries, profile: Floats) -> tuple[Months, Floats]:
    years = raw.months.astype("datetime64[Y]").astype(np.int64)
    months = as_months((12 * years[:, None] + np.arange(12)).ravel())
    return months, (raw.values[:, None] * profile).ravel()


def _spline(raw: RawSeries) -> tuple[Months, Floats]:
    if len(raw.months) == 1:
        return raw.months, raw.values
    first, last = raw.months.astype(np.int64)[[0, -1]]
    months = as_months(np.arange(first, last + 1))
    line = natural_spline(_days(raw.months), raw.values, _days(months))
    return months, np.clip(line, raw.values.min(), raw.values.max())


def natural_spline(at: Floats, values: Floats, where: Floats) -> Floats:
    """A cubic spline through the points, with no curvature at its ends, read at `where`."""
    steps = np.diff(at)
    slopes = np.diff(values) / steps
    curvature = np.zeros(len(at))
    if len(at) > 2:
        system = np.diag(2 * (steps[:-1] + steps[1:]))
        system += np.diag(steps[1:-1], 1) + np.diag(steps[1:-1], -1)
        curvature[1:-1] = np.linalg.solve(system, 6 * np.diff(slopes))
    piece = np.clip(np.searchsorted(at, where, side="right") - 1, 0, len(at) - 2)
    step, left, right = steps[piece], curvature[piece], curvature[piece + 1]
    after, before = where - at[piece], at[piece + 1] - where
    line: Floats = (
        (left * before**3 + right * after**3) / (6 * step)
        + (values[piece] / step - left * step / 6) * before
        + (values[piece + 1] / step - right * step / 6) * after
    )
    return line


def _days(months: Months) -> Floats:
    return months.astype("datetime64[D]").astype(np.float64)
