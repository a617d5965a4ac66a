"""The Theta method: simple exponential smoothing with half the linear trend as drift."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.seasonal import classical_indices

ALPHA_LOW, ALPHA_HIGH = 1e-4, 0.9999
SEASONAL_QUANTILE = 1.6448536269514722
"""The seasonal test is two-sided at 90 %, as Assimakopoulos and Nikolopoulos made it."""


@dataclass(frozen=True)
class Theta:
    """One fitted Theta model: smoothing weight, drift, innovation variance, season."""

    alpha: float
    level: float
    drift: float
    sigma2: float
    n: int
    indices: Floats
    """Seasonal factors of the next m steps; all 1 where the series has no season."""

    def forecast(self, horizon: int) -> Floats:
        """Point forecasts of the next `horizon` steps."""
        steps = np.arange(horizon)
        grown = (1 - (1 - self.alpha) ** self.n) / self.alpha
        line = self.level + self.drift * (steps + grown)
        factors: Floats = np.resize(self.indices, horizon)
        return line * factors

    def errors(self, horizon: int) -> Floats:
        """Standard errors of the next `horizon` steps by the state space form."""
        steps = np.arange(horizon, dtype=np.float64)
        return np.sqrt(self.sigma2 * (steps * self.alpha**2 + 1))


def fit_theta(values: Floats, period: int) -> Theta:
    """The Theta model of Assimakopoulos and Nikolopoulos (2000), int. j. forecasting 16:521.

    Fitted in the form of Hyndman and Billah (2003): SES by maximum likelihood on the series
    divided by its classical multiplicative seasonal factors where the series is seasonal.
    """
    n = len(values)
    indices = np.ones(max(period, 1))
    adjusted = values
    if is_seasonal(values, period):
        factors = classical_indices(values, period)
        if np.all(np.abs(factors) > 1e-10):
            adjusted = values / np.resize(factors, n)
            indices = np.roll(factors, -(n % period))
    alpha, level, sum_of_squares = fit_ses(adjusted)
    drift = float(np.polyfit(np.arange(n), adjusted, 1)[0]) / 2
    # Two parameters are estimated besides the variance: the weight and the first level.
    return Theta(alpha, level, drift, sum_of_squares / max(n - 2, 1), n, indices)


def is_seasonal(values: Floats, period: int) -> bool:
    """Whether the autocorrelation at the period is beyond its 90 % limits (Bartlett)."""
    n = len(values)
    centred = values - values.mean()
    total = float(centred @ centred)
    if period < 2 or n <= 2 * period or total == 0:
        return False
    r = np.array([centred[lag:] @ centred[: n - lag] for lag in range(1, period + 1)]) / total
    limit = SEASONAL_QUANTILE * np.sqrt((1 + 2 * np.sum(r[:-1] ** 2)) / n)
    return bool(abs(r[-1]) > limit)


def fit_ses(values: Floats) -> tuple[float, float, float]:
    """Weight, last level and sum of squares of the SES that fits best.

    The first level enters every error linearly, so it is solved for and only the weight is
    searched; the likelihood falls with the sum of squares alone.
    """

    def solve(alpha: float) -> tuple[float, float, float]:
        response = lfilter([1.0, -1.0], [1.0, alpha - 1.0], values)
        fading = (1 - alpha) ** np.arange(len(values))
        first = float(fading @ response) / float(fading @ fading)
        errors = response - first * fading
        level = first + alpha * float(errors.sum())
        return first, level, float(errors @ errors)

    grid = np.array([ALPHA_LOW, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, ALPHA_HIGH])
    best = int(np.argmin([solve(alpha)[2] for alpha in grid]))
    bounds = (float(grid[max(best - 1, 0)]), float(grid[min(best + 1, len(grid) - 1)]))
    found = minimize_scalar(lambda alpha: solve(alpha)[2], bounds=bounds, method="bounded")
    alpha = min((float(found.x), *bounds), key=lambda candidate: solve(candidate)[2])
    _, level, sum_of_squares = solve(alpha)
    return alpha, level, sum_of_squares
