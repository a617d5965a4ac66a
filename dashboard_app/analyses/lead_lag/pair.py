"""One pair of series made ready: season out, differenced where it wanders, tested both ways."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import f as fisher

from dashboard_app.data.cadence import YEAR_MONTHS, Meeting, year_steps
from dashboard_app.data.panel import Counts, Floats, Months
from dashboard_app.data.sources import Cadence
from dashboard_app.stats.autoregression import fit_noise
from dashboard_app.stats.detrend import still_varies
from dashboard_app.stats.granger import Granger, cross_correlations, granger, prewhitened
from dashboard_app.stats.newey_west import least_squares

LEAST = 18
"""Fewer dates leave no room for a regression on the lags of two series."""
LAGS = {Cadence.MONTHLY: 6, Cadence.YEARLY: 3, Cadence.SURVEY: 2}
FARTHEST = {Cadence.MONTHLY: 12, Cadence.YEARLY: 5, Cadence.SURVEY: 3}
SEASON_ALPHA = 0.01
DICKEY_FULLER_1_PERCENT = -3.43
"""Critical value of the t of the memory less one, with a constant (MacKinnon 2010)."""


@dataclass(frozen=True, eq=False)
class Tested:
    """What one pair shows: both directions of Granger's test, and correlations at each lag.

    At a positive lag the first series goes before the second. `error` is the standard error
    that r has where nothing relates them; `innovations`, a row for each series, are what it is
    the correlation of, at their `months`.
    """

    form: str
    n: int
    forth: Granger
    back: Granger
    lags: Counts
    r: Floats
    error: Floats
    months: Months
    innovations: Floats


def tested(together: Meeting, form: str, order: int, season: str) -> Tested | None:
    """Both tests of a pair; None where too few dates are shared or a series does not vary.

    A `form` that is named is taken at its word: only "auto" takes a season out unless asked.
    """
    if together.n < LEAST or min(np.ptp(together.values, axis=0)) == 0:
        return None
    values = together.values
    removed = season == "removed" or (season == "auto" and form == "auto")
    if removed and together.cadence == Cadence.MONTHLY:
        values = np.column_stack([_seasonless(together.months, column) for column in values.T])
    if form == "auto":
        form = "levels" if all(_settles(column) for column in values.T) else "differenced"
    if form == "differenced":
        values = np.diff(values, axis=0)
    if not still_varies(values, together.values):
        return None
    first, second = values.T
    farthest = min(FARTHEST[together.cadence], len(first) // 5)
    most = max(1, min(FARTHEST[together.cadence], len(first) // 8))
    innovations = np.stack([prewhitened(first, most), prewhitened(second, most)])
    lags, r, error = cross_correlations(innovations[0], innovations[1], farthest)
    order = _order(len(first), together.cadence, order)
    return Tested(
        form,
        len(first),
        granger(first, second, order),
        granger(second, first, order),
        lags,
        r,
        error,
        together.months[-innovations.shape[1] :],
        innovations,
    )


def _order(n: int, cadence: Cadence, asked: int) -> int:
    """The lags asked for, or half a year of months or three years, fewer in short series.

    Chosen by AIC from the data, the order makes 7 to 11 % of unrelated pairs alarm.
    """
    return min(asked or LAGS[cadence], (n - 4) // 3 if asked else max(1, n // 8))


def _settles(values: Floats) -> bool:
    """Whether the augmented Dickey-Fuller t, its order chosen by AIC, rejects a random walk."""
    noise = fit_noise(values - values.mean(), means=0)
    return noise.memory - DICKEY_FULLER_1_PERCENT * noise.memory_error < 1


def _seasonless(months: Months, values: Floats) -> Floats:
    """The values without the means of the calendar months (or quarters), if those surely differ."""
    names, number = np.unique(months.astype(np.int64) % YEAR_MONTHS, return_inverse=True)
    period = year_steps(Cadence.MONTHLY, months)
    change, month = np.diff(values), number[1:]
    counts = np.bincount(month, minlength=period)
    if len(names) != period or counts.min() < 3 or np.ptp(change) == 0:
        return values
    dummies = (month[:, None] == np.arange(period)).astype(np.float64)
    left = least_squares(dummies, change).residuals
    freedom = len(change) - period
    whole, rest = float(np.sum((change - change.mean()) ** 2)), float(left @ left)
    statistic = (whole - rest) / (period - 1) / (max(rest, 1e-300) / freedom)
    if fisher.sf(statistic, period - 1, freedom) > SEASON_ALPHA:
        return values
    # The trend is kept out of the month means by taking each from a year-long mean.
    kernel = np.concatenate([[0.5], np.ones(period - 1), [0.5]]) / period
    trend = np.convolve(np.pad(values, period // 2, mode="edge"), kernel, mode="valid")
    away = values - trend
    means = np.array([away[number == k].mean() for k in range(period)])
    return np.asarray(values - (means - means.mean())[number], dtype=np.float64)
