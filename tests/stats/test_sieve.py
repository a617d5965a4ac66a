"""Coefficients stray in simulated worlds as far as they do in fact, with and without memory."""

import numpy as np
import pytest

from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.stats.newey_west import least_squares
from dashboard_app.stats.sieve import coefficient_errors


@pytest.mark.parametrize(("n", "memory"), [(13, 0.0), (13, 0.95), (73, 0.8)])
def test_curve_and_slope_are_held_as_often_as_promised(n: int, memory: float) -> None:
    random = np.random.default_rng(21)
    held = np.zeros(2)
    for _ in range(300):
        x, noise = ar1_noise(memory, (2, n), 300, random)
        design = np.column_stack([np.ones(n), x])
        fit = least_squares(design, noise)
        strayed = coefficient_errors(fit, 199, random)
        for place, row in enumerate(([0.0, 1.0], design[n // 2])):
            reach = np.quantile(np.abs(strayed @ row), 0.95)
            held[place] += abs(fit.coefficients @ row) <= reach
    # 92 and 98 %, and two standard errors of 300 trials.
    assert (held / 300 >= 0.888).all()
    assert (held / 300 <= 0.996).all()


def test_a_perfect_fit_does_not_stray() -> None:
    fit = least_squares(np.ones((8, 1)), np.full(8, 2.0))
    assert not coefficient_errors(fit, 10, np.random.default_rng(1)).any()
