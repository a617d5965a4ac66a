"""Exponential smoothing: every form and a fine grid of weights, filtered once for all origins.

A filter with given weights is the same whatever comes later, so one pass over the series
holds the fit at each origin of a backtest: the weights that are best up to there are read
off the running sums of the errors. No search is repeated, and none sees the future.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats

ALPHAS = (0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.27, 0.35, 0.45, 0.55, 0.7, 0.85, 0.99)
SLOPE_SHARES = (0.003, 0.02, 0.06, 0.15, 0.4)
SEASON_SHARES = (0.002, 0.03, 0.08, 0.15, 0.3, 0.5)
DAMPINGS = (0.8, 0.9, 0.95, 0.98)
"""Weights tried. The slope's weight is a share of alpha, the season's of 1 - alpha, damping
between 0.8 and 0.98, as Hyndman, Koehler, Ord and Snyder (2008) bound them."""

TINY = 1e-12


@dataclass(frozen=True)
class Form:
    """Error, trend and season: A additive, M multiplicative, N none, D damped additive."""

    error: str
    trend: str
    season: str

    @property
    def code(self) -> str:
        """The three parts in a row, as R names a model."""
        return f"{self.error}{'Ad' if self.trend == 'D' else self.trend}{self.season}"

    def __str__(self) -> str:
        return f"ETS({self.error},{'Ad' if self.trend == 'D' else self.trend},{self.season})"


@dataclass(frozen=True)
class Ets:
    """The chosen model at one origin."""

    form: Form
    alpha: float
    beta: float
    gamma: float
    phi: float
    sigma2: float
    loglik: float
    parameters: int
    n: int
    mean: Floats
    """Point forecasts of the next steps."""

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return -2 * self.loglik + 2 * self.parameters


@dataclass(frozen=True)
class _Pass:
    """One trend and season form filtered with each weight of its grid: arrays (time, weight)."""

    trend: str
    season: str
    weights: Floats
    means: Floats
    levels: Floats
    slopes: Floats
    seasons: Floats
    """Row t is the factor in force at time t - period; later rows hold those still to come."""
    parameters: int


def fit_ets(
    values: Floats, period: int, origins: Sequence[int], horizon: int, only: Form | None = None
) -> list[Ets]:
    """The form and weights of lowest AICc at each origin (how many values are known there).

    Multiplicative forms are tried where all values are positive. With `only` its weights alone
    are chosen; the series has to suit it, and each origin to know more values than it has
    parameters. The first level, slope and season come from the first cycles, not from a search.
    """
    seasonal = period > 1 and min(origins) >= 2 * period + 3
    best: list[Ets | None] = [None] * len(origins)
    scores = [np.inf] * len(origins)
    positive = bool(np.all(values > 0))
    for trend, season in product("NAD", "NAM" if seasonal else "N"):
        if season == "M" and not positive:
            continue
        if only is not None and (trend, season) != (only.trend, only.season):
            continue
        run = _filter(values, period, trend, season)
        for error, logliks, sums in _likelihoods(run, values, positive):
            if only is not None and error != only.error:
                continue
            for place, origin in enumerate(origins):
                k = run.parameters
                if origin - k - 1 <= 0 and trend + season != "NN":
                    continue
                choice = int(np.argmax(logliks[origin - 1]))
                loglik = float(logliks[origin - 1, choice])
                room = max(origin - k - 1, 1)
                score = -2 * loglik + 2 * k + 2 * k * (k + 1) / room
                if score < scores[place]:
                    scores[place] = score
                    sigma2 = float(sums[origin - 1, choice]) / max(origin - k, 1)
                    best[place] = _describe(
                        run, error, choice, origin, period, horizon, sigma2, loglik
                    )
    return [model for model in best if model is not None]


def average_ets(values: Floats, period: int, origins: Sequence[int], horizon: int) -> Floats:
    """The forecasts of all additive forms and weights, averaged by Akaike's weights.

    One choice among near equals changes with every new value; their average does not
    (Kolassa 2011, int. j. forecasting 27:238). One row per origin.
    """
    seasonal = period > 1 and min(origins) >= 2 * period + 3
    positive = bool(np.all(values > 0))
    at = np.asarray(origins) - 1
    scores, forecasts = [], []
    for trend, season in product("NAD", "NA" if seasonal else "N"):
        run = _filter(values, period, trend, season)
        _, logliks, _ = next(_likelihoods(run, values, positive))
        k = run.parameters
        room = np.maximum(at - k, 1)[:, None]
        scores.append(-2 * logliks[at] + 2 * k + 2 * k * (k + 1) / room)
        forecasts.append(_ahead(run, at, period, horizon))
    score = np.concatenate(scores, axis=1)
    weights = np.exp(-0.5 * (score - score.min(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    averaged: Floats = np.einsum("ow,ohw->oh", weights, np.concatenate(forecasts, axis=2))
    return averaged


def _ahead(run: _Pass, at: NDArray[np.int64], period: int, horizon: int) -> Floats:
    """Forecasts of an additive form after each time of `at`: (origins, steps, weights)."""
    rows = []
    reach = np.zeros(run.weights.shape[1])
    for step in range(1, horizon + 1):
        reach = reach + run.weights[3] ** step
        mean = run.levels[at] + reach * run.slopes[at]
        if run.season == "A":
            mean = mean + run.seasons[at + 1 + (step - 1) % period]
        rows.append(mean)
    return np.stack(rows, axis=1)


def _describe(
    run: _Pass,
    error: str,
    choice: int,
    origin: int,
    period: int,
    horizon: int,
    sigma2: float,
    loglik: float,
) -> Ets:
    alpha, beta, gamma, phi = (float(weight) for weight in run.weights[:, choice])
    ahead = np.cumsum(phi ** np.arange(1, horizon + 1))
    mean = run.levels[origin - 1, choice] + ahead * run.slopes[origin - 1, choice]
    if run.season != "N":
        factors = np.resize(run.seasons[origin : origin + period, choice], horizon)
        mean = mean + factors if run.season == "A" else mean * factors
    form = Form(error, run.trend, run.season)
    return Ets(form, alpha, beta, gamma, phi, sigma2, loglik, run.parameters, origin, mean)


def weight_grid(trend: str, season: str) -> Floats:
    """Rows alpha, beta, gamma, phi; one column per choice of weights."""
    slopes = SLOPE_SHARES if trend != "N" else (0.0,)
    seasons = SEASON_SHARES if season != "N" else (0.0,)
    dampings = DAMPINGS if trend == "D" else (1.0,)
    rows = [
        (alpha, alpha * slope, (1 - alpha) * share, phi)
        for alpha, slope, share, phi in product(ALPHAS, slopes, seasons, dampings)
    ]
    return np.array(rows).T


def _filter(values: Floats, period: int, trend: str, season: str) -> _Pass:
    weights = weight_grid(trend, season)
    alpha, beta, gamma, phi = weights
    n, width = len(values), weights.shape[1]
    level, slope, factors = initial(values, period, trend, season)
    means, levels, slopes = np.empty((n, width)), np.empty((n, width)), np.zeros((n, width))
    seasons = np.zeros((n + period, width))
    seasons[:period] = factors[:, None]
    now, growth = np.full(width, level), np.full(width, slope)
    for t in range(n):
        damped = phi * growth
        base = now + damped
        if season == "M":
            factor = seasons[t]
            mean = base * factor
            error = values[t] - mean
            now = base + alpha * error / np.where(np.abs(factor) > TINY, factor, TINY)
            growth = damped + beta * error / np.where(np.abs(factor) > TINY, factor, TINY)
            seasons[t + period] = factor + gamma * error / np.maximum(np.abs(base), TINY)
        else:
            mean = base + seasons[t]
            error = values[t] - mean
            now = base + alpha * error
            growth = damped + beta * error
            if season == "A":
                seasons[t + period] = seasons[t] + gamma * error
        means[t], levels[t] = mean, now
        if trend != "N":
            slopes[t] = growth
    k = parameters(trend, season, period)
    return _Pass(trend, season, weights, means, levels, slopes, seasons, k)


def parameters(trend: str, season: str, period: int) -> int:
    """How many numbers a form has: weights, first states, and the variance."""
    smoothing = {"N": 1, "A": 2, "D": 3}[trend] + (season != "N")
    states = 1 + (trend != "N") + (period - 1 if season != "N" else 0)
    return smoothing + states + 1


def initial(values: Floats, period: int, trend: str, season: str) -> tuple[float, float, Floats]:
    """First level, slope and seasonal factors, from the first three cycles or ten values."""
    head = values[: 3 * period if season != "N" else min(len(values), 10)]
    line = np.arange(len(head), dtype=float)
    factors = np.zeros(period) if season != "M" else np.ones(period)
    if season != "N":
        cycles = np.resize(head, (len(head) // period, period))
        means = cycles.mean(axis=1, keepdims=True)
        if season == "M":
            factors = (cycles / np.maximum(np.abs(means), TINY)).mean(axis=0)
            head = head / np.resize(np.maximum(factors, TINY), len(head))
        else:
            factors = (cycles - means).mean(axis=0)
            head = head - np.resize(factors, len(head))
    if trend == "N" or len(head) < 2:
        return float(head.mean()), 0.0, factors
    slope, start = np.polyfit(line, head, 1)
    return float(start - slope), float(slope), factors


def _likelihoods(
    run: _Pass, values: Floats, positive: bool
) -> Iterator[tuple[str, Floats, Floats]]:
    """For each kind of error: its name, log likelihood and sum of squares up to each time."""
    counts = np.arange(1, len(values) + 1)[:, None]
    errors = values[:, None] - run.means
    half = 0.5 * counts * (np.log(2 * np.pi) + 1)
    if run.season != "M":
        sums = np.maximum(np.cumsum(errors**2, axis=0), TINY)
        yield "A", -0.5 * counts * np.log(sums / counts) - half, sums
    if positive:
        safe = np.where(run.means > TINY, run.means, TINY)
        sums = np.maximum(np.cumsum((errors / safe) ** 2, axis=0), TINY)
        logs = np.cumsum(np.log(safe), axis=0)
        yield "M", -0.5 * counts * np.log(sums / counts) - logs - half, sums
