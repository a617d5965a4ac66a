"""The doubt about components is as large as it should be where the series remember."""

import numpy as np
import pytest

from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.stats.components import components, resampled

SHARED = 0.6


def sharing(n: int, memory: float, random: np.random.Generator) -> np.ndarray:
    """Four columns of which each has 0.6 of its variance from a common one."""
    paths = ar1_noise(memory, (5, n), 200, random)
    return np.asarray(np.sqrt(SHARED) * paths[:1] + np.sqrt(1 - SHARED) * paths[1:]).T


@pytest.mark.parametrize("memory", [0.0, 0.8, 0.95])
def test_interval_of_the_first_share_holds_it(memory: float) -> None:
    # Correlations of 0.6 among four columns: the first eigenvalue is 1 + 3 * 0.6 of 4.
    truth = (1 + 3 * SHARED) / 4
    random = np.random.default_rng(1901)
    held = 0
    for _ in range(100):
        values = sharing(73, memory, random)
        found = resampled(values, components(values), 99, random)
        low, high = np.quantile(found.shares[:, 0], [0.025, 0.975])
        held += low <= truth <= high
    assert held >= 88


def test_a_column_that_hardly_differs_leaves_its_component_at_rest() -> None:
    random = np.random.default_rng(2)
    values = sharing(40, 0.5, random)
    values[:, 1] = values[:, 0]
    found = resampled(values, components(values), 20, random)
    assert np.isfinite(found.shares).all()
    assert found.shares[:, -1] == pytest.approx(0.0, abs=1e-9)
