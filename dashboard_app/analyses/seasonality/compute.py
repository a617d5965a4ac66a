"""A monthly series decomposed into trend, season and remainder, and the season tested."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from dashboard_app.analyses.logarithm import transformed
from dashboard_app.analyses.selection import need, number, one_series, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import YEAR_MONTHS
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.calendar import Even, calendar_month, even, season_steps
from dashboard_app.stats.season import season_test, strength_interval
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.stl import Parts, decompose

# 13 first: a season that may change within a decade; then what else R's stl takes.
WINDOWS = ("13", *(str(odd) for odd in range(3, 100, 2) if odd != 13), "periodic")

LEAST_YEARS = 3
FITS = 24_000
"""Values times bootstrap rounds that stay well within the time of a quick answer."""


@dataclass(frozen=True, eq=False)
class Seasonality:
    """The parts, one row a month; the profile, one row a month of the year; and the verdict.

    Strengths are shares of 1. `seasonal_strength` is as R computes it; `corrected_strength`, with
    its 95 % interval, is corrected for what the smoothers take out of noise. The profile is the
    mean of the detrended observations of each month (of each quarter, named by its month, where a
    source was observed quarterly), with a 95 % interval, in the units of the series or, where
    `transform` is log, in natural logarithms.
    """

    tool: str
    source: str
    unit: str
    transform: str
    s_window: str
    robust: bool
    n: int
    filled: int
    first: np.datetime64
    last: np.datetime64
    trend_strength: float
    seasonal_strength: float
    corrected_strength: float
    strength_low: float
    strength_high: float
    p: float
    p_beside_january: float
    clear: bool
    only_january: bool
    peak_month: int
    trough_month: int
    part__month: Months
    part__observed: Floats
    part__trend: Floats
    part__seasonal: Floats
    part__remainder: Floats
    part__filled: NDArray[np.bool_]
    profile__calendar_month: Counts
    profile__mean: Floats
    profile__low: Floats
    profile__high: Floats


def compute(panel: Panel, params: Params, progress: Progress) -> Seasonality:
    """The decomposition of one monthly series."""
    series = one_series(panel, params, Cadence.MONTHLY)
    grid = _grid(series)
    values = transformed(grid.values, text(params, "transform"))
    window_name = text(params, "s_window")
    window = None if window_name == "periodic" else int(window_name)
    robust = text(params, "robust") == "yes"
    step = int((grid.months[1] - grid.months[0]).astype(np.int64))
    period = YEAR_MONTHS // step
    trend = int(number(params, "t_window"))
    parts = decompose(values, window, robust, period, trend)
    calendar = calendar_month(grid.months) // step
    test = season_test(values, calendar, period)
    rounds = int(np.clip(FITS // len(values), 30, 100))
    strength = strength_interval(parts, window, rounds, period, trend)
    clear = test.p < SIGNIFICANCE
    means, low, high = profile(parts, calendar, period)
    names = calendar_month(grid.months[:period])
    names.sort()
    return Seasonality(
        tool=series.tool,
        source=series.source,
        unit=series.unit,
        transform=text(params, "transform"),
        s_window=window_name,
        robust=robust,
        n=series.n,
        filled=int(grid.filled.sum()),
        first=grid.months[0],
        last=grid.months[-1],
        trend_strength=parts.trend_strength,
        seasonal_strength=parts.seasonal_strength,
        corrected_strength=strength.corrected,
        # A season that the test does not see may be none.
        strength_low=strength.low if clear else 0.0,
        strength_high=strength.high,
        p=test.p,
        p_beside_january=test.p_beside_january,
        clear=clear,
        only_january=clear and test.p_beside_january >= SIGNIFICANCE,
        peak_month=int(names[np.argmax(means)]) + 1,
        trough_month=int(names[np.argmin(means)]) + 1,
        part__month=grid.months,
        part__observed=values,
        part__trend=parts.trend,
        part__seasonal=parts.seasonal,
        part__remainder=parts.remainder,
        part__filled=grid.filled,
        profile__calendar_month=names + 1,
        profile__mean=means,
        profile__low=low,
        profile__high=high,
    )


def _grid(series: Series) -> Even:
    if series.cadence != Cadence.MONTHLY:
        raise CannotAnalyse("not_monthly", source=series.source)
    steps = season_steps(series)
    need(series, LEAST_YEARS * steps)
    grid = even(series, YEAR_MONTHS // steps)
    if grid.is_gappy:
        raise CannotAnalyse("gaps", missing=int(grid.filled.sum()), months=len(grid.months))
    return grid


def profile(
    parts: Parts, calendar: Counts, period: int = YEAR_MONTHS
) -> tuple[Floats, Floats, Floats]:
    """The mean of each month (or quarter) of the year, January first, and its 95 % interval."""
    detrended = parts.seasonal + parts.remainder
    years = np.bincount(calendar, minlength=period)
    means = np.bincount(calendar, detrended, period) / years
    squares = np.bincount(calendar, (detrended - means[calendar]) ** 2, period)
    half = student.ppf(0.975, years - 1) * np.sqrt(squares / (years - 1) / years)
    return means, means - half, means + half
