"""STL as R's stl computes it, with robustness weights where asked.

Cleveland et al. (1990) give each observation Tukey's biweight of its distance from the fit, in
units of six times the median distance. statsmodels has that too, but not R's median: R finds it
by a partial sort that takes the two middle places of an even number in the wrong order, and so
at times reads other values than the middle ones. Published robust parts are R's. Nor does
statsmodels take a trend that bends within a period.
"""

from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats
from dashboard_app.stats.middle_values import middle_values

OUTER, INNER = 15, 2
NEAR, FAR = 0.001, 0.999
"""Within this share of a reach a weight is one, beyond this share it is nothing."""
NARROWEST = 3
"""R widens narrower windows to this, and even ones by one."""


def odd(window: int) -> int:
    """The window that R takes where this one is asked for."""
    return max(window + 1 - window % 2, NARROWEST)


class Smoother:
    """Loess of n evenly spaced values: local lines or levels at places a tenth of a window apart.

    Places between are interpolated. An even window is widened by one. With `ends`, one place
    before and one after come with them.
    """

    def __init__(self, n: int, window: int, degree: int, ends: bool = False) -> None:
        jump = min(ceil(window / 10), n - 1)
        window = odd(window)
        width = min(window, n)
        places = np.arange(0, n, jump)
        first = np.clip(places - (width - 1) // 2, 0, n - width)
        if places[-1] != n - 1:
            # R uses the neighbours of the last but one place for the last.
            places, first = np.append(places, n - 1), np.append(first, first[-1])
        if ends:
            places = np.concatenate([[-1], places, [n]])
            first = np.concatenate([[0], first, [n - width]])
        self._n, self._degree, self._ends = n, degree, ends
        self._places = places.astype(np.float64)
        self._near = first[:, None] + np.arange(width)
        self._kernel = _kernel(n, window, self._places, self._near)
        self._usual = self._shares(self._kernel)

    def __call__(self, values: Floats, weights: Floats | None = None) -> Floats:
        """The values smoothed; each counts as much as its weight."""
        given = self._usual if weights is None else self._shares(self._kernel * weights[self._near])
        shares, known = given
        at = np.arange(self._n, dtype=np.float64)
        # Where all neighbours have weight zero, the observation itself is taken.
        nearest = values[np.clip(self._places.astype(np.int64), 0, self._n - 1)]
        levels = np.where(known, np.sum(shares * values[self._near], axis=1), nearest)
        if not self._ends:
            return np.interp(at, self._places, levels)
        inside = np.interp(at, self._places[1:-1], levels[1:-1])
        before = levels[0] if known[0] else inside[0]
        after = levels[-1] if known[-1] else inside[-1]
        return np.concatenate([[before], inside, [after]])

    def _shares(self, here: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """The weights of the local regression, places by neighbours, and which places have any."""
        total = here.sum(axis=1)
        known = total > 0
        shares = here / np.where(known, total, 1.0)[:, None]
        return (self._tilted(shares) if self._degree else shares), known

    def _tilted(self, here: Floats) -> Floats:
        at = self._near.astype(np.float64)
        centre = np.sum(here * at, axis=1)
        away = at - centre[:, None]
        spread = np.sum(here * away**2, axis=1)
        tilts = np.sqrt(spread) > NEAR * (self._n - 1)
        slope = np.where(tilts, (self._places - centre) / np.where(tilts, spread, 1.0), 0.0)
        return np.asarray(here * (slope[:, None] * away + 1), dtype=np.float64)


@lru_cache(maxsize=64)
def smoother(n: int, window: int, degree: int, ends: bool = False) -> Smoother:
    """The Smoother of these arguments; simulations decompose many series of one length."""
    return Smoother(n, window, degree, ends)


def _kernel(n: int, window: int, places: Floats, near: NDArray[np.int64]) -> Floats:
    """Tricube weights of the neighbours of each place: places by neighbours."""
    farthest = np.maximum(places - near[:, 0], near[:, -1] - places)
    reach = (farthest + max(window - n, 0) // 2)[:, None]
    distance = np.abs(near - places[:, None])
    tricube = (1 - (distance / np.maximum(reach, 1)) ** 3) ** 3
    weights = np.where(distance <= NEAR * reach, 1.0, tricube)
    return np.where(distance <= FAR * reach, weights, 0.0)


def stepwise_stl(
    values: Floats, period: int, seasonal: int, trend: int, low_pass: int, robust: bool
) -> tuple[Floats, Floats]:
    """Season (local level) and trend (local line): two inner loops, or, robust, 15 outer ones."""
    n = len(values)
    cycles = _Cycles(n, period, seasonal)
    slow, low = smoother(n, trend, 1), smoother(n, low_pass, 1)
    weights: Floats | None = None
    level = season = np.zeros(n)
    for _ in range(OUTER + 1 if robust else INNER):
        cyclic = cycles(values - level, weights)
        season = cyclic[period:-period] - low(_low_passed(cyclic, period))
        level = slow(values - season, weights)
        weights = _biweight(np.abs(values - season - level)) if robust else None
    return season, level


class _Cycles:
    """Each month of the year smoothed over the years, one year longer at both ends."""

    def __init__(self, n: int, period: int, window: int) -> None:
        self._n, self._period = n, period
        self._smooth = {
            years: smoother(years, window, 0, ends=True) for years in (n // period, -(-n // period))
        }

    def __call__(self, values: Floats, weights: Floats | None) -> Floats:
        made = np.empty(self._n + 2 * self._period)
        for phase in range(self._period):
            own = values[phase :: self._period]
            counted = None if weights is None else weights[phase :: self._period]
            made[phase :: self._period] = self._smooth[len(own)](own, counted)
        return made


def _low_passed(cyclic: Floats, period: int) -> Floats:
    """Running means of a period, of a period and of three."""
    for width in (period, period, 3):
        cyclic = np.convolve(cyclic, np.full(width, 1 / width), mode="valid")
    return cyclic


def _biweight(distance: Floats) -> Floats:
    reach = 3 * sum(middle_values(distance))
    shares = np.minimum(distance, reach) / max(reach, np.finfo(float).tiny)
    weights = (1 - shares**2) ** 2
    weights = np.where(distance <= NEAR * reach, 1.0, weights)
    return np.where(distance <= FAR * reach, weights, 0.0)
