"""Lagged correlations of unrelated noise are called sure as often as promised, in few dates too."""

import numpy as np
from scipy.stats import norm

from dashboard_app.stats.granger import cross_correlations


def test_one_in_twenty_correlations_of_noise_is_beyond_five_per_cent() -> None:
    random = np.random.default_rng(22)
    pairs = random.standard_normal((2000, 2, 27))
    found = [cross_correlations(first, second, 5) for first, second in pairs]
    p_values = np.array([2 * norm.sf(np.abs(r) / error) for _, r, error in found])
    # With the variance of autocorrelations, n (n + 2), it is more than 6 %.
    assert 0.045 <= np.mean(p_values <= 0.05) <= 0.057
