"""The likelihood of an ARMA process: exact, and conditional on its first values."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.lapack import dgesv, dpbtrf, dtbtrs
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats

Places = NDArray[np.int64]

IMPOSSIBLE = 1e300
"""What the likelihood costs where it does not exist."""


def conditional(values: Floats, ar: Floats, ma: Floats, skipped: int) -> float:
    """The mean squared shock where the first `skipped` ones are taken as zero."""
    filtered = np.convolve(values, monic(-ar))[skipped : len(values)] if len(ar) else values
    shocks = lfilter([1.0], monic(ma), filtered) if len(ma) else filtered
    count = len(shocks)
    return float(shocks @ shocks) / count if count else float("nan")


def exact(values: Floats, ar: Floats, ma: Floats) -> float:
    """Half the log of the variance that fits best, and the mean half log of the leverages.

    This is the negative Gaussian log likelihood per value, without its constants. Past the
    first p values the process is filtered to a moving average, so that what has to be
    inverted is a band (Ansley 1979, Biometrika 66:59).
    """
    n, p = len(values), len(ar)
    band = covariance_band(n, ar, ma)
    if band is None:
        return IMPOSSIBLE
    filtered = values
    if p:
        filtered = np.convolve(values, monic(-ar))[:n]
        filtered[:p] = values[:p]
    root, failed = dpbtrf(band, lower=1, overwrite_ab=1)
    if failed:
        return IMPOSSIBLE
    whitened, failed = dtbtrs(root, filtered[:, None], uplo="L")
    squares = float(whitened[:, 0] @ whitened[:, 0])
    if failed or not 0 < squares < IMPOSSIBLE:
        return IMPOSSIBLE
    return 0.5 * float(np.log(squares / n)) + float(np.log(root[0]).sum()) / n


def covariance_band(n: int, ar: Floats, ma: Floats) -> Floats | None:
    """The covariance of the first p values and of the rest filtered, by diagonals from the main.

    In variances of a shock. None where the process is not stationary.
    """
    return _shape(n, len(ar), len(ma)).band(ar, ma)


def monic(coefficients: Floats) -> Floats:
    """The polynomial that begins with 1."""
    polynomial = np.empty(len(coefficients) + 1)
    polynomial[0] = 1.0
    polynomial[1:] = coefficients
    return polynomial


class _Shape:
    """What the likelihood needs that depends on the sizes of the model alone."""

    def __init__(self, n: int, p: int, q: int) -> None:
        self.n, self.p, self.q = n, p, q
        self.width = max(p - 1, q) if p else q
        self.pulse = np.zeros(q + 1)
        self.pulse[0] = 1.0
        # Places in (0, ..., 0, 1, -ar, 0, ..., 0) of the equations of Yule and Walker.
        rows, columns = np.indices((p + 1, p + 1))
        self.direct: Places = p + 1 + rows - columns
        self.folded: Places = p + 1 + rows + columns
        self.folded[:, 0] = 0
        # Whether both values of a covariance are among the first p, lags by places.
        first = min(p, n)
        self.inside = np.add.outer(np.arange(self.width + 1), np.arange(first)) < first

    def autocovariances(self, ar: Floats, ma: Floats) -> tuple[Floats, Floats] | None:
        p, q = self.p, self.q
        weights = monic(ma)
        if not p:
            return np.correlate(weights, weights, "full")[q:], weights
        psi = lfilter(weights, monic(-ar), self.pulse)
        shared = np.correlate(weights, psi, "full")[q:]
        padded = np.zeros(3 * (p + 1))
        padded[p + 1] = 1.0
        padded[p + 2 : 2 * p + 2] = -ar
        right = np.zeros(p + 1)
        right[: min(p, q) + 1] = shared[: p + 1]
        _, _, found, failed = dgesv(padded[self.direct] + padded[self.folded], right)
        if failed or not found[0] > 0:
            return None
        if q > p:
            more = np.r_[found, np.zeros(q - p)]
            back = ar[::-1]
            for lag in range(p + 1, q + 1):
                more[lag] = shared[lag] + float(back @ more[lag - p : lag])
            found = more
        return found, psi

    def band(self, ar: Floats, ma: Floats) -> Floats | None:
        """The covariance of the first p values and of what is filtered after, by diagonals."""
        n, q = self.n, self.q
        found = self.autocovariances(ar, ma)
        if found is None:
            return None
        gamma, psi = found
        weights = monic(ma)
        band = np.zeros((self.width + 1, n), order="F")
        band[: q + 1] = np.correlate(weights, weights, "full")[q:, None]
        if self.inside.size:
            # A first value and a filtered one share the shocks up to the first value.
            shared = np.zeros(self.width + 1)
            shared[: q + 1] = np.correlate(weights, psi, "full")[q:]
            first = np.where(self.inside, gamma[: self.width + 1, None], shared[:, None])
            band[:, : first.shape[1]] = first
        return band


@lru_cache(maxsize=64)
def _shape(n: int, p: int, q: int) -> _Shape:
    return _Shape(n, p, q)
