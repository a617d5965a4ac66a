"""The season of a noisy series: recent cycles count more, and what may be noise is held back.

Twelve factors estimated from a few cycles carry noise of their own into every forecast.
Those of most months are drawn towards each other (Miller and Williams 2003, international
journal of forecasting 19:669), but none further than its own standard error (the limited
translation of Efron and Morris 1972, j. am. stat. assoc. 67:130): a month that really differs,
as January does in Crossref, stays what it is.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard_app.stats.stl import decompose

Floats = NDArray[np.float64]
Method = Callable[[Floats, Sequence[int], int], Floats]
"""(values without season, origins, horizon) to forecasts (..., origins, horizon)."""

HALF_LIFE_CYCLES = 3
"""After so many cycles an observation counts half in the season."""
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
    weights = 0.5 ** ((n - 1 - np.arange(n)) / (HALF_LIFE_CYCLES * period))
    sums = np.bincount(place, weights)
    factors = np.bincount(place, weights * clipped) / sums
    factors -= factors.mean()
    spread = float(weights @ (clipped - factors[place]) ** 2 / weights.sum())
    counts = sums**2 / np.bincount(place, weights**2)
    return shrunken(factors, spread / counts * n / (n - period + 1))


def shrunken(factors: Floats, variances: Floats) -> Floats:
    """Factors drawn to their median by the share of their spread that their errors explain."""
    middle = np.median(factors)
    spread = (GAUSSIAN * float(np.median(np.abs(factors - middle)))) ** 2
    real = max(spread - float(variances.mean()), 0.0)
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
