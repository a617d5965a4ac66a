"""Critical values of tests of wandering: few walks fall below, and long series know the tables."""

from typing import get_args

import numpy as np
import pytest
from statsmodels.tsa.adfvalues import mackinnoncrit

from dashboard_app.stats.unit_root import TERMS, Around, dickey_fuller
from dashboard_app.stats.unit_root_sizes import (
    DICKEY_FULLER,
    ZIVOT_ANDREWS,
    dickey_fuller_below,
    zivot_andrews_below,
)
from dashboard_app.stats.zivot_andrews import POINTS, SHARES, zivot_and_andrews


@pytest.mark.parametrize("around", get_args(Around))
@pytest.mark.parametrize("n", [33, 80])
def test_few_walks_fall_below(n: int, around: Around) -> None:
    random = np.random.default_rng(2010 + n)
    below = np.zeros(2)
    for _ in range(300):
        walk = random.standard_normal(n).cumsum()
        test = dickey_fuller(walk, around)
        broken = zivot_and_andrews(walk, test.lags)
        below += [
            test.statistic < dickey_fuller_below(n, around),
            broken.statistic < zivot_andrews_below(n, "both"),
        ]
    # Three standard errors of 300 walks above 5 and 2.5 %.
    assert below[0] <= 26
    assert below[1] <= 15


def test_long_series_know_the_published_points() -> None:
    for around in DICKEY_FULLER:
        published = mackinnoncrit(1, TERMS[around])[1]
        assert dickey_fuller_below(10**9, around) == pytest.approx(published, abs=0.005)
    for model in ZIVOT_ANDREWS:
        published = POINTS[model][SHARES == 0.025][0]
        assert zivot_andrews_below(10**9, model) == pytest.approx(published)


def test_shorter_series_must_fall_further() -> None:
    for points in (*DICKEY_FULLER.values(), *ZIVOT_ANDREWS.values()):
        assert (np.diff(points) >= 0).all()
