"""Tests of several pairs taken together: a single one stays, and those alike count as few."""

import numpy as np
import pytest
from scipy.stats import chi2, norm

from dashboard_app.stats.granger import cross_correlations
from dashboard_app.stats.pooling import alikeness, combined, mean_error

PAIRS, DATES = 8, 60


def test_a_single_p_stays_as_it_is() -> None:
    for p in (1e-12, 0.0029664, 0.5, 0.99):
        assert combined(np.array([p]), np.array([3.0]), np.eye(1)) == pytest.approx(p, rel=1e-9)


def test_independent_tests_add_their_chi_squares_as_fisher_does() -> None:
    """Fisher (1932): -2 sum log p is a chi-square of 2 degrees for each p."""
    p_values = np.array([0.02, 0.3, 0.8])
    fisher = chi2.sf(-2 * np.log(p_values).sum(), 6)
    assert combined(p_values, np.full(3, 2.0), np.eye(3)) == pytest.approx(fisher, rel=1e-9)


def test_tests_that_are_the_same_count_once() -> None:
    same = np.full(5, 0.03)
    assert combined(same, np.full(5, 4.0), np.ones((5, 5))) == pytest.approx(0.03, rel=1e-9)
    assert combined(same, np.full(5, 4.0), np.eye(5)) < 0.001


@pytest.mark.parametrize("share", [0.0, 0.6])
def test_means_and_sums_of_pairs_that_move_together_alarm_as_promised(share: float) -> None:
    """Pairs of unrelated noise, all first series and all second ones with a common part."""
    random = np.random.default_rng(41)
    means, sums = [], []
    for _ in range(600):
        own = random.standard_normal((2, PAIRS, DATES))
        common = random.standard_normal((2, 1, DATES))
        first, second = np.sqrt(share) * common + np.sqrt(1 - share) * own
        alike = alikeness(first, second)
        found = [cross_correlations(*pair, 3) for pair in zip(first, second, strict=True)]
        r, errors = (np.array([one[part] for one in found]) for part in (1, 2))
        means.append(np.abs(r.mean(axis=0)) > norm.ppf(0.975) * mean_error(errors, alike))
        # Three lags of each pair, as Granger's test has them, are a chi-square of three degrees.
        three = np.sum((r[:, :3] / errors[:, :3]) ** 2, axis=1)
        sums.append(combined(chi2.sf(three, 3), np.full(PAIRS, 3.0), alike) <= 0.05)
    assert 0.042 <= np.mean(means) <= 0.058
    assert 0.032 <= np.mean(sums) <= 0.068


def test_dates_that_pairs_do_not_share_say_nothing_of_their_alikeness() -> None:
    random = np.random.default_rng(42)
    noise = random.standard_normal((2, 1, 40))
    both = np.repeat(noise, 2, axis=1)
    assert alikeness(*both) == pytest.approx(np.ones((2, 2)))
    both[:, 0, :20], both[:, 1, 20:] = np.nan, np.nan
    assert alikeness(*both) == pytest.approx(np.eye(2))
