"""The plan of a backtest: from which points of the past the series is forecast again."""

from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats


@dataclass(frozen=True)
class Plan:
    """`origins` counts the values known at each origin; the last one is the whole series.

    Intervals at an origin rest on the errors of origins at most `window` steps earlier, and
    on `least` origins or more.
    """

    origins: tuple[int, ...]
    horizon: int
    window: int
    least: int


def plan(n: int, horizon: int, first: int, window: int, most: int, least: int) -> Plan:
    """Every step from `first` values known to the end, at most `most` origins before it."""
    start = max(first, n - most)
    return Plan((*range(start, n), n), horizon, window, least)


def errors(values: Floats, forecasts: Floats, origins: tuple[int, ...]) -> Floats:
    """Observed less forecast: (origins, steps), NaN where the target is still to come."""
    horizon = forecasts.shape[1]
    targets = np.asarray(origins)[:, None] + np.arange(horizon)[None, :]
    padded = np.concatenate([values, np.full(horizon, np.nan)])
    return padded[np.minimum(targets, len(values))] - forecasts
