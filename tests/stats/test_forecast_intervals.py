"""Calibrated intervals, the plan of a backtest, and the scale of its errors."""

import numpy as np
import pytest

from dashboard_app.stats.conformal import half_widths, known_errors, rehearse
from dashboard_app.stats.mase import naive_scale
from dashboard_app.stats.rolling_origin import errors, plan


def walk_errors(random: np.random.Generator, n: int, horizon: int) -> np.ndarray:
    """Errors of the naive forecast of a random walk from each of n origins, the last unknown."""
    walk = np.cumsum(random.normal(0, 1, n + 1))
    origins = range(1, n + 1)
    rows = [walk[o : o + horizon] - walk[o - 1] for o in origins]
    return np.array([np.pad(row, (0, horizon - len(row)), constant_values=np.nan) for row in rows])


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_intervals_of_a_random_walk_hold_as_often_as_they_say(level: float) -> None:
    random = np.random.default_rng(42)
    held = []
    for _ in range(400):
        made = walk_errors(random, 48, 12)[12:]
        future = np.cumsum(random.normal(0, 1, 12))
        held.append(np.abs(future) <= half_widths(made[:-1], level))
    assert level - 0.02 <= np.mean(held) <= (0.99 if level == 0.95 else 0.9)


def test_half_widths_grow_with_the_step_and_the_level() -> None:
    made = walk_errors(np.random.default_rng(1), 60, 12)[:-1]
    narrow, wide = half_widths(made, 0.8), half_widths(made, 0.95)
    assert np.all(np.diff(narrow) >= 0)
    assert np.all(wide > narrow)


def test_few_errors_give_wide_intervals() -> None:
    random = np.random.default_rng(9)
    many = random.normal(0, 1, (60, 1))
    few = many[:3]
    assert half_widths(few, 0.95)[0] / np.sqrt(np.mean(few**2)) > 2.0 * (
        half_widths(many, 0.95)[0] / np.sqrt(np.mean(many**2))
    )


def test_steps_without_an_error_go_on_growing() -> None:
    made = np.full((4, 6), np.nan)
    made[:, 0], made[:3, 1] = [1, -1, 1, -1], [1.5, -1.5, 1.4]
    widths = half_widths(made, 0.95)
    assert np.isfinite(widths).all()
    assert np.all(np.diff(widths) > 0)


def test_perfect_forecasts_have_intervals_of_no_width() -> None:
    assert half_widths(np.zeros((20, 3)), 0.95) == pytest.approx(np.zeros(3), abs=1e-200)


def test_only_errors_known_at_the_time_are_used() -> None:
    made = np.arange(12, dtype=float).reshape(4, 3)
    known = known_errors(made, (10, 11, 12, 13), 12, 2)
    assert np.nan_to_num(known, nan=-1).tolist() == [[0, 1, -1], [3, -1, -1]]


def test_rehearsed_widths_ignore_what_came_later() -> None:
    made = walk_errors(np.random.default_rng(4), 40, 6)
    origins = tuple(range(1, 41))
    later = made.copy()
    later[30:] *= 1000
    before = rehearse(made, origins, 0.95, 40, 10)[:31]
    np.testing.assert_array_equal(before, rehearse(later, origins, 0.95, 40, 10)[:31])
    assert np.isnan(before[:10]).all()
    assert np.isfinite(before[10:]).all()


def test_plan_ends_with_the_whole_series() -> None:
    laid = plan(100, 12, first=36, window=48, most=20, least=12)
    assert laid.origins == (*range(80, 100), 100)
    assert plan(40, 12, first=36, window=48, most=20, least=12).origins == (36, 37, 38, 39, 40)


def test_errors_are_missing_where_the_future_is() -> None:
    values = np.array([1.0, 2.0, 4.0, 8.0])
    missed = errors(values, np.ones((2, 3)), (2, 4))
    assert np.nan_to_num(missed, nan=-9).tolist() == [[3, 7, -9], [-9, -9, -9]]


def test_scale_is_the_seasonal_naive_error_in_the_sample() -> None:
    values = np.array([1.0, 5.0, 2.0, 9.0, 2.0, 9.0])
    assert naive_scale(values, 2) == pytest.approx((1 + 4 + 0 + 0) / 4)
    assert np.isnan(naive_scale(values[:2], 2))
