"""The periodogram: R's ordinates, the lynx's ten years, and few cycles found in noise."""

import numpy as np
import pytest

from dashboard_app.analyses import periodogram
from dashboard_app.analyses.periodogram.compute import Periodogram
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, parse
from dashboard_app.stats.ar1_noise import ar1_noise
from dashboard_app.stats.spectrum import even_spectrum, uneven_spectrum
from dashboard_app.words import speak
from trials.published import LYNX, panel_of, series_of, survey_months
from trials.published_more import UK_GAS


def ask(panel: Panel, **raw: str) -> Periodogram:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(periodogram.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return periodogram.ANALYSIS.compute(panel, params, silent)


def test_log_lynx_as_in_r() -> None:
    # R 4.2: spec.pgram(log10(lynx), detrend = TRUE, taper = 0); ar(log10(lynx))$order
    panel = panel_of(series_of(LYNX, "1821-01", "google_books"))
    result = ask(panel, transform="log10", taper="0")
    assert result.highest__period[:2] == pytest.approx([10.0, 120 / 13])
    assert result.highest__ordinate[:2] == pytest.approx([5.688, 4.859], abs=5e-4)
    assert result.ar_order == 11
    assert result.period_unit == "years"
    assert result.cycle__period[0] == pytest.approx(10.0)
    sentence = periodogram.ANALYSIS.tell(result, speak("es", periodogram.ANALYSIS.folder))
    assert "10,0 años" in sentence
    assert "n = 114" in sentence


def test_quarters_as_in_r() -> None:
    # R 4.2: spec.pgram(UKgas, taper = 0), whose unit of time is the year; ar(UKgas)$order
    months = np.datetime64("1960-01", "M") + 3 * np.arange(len(UK_GAS))
    result = ask(panel_of(series_of(np.array(UK_GAS), months=months)), taper="0")
    assert result.filled == 0
    assert result.highest__period[0] == pytest.approx(12.0)
    assert result.highest__period_years[:3] == pytest.approx([1.0, 1.0384615385, 0.9642857143])
    expected = [210642.3094371, 55058.7026075, 49872.8539485]
    assert result.highest__ordinate_years[:3] == pytest.approx(expected, rel=1e-9)
    assert result.ar_order == 6


def test_a_straight_line_has_no_cycles() -> None:
    with pytest.raises(CannotAnalyse, match="straight"):
        ask(panel_of(series_of(3 + 0.1 * np.arange(120.0))))


def test_ordinates_sum_to_the_variance() -> None:
    # Parseval: a length of factors 2, 3 and 5 needs no padding.
    random = np.random.default_rng(31)
    values = random.standard_normal(120)
    result = ask(panel_of(series_of(values)), detrend="mean", taper="0")
    twice = 2 * result.spectrum__ordinate[:-1].sum() + result.spectrum__ordinate[-1]
    assert twice == pytest.approx(((values - values.mean()) ** 2).sum())


@pytest.mark.parametrize("strength", [0.0, 0.6, 0.9, 1.0])
@pytest.mark.parametrize("n", [60, 240])
def test_few_false_alarms_in_even_noise(strength: float, n: int) -> None:
    random = np.random.default_rng(32)
    alarms = 0
    for _ in range(150):
        noise = ar1_noise(strength, n, 100, random)
        spectrum = even_spectrum(noise, True, 0.1, 200)
        alarms += spectrum.p[spectrum.tested].min() < 0.05
    # 6 % and two standard errors of 150 trials.
    assert alarms / 150 <= 0.06 + 0.04


@pytest.mark.parametrize("walk", [False, True])
def test_few_false_alarms_in_surveys(walk: bool) -> None:
    random = np.random.default_rng(33)
    years = survey_months(13).astype("datetime64[Y]").astype(float)
    gaps = np.sqrt(np.diff(years, prepend=years[0] - 1))
    alarms = 0
    for _ in range(100):
        shocks = random.standard_normal(13)
        noise = np.cumsum(gaps * shocks) if walk else shocks
        alarms += uneven_spectrum(years, noise, True, 200).p.min() < 0.05
    assert alarms / 100 <= 0.06 + 0.05


def test_a_cycle_of_surveys_is_found_by_lomb_and_scargle() -> None:
    years = survey_months(13).astype("datetime64[Y]").astype(float)
    wave = 50 + 20 * np.sin(2 * np.pi * years / 9)
    result = ask(panel_of(series_of(wave, source="bain_usability")))
    assert result.method == "lomb_scargle"
    assert result.cycle__period[0] == pytest.approx(9, abs=1)


def test_the_season_is_called_by_its_name() -> None:
    random = np.random.default_rng(34)
    wave = 5 * np.sin(2 * np.pi * np.arange(240) / 12) + random.standard_normal(240)
    result = ask(panel_of(series_of(wave)))
    sentence = periodogram.ANALYSIS.tell(result, speak("en", periodogram.ANALYSIS.folder))
    assert result.cycle__period[0] == pytest.approx(12)
    assert "are the season" in sentence


@pytest.mark.parametrize(("source", "n"), [("google_trends", 39), ("bain_usability", 9)])
def test_too_little_is_refused(source: str, n: int) -> None:
    with pytest.raises(CannotAnalyse, match="too_short"):
        ask(panel_of(series_of(np.arange(n) % 5, source=source)))
