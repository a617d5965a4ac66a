"""The circular block bootstrap of autocorrelated series, and its block length."""

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats

Indices = NDArray[np.int64]


def block_length(values: Floats) -> int:
    """Length of blocks for a moving-block bootstrap of a mean, chosen by the data.

    Politis and White (2004), with the correction of Patton, Politis and White (2009): the
    first lag after which five autocorrelations in a row are within noise sets a flat-top
    window, from which the best length follows. Between 1 and a third of the series.
    """
    n = len(values)
    centred = values - values.mean()
    spread = float(centred @ centred) / n
    if spread <= 0 or n < 9:
        return 1
    run = max(5, int(np.ceil(np.sqrt(np.log10(n)))))
    most = min(int(np.ceil(np.sqrt(n))) + run, n - 1)
    covariance = np.array([centred[: n - lag] @ centred[lag:] / n for lag in range(most + 1)])
    bound = 2 * np.sqrt(np.log10(n) / n)
    small = np.abs(covariance[1:] / spread) < bound
    quiet = [lag for lag in range(len(small) - run + 1) if small[lag : lag + run].all()]
    reach = min(2 * max(quiet[0] if quiet else most // 2, 1), most)
    share = np.arange(reach + 1) / reach
    window = np.where(share <= 0.5, 1.0, 2 * (1 - share))
    lags = np.arange(reach + 1)
    weighted = window * covariance[: reach + 1]
    slope = 2 * float((lags * weighted).sum())
    height = float(weighted[0] + 2 * weighted[1:].sum())
    if height <= 0:
        return 1
    best = (2 * slope**2 / (4 / 3 * height**2)) ** (1 / 3) * n ** (1 / 3)
    return int(np.clip(np.ceil(best), 1, max(n // 3, 1)))


def block_indices(n: int, length: int, rounds: int, random: np.random.Generator) -> Indices:
    """Positions for `rounds` resamples of n observations: a rounds by n matrix.

    Blocks of `length` neighbours, circular so that the ends are drawn as often as the rest
    (Politis and Romano 1992).
    """
    blocks = -(-n // length)
    starts = random.integers(0, n, size=(rounds, blocks, 1))
    positions = (starts + np.arange(length)) % n
    return positions.reshape(rounds, blocks * length)[:, :n]
