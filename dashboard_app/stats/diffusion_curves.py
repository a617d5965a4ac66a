"""Diffusion curves, each declared once: its level, its rate, the starting values of a fit.

As a level a curve rises to saturation and stays; as a rate, the derivative of the level, it rises
and falls. The last axis of an array of parameters is the parameter, so that thousands of curves
are evaluated at once; `t` is broadcast against them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import expit

from dashboard_app.data.panel import Floats

Formula = Callable[[Floats, Floats], Floats]

LEVEL, RATE = "level", "rate"
VIEWS = (RATE, LEVEL)


@dataclass(frozen=True)
class Curve:
    """One model: names of its parameters, which must be positive, its two formulas, its starts.

    `from_middle` turns saturation, middle and speed, one row each, into parameters.
    """

    id: str
    parameters: tuple[str, ...]
    positive: tuple[bool, ...]
    level: Formula
    rate: Formula
    from_middle: Callable[[Floats], Floats]
    waves: int = 1

    @property
    def heights(self) -> tuple[bool, ...]:
        """Which parameters are saturations, in the unit of the series."""
        return tuple(name in ("m", "m1", "m2") for name in self.parameters)

    def at(self, view: str, t: Floats, parameters: Floats) -> Floats:
        """The curve at each t: one row for each row of parameters."""
        return (self.level if view == LEVEL else self.rate)(t, parameters[..., None, :])

    def starts(self, view: str, t: Floats, y: Floats) -> Floats:
        """Starting values for a fit to y, one row each: a grid of middles, speeds and heights."""
        span, height = float(t[-1] - t[0]), float(np.max(y))
        middles = t[0] + span * np.array([0.2, 0.4, 0.6, 0.8, 1.1])
        rows: list[tuple[float, ...]] = []
        for speed in np.array([4.0, 10.0, 25.0]) / span:
            high = height if view == LEVEL else 4 * height / speed
            if self.waves == 1:
                rows += [(high, middle, speed) for middle in (*middles, t[np.argmax(y)])]
            else:
                rows += [
                    (0.7 * high, first, speed, 0.7 * high, second, speed)
                    for first, second in combinations(middles, 2)
                ]
        return self.from_middle(np.array(rows, dtype=np.float64))


def _split(parameters: Floats) -> list[Floats]:
    return [parameters[..., index] for index in range(parameters.shape[-1])]


def _power(exponent: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(exponent, -500, 500)), dtype=np.float64)


def _bass_level(t: Floats, parameters: Floats) -> Floats:
    m, p, q = _split(parameters)
    fall = _power(-(p + q) * t)
    return np.asarray(m * (1 - fall) / (1 + q / p * fall), dtype=np.float64)


def _bass_rate(t: Floats, parameters: Floats) -> Floats:
    m, p, q = _split(parameters)
    fall = _power(-(p + q) * t)
    return np.asarray(m * (p + q) ** 2 / p * fall / (1 + q / p * fall) ** 2, dtype=np.float64)


def _bass_from_middle(rows: Floats) -> Floats:
    m, middle, speed = rows.T
    p = np.maximum(speed * expit(-speed * middle), 1e-6)
    return np.column_stack([m, p, np.maximum(speed - p, 1e-6)])


def _logistic_level(t: Floats, parameters: Floats) -> Floats:
    m, middle, speed = _split(parameters)
    return np.asarray(m * expit(speed * (t - middle)), dtype=np.float64)


def _logistic_rate(t: Floats, parameters: Floats) -> Floats:
    m, middle, speed = _split(parameters)
    share = expit(speed * (t - middle))
    return np.asarray(m * speed * share * (1 - share), dtype=np.float64)


def _gompertz_level(t: Floats, parameters: Floats) -> Floats:
    m, middle, speed = _split(parameters)
    return np.asarray(m * _power(-_power(-speed * (t - middle))), dtype=np.float64)


def _gompertz_rate(t: Floats, parameters: Floats) -> Floats:
    m, middle, speed = _split(parameters)
    exponent = -speed * (t - middle)
    return np.asarray(m * speed * _power(exponent - _power(exponent)), dtype=np.float64)


def _richards_level(t: Floats, parameters: Floats) -> Floats:
    m, b2, b3, b4 = _split(parameters)
    # log(1 + e^u) by logaddexp, so that early times do not overflow.
    return np.asarray(m * _power(-np.logaddexp(0.0, b2 - b3 * t) / b4), dtype=np.float64)


def _richards_rate(t: Floats, parameters: Floats) -> Floats:
    _, b2, b3, b4 = _split(parameters)
    share = expit(b2 - b3 * t)
    return np.asarray(_richards_level(t, parameters) * b3 / b4 * share, dtype=np.float64)


def _richards_from_middle(rows: Floats) -> Floats:
    m, middle, speed = rows.T
    bends = np.array([0.3, 1.0, 3.0])
    made = [np.column_stack([m, speed * middle, speed, np.full(len(m), bend)]) for bend in bends]
    return np.concatenate(made)


def _bilogistic_level(t: Floats, parameters: Floats) -> Floats:
    return _logistic_level(t, parameters[..., :3]) + _logistic_level(t, parameters[..., 3:])


def _bilogistic_rate(t: Floats, parameters: Floats) -> Floats:
    return _logistic_rate(t, parameters[..., :3]) + _logistic_rate(t, parameters[..., 3:])


def _same(rows: Floats) -> Floats:
    return rows


CURVES: tuple[Curve, ...] = (
    # Bass (1969): innovators p, imitators q.
    Curve("bass", ("m", "p", "q"), (True, True, True), _bass_level, _bass_rate, _bass_from_middle),
    Curve("logistic", ("m", "middle", "speed"), (True, False, True),
          _logistic_level, _logistic_rate, _same),
    Curve("gompertz", ("m", "middle", "speed"), (True, False, True),
          _gompertz_level, _gompertz_rate, _same),
    # m / (1 + exp(b2 - b3 t))^(1 / b4), as NIST's StRD writes it.
    Curve("richards", ("m", "b2", "b3", "b4"), (True, False, True, True),
          _richards_level, _richards_rate, _richards_from_middle),
    # Two waves that overlap (Meyer 1994).
    Curve("bilogistic", ("m1", "middle1", "speed1", "m2", "middle2", "speed2"),
          (True, False, True, True, False, True),
          _bilogistic_level, _bilogistic_rate, _same, waves=2),
)  # fmt: skip
