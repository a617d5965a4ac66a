"""The weights of exponential smoothing: their bounds, and the filter that they are."""

from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.ets import Form

LOW, HIGH = 1e-4, 0.9999
DAMPING_LOW, DAMPING_HIGH = 0.8, 0.98
"""The bounds of R's forecast package: within them weights are averages."""


@dataclass(frozen=True)
class Weights:
    """The smoothing weights of level, slope and season, and the damping; 0 and 1 where unused."""

    alpha: float
    beta: float = 0.0
    gamma: float = 0.0
    phi: float = 1.0


def polynomials(weights: Weights, period: int) -> tuple[Floats, Floats]:
    """Numerator and denominator that turn values into errors, common factors left out."""
    alpha, beta, gamma, phi = weights.alpha, weights.beta, weights.gamma, weights.phi
    if period == 1:
        if beta == 0 and phi == 1:
            return np.array([1.0, -1.0]), np.array([1.0, alpha - 1.0])
        middle = -1.0 - phi
        return (
            np.array([1.0, middle, phi]),
            np.array([1.0, middle + alpha + phi * beta, phi - alpha * phi]),
        )
    if beta == 0 and phi == 1:
        top, bottom = np.zeros(period + 1), np.full(period + 1, alpha)
        top[0] = bottom[0] = 1.0
        top[period] = -1.0
        bottom[period] = alpha + gamma - 1.0
        return top, bottom
    top = np.zeros(period + 2)
    top[0], top[1], top[period], top[period + 1] = 1.0, -phi, -1.0, phi
    bottom = np.full(period + 2, alpha + phi * beta - alpha * phi)
    bottom[0], bottom[1] = 1.0, alpha + phi * beta - phi
    bottom[period] = alpha + phi * beta - alpha * phi + gamma - 1.0
    bottom[period + 1] = phi * (1 - alpha - gamma)
    return top, bottom


def within(weights: Weights, form: Form, period: int) -> bool:
    """Whether the weights are averages, and forget the start of the series."""
    alpha, beta, gamma, phi = weights.alpha, weights.beta, weights.gamma, weights.phi
    if not LOW <= alpha <= HIGH:
        return False
    if form.trend != "N" and not LOW <= beta <= min(alpha, HIGH):
        return False
    if form.trend == "D" and not DAMPING_LOW <= phi <= DAMPING_HIGH:
        return False
    if form.season == "N":
        return True
    if not LOW <= gamma <= min(1 - alpha, HIGH):
        return False
    if alpha < 1 - 1 / phi - gamma * (1 - period + phi + phi * period) / (2 * phi * period):
        return False
    middle = alpha + beta - alpha * phi
    inner = [1.0, alpha + beta - phi, *[middle] * (period - 2), middle + gamma - 1.0]
    if form.trend == "N":
        # A root of 1, which is no fault, divided out.
        return _is_stable(list(accumulate(inner)))
    return _is_stable([*inner, phi * (1 - alpha - gamma)])


def _is_stable(polynomial: list[float]) -> bool:
    """Whether all roots lie inside the unit circle, by the recursion of Schur and Cohn."""
    while len(polynomial) > 1:
        last = polynomial[-1]
        if abs(last) >= 1:
            return False
        room = 1 - last * last
        polynomial = [
            (one - last * other) / room
            for one, other in zip(polynomial[:-1], polynomial[:0:-1], strict=True)
        ]
    return True
