"""Seasonality: an F test of month effects, and seasonal strength corrected for noise."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as fisher
from scipy.stats import t as student

from dashboard_app.data.cadence import YEAR_MONTHS
from dashboard_app.data.panel import Floats
from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.stats.rounding import rounding
from dashboard_app.stats.stl import Parts, decompose

AR_COEFFICIENTS: Floats = np.array([-0.3, 0.0, 0.3, 0.6, 0.8, 0.95])
"""AR(1) coefficients of the noises that are passed through STL."""

WHITE = 1
"""The position of white noise among them."""

NOT_SIMULATED = 1.15
"""The rounds take the estimated noise as the true one; over simulated series, the middle of the
interval varies by 10 to 20 % more than they suggest (docs/coverage.md)."""

WARM_UP = 100
SEED = 1990


@dataclass(frozen=True)
class Season:
    """p-values of no season at all, and of none besides an effect of January."""

    p: float
    p_beside_january: float


def season_test(values: Floats, calendar: NDArray[np.int64], period: int = YEAR_MONTHS) -> Season:
    """F tests of month dummies in an autoregression with a trend.

    `calendar` holds the month of each value, 0 for January, or its quarter for a `period` of
    4. The lags, one to four by AIC (one for quarters, where more would stand in for the season),
    absorb the autocorrelation, that of a random walk included; the dummies do not trend, so that
    their F statistic keeps its distribution (Sims, Stock and Watson 1990).
    """
    n = len(values)
    most = min(4, max(1, n // 30), period - 3)
    target = values[most:]
    dummies = (calendar[:, None] == np.arange(1, period)).astype(np.float64)
    dummies -= (calendar == 0)[:, None]
    dummies = dummies[most:]
    january = (calendar[most:] == 0).astype(np.float64)[:, None]
    slow = np.column_stack([np.ones(n - most), np.linspace(-1, 1, n)[most:]])
    lags = np.column_stack([values[most - lag : n - lag] for lag in range(1, most + 1)])
    tried = []
    for order in range(1, most + 1):
        plain = np.column_stack([slow, lags[:, :order]])
        rss, rank = _rss(np.column_stack([plain, dummies]), target)
        tried.append((len(target) * np.log(max(rss, 1e-300)) + 2 * order, order, rss, rank))
    _, order, rss, rank = min(tried)
    plain = np.column_stack([slow, lags[:, :order]])
    nothing = len(target) * float(rounding(values)) ** 2
    if _rss(plain, target)[0] <= nothing:
        # The lags alone fit exactly, a curve or a season: the dummies are tested beside a line.
        plain, (rss, rank) = slow, _rss(np.column_stack([slow, dummies]), target)
    freedom = len(target) - rank
    none, _ = _rss(plain, target)
    only_january, _ = _rss(np.column_stack([plain, january]), target)
    return Season(
        _p(none - rss, period - 1, rss, freedom, nothing),
        _p(only_january - rss, period - 2, rss, freedom, nothing),
    )


def _rss(design: Floats, target: Floats) -> tuple[float, int]:
    beta, _, rank, _ = np.linalg.lstsq(design, target, rcond=None)
    errors = target - design @ beta
    return float(errors @ errors), int(rank)


def _p(gain: float, terms: int, rss: float, freedom: int, nothing: float) -> float:
    if gain <= nothing or freedom < 1:
        return 1.0
    if rss <= nothing:
        return 0.0
    return float(fisher.sf(max(gain, 0.0) / terms / (rss / freedom), terms, freedom))


@dataclass(frozen=True)
class Strength:
    """Seasonal strength corrected for noise, with its 95 % interval."""

    corrected: float
    low: float
    high: float


@dataclass(frozen=True)
class _Noise:
    """The AR(1) noise that yields a remainder: its coefficient, its variance, the variance of the
    true season, and that of the irregular part.
    """

    phi: float
    variance: float
    true_season: float
    irregular: float

    @property
    def strength(self) -> float:
        return self.true_season / (self.true_season + self.irregular)


def _fitting_noise(parts: Parts, window: int | None, period: int, trend: int) -> _Noise:
    shares = _leakage(len(parts.remainder), window, period, trend)
    remainder = float(np.var(parts.remainder))
    phi = float(np.interp(_lag_one(parts.remainder), shares[:, 2], AR_COEFFICIENTS))
    variance = remainder / float(np.interp(phi, AR_COEFFICIENTS, shares[:, 0]))
    leaked = variance * float(np.interp(phi, AR_COEFFICIENTS, shares[:, 1]))
    true_season = max(float(np.var(parts.seasonal)) - leaked, 0.0)
    return _Noise(phi, variance, true_season, remainder / float(shares[WHITE, 0]))


def corrected_strength(parts: Parts, window: int | None, period: int = YEAR_MONTHS) -> float:
    """Seasonal strength corrected for the noise that leaks through STL's smoothers.

    Part of the noise ends up in the seasonal component instead of the remainder: 20 years of
    white noise have an uncorrected strength of about 0.16. How much leaks is simulated for
    autoregressive noise, and that of the noise that fits the remainder is subtracted. The
    correction is never upwards, as it could be where STL does not follow a curve at the ends,
    and season and remainder offset each other.
    """
    if np.var(parts.remainder) <= 0:
        return parts.seasonal_strength
    return min(_fitting_noise(parts, window, period, 0).strength, parts.seasonal_strength)


def strength_interval(
    parts: Parts, window: int | None, rounds: int, period: int = YEAR_MONTHS, trend: int = 0
) -> Strength:
    """The corrected strength with a 95 % interval; `trend` is the window of the trend.

    A parametric bootstrap: trend, shrunken season and new noise are decomposed again; the pivot
    is -log(1 - strength).
    """
    if np.var(parts.remainder) <= 0:
        return Strength(*(3 * (parts.seasonal_strength,)))
    noise = _fitting_noise(parts, window, period, trend)
    seasonal = float(np.var(parts.seasonal))
    shrink = np.sqrt(noise.true_season / seasonal) if seasonal > 0 else 0.0
    base = parts.trend + shrink * parts.seasonal
    random = np.random.default_rng(SEED)
    paths = np.sqrt(noise.variance) * _noise(len(base), noise.phi, rounds, random)
    again = [decompose(base + one, window, False, period, trend).seasonal_strength for one in paths]
    moved = _odds(np.array(again)) - _odds(np.array(noise.strength))
    here = float(_odds(np.array(parts.seasonal_strength)))
    # The pivot is near normal; quantiles of so few rounds would be cruder than this.
    factor = NOT_SIMULATED * student.ppf(0.975, rounds - 1)
    centre, half = here - float(moved.mean()), factor * float(moved.std())
    ends = [float(np.clip(1 - np.exp(-end), 0.0, 1.0)) for end in (centre - half, centre + half)]
    corrected = min(noise.strength, parts.seasonal_strength)
    return Strength(corrected, min(ends[0], corrected), max(ends[1], corrected))


def _odds(strength: Floats) -> Floats:
    return -np.log1p(-np.clip(strength, 0.0, 1 - 1e-9))


@lru_cache(maxsize=256)
def _leakage(n: int, window: int | None, period: int, trend: int) -> Floats:
    """For each noise of variance 1 a row: the variance of remainder and season, and the lag-1
    autocorrelation of the remainder."""
    random = np.random.default_rng(SEED)
    trials = 16 if n <= 300 else 4
    shares = np.empty((len(AR_COEFFICIENTS), 3))
    for row, phi in enumerate(AR_COEFFICIENTS):
        made = []
        for noise in _noise(n, float(phi), trials, random):
            parts = decompose(noise, window, False, period, trend)
            rest = parts.remainder
            made.append((float(np.var(rest)), float(np.var(parts.seasonal)), _lag_one(rest)))
        shares[row] = np.mean(made, axis=0)
    shares[:, 2] = np.maximum.accumulate(shares[:, 2])
    return shares


def _noise(n: int, phi: float, rounds: int, random: np.random.Generator) -> Floats:
    """Rows of AR(1) noise of variance 1."""
    return ar1_noise(phi, (rounds, n), WARM_UP, random) * float(np.sqrt(1 - phi**2))


def _lag_one(values: Floats) -> float:
    return float(values[1:] @ values[:-1] / (values @ values))
