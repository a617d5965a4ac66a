"""The season of a noisy series: recent cycles count more, and what may be noise is held back.

Twelve factors estimated from a few cycles carry noise of their own into every forecast.
Those of most months are drawn towards each other (Miller and Williams 2003, international
journal of forecasting 19:669), but none further than its own standard error (the limited
translation of Efron and Morris 1972, j. am. stat. assoc. 67:130): a month that really differs,
as January does in Crossref, stays what it is.
"""

from collections.abc import Callable, Sequence

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.stl import decompose

Method = Callable[[Floats, Sequence[int], int], Floats]
"""(values without season, origins, horizon) to forecasts (..., origins, horizon)."""

HALF_LIFE_CYCLES, CLEAR_HALF_LIFE = 3, 2
"""After so many cycles an observation counts half in the season, and in a clear season: where
there is little noise to average out, what has changed is the larger error."""
CLEAR = 0.2
"""A season is clear where noise explains less than this share of its factors' spread."""
CLIP = 2.0
"""Deviations beyond so many typical ones count as so many."""
MOST_MOVED = 1.0
"""No factor is drawn further than this many of its standard errors."""
SEASONAL_WINDOW = 13
GAUSSIAN = 1.4826
"""A Gaussian's standard deviation, in median absolute deviations."""


def season(values: Floats, period: int) -> Floats:
    """The factor of each place in the period, `values[0]` at the first place; their mean is 0.

    `values` are longer than two periods; the season is additive on their scale.
    """
    deviations = values - decompose(values, SEASONAL_WINDOW, robust=True, period=period).trend
    n = len(values)
    place = np.arange(n) % period
    middles = np.array([np.median(deviations[place == one]) for one in range(period)])
    away = deviations - middles[place]
    reach = CLIP * GAUSSIAN * float(np.median(np.abs(away)))
    clipped = middles[place] + np.clip(away, -reach, reach)
    factors, variances = _means(clipped, period, HALF_LIFE_CYCLES)
    if float(variances.mean()) < CLEAR * (_real(factors, variances) + float(variances.mean())):
        factors, variances = _means(clipped, period, CLEAR_HALF_LIFE)
    return shrunken(factors, variances)


def _means(deviations: Floats, period: int, half_life: float) -> tuple[Floats, Floats]:
    """The weighted mean of each place, and the variance of its error."""
    n = len(deviations)
    place = np.arange(n) % period
    weights = 0.5 ** ((n - 1 - np.arange(n)) / (half_life * period))
    sums = np.bincount(place, weights)
    factors = np.bincount(place, weights * deviations) / sums
    factors -= factors.mean()
    spread = float(weights @ (deviations - factors[place]) ** 2 / weights.sum())
    counts = sums**2 / np.bincount(place, weights**2)
    return factors, spread / counts * n / (n - period + 1)


def _real(factors: Floats, variances: Floats) -> float:
    """The variance of the factors themselves: what their errors leave of their spread."""
    spread = (GAUSSIAN * float(np.median(np.abs(factors - np.median(factors))))) ** 2
    return max(spread - float(variances.mean()), 0.0)


def shrunken(factors: Floats, variances: Floats) -> Floats:
    """Factors drawn to their median by the share of their spread that their errors explain."""
    middle = np.median(factors)
    real = _real(factors, variances)
    noise = np.divide(variances, real + variances, out=np.zeros_like(factors), where=variances > 0)
    most = MOST_MOVED * np.sqrt(variances)
    moved: Floats = factors - np.clip(noise * (factors - middle), -most, most)
    return moved - float(moved.mean())


def known_seasons(
    values: Floats, period: int, origins: Sequence[int]
) -> list[tuple[Sequence[int], Floats]]:
    """Groups of origins and the season that was known at the first of each.

    The last origin, from which the reader's forecast starts, has its own; before it the
    season is learnt anew once a cycle, so that a backtest does not take most of the time.
    """
    *past, last = origins
    ends = reversed(range(len(past), 0, -period))
    groups = [past[max(end - period, 0) : end] for end in ends]
    return [(group, season(values[: group[0]], period)) for group in [*groups, [last]]]


def without_season(
    method: Method, values: Floats, seasons: list[tuple[Sequence[int], Floats]], horizon: int
) -> Floats:
    """A method run on the series without its season, which is added to the forecasts."""
    parts = []
    for origins, factors in seasons:
        places = np.arange(len(values) + horizon) % len(factors)
        adjusted = values - factors[places[: len(values)]]
        ahead = np.asarray(origins)[:, None] + np.arange(horizon)
        parts.append(method(adjusted, origins, horizon) + factors[places[ahead]])
    return np.concatenate(parts, axis=-2)
