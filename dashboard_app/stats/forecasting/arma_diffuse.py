"""The exact likelihood as R's arima takes it: what was before the series is nearly unknown.

R gives the values before the first one a variance of a million shocks instead of an infinite
one, and leaves the first predictions out. Where the level is a thousand shocks high, as in
co2, this moves coefficients in their third digit.
"""

import numpy as np
from scipy.linalg import hankel
from scipy.linalg.lapack import dpbtrf, dtbtrs
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.arima import Order, difference_polynomial
from dashboard_app.stats.forecasting.arima_states import UNKNOWN
from dashboard_app.stats.forecasting.arma_likelihood import IMPOSSIBLE, covariance_band


class Diffuse:
    """The series, and how the values before it would enter its first differences."""

    def __init__(self, values: Floats, order: Order) -> None:
        self.n, self.lost = len(values), order.lost
        polynomial = difference_polynomial(order)
        steps = np.arange(1.0, self.n + 1)
        # Differenced as if all had been zero before; the last column is that of the drift.
        self.differences = lfilter(polynomial, [1.0], np.column_stack([values, steps]), axis=0)
        self.before = np.zeros((self.n, self.lost))
        self.before[: self.lost] = hankel(-polynomial[1:])

    def half(self, ar: Floats, ma: Floats, drift: float) -> float:
        """Half the log of the variance that fits best, and the mean half log of the leverages."""
        values = self.differences[:, 0] - drift * self.differences[:, 1]
        band = covariance_band(self.n, ar, ma)
        if band is None:
            return IMPOSSIBLE
        root, failed = dpbtrf(band, lower=1, overwrite_ab=1)
        if failed:
            return IMPOSSIBLE
        columns = np.column_stack([values, self.before])
        if len(ar):
            first = columns[: len(ar)].copy()
            columns = lfilter(np.r_[1.0, -ar], [1.0], columns, axis=0)
            columns[: len(ar)] = first
        whitened, failed = dtbtrs(root, columns, uplo="L")
        logs = np.log(root[0])
        whole = _likelihood(whitened, logs)
        # A root of the covariances begins with that of the first values by themselves.
        start = _likelihood(whitened[: self.lost], logs[: self.lost])
        squares = whole[0] - start[0]
        if failed or not 0 < squares < IMPOSSIBLE:
            return IMPOSSIBLE
        count = self.n - self.lost
        return 0.5 * float(np.log(squares / count)) + (whole[1] - start[1]) / count


def _likelihood(whitened: Floats, logs: Floats) -> tuple[float, float]:
    """Squares and half log determinant, the values before the series integrated out."""
    values, before = whitened[:, 0], whitened[:, 1:]
    known = before.T @ before + np.eye(before.shape[1]) / UNKNOWN
    shared = before.T @ values
    try:
        root = np.linalg.cholesky(known)
    except np.linalg.LinAlgError:
        return np.nan, np.nan
    explained = np.linalg.solve(root, shared)
    half = float(logs.sum()) + float(np.log(np.diag(root)).sum())
    return float(values @ values) - float(explained @ explained), half
