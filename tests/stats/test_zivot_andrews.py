"""Zivot and Andrews' test: the values of their table 6, and of R's urca::ur.za."""

import numpy as np
import pytest

from dashboard_app.stats.zivot_andrews import Model, zivot_and_andrews
from trials.published_more import REAL_GNP, REAL_WAGES, STOCK_PRICES


@pytest.mark.parametrize(
    ("values", "first", "model", "lags", "statistic", "last_before"),
    [
        (REAL_GNP, 1909, "level", 8, -5.58, 1929),
        (STOCK_PRICES, 1871, "both", 1, -5.61, 1936),
        (REAL_WAGES, 1900, "both", 8, -4.74, 1940),
    ],
)
def test_their_own_table(
    values: list[float], first: int, model: Model, lags: int, statistic: float, last_before: int
) -> None:
    """Zivot and Andrews (1992), table 6, on the logarithms of Nelson and Plosser's series."""
    found = zivot_and_andrews(np.log(values), lags, model, trim=0.0)
    assert found.statistic == pytest.approx(statistic, abs=0.005)
    assert first + found.at == last_before


@pytest.mark.parametrize(
    ("model", "statistic", "position"),
    [
        ("both", -3.843072016274, 21),
        ("level", -2.774468575558, 21),
        ("slope", -3.46028393518, 29),
    ],
)
def test_as_urca(model: Model, statistic: float, position: int) -> None:
    """R 4.2: ur.za(nporg$gnp.r, model, lag = 2)@teststat and @bpoint."""
    found = zivot_and_andrews(np.array(REAL_GNP), 2, model, trim=0.0)
    assert found.statistic == pytest.approx(statistic, rel=1e-10)
    assert found.at + 1 == position


def test_the_table_gives_the_probability() -> None:
    """-5.08 is the 5 % point of a break in both; -5.58 lies beyond the 1 % point of a level's."""
    assert zivot_and_andrews(np.log(REAL_GNP), 8, "level", 0.0).p == 0.01


def test_trimmed_ends_hold_no_break() -> None:
    values = np.random.default_rng(7).standard_normal(100)
    values[:6] += 20
    assert zivot_and_andrews(values, 1, "level", 0.0).at == 5
    assert zivot_and_andrews(values, 1, "level", 0.15).at >= 15


def test_columns_that_agree_are_no_trouble() -> None:
    """A series that stood still for long has lagged changes that are nearly all zero."""
    values = np.zeros(60)
    values[40:] = np.random.default_rng(8).standard_normal(20)
    assert np.isfinite(zivot_and_andrews(values, 20).statistic)
