"""Simulated p-values, and the number of breaks that they choose."""

from collections.abc import Iterator

import numpy as np
import pytest

from dashboard_app.stats.monte_carlo import monte_carlo_p
from dashboard_app.stats.sequential_breaks import number_of_breaks


@pytest.mark.parametrize(("observed", "p"), [(0.0, 1.0), (50.0, 0.5), (98.0, 0.02), (99.0, 0.01)])
def test_the_observed_statistic_counts_among_the_simulated(observed: float, p: float) -> None:
    assert monte_carlo_p(observed, np.arange(99.0)) == pytest.approx(p)


def test_breaks_are_counted_up_to_the_first_test_that_does_not_reject() -> None:
    assert number_of_breaks([0.01, 0.05, 0.06, 0.01]) == 2
    assert number_of_breaks([0.2]) == 0
    assert number_of_breaks([0.01, 0.01]) == 2


def test_no_test_is_computed_after_it() -> None:
    def costly() -> Iterator[float]:
        yield 0.01
        yield 0.5
        raise AssertionError("a third test was asked for")

    assert number_of_breaks(costly()) == 1
