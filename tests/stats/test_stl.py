"""STL without weights beside that of statsmodels, which is another program."""

from math import ceil

import numpy as np
import pytest
from statsmodels.tsa.seasonal import STL

from dashboard_app.stats.stl import decompose


@pytest.mark.parametrize(
    ("n", "period", "window", "trend"), [(60, 12, 13, 23), (241, 12, 7, 31), (73, 4, 7, 9)]
)
def test_it_is_that_of_statsmodels(n: int, period: int, window: int, trend: int) -> None:
    values = np.random.default_rng(n).normal(size=n).cumsum() + 3 * np.sin(np.arange(n))
    low_pass = period + 1 - period % 2
    other = STL(
        values, period=period, seasonal=window, trend=trend, low_pass=low_pass, seasonal_deg=0,
        seasonal_jump=ceil(window / 10), trend_jump=ceil(trend / 10),
        low_pass_jump=ceil(low_pass / 10),
    ).fit(inner_iter=2, outer_iter=0)  # fmt: skip
    ours = decompose(values, window, False, period, trend)
    assert ours.seasonal == pytest.approx(other.seasonal, abs=1e-10)
    assert ours.trend == pytest.approx(other.trend, abs=1e-10)
