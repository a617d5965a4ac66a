"""Where a likelihood search for exponential smoothing begins: weights and first states.

The rules are those of Hyndman, Koehler, Ord and Snyder (2008), 2.6.1, in the form that R's
forecast package gives them: on seasonal series the search ends before the likelihood is
flat, so that what it finds depends on where it began.
"""

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.ets import Form
from dashboard_app.stats.forecasting.ets_weights import DAMPING_HIGH, DAMPING_LOW, HIGH, LOW
from dashboard_app.stats.forecasting.seasonal import moving_average

LEAST_FACTOR = 0.01


def first_weights(form: Form, period: int) -> list[float]:
    """alpha, then beta, gamma and phi where the form has them."""
    season = form.season != "N"
    alpha = LOW + 0.2 * (HIGH - LOW) / (period if season else 1)
    weights = [alpha]
    if form.trend != "N":
        weights.append(LOW + 0.1 * (min(HIGH, alpha) - LOW))
    if season:
        weights.append(LOW + 0.05 * (min(HIGH, 1 - alpha) - LOW))
    if form.trend == "D":
        weights.append(DAMPING_LOW + 0.99 * (DAMPING_HIGH - DAMPING_LOW))
    return weights


def first_states(values: Floats, form: Form, period: int) -> Floats:
    """Level, slope where there is one, and the season at places period to 2 of the cycle."""
    adjusted, factors = values, np.empty(0)
    if form.season != "N":
        season = _season(values, form.season, period)
        factors = season[1:period][::-1]
        if form.season == "A":
            adjusted = values - season
        else:
            adjusted = values / np.maximum(season, LEAST_FACTOR)
            factors = np.maximum(factors, LEAST_FACTOR)
            if factors.sum() > period:
                factors = factors / np.sum(factors + LEAST_FACTOR)
    head = adjusted[: max(10, 2 * period if form.season != "N" else 0)]
    if form.trend == "N":
        return np.asarray(np.r_[head.mean(), factors], dtype=np.float64)
    slope, level = np.polyfit(np.arange(1.0, len(head) + 1), head, 1)
    if abs(level + slope) < 1e-8:
        level, slope = level * (1 + 1e-3), slope * (1 - 1e-3)
    return np.asarray(np.r_[level, slope, factors], dtype=np.float64)


def _season(values: Floats, season: str, period: int) -> Floats:
    """The season at each time: the classical one, or on short series a line and a sine."""
    n = len(values)
    if n < 3 * period:
        time = np.arange(1.0, n + 1)
        turns = 2 * np.pi * time / period
        design = np.column_stack([np.ones(n), time, np.sin(turns), np.cos(turns)])
        level, slope, _, _ = np.linalg.lstsq(design, values, rcond=None)[0]
        line = level + slope * time
        return np.asarray(values - line if season == "A" else values / line, dtype=np.float64)
    trend = moving_average(values, period)
    detrended = values - trend if season == "A" else values / trend
    padded = np.full(-(-n // period) * period, np.nan)
    padded[:n] = detrended
    figure = np.nanmean(padded.reshape(-1, period), axis=0)
    figure = figure - figure.mean() if season == "A" else figure / figure.mean()
    return np.asarray(np.resize(figure, n), dtype=np.float64)
