"""Robust smoothing: the average of the smoothers that have forecast best so far.

Every weight of the smoothing grid is filtered once, with surprises clipped so that one odd
month does not carry the level away. Each smoother is judged by the absolute error of all its
forecasts up to the horizon, recent ones counting more, and the best share is averaged: the
target is what the reader is shown, not the fit one step ahead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.ets import initial, weight_grid

FORMS = ("NN", "NA", "AA", "DA", "DN")
PLAIN_FORMS = ("NN", "AN", "DN")
"""Trend and season of the smoothers: none, additive, damped."""
CLIP = 2.0
"""Surprises beyond this many typical ones count as this many (Gelper, Fried and Croux 2010)."""
SEASONAL_MEMORY, PLAIN_MEMORY = 0.95, 0.8
"""How much of the typical surprise is kept from one observation to the next."""
DEVIATION = 1.25
"""A Gaussian's standard deviation, in mean absolute errors."""
LEAST_TYPICAL = 0.05
"""No typical surprise is below this share of the range so far: a series that begins with
zeros must be let go when it begins to rise."""
HALF_LIFE_CYCLES, HALF_LIFE_PLAIN = 4, 20
NARROW, WIDE = 1 / 25, 1 / 4
"""Shares of the smoothers that are averaged: few follow a trend, many hold back."""


@dataclass(frozen=True)
class Judged:
    """All smoothers: their forecasts (smoother, origin, step) and losses (time, smoother)."""

    forecasts: Floats
    losses: Floats


def judge(
    values: Floats, period: int, origins: Sequence[int], horizon: int, seasonal: bool = True
) -> Judged:
    """Filter every smoother over the series; forecast at the origins, and judge at each time.

    Without `seasonal` the series has a period, but its season was taken away.
    """
    forms = FORMS if period > 1 and seasonal else PLAIN_FORMS
    parts = [_judge_form(values, period, form, origins, horizon) for form in forms]
    return Judged(
        np.concatenate([part.forecasts for part in parts]),
        np.concatenate([part.losses for part in parts], axis=1),
    )


def average(judged: Judged, period: int, origins: Sequence[int], share: float) -> Floats:
    """At each origin the mean of the best share of smoothers: (origins, horizon).

    Losses are of targets before the origin only.
    """
    half_life = HALF_LIFE_CYCLES * period if period > 1 else HALF_LIFE_PLAIN
    count = max(int(share * judged.losses.shape[1]), 1)
    rows = []
    for place, origin in enumerate(origins):
        start = min(3 * period, origin - 1)
        ages = np.arange(origin - start)[::-1]
        loss = 0.5 ** (ages / half_life) @ judged.losses[start:origin]
        best = np.argpartition(loss, count - 1)[:count]
        rows.append(judged.forecasts[np.sort(best), place].mean(axis=0))
    return np.array(rows)


def clean(values: Floats, period: int) -> Floats:
    """The series with surprises clipped, for methods that cannot do so themselves.

    A surprise is the distance from the average of the best few smoothers one step before;
    a value depends on none that came later. The first three cycles stay as they are.
    """
    first = 3 * period
    times = range(first, len(values))
    expected = average(judge(values, period, times, 1), period, times, NARROW)[:, 0]
    cleaned = values.copy()
    typical = float(np.std(np.diff(values[:first])))
    ranges = np.maximum.accumulate(values) - np.minimum.accumulate(values)
    for t, middle in zip(times, expected, strict=True):
        typical = max(typical, LEAST_TYPICAL * ranges[t])
        surprise = values[t] - middle
        cleaned[t] = middle + np.clip(surprise, -CLIP * typical, CLIP * typical)
        size = DEVIATION * min(abs(surprise), 3 * typical)
        typical = SEASONAL_MEMORY * typical + (1 - SEASONAL_MEMORY) * size
    return cleaned


def _judge_form(
    values: Floats, period: int, form: str, origins: Sequence[int], horizon: int
) -> Judged:
    weights, levels, slopes, seasons = _filter(values, period, form[0], form[1])
    n = len(values)
    losses, counts = np.zeros_like(levels), np.zeros(n)
    forecasts = np.empty((levels.shape[1], len(origins), horizon))
    at = np.asarray(origins) - 1
    reach = np.zeros(levels.shape[1])
    for step in range(1, horizon + 1):
        reach = reach + weights[3] ** step
        ahead = levels + reach * slopes
        if form[1] == "A":
            # The factor of a later cycle is the one last known for its place.
            ahead = ahead + seasons[(step - 1) % period + 1 :][:n]
        forecasts[:, :, step - 1] = ahead[at].T
        if step < n:
            losses[step:] += np.abs(values[step:, None] - ahead[:-step])
            counts[step:] += 1
    return Judged(forecasts, losses / np.maximum(counts, 1)[:, None])


def _filter(
    values: Floats, period: int, trend: str, season: str
) -> tuple[Floats, Floats, Floats, Floats]:
    weights = weight_grid(trend, season)
    alpha, beta, gamma, phi = weights
    n, width = len(values), weights.shape[1]
    level, slope, factors = initial(values, period, trend, season)
    levels, slopes = np.empty((n, width)), np.zeros((n, width))
    seasons = np.zeros((n + period, width))
    seasons[:period] = factors[:, None]
    now, growth = np.full(width, level), np.full(width, slope)
    typical = np.full(width, float(np.std(values[: max(3 * period, 5)])))
    memory = SEASONAL_MEMORY if period > 1 else PLAIN_MEMORY
    ranges = np.maximum.accumulate(values) - np.minimum.accumulate(values)
    for t in range(n):
        damped = phi * growth
        base = now + damped
        surprise = values[t] - base - seasons[t]
        typical = np.maximum(typical, LEAST_TYPICAL * ranges[t])
        clipped = np.clip(surprise, -CLIP * typical, CLIP * typical)
        size = DEVIATION * np.minimum(np.abs(surprise), 3 * typical)
        typical = memory * typical + (1 - memory) * size
        now = base + alpha * clipped
        growth = damped + beta * clipped
        if season == "A":
            seasons[t + period] = seasons[t] + gamma * clipped
        levels[t] = now
        if trend != "N":
            slopes[t] = growth
    return weights, levels, slopes, seasons
