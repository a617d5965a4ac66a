"""Intervals of a line with AR(1) errors cover what they promise."""

import numpy as np
import pytest

from dashboard_app.stats.ar1_line import fit_line
from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.stats.bootstrap import block_indices, block_length


@pytest.mark.parametrize(("n", "phi"), [(13, 0.0), (13, 0.8), (13, 0.95), (60, 0.8), (240, 0.9)])
def test_interval_of_the_mean_covers(n: int, phi: float) -> None:
    random = np.random.default_rng(11)
    covered = 0
    for _ in range(200):
        series = ar1_noise(phi, n, 200, random) + 0.1 * np.arange(n)
        truth = 0.1 * (n - 1) / 2
        low, high = fit_line(series).mean_interval(float(series.mean()), 300, random)
        covered += low <= truth <= high
    # Three standard errors of 200 trials around 95 %.
    assert 0.90 <= covered / 200 <= 0.996


@pytest.mark.parametrize(("n", "phi"), [(13, 0.95), (20, 0.3), (60, 1.0), (120, 0.8)])
def test_interval_of_the_slope_covers(n: int, phi: float) -> None:
    random = np.random.default_rng(12)
    covered = 0
    for _ in range(200):
        series = ar1_noise(phi, n, 200, random) + 0.05 * np.arange(n)
        low, high = fit_line(series).interval(1, 300, random)
        covered += low <= 0.05 <= high
    assert 0.90 <= covered / 200 <= 0.996


@pytest.mark.parametrize(("n", "phi"), [(13, 0.95), (120, 1.0)])
def test_a_memory_is_not_called_a_sure_trend(n: int, phi: float) -> None:
    random = np.random.default_rng(16)
    sure = sum(fit_line(ar1_noise(phi, n, 200, random)).p_of_zero(1) <= 0.05 for _ in range(300))
    # 6 % and three standard errors.
    assert sure / 300 <= 0.10


def test_memory_is_found() -> None:
    random = np.random.default_rng(13)
    assert fit_line(ar1_noise(0.7, 500, 200, random)).memory == pytest.approx(0.7, abs=0.1)
    assert fit_line(ar1_noise(0.0, 500, 200, random)).memory == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize(("n", "phi"), [(30, 0.5), (240, 0.8)])
def test_range_of_the_memory_holds_it(n: int, phi: float) -> None:
    random = np.random.default_rng(15)
    held = 0
    for _ in range(200):
        low, high = fit_line(ar1_noise(phi, n, 200, random), sloped=False).memory_range()
        held += low <= phi <= high
    assert 0.90 <= held / 200 <= 0.996


def test_blocks_grow_with_memory_and_keep_neighbours() -> None:
    random = np.random.default_rng(14)
    assert block_length(random.standard_normal(400)) <= 5
    assert block_length(ar1_noise(0.9, 400, 200, random)) >= 10
    drawn = block_indices(50, 7, 20, random)
    assert drawn.shape == (20, 50)
    steps = np.diff(drawn[:, :7], axis=1) % 50
    assert (steps == 1).all()
