"""The scale on which a method works: as it is, logarithms, or logarithms softened near zero."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Floats


@dataclass(frozen=True)
class Scale:
    """A transform and its inverse; both grow, so medians and bounds go through unchanged."""

    name: str
    forward: Callable[[Floats], Floats]
    back: Callable[[Floats], Floats]


MOST_LOG = 300.0
"""Largest natural logarithm that is brought back: the square of what is larger is no number."""

PLAIN = Scale("none", lambda values: values, lambda values: values)
NATURAL = Scale("natural", np.log, lambda logs: np.exp(np.minimum(logs, MOST_LOG)))
LOG10 = Scale(
    "log10", np.log10, lambda logs: np.power(10.0, np.minimum(logs, MOST_LOG / np.log(10)))
)


def softened(values: Floats) -> Scale:
    """log(1 + y / mean), which bears zeros; the plain scale for series that go below zero.

    `values` are those known before the first origin, so that no origin sees the future.
    """
    mean = float(np.mean(values)) if len(values) else 0.0
    if mean <= 0 or np.any(values < 0):
        return PLAIN
    return Scale(
        "softened",
        lambda y: np.log1p(np.maximum(y, 0) / mean),
        lambda z: mean * np.expm1(np.minimum(z, MOST_LOG)),
    )
