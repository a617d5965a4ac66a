"""The models behind a forecast, through its public result: orders asked for, criteria, names."""

import numpy as np
import pytest

from dashboard_app.analyses.forecast import ANALYSIS
from dashboard_app.analyses.forecast.compute import Forecast
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import BadParam, Choices, Value, parse
from dashboard_app.words import speak
from trials.published import AIR_PASSENGERS, panel_of, series_of
from trials.published_models import WWW_USAGE
from trials.published_more import ACCIDENTAL_DEATHS, BJ_LEAD

AIR = panel_of(series_of(AIR_PASSENGERS))
DEATHS = panel_of(series_of(ACCIDENTAL_DEATHS))
USAGE = panel_of(series_of(WWW_USAGE, "1901-01", "google_books"))


def asked(panel: Panel, **raw: str) -> dict[str, Value]:
    given = {name: (value,) for name, value in raw.items()}
    return parse(ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))


def ask(panel: Panel, **raw: str) -> Forecast:
    return ANALYSIS.compute(panel, asked(panel, **raw), silent)


def test_an_order_that_is_asked_for_is_fitted() -> None:
    """R 4.2: arima(WWWusage, order = c(3,1,0)); AICc and BIC by forecast::Arima."""
    result = ask(USAGE, source="google_books", method="arima", order="3,1,0")
    assert result.model == "ARIMA(3,1,0)"
    assert result.coefficient__value == pytest.approx([1.1513, -0.6612, 0.3407], abs=5e-5)
    assert result.coefficient__error == pytest.approx([0.0950, 0.1353, 0.0941], abs=5e-5)
    assert result.sigma2 == pytest.approx(9.363, abs=5e-4)
    assert result.sigma2_adjusted == pytest.approx(9.656024, rel=1e-5)
    assert result.loglik == pytest.approx(-252.0, abs=5e-3)
    assert result.aic == pytest.approx(511.99, abs=5e-3)
    assert result.aicc == pytest.approx(512.4195, abs=5e-3)
    assert result.bic == pytest.approx(522.3745, abs=5e-3)
    assert result.forecast__value[0] == pytest.approx(219.6608, abs=5e-3)


def test_a_seasonal_order_goes_with_a_plain_one() -> None:
    """R 4.2: arima(USAccDeaths, order = c(0,1,1), seasonal = list(order = c(0,1,1)))."""
    result = ask(DEATHS, method="arima", order="0,1,1", seasonal_order="0,1,1")
    assert result.model == "ARIMA(0,1,1)(0,1,1)[12]"
    assert result.coefficient__value == pytest.approx([-0.4303, -0.5528], abs=1e-4)
    assert result.coefficient__error == pytest.approx([0.1228, 0.1784], abs=1e-4)
    assert result.sigma2 == pytest.approx(99347, rel=1e-4)
    assert result.aic == pytest.approx(856.88, abs=5e-3)
    told = ANALYSIS.tell(result, speak("en", ANALYSIS.folder))
    assert "is ARIMA(0,1,1)(0,1,1)[12] (AICc 857" in told


def test_a_drift_or_no_mean_can_be_asked_for() -> None:
    """R 4.2, forecast 8.20: Arima(BJsales.lead, c(0,1,1), include.drift = TRUE)."""
    lead = panel_of(series_of(BJ_LEAD, "1801-01", "google_books"))
    raw = {"source": "google_books", "method": "arima"}
    result = ask(lead, **raw, order="0,1,1", constant="with")
    assert result.model == "ARIMA(0,1,1) with drift"
    assert result.coefficient__name.tolist() == ["ma1", "drift"]
    assert result.coefficient__value == pytest.approx([-0.47440015, 0.02348354], rel=1e-4)
    assert result.coefficient__error == pytest.approx([0.0639086985, 0.012094645], rel=1e-4)
    assert result.loglik == pytest.approx(-21.4347645, rel=1e-6)
    assert ask(lead, **raw, order="0,2,1", constant="with").model == "ARIMA(0,2,1)"
    assert ask(lead, **raw, order="1,0,0", constant="without").model == (
        "ARIMA(1,0,0) with zero mean"
    )


SAME: list[tuple[dict[str, str], str]] = [
    ({"order": "0,1,0"}, "naive"),
    ({"order": "0,0,0", "seasonal_order": "0,1,0"}, "seasonal_naive"),
]


@pytest.mark.parametrize(("raw", "twin"), SAME, ids=lambda one: str(one))
def test_bands_and_record_of_an_order_are_its_own(raw: dict[str, str], twin: str) -> None:
    """A walk repeats its last value, a seasonal walk its last cycle: the naive forecasts."""
    given, known = ask(DEATHS, method="arima", **raw), ask(DEATHS, method=twin)
    for name in ("forecast__value", "forecast__low_95", "forecast__high_80", "backtest__value"):
        assert getattr(given, name) == pytest.approx(getattr(known, name))
    assert given.mase == pytest.approx(known.mase)
    assert given.coverage_95 == known.coverage_95
    assert given.accuracy__mase[0] == known.accuracy__mase[0]


def test_record_of_a_form_is_its_own() -> None:
    """ETS(A,N,N) forecasts one level for all steps, and learns no trend where there is one."""
    given = ask(USAGE, source="google_books", method="ets", form="ANN")
    searched = ask(USAGE, source="google_books", method="ets")
    for origin in np.unique(given.backtest__origin):
        assert np.ptp(given.backtest__value[given.backtest__origin == origin]) < 1e-9
    assert given.mase > searched.mase
    assert given.step__mae[-1] > searched.step__mae[-1]


def test_a_form_that_the_method_does_not_heed_changes_nothing() -> None:
    plain = ask(USAGE, source="google_books", method="naive")
    result = ask(USAGE, source="google_books", method="naive", form="ANN", order="0,1,1")
    assert result.mase == plain.mase
    assert result.model == "naive"


def test_the_past_is_replayed_where_an_order_has_values_enough() -> None:
    asked_for = ask(USAGE, source="google_books", method="arima", order="12,1,2")
    # 1 is lost to the difference, 14 coefficients and the variance, and 1 more.
    assert asked_for.origins == min(100 - 17, 40)
    short = panel_of(series_of(WWW_USAGE[:40], "1901-01", "google_books"))
    assert ask(short, source="google_books", method="arima", order="12,1,2").origins == 40 - 17


@pytest.mark.parametrize(
    ("order", "seasonal_order"), [("0,2,0", "0,1,0"), ("0,2,1", "2,1,2"), ("12,0,0", "2,0,0")]
)
def test_large_orders_give_numbers_on_noise(order: str, seasonal_order: str) -> None:
    """Three differences of noise explode on the logarithm, and the lags reach back for years."""
    noise = np.exp(np.random.default_rng(1).normal(0, 3, 50))
    raw = {"method": "arima", "log": "natural", "horizon": "36"}
    panel = panel_of(series_of(noise.tolist()))
    result = ask(panel, **raw, order=order, seasonal_order=seasonal_order)
    assert np.isfinite(result.forecast__high_95).all()
    assert np.isfinite(result.mase)


@pytest.mark.parametrize("text", ["3,1,0", "3, 1, 0", "(3,1,0)", "3 1 0"])
def test_an_order_may_be_written_in_several_ways(text: str) -> None:
    assert asked(USAGE, order=text)["order"] == "3,1,0"


@pytest.mark.parametrize("text", ["3", "3,1", "3,1,0,0", "13,0,0", "1,3,0", "a,b,c", "-1,0,0", ","])
def test_a_wrong_order_is_told(text: str) -> None:
    with pytest.raises(BadParam) as caught:
        asked(USAGE, order=text)
    assert caught.value.name == "order"
    assert "3 whole numbers" in caught.value.expected


def test_a_form_that_is_asked_for_is_fitted() -> None:
    """R 4.2, forecast 8.20: ets(AirPassengers, "MAM", damped = FALSE)."""
    result = ask(AIR, method="ets", form="MAM")
    assert result.model == "ETS(M,A,M)"
    assert result.coefficient__name.tolist()[:5] == ["alpha", "beta", "gamma", "l", "b"]
    assert result.coefficient__name.tolist()[5:] == [f"s{place}" for place in range(12)]
    expected = [0.39499685, 0.0107004419, 0.399539202, 122.375426, 1.10736658]
    assert result.coefficient__value[:5] == pytest.approx(expected, rel=1e-4)
    assert result.loglik == pytest.approx(-682.403619, rel=1e-6)
    assert result.aic == pytest.approx(1398.80724, rel=1e-6)
    assert result.sigma2 == pytest.approx(1.58214814e-03, rel=1e-4)
    assert result.forecast__value[0] == pytest.approx(448.973767, rel=1e-4)
    assert result.model__low_95[0] < result.forecast__value[0] < result.model__high_95[0]


def test_a_form_that_does_not_suit_the_series_is_refused() -> None:
    with pytest.raises(CannotAnalyse) as caught:
        ask(USAGE, source="google_books", method="ets", form="ANA")
    assert caught.value.reason == "no_form"
    assert caught.value.facts == {"model": "ETS(A,N,A)"}


def test_a_series_without_a_cycle_has_no_seasonal_order() -> None:
    with pytest.raises(CannotAnalyse) as caught:
        ask(USAGE, source="google_books", method="arima", seasonal_order="0,1,1")
    assert caught.value.reason == "no_season"


def test_too_large_an_order_is_refused() -> None:
    few = panel_of(series_of(WWW_USAGE[:20], "1901-01", "google_books"))
    with pytest.raises(CannotAnalyse) as caught:
        ask(few, source="google_books", method="arima", order="12,1,12")
    assert caught.value.reason == "too_short"


def test_a_model_forecasts_nothing_below_zero_where_nothing_was() -> None:
    random = np.random.default_rng(7)
    falling = 121.5 - 2.0 * np.arange(60) + random.uniform(-0.5, 0.5, 60)
    raw = {"method": "arima", "order": "0,1,1", "constant": "with"}
    result = ask(panel_of(series_of(falling.tolist())), **raw)
    assert result.coefficient__value[-1] == pytest.approx(-2.0, abs=0.1)
    assert result.forecast__value[-1] == 0.0
    assert np.all(result.forecast__low_95 <= result.forecast__value)
