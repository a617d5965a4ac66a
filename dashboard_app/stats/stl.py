"""Seasonal and trend decomposition by loess, with the defaults of R's stl."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from dashboard_app.data.cadence import YEAR_MONTHS
from dashboard_app.data.panel import Floats


@dataclass(frozen=True, eq=False)
class Parts:
    """What a series is the sum of."""

    trend: Floats
    seasonal: Floats
    remainder: Floats

    @property
    def seasonal_strength(self) -> float:
        """1 less the share of the remainder in the detrended series (Wang et al. 2006)."""
        return _strength(self.seasonal, self.remainder)

    @property
    def trend_strength(self) -> float:
        """1 less the share of the remainder in the deseasonalised series."""
        return _strength(self.trend, self.remainder)


def _strength(part: Floats, remainder: Floats) -> float:
    whole = float(np.var(part + remainder))
    return max(0.0, 1 - float(np.var(remainder)) / whole) if whole > 0 else 0.0


def decompose(values: Floats, window: int | None, robust: bool, period: int = YEAR_MONTHS) -> Parts:
    """Cleveland et al. (1990) on at least two periods of evenly spaced values.

    `window` is R's s.window; None is "periodic": the same season every year. All else is as
    in R's stl: s.degree 0, t.window by its rule, jumps of a tenth of each window, two inner
    loops (one inner and fifteen outer ones where robust).
    """
    # Not above: statsmodels brings pandas, 40 MB that the job runner would hold all the time.
    from statsmodels.tsa.seasonal import STL

    seasonal = 10 * len(values) + 1 if window is None else window
    trend = _odd(ceil(1.5 * period / (1 - 1.5 / seasonal)))
    low_pass = _odd(period)
    fit = STL(
        values,
        period=period,
        seasonal=seasonal,
        trend=trend,
        low_pass=low_pass,
        seasonal_deg=0,
        trend_deg=1,
        low_pass_deg=1,
        robust=robust,
        seasonal_jump=ceil(seasonal / 10),
        trend_jump=ceil(trend / 10),
        low_pass_jump=ceil(low_pass / 10),
    ).fit(inner_iter=1 if robust else 2, outer_iter=15 if robust else 0)
    season = np.asarray(fit.seasonal, dtype=np.float64)
    if window is None:
        phase = np.arange(len(values)) % period
        means = np.bincount(phase, season) / np.bincount(phase)
        season = means[phase]
    slow = np.asarray(fit.trend, dtype=np.float64)
    return Parts(slow, season, values - slow - season)


def _odd(window: int) -> int:
    return window + 1 if window % 2 == 0 else window
