"""Stationarity: published statistics, and verdicts on series of known make."""

from collections import Counter

import numpy as np
import pytest
from statsmodels.datasets import macrodata

from dashboard_app.analyses import stationarity
from dashboard_app.analyses.stationarity.compute import Stationarity, verdict
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, parse
from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.words import speak
from trials.published import panel_of, series_of
from trials.published_more import REAL_GNP


def ask(panel: Panel, **raw: str) -> Stationarity:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(stationarity.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return stationarity.ANALYSIS.compute(panel, params, silent)


def test_kpss_of_gross_product_with_three_lags() -> None:
    product = macrodata.load_pandas().data.realgdp.to_numpy()
    result = ask(panel_of(series_of(product, "1959-01")), kpss_lags="3")
    assert result.kpss_level == pytest.approx(5.0169, abs=5e-5)
    assert result.kpss_line == pytest.approx(1.1828, abs=5e-5)
    assert result.test__lags[1] == 3
    assert result.verdict == "wanders"


@pytest.mark.parametrize("lags", [0, 3])
def test_dickey_fuller_takes_the_lags_that_are_given(lags: int) -> None:
    """The t statistic of the last level in a regression of the change, done by hand."""
    product = macrodata.load_pandas().data.realgdp.to_numpy()
    change = np.diff(product)
    rows = len(change) - lags
    past = [change[lags - k : lags - k + rows] for k in range(1, lags + 1)]
    design = np.column_stack([product[lags:-1], np.ones(rows), np.arange(rows), *past])
    slope, *_ = np.linalg.lstsq(design, change[lags:], rcond=None)
    left = change[lags:] - design @ slope
    variance = left @ left / (rows - design.shape[1]) * np.linalg.inv(design.T @ design)[0, 0]
    result = ask(panel_of(series_of(product, "1959-01")), adf_lags=str(lags))
    assert result.test__lags[0] == lags
    assert result.test__statistic[0] == pytest.approx(slope[0] / np.sqrt(variance), rel=1e-6)


def test_quarters_stand_at_quarters() -> None:
    """A quarterly series given as a row a quarter is no monthly one with gaps."""
    product = macrodata.load_pandas().data.realgdp.to_numpy()
    quarters = np.datetime64("1959-01", "M") + 3 * np.arange(len(product))
    result = ask(panel_of(series_of(product, months=quarters)), kpss_lags="3")
    assert (result.n, result.filled) == (203, 0)
    assert result.kpss_level == pytest.approx(5.0169, abs=5e-5)


def made(strength: float, random: np.random.Generator, n: int = 240) -> np.ndarray:
    return ar1_noise(strength, n, 100, random)


def verdicts(strength: float, trials: int = 40) -> Counter[str]:
    random = np.random.default_rng(41)
    return Counter(ask(panel_of(series_of(made(strength, random)))).verdict for _ in range(trials))


def test_random_walks_wander_and_white_noise_settles() -> None:
    walks, noise = verdicts(1.0), verdicts(0.0)
    assert walks["wanders"] >= 28
    assert walks["settles"] + walks["settles_with_break"] <= 6
    assert noise["settles"] >= 34
    assert noise["wanders"] == 0


def test_a_break_is_told_from_wandering_and_dated() -> None:
    random = np.random.default_rng(42)
    values = made(0.5, random)
    values[120:] += 8
    result = ask(panel_of(series_of(values)), around="level")
    assert result.verdict == "settles_with_break"
    # January 2014 is the 121st month.
    distance = (result.break_month - np.datetime64("2014-01")).astype(int)
    assert abs(distance) <= 2
    sentence = stationarity.ANALYSIS.tell(result, speak("es", stationarity.ANALYSIS.folder))
    assert "se quiebra hacia" in sentence


def test_a_short_walk_that_only_long_tables_reject_is_told_so() -> None:
    random = np.random.default_rng(44)
    for _ in range(200):
        result = ask(panel_of(series_of(random.standard_normal(30).cumsum())))
        if result.test__p[0] < 0.05 and not result.test__rejects[0]:
            break
    assert result.test__statistic[0] > result.test__critical[0]
    assert result.verdict not in ("settles", "mixed")
    sentence = stationarity.ANALYSIS.tell(result, speak("en", stationarity.ANALYSIS.folder))
    assert "At this length the statistic of Dickey–Fuller" in sentence
    assert "would have to fall below -4.15 to reject" in sentence.replace("−", "-")


def test_each_combination_of_tests_has_a_verdict_in_words() -> None:
    found = {
        verdict(adf, kpss, broken)
        for adf in (True, False)
        for kpss in (True, False)
        for broken in (True, False)
    }
    known = set(speak("en", stationarity.ANALYSIS.folder).phrases)
    assert {f"verdict_{name}" for name in found} <= known
    assert len(found) == 5


def test_a_series_that_repeats_itself_exactly_is_borne() -> None:
    result = ask(panel_of(series_of(np.sin(np.arange(120) * 2 * np.pi / 12))))
    assert np.isfinite(result.test__statistic).all()


def test_memory_is_found_with_its_range() -> None:
    random = np.random.default_rng(43)
    result = ask(panel_of(series_of(made(0.8, random, 480))))
    assert result.memory_low < 0.8 < result.memory_high
    assert result.memory_high - result.memory_low < 0.25


@pytest.mark.parametrize(
    ("source", "n", "reason"),
    [("google_trends", 29, "too_short"), ("bain_usability", 13, "uneven")],
)
def test_what_the_tests_cannot_bear_is_refused(source: str, n: int, reason: str) -> None:
    with pytest.raises(CannotAnalyse, match=reason):
        ask(panel_of(series_of(np.arange(n) % 7, source=source)))


def test_a_straight_line_leaves_nothing_to_test() -> None:
    with pytest.raises(CannotAnalyse, match="straight"):
        ask(panel_of(series_of(200 - 1.5 * np.arange(120))))


def test_a_probability_at_the_end_of_its_table_is_told_as_a_bound() -> None:
    wandering = np.cumsum(np.random.default_rng(3).normal(size=240))
    result = ask(panel_of(series_of(wandering)), around="level")
    assert result.test__p[1] == 0.01
    assert "KPSS p ≤ 0.010" in stationarity.ANALYSIS.tell(
        result, speak("en", stationarity.ANALYSIS.folder)
    )


def test_dickey_fuller_without_a_constant_as_in_r() -> None:
    """R 4.2, urca: ur.df(log(gnp.r), type = "none", lags = 1) of nporg."""
    gnp = np.log(REAL_GNP)
    result = ask(panel_of(series_of(gnp, "1909-01", "google_books")), adf_lags="1")
    assert result.adf_zero == pytest.approx(2.170708678, abs=5e-10)
