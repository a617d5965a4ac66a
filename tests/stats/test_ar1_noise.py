"""Simulated autoregressive noise: its variance, its autocorrelation, its shape."""

import numpy as np
import pytest

from dashboard_app.stats.ar1_noise import ar1_noise


@pytest.mark.parametrize("phi", [-0.4, 0.0, 0.8])
def test_noise_is_stationary_from_its_first_value(phi: float) -> None:
    rows = ar1_noise(phi, (20_000, 3), 100, np.random.default_rng(4))
    variance = 1 / (1 - phi**2)
    assert rows.var(axis=0) == pytest.approx(np.full(3, variance), rel=0.05)
    assert np.mean(rows[:, 0] * rows[:, 1]) == pytest.approx(phi * variance, abs=0.05 * variance)


def test_a_walk_has_gone_on_for_as_long_as_it_warmed_up() -> None:
    walks = ar1_noise(1.0, (5000, 1), 99, np.random.default_rng(5))
    assert walks.var() == pytest.approx(100, rel=0.1)


def test_one_series_is_the_first_row_of_one() -> None:
    one = ar1_noise(0.5, 7, 10, np.random.default_rng(6))
    rows = ar1_noise(0.5, (1, 7), 10, np.random.default_rng(6))
    assert one.shape == (7,)
    assert one.tolist() == rows[0].tolist()
