"""Periodograms of even and uneven series, with red-noise significance levels for their peaks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_toeplitz
from scipy.signal import lombscargle

from dashboard_app.data.panel import Floats
from dashboard_app.stats.ar1_line import AR_COEFFICIENTS, fit_line
from dashboard_app.stats.ar1_noise import ar1_noise

LEAST_CYCLES = 3
"""A period that fits into the record fewer times than this cannot be told from a trend."""

SMOOTHING = 10
"""Neighbours on each side in the running mean of the red-noise spectrum."""

WARM_UP = 200
SEED = 1934


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Ordinates by frequency (cycles per step), compared with red noise.

    `red` is the mean spectrum of red noise; `level` the 95 % quantile of its highest peak over
    all tested frequencies, and `p` the p-value of each ordinate by the same distribution.
    `tested` frequencies have LEAST_CYCLES cycles or more in the record. `memory` is the mean
    AR(1) coefficient of the noise.
    """

    frequency: Floats
    ordinate: Floats
    red: Floats
    level: Floats
    p: Floats
    tested: NDArray[np.bool_]
    memory: float


def detrended(values: Floats, line: bool, at: Floats | None = None) -> Floats:
    """Rows of values less their straight line over `at` (default: even steps), or their mean."""
    n = values.shape[-1]
    time = np.arange(n, dtype=np.float64) if at is None else at
    centred = values - values.mean(axis=-1, keepdims=True)
    if not line:
        return np.asarray(centred, dtype=np.float64)
    time = time - time.mean()
    slope = (centred @ time) / (time @ time)
    return np.asarray(centred - slope[..., None] * time, dtype=np.float64)


def periodogram(values: Floats, taper: float) -> tuple[Floats, Floats]:
    """Frequencies and ordinates of detrended rows, as R's spec.pgram scales them.

    A split cosine bell tapers the share `taper` of each end; rows are padded with zeros to a
    length of factors 2, 3 and 5; the ordinate is |FFT|^2 / n, corrected for the taper.
    """
    n = values.shape[-1]
    padded = _next_composite(n)
    tapered = values * _bell(n, taper)
    transform = np.fft.rfft(tapered, padded, axis=-1)[..., 1:]
    ordinate = np.abs(transform) ** 2 / n / (1 - 5 / 8 * taper * 2)
    frequency = np.arange(1, transform.shape[-1] + 1) / padded
    return frequency, np.asarray(ordinate, dtype=np.float64)


def _bell(n: int, taper: float) -> Floats:
    bell = np.ones(n)
    width = int(np.floor(n * taper))
    if width:
        rise = 0.5 * (1 - np.cos(np.pi * np.arange(1, 2 * width, 2) / (2 * width)))
        bell[:width], bell[n - width :] = rise, rise[::-1]
    return bell


def _next_composite(n: int) -> int:
    while True:
        rest = n
        for factor in (2, 3, 5):
            while rest % factor == 0:
                rest //= factor
        if rest == 1:
            return n
        n += 1


def even_spectrum(values: Floats, line: bool, taper: float, rounds: int) -> Spectrum:
    """The periodogram of evenly spaced values against autoregressive noise.

    The AR(1) coefficient of each noise path is drawn from its distribution given the series; paths
    are detrended, fitted and transformed as the series is, so that the level holds for all
    frequencies together.
    """
    n = len(values)
    rest = detrended(values, line)
    frequency, ordinate = periodogram(rest, taper)
    tested = frequency * n >= LEAST_CYCLES
    known = fit_line(values, sloped=line)
    random = np.random.default_rng(SEED)
    noise = _red_paths(known.weights, n, rounds, random)
    paths = detrended(noise, line)
    ratios = periodogram(paths, taper)[1] / _fitted_red(paths, frequency)
    shape = _smooth(ratios.mean(axis=0))
    red = _fitted_red(rest[None], frequency)[0] * shape
    highest = (ratios / shape)[:, tested].max(axis=1)
    return Spectrum(
        frequency,
        ordinate,
        red,
        red * np.quantile(highest, 0.95),
        _exceeded(ordinate / red, highest),
        tested,
        known.memory,
    )


def _smooth(shape: Floats) -> Floats:
    """A running mean of `shape` over frequencies, except at its steep low-frequency end.

    The curve is the mean of the simulated paths: unsmoothed, it would fit these better than the
    series, whose ordinates would then seem too high.
    """
    width = min(SMOOTHING, len(shape) // 4)
    padded = np.pad(shape, width, mode="edge")
    means = np.convolve(padded, np.full(2 * width + 1, 1 / (2 * width + 1)), mode="valid")
    return np.concatenate([shape[:width], means[width:]])


def _red_paths(weights: Floats, n: int, rounds: int, random: np.random.Generator) -> Floats:
    paths = np.empty((rounds, n))
    counts = random.multinomial(rounds, weights)
    ends = np.cumsum(counts)
    for phi, end, count in zip(AR_COEFFICIENTS, ends, counts, strict=True):
        paths[end - count : end] = ar1_noise(phi, (count, n), WARM_UP, random)
    return paths


def _fitted_red(rows: Floats, frequency: Floats) -> Floats:
    """The spectrum of the first-order autoregression fitted to each row: rows by frequencies."""
    before, after = rows[:, :-1], rows[:, 1:]
    power = np.einsum("rn,rn->r", before, before)
    phi = np.clip(np.einsum("rn,rn->r", before, after) / power, -0.99, 0.999)
    variance = np.mean((after - phi[:, None] * before) ** 2, axis=1)
    turn = 2 * np.cos(2 * np.pi * frequency)
    shape = 1 - phi[:, None] * turn + phi[:, None] ** 2
    return np.asarray(variance[:, None] / shape, dtype=np.float64)


def _exceeded(ratios: Floats, highest: Floats) -> Floats:
    ordered = np.sort(highest)
    above = len(ordered) - np.searchsorted(ordered, ratios, side="left")
    return np.asarray((above + 1) / (len(ordered) + 1), dtype=np.float64)


def uneven_spectrum(times: Floats, values: Floats, line: bool, rounds: int) -> Spectrum:
    """The Lomb-Scargle periodogram of values at uneven times, against red noise at those times.

    Frequencies run from LEAST_CYCLES - 1 cycles in the record to half the mean rate of
    observations. The autocorrelation of the noise decays with the time between observations; its
    coefficient per unit of time is drawn from its distribution given the series.
    """
    span = float(times[-1] - times[0])
    n = len(values)
    first, last = (LEAST_CYCLES - 1) / span, (n - 1) / (2 * span)
    frequency = np.arange(first, last + 1e-12, 1 / (4 * span))
    random = np.random.default_rng(SEED)
    noise, memory = _fading_paths(times, detrended(values, line, times), rounds, random)
    ordinate = _lomb(times, detrended(values, line, times), frequency)
    paths = detrended(noise, line, times)
    made = np.array([_lomb(times, path, frequency) for path in paths])
    red = made.mean(axis=0)
    highest = (made / red).max(axis=1)
    everywhere = np.ones(len(frequency), dtype=bool)
    p = _exceeded(ordinate / red, highest)
    return Spectrum(
        frequency, ordinate, red, red * np.quantile(highest, 0.95), p, everywhere, memory
    )


def _lomb(times: Floats, values: Floats, frequency: Floats) -> Floats:
    """Power as a share of the variance of the values."""
    power = lombscargle(times, values, 2 * np.pi * frequency)
    return np.asarray(2 * power / (values @ values), dtype=np.float64)


def _fading_paths(
    times: Floats, values: Floats, rounds: int, random: np.random.Generator
) -> tuple[Floats, float]:
    kept = np.linspace(0.0, 0.97, 25)
    fade = kept[:, None] ** np.diff(times)[None, :]
    width = np.sqrt(1 - fade**2)
    errors = (values[1:] - fade * values[:-1]) / width
    rss = values[0] ** 2 + np.sum(errors**2, axis=1)
    likelihood = -len(values) / 2 * np.log(rss) - np.sum(np.log(width), axis=1)
    weights = np.exp(likelihood - likelihood.max())
    weights /= weights.sum()
    drawn = random.choice(len(kept), size=rounds, p=weights)
    shocks = random.standard_normal((rounds, len(values)))
    paths = np.empty_like(shocks)
    paths[:, 0] = shocks[:, 0]
    for step in range(len(values) - 1):
        carried, fresh = fade[drawn, step], width[drawn, step]
        paths[:, step + 1] = carried * paths[:, step] + fresh * shocks[:, step + 1]
    return paths, float(weights @ kept)


def autoregressive_order(values: Floats) -> tuple[int, Floats, float]:
    """Order by AIC, coefficients and innovation variance by Yule and Walker, as R's ar."""
    n = len(values)
    centred = values - values.mean()
    most = min(n - 1, int(np.floor(10 * np.log10(n))))
    covariance = np.array([centred[: n - lag] @ centred[lag:] / n for lag in range(most + 1)])
    best: tuple[float, int, Floats, float] = (np.inf, 0, np.empty(0), covariance[0])
    for order in range(most + 1):
        beta = (
            solve_toeplitz(covariance[:order], covariance[1 : order + 1]) if order else np.empty(0)
        )
        variance = float(covariance[0] - beta @ covariance[1 : order + 1])
        score = n * np.log(max(variance, 1e-300)) + 2 * order
        if score < best[0]:
            best = (score, order, beta, variance)
    _, order, beta, variance = best
    return order, beta, variance * n / (n - order - 1)


def autoregressive_spectrum(frequency: Floats, beta: Floats, variance: float) -> Floats:
    """The smooth spectrum of an autoregression, in the units of `periodogram`."""
    lags = np.arange(1, len(beta) + 1)
    turn = np.exp(-2j * np.pi * np.outer(frequency, lags))
    return np.asarray(variance / np.abs(1 - turn @ beta) ** 2, dtype=np.float64)
