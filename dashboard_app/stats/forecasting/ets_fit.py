"""Exponential smoothing by likelihood, over weights and first states, the form chosen by AICc.

The innovations form of Hyndman, Koehler, Snyder and Grose (2002), int. j. forecasting
18:439, with the bounds, the start and the simplex of R's forecast package. statsmodels'
ETSModel is not used: its multiplicative season divides by the new level, which is another
model, and its optimiser ends elsewhere on seasonal series.
"""

from dataclasses import dataclass
from itertools import product
from math import inf, log

import numpy as np
from scipy.signal import lfilter

from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting.ets import Form
from dashboard_app.stats.forecasting.ets_start import first_states, first_weights
from dashboard_app.stats.forecasting.ets_weights import Weights, polynomials, within
from dashboard_app.stats.forecasting.minimise import NotFinite, simplex

FORMS = tuple(
    Form(error, trend, season)
    for error, trend, season in product("AM", "NDA", "NAM")
    if error == "M" or season != "M"
)
"""All forms in the order in which they are tried; an additive error with a multiplicative
season has no finite variance."""
PERFECT = -1e10
"""A fit without errors has no likelihood; it counts as this good."""


@dataclass(frozen=True)
class EtsFit:
    """One fitted form: weights, first level and slope, season, the states after the last value.

    `seasons` and `last_seasons` hold the factors of the next period, in the order of time.
    `loglik` leaves the constants of n out, as R's ets does: -n/2 log of the sum of squared
    errors, less the sum of log fitted values where the error is multiplicative.
    """

    form: Form
    period: int
    weights: Weights
    level: float
    slope: float
    seasons: Floats
    last_level: float
    last_slope: float
    last_seasons: Floats
    loglik: float
    sigma2: float
    k: int
    n: int

    @property
    def aicc(self) -> float:
        """Akaike's corrected criterion; infinite where n does not allow it."""
        room = self.n - self.k - 1
        corrected = 2 * self.k * (self.k + 1) / room if room > 0 else inf
        return -2 * self.loglik + 2 * self.k + corrected


def fit_best(values: Floats, period: int) -> EtsFit:
    """The form of lowest AICc."""
    fits = (fit_form(values, period, form) for form in FORMS if fits_to(form, values, period))
    return min((fit for fit in fits if fit is not None), key=lambda fit: fit.aicc)


def fits_to(form: Form, values: Floats, period: int) -> bool:
    """Whether the series has the season and is above zero where the form needs it."""
    seasonal = form.season == "N" or 1 < period < len(values)
    return seasonal and (form.error == "A" or bool(values.min() > 0))


@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def fit_form(values: Floats, period: int, form: Form) -> EtsFit | None:
    """The form's most likely weights and first states; None where it has too many of them."""
    start = np.r_[first_weights(form, period), first_states(values, form, period)]
    if len(start) >= len(values) - 1:
        return None
    task = _Task(values, form, period)
    try:
        found = simplex(task.cost, start)
    except NotFinite:
        return None
    return task.fit(found.at)


class _Task:
    """The likelihood of one form on one series."""

    def __init__(self, values: Floats, form: Form, period: int) -> None:
        self.values, self.form = values, form
        self.period = period if form.season != "N" else 1
        self.listed: list[float] = values.tolist()
        self.time = np.arange(1.0, len(values) + 1)
        self.smoothing = len(first_weights(form, period))

    def cost(self, parameters: Floats) -> float:
        """Minus twice the log likelihood, infinite outside the bounds."""
        weights = self.weights(parameters)
        if not within(weights, self.form, self.period):
            return inf
        level, slope, seasons = self.states(parameters)
        if self.form.season == "M":
            if seasons.min() < 0:
                return inf
            return self._multiplicative(weights, level, slope, seasons.tolist())[0]
        errors = self._errors(weights, level, slope, seasons)
        if self.form.error == "A":
            return self._criterion(float(errors @ errors), 0.0)
        fitted = self.values - errors
        shares = errors / fitted
        return self._criterion(float(shares @ shares), float(np.log(np.abs(fitted)).sum()))

    def weights(self, parameters: Floats) -> Weights:
        given = iter(parameters[: self.smoothing].tolist())
        alpha = next(given)
        beta = next(given) if self.form.trend != "N" else 0.0
        gamma = next(given) if self.form.season != "N" else 0.0
        return Weights(alpha, beta, gamma, next(given) if self.form.trend == "D" else 1.0)

    def states(self, parameters: Floats) -> tuple[float, float, Floats]:
        """First level and slope, and the factors of the first period in the order of time."""
        given = parameters[self.smoothing :]
        sloped = self.form.trend != "N"
        level, slope = float(given[0]), float(given[1]) if sloped else 0.0
        if self.form.season == "N":
            return level, slope, np.zeros(1)
        later = given[2 if sloped else 1 :][::-1]
        whole = self.period if self.form.season == "M" else 0
        return level, slope, np.r_[whole - later.sum(), later]

    def _criterion(self, squares: float, logs: float) -> float:
        if squares <= 0:
            return PERFECT
        return max(len(self.values) * log(squares) + 2 * logs, PERFECT)

    def _errors(self, weights: Weights, level: float, slope: float, seasons: Floats) -> Floats:
        """One-step errors of a form that is linear in its states.

        They are a filter of what the values add to the path that the first states alone
        would take, which is one call instead of a loop.
        """
        path = np.full(len(self.values), level)
        if self.form.trend == "A":
            path += slope * self.time
        elif self.form.trend == "D":
            phi = weights.phi
            path += slope * phi * (1 - phi**self.time) / (1 - phi)
        if self.form.season == "A":
            path += np.resize(seasons, len(path))
        return np.asarray(lfilter(*polynomials(weights, self.period), self.values - path))

    def _multiplicative(
        self, weights: Weights, level: float, slope: float, seasons: list[float]
    ) -> tuple[float, float, float, float, list[float]]:
        """The criterion, the squares and the last states where the season multiplies.

        Plain numbers: arrays of one would be several times slower.
        """
        alpha, beta, gamma, phi = weights.alpha, weights.beta, weights.gamma, weights.phi
        period, factors = self.period, list(seasons)
        squares = logs = 0.0
        try:
            for place, value in enumerate(self.listed):
                damped = phi * slope
                base = level + damped
                factor = factors[place]
                fitted = base * factor
                share = value / fitted - 1.0
                moved = base * share
                level = base + alpha * moved
                slope = damped + beta * moved
                factors.append(factor * (1.0 + gamma * share))
                squares += share * share
                logs += log(abs(fitted))
            cost = self._criterion(squares, logs)
        except (ZeroDivisionError, ValueError, OverflowError):
            # A fitted value of zero, or states beyond all bounds.
            return inf, inf, level, slope, factors[-period:]
        return cost, squares, level, slope, factors[-period:]

    def fit(self, parameters: Floats) -> EtsFit:
        """All there is to say of the form with these parameters."""
        weights = self.weights(parameters)
        level, slope, seasons = self.states(parameters)
        n = len(self.values)
        if self.form.season == "M":
            cost, squares, *last, factors = self._multiplicative(
                weights, level, slope, seasons.tolist()
            )
            last_level, last_slope = last
            last_seasons = np.array(factors)
        else:
            cost = self.cost(parameters)
            errors = self._errors(weights, level, slope, seasons)
            shares = errors if self.form.error == "A" else errors / (self.values - errors)
            squares = float(shares @ shares)
            last_level, last_slope, last_seasons = self._last(
                weights, level, slope, seasons, errors
            )
        sigma2 = squares / max(n - len(parameters), 1)
        return EtsFit(
            self.form, self.period, weights, level, slope, seasons,
            last_level, last_slope, last_seasons,
            -0.5 * cost, sigma2, len(parameters) + 1, n,
        )  # fmt: skip

    def _last(
        self, weights: Weights, level: float, slope: float, seasons: Floats, errors: Floats
    ) -> tuple[float, float, Floats]:
        factors = seasons.tolist()
        for place, error in enumerate(errors.tolist()):
            damped = weights.phi * slope
            level = level + damped + weights.alpha * error
            slope = damped + weights.beta * error
            factors.append(factors[place] + weights.gamma * error)
        return level, slope, np.array(factors[-self.period :])
