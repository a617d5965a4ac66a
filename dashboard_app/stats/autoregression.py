"""An autoregression fitted to residuals, with the standard error of its persistence.

In the form of Dickey and Fuller, e(t) = a e(t-1) + sum g(j) (e(t-j) - e(t-j-1)) + u(t), the
persistence `a` is the sum of the autoregressive coefficients: 1 for a random walk. It is called
`memory` throughout, as on the pages.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats

LONGEST_ORDER = 13
"""A year of months and one more, so that a season in the residuals is part of the noise."""
WARM_UP = 200
FEW_SHOCKS = 15
"""With so few shocks the standard error of the memory is about half of what it should be."""


@dataclass(frozen=True)
class Noise:
    """A fitted autoregression: its memory, the standard error of that, its shocks.

    `changes` are the coefficients g of the lagged changes, one fewer than the order; `shocks`
    the centred residuals u, scaled for the degrees of freedom.
    """

    memory: float
    memory_error: float
    changes: Floats
    shocks: Floats

    @property
    def order(self) -> int:
        """How many past values it regresses on."""
        return len(self.changes) + 1

    @property
    def memory_upper(self) -> float:
        """The upper end of the 95 % confidence interval of the memory, at most 1."""
        return min(1.0, self.memory + 1.96 * self.memory_error)

    @property
    def memory_cautious(self) -> float:
        """One standard error above the estimate, two where there are 15 shocks; at most 1.

        In simulations, intervals made with it cover 95 % from white noise to random walks; with
        the estimate itself they cover too little near a random walk, and with a dozen
        observations even far from one (docs/coverage.md).
        """
        return min(1.0, self.memory + (1 + FEW_SHOCKS / len(self.shocks)) * self.memory_error)

    def correlations(self, n: int) -> Floats:
        """The autocorrelations at lags 1 to n - 1; a memory above 0.995 is taken as 0.995."""
        memory = min(self.memory, 0.995)
        impulse = np.zeros(2 * n)
        impulse[0] = 1.0
        filter_ = np.concatenate([[1.0], -_coefficients(memory, self.changes)])
        response = lfilter([1.0], filter_, impulse)
        power = np.abs(np.fft.rfft(response, 4 * n)) ** 2
        products = np.fft.irfft(power)[:n]
        return np.asarray(products[1:] / products[0], dtype=np.float64)

    def simulate(
        self, n: int, rounds: int, random: np.random.Generator, memory: float | None = None
    ) -> Floats:
        """Sample paths of length `n`, shocks drawn with replacement: a rounds by n matrix.

        `memory` replaces the fitted one.
        """
        kept = self.memory if memory is None else memory
        shocks = random.choice(self.shocks, size=(rounds, n + WARM_UP))
        coefficients = _coefficients(kept, self.changes)
        paths = lfilter([1.0], np.concatenate([[1.0], -coefficients]), shocks, axis=1)
        return np.asarray(paths[:, WARM_UP:], dtype=np.float64)


def _coefficients(memory: float, changes: Floats) -> Floats:
    """The plain autoregressive coefficients of the Dickey-Fuller form."""
    padded = np.concatenate([[0.0], changes, [0.0]])
    coefficients = np.diff(padded)
    coefficients[0] += memory
    return _kept_from_exploding(coefficients)


def _kept_from_exploding(coefficients: Floats) -> Floats:
    """The coefficients with all roots shrunk by one factor, where one is outside the unit circle.

    A season in the noise puts roots on the circle, and a replaced memory moves them over it.
    """
    farthest = float(np.abs(np.roots(np.concatenate([[1.0], -coefficients]))).max(initial=0.0))
    return coefficients / max(farthest, 1.0) ** np.arange(1, len(coefficients) + 1)


def fit_noise(residuals: Floats, means: float = 1, longest: int = LONGEST_ORDER) -> Noise:
    """The autoregression of residuals after `means` fitted means; its order, chosen by AIC, is at
    most `longest` and n / 10.

    The memory is corrected for the bias (1 + 3 a) / n per mean (Kendall 1954).
    """
    n = len(residuals)
    most = max(1, min(longest, n // 10))
    design, target = _design(residuals, most, most)
    # One decomposition serves all orders: each column takes its own share from the RSS.
    shares = (np.linalg.qr(design)[0].T @ target) ** 2
    rss = np.maximum(target @ target - np.cumsum(shares), 1e-300)
    orders = np.arange(1, most + 1)
    order = int(orders[np.argmin(len(target) * np.log(rss) + 2 * orders)])
    design, target = _design(residuals, order, order)
    beta, left = _least_squares(design, target)
    freedom = max(len(target) - order - means, 1.0)
    inverse = np.linalg.pinv(design.T @ design)
    error = float(np.sqrt(left / freedom * inverse[0, 0]))
    memory = min(1.0, float(beta[0]) + (1 + 3 * max(float(beta[0]), 0.0)) * means / n)
    shocks = target - design @ beta
    shocks = (shocks - shocks.mean()) * np.sqrt(len(target) / freedom)
    return Noise(memory, error, beta[1:], shocks)


def _design(e: Floats, order: int, start: int) -> tuple[Floats, Floats]:
    change = np.diff(e)
    columns = [e[start - 1 : -1]]
    columns += [change[start - 1 - lag : len(change) - lag] for lag in range(1, order)]
    return np.column_stack(columns), e[start:]


def _least_squares(design: Floats, target: Floats) -> tuple[Floats, float]:
    beta: Floats = np.asarray(np.linalg.lstsq(design, target, rcond=None)[0], dtype=np.float64)
    return beta, float(np.sum((target - design @ beta) ** 2))
