"""Seasonal and trend decomposition by loess, with the defaults of R's stl."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from dashboard_app.data.cadence import YEAR_MONTHS
from dashboard_app.data.panel import Floats
from dashboard_app.stats.rounding import rounding
from dashboard_app.stats.stepwise_stl import odd, stepwise_stl


@dataclass(frozen=True, eq=False)
class Parts:
    """The additive components of a series, each as long as the series."""

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


def decompose(
    values: Floats,
    window: int | None,
    robust: bool,
    period: int = YEAR_MONTHS,
    trend_window: int = 0,
) -> Parts:
    """Cleveland et al. (1990) on at least two periods of evenly spaced values.

    `window` is R's s.window; None is "periodic": the same season every year. `trend_window` is
    its t.window in steps, 0 for its rule. All else is as in R's stl: s.degree 0,
    jumps of a tenth of each window, two inner loops (one inner and fifteen outer ones where
    robust).
    """
    seasonal = 10 * len(values) + 1 if window is None else window
    trend = trend_window or odd(ceil(1.5 * period / (1 - 1.5 / seasonal)))
    season, slow = stepwise_stl(values, period, seasonal, trend, odd(period), robust)
    if window is None:
        phase = np.arange(len(values)) % period
        means = np.bincount(phase, season) / np.bincount(phase)
        season = means[phase]
    rest = values - slow - season
    nothing = float(rounding(values))
    if np.abs(rest).max() <= nothing and np.abs(season).max() <= nothing:
        return Parts(values, np.zeros(len(values)), np.zeros(len(values)))
    return Parts(slow, season, rest if np.abs(rest).max() > nothing else np.zeros(len(values)))
