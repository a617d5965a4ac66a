"""Seasonal factors: the classical decomposition that the Theta method is defined on."""

import numpy as np

from dashboard_app.data.panel import Floats


def classical_indices(values: Floats, period: int) -> Floats:
    """The `period` multiplicative factors of the classical decomposition; their mean is 1.

    The trend is the centred moving average; a factor is the mean of the ratios at its
    place in the period. `values` begin at place 0 and are longer than two periods.
    """
    trend = moving_average(values, period)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = values / trend
    ratios[~np.isfinite(ratios)] = np.nan
    padded = np.full(-(-len(values) // period) * period, np.nan)
    padded[: len(values)] = ratios
    table = padded.reshape(-1, period)
    if np.any(np.all(np.isnan(table), axis=0)):
        return np.ones(period)
    factors = np.nanmean(table, axis=0)
    mean = factors.mean()
    return factors / mean if mean > 0 else np.ones(period)


def moving_average(values: Floats, period: int) -> Floats:
    """The centred moving average over one period; NaN where it does not reach."""
    half = period // 2
    weights = np.ones(2 * half + 1)
    if period % 2 == 0:
        weights[[0, -1]] = 0.5
    weights /= period
    trend = np.full(len(values), np.nan)
    trend[half : len(values) - half] = np.convolve(values, weights, "valid")
    return trend
