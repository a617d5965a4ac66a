"""Intervals of the dates of breaks hold the date where the noise remembers."""

import numpy as np
import pytest

from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.stats.bai_perron import partitions
from dashboard_app.stats.break_dates import bootstrapped_dates


def shifted(n: int, memory: float, height: float, random: np.random.Generator) -> np.ndarray:
    noise = ar1_noise(memory, n, 300, random)
    step = height / np.sqrt(1 - min(memory, 0.95) ** 2)
    return np.asarray(noise + step * (np.arange(n) >= n // 2))


# Bai's intervals, long-run variance and all, held 91, 80 and 73 % of these dates.
@pytest.mark.parametrize(
    ("n", "memory", "height"), [(30, 0.0, 1.5), (240, 0.8, 1.5), (240, 1.0, 3.0)]
)
def test_interval_holds_the_date(n: int, memory: float, height: float) -> None:
    random = np.random.default_rng(1997)
    held = 0
    for _ in range(100):
        values = shifted(n, memory, height, random)
        one = partitions(values, int(0.15 * n), 1)[1]
        low, high = bootstrapped_dates(values, one, int(0.15 * n), 99, random)
        held += low[0] <= n // 2 - 1 <= high[0]
    # Three standard errors of 100 trials below 95 %.
    assert held >= 88


def test_interval_is_narrow_where_the_shift_is_large() -> None:
    random = np.random.default_rng(3)
    values = shifted(120, 0.0, 8.0, random)
    one = partitions(values, 18, 1)[1]
    low, high = bootstrapped_dates(values, one, 18, 199, random)
    assert one.breaks.tolist() == [59]
    assert high[0] - low[0] <= 1


def test_each_date_stays_between_its_neighbours() -> None:
    random = np.random.default_rng(4)
    values = np.repeat([0.0, 1.5, 0.0], 40) + random.standard_normal(120)
    two = partitions(values, 18, 2)[2]
    low, high = bootstrapped_dates(values, two, 18, 199, random)
    first, second = two.breaks
    assert 17 <= low[0] <= first <= high[0] < second
    assert first < low[1] <= second <= high[1] <= 101


def test_steps_without_noise_leave_no_doubt() -> None:
    values = np.repeat([1.0, 5.0], 30)
    one = partitions(values, 9, 1)[1]
    low, high = bootstrapped_dates(values, one, 9, 99, np.random.default_rng(5))
    assert (low.tolist(), high.tolist()) == ([29], [29])
