"""The middle values of R's partial sort: the middle ones, or others near them."""

import numpy as np
import pytest

from dashboard_app.stats.middle_values import middle_values


@pytest.mark.parametrize("n", [1, 3, 11, 49, 101])
def test_the_middle_of_an_odd_number_is_the_median(n: int) -> None:
    values = np.random.default_rng(n).standard_normal(n)
    assert middle_values(values) == (np.median(values), np.median(values))


def test_two_values_stand_where_they_belong() -> None:
    for pair in ([1.0, 2.0], [2.0, 1.0]):
        assert middle_values(np.array(pair)) == (2.0, 1.0)


@pytest.mark.parametrize("n", [12, 40, 72, 240])
def test_the_upper_middle_of_an_even_number_is_right_more_often_than_not(n: int) -> None:
    random = np.random.default_rng(n)
    right = 0
    for _ in range(50):
        values = random.standard_normal(n)
        upper, lower = middle_values(values)
        assert {upper, lower} <= set(values.tolist())
        right += [lower, upper] == np.sort(values)[n // 2 - 1 : n // 2 + 1].tolist()
    assert 25 < right
