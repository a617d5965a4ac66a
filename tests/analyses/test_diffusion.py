"""Life cycles: the published fits, known courses told for what they are, wandering for none."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from dashboard_app.analyses import diffusion
from dashboard_app.analyses.diffusion.compute import Diffusion
from dashboard_app.analyses.diffusion.times import times
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS, Cadence
from dashboard_app.params import Choices, parse
from dashboard_app.words import speak
from trials.published import RAT43, VCR, panel_of, series_of


def ask(panel: Panel, **raw: str) -> Diffusion:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(diffusion.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return diffusion.ANALYSIS.compute(panel, params, silent)


def yearly(values: Sequence[float] | np.ndarray) -> Panel:
    return panel_of(series_of(values, "1950-01", "google_books"))


def of(result: Diffusion, model: str, view: str) -> tuple[np.ndarray, np.ndarray, int]:
    """Parameters and errors of one fit, and its row in the table of models."""
    mine = (result.parameter__model == model) & (result.parameter__view == view)
    row = int(np.flatnonzero((result.model__model == model) & (result.model__view == view))[0])
    return result.parameter__value[mine], result.parameter__error[mine], row


@pytest.fixture(scope="module")
def vcr() -> Diffusion:
    return ask(yearly(VCR), rounds="100")


def test_bass_as_in_the_literature(vcr: Diffusion) -> None:
    """nls on the density: m 6.80e4 (3.13e3), p 6.59e-3 (1.43e-3), q 0.638 (0.0414), s 727."""
    values, errors, row = of(vcr, "bass", "rate")
    assert values == pytest.approx([6.80e4, 6.59e-3, 0.638], rel=1e-3)
    assert errors == pytest.approx([3.13e3, 1.43e-3, 0.0414], rel=2e-3)
    assert vcr.model__residual_error[row] == pytest.approx(727, abs=0.5)


def test_richards_as_certified_by_nist() -> None:
    result = ask(yearly(RAT43), rounds="100")
    values, errors, row = of(result, "richards", "level")
    certified = [6.9964151270e02, 5.2771253025e00, 7.5962938329e-01, 1.2792483859e00]
    assert values == pytest.approx(certified, rel=5e-11)
    assert errors == pytest.approx(
        [1.6302297817e01, 2.0828735829e00, 1.9566123451e-01, 6.8761936385e-01], rel=1e-9
    )
    assert result.model__rss[row] == pytest.approx(8.7864049080e03, rel=5e-11)


def test_a_single_wave_that_fell_is_a_fad() -> None:
    random = np.random.default_rng(21)
    t = np.arange(60)
    wave = 90 / np.cosh((t - 25) / 7) ** 2
    result = ask(yearly(np.maximum(wave + random.normal(0, 2, 60), 0)), rounds="100")
    assert result.wandering_p <= 0.05
    assert (result.verdict, result.phase) == ("fad", "decline")
    assert result.verdict_share > 0.9
    peak = int((result.peak.astype("datetime64[M]") - np.datetime64("1950-01", "M")).astype(int))
    assert abs(peak - 25 * 12) <= 12
    assert result.peak_low <= np.datetime64("1975-01", "M") <= result.peak_high


def test_a_second_wave_is_a_cycle() -> None:
    random = np.random.default_rng(22)
    t = np.arange(60)
    waves = 80 / np.cosh((t - 15) / 5) ** 2 + 70 / np.cosh((t - 45) / 5) ** 2
    result = ask(yearly(np.maximum(waves + random.normal(0, 2, 60), 0)), rounds="100")
    assert result.verdict == "cycle"
    assert result.model == "bilogistic"
    # What a second wave adds is not told: noise that remembers makes one too.
    assert np.isnan([result.saturation_low, result.saturation_high]).all()
    said = diffusion.ANALYSIS.tell(result, speak("en", diffusion.ANALYSIS.folder))
    assert "no saturation is told" in said
    assert "Saturation:" not in said


def test_an_s_that_stays_is_neither_and_mature() -> None:
    random = np.random.default_rng(23)
    t = np.arange(60)
    s = 80 / (1 + np.exp(-(t - 25) / 4))
    result = ask(yearly(np.maximum(s + random.normal(0, 2, 60), 0)), rounds="100")
    assert (result.verdict, result.phase) == ("neither", "maturity")
    assert result.view == "level" or result.model == "bilogistic"
    assert result.wandering_p <= 0.05


def test_wandering_is_claimed_for_no_life_cycle() -> None:
    random = np.random.default_rng(24)
    claimed = 0
    for _ in range(3):
        walk = np.cumsum(random.normal(size=50))
        claimed += ask(yearly(walk - walk.min()), rounds="100").verdict != "neither"
    assert claimed <= 1


def test_months_enter_as_years_unless_asked_otherwise() -> None:
    random = np.random.default_rng(25)
    series = series_of(50 + np.linspace(0, 30, 120) + random.normal(0, 2, 120))
    yearly, own = times(series, "auto"), times(series, "own")
    assert (yearly.cadence, yearly.t.tolist()) == (Cadence.YEARLY, list(range(1, 11)))
    assert yearly.values[0] == pytest.approx(series.values[:12].mean())
    assert (own.cadence, len(own.t)) == (Cadence.MONTHLY, 120)


def test_no_change_is_among_the_models(vcr: Diffusion) -> None:
    assert vcr.model__model[-1] == "none"
    # Five blocks of two years, each from the value before it, the first from the one after.
    before = np.repeat([2110.0, 1470, 4000, 10950, 9470], 2)
    errors = np.array(VCR) - before
    assert vcr.model__rmse[-1] == pytest.approx(np.sqrt(np.mean(errors**2)))


def test_sentence_says_how_surely(vcr: Diffusion) -> None:
    for language in ("es", "en"):
        sentence = diffusion.ANALYSIS.tell(vcr, speak(language, diffusion.ANALYSIS.folder))
        assert "n = 10" in sentence
        assert "95 %" in sentence


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ((1950, 1950, 1957), "It peaks in 1950 or before (95 %: 1950 or before to 1957)."),
        ((1957, 1957, 1957), "It peaks in 1957 (95 %: 1957)."),
        ((2031, 1957, 2040), "its peak would come after the data, in 2031 (95 %: 1957 to 2040)."),
    ],
)
def test_a_peak_at_the_ends_of_the_record_is_told_as_such(
    vcr: Diffusion, years: tuple[int, int, int], said: str
) -> None:
    peak, low, high = (np.datetime64(f"{year}-01") for year in years)
    moved = replace(vcr, peak=peak, peak_low=low, peak_high=high)
    assert said in diffusion.ANALYSIS.tell(moved, speak("en", diffusion.ANALYSIS.folder))


@pytest.mark.parametrize("unit", [1e-9, 1e9])
def test_the_unit_of_the_series_does_not_matter(vcr: Diffusion, unit: float) -> None:
    """Relative frequencies are some 1e-9, sales may be 1e9: the same curve in another unit."""
    result = ask(yearly(unit * np.array(VCR)), rounds="100")
    assert (result.model, result.view, result.peak) == (vcr.model, vcr.view, vcr.peak)
    assert result.saturation == pytest.approx(unit * vcr.saturation, rel=1e-4)
    assert result.wandering_p == vcr.wandering_p
    assert result.model__rmse == pytest.approx(unit * vcr.model__rmse, rel=1e-3)
    named = (vcr.parameter__model == "bass") & (vcr.parameter__view == "rate")
    factors = np.array([unit, 1, 1])
    for column in ("parameter__value", "parameter__error"):
        expected = factors * getattr(vcr, column)[named]
        assert getattr(result, column)[named] == pytest.approx(expected, rel=1e-6)


def test_too_few_observations_are_refused() -> None:
    with pytest.raises(CannotAnalyse, match="too_short"):
        ask(yearly(VCR[:7]))
    with pytest.raises(CannotAnalyse, match="empty"):
        ask(yearly([0.0] * 28 + [1.0, 2.0]))
