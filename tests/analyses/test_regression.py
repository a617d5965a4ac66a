"""Regression: the published fit of the cars, and intervals that trends do not fool."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
from statsmodels.tsa.stattools import coint

from dashboard_app.analyses import regression
from dashboard_app.analyses.regression.checks import cointegration
from dashboard_app.analyses.regression.compute import Regression
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.figures.look import LIGHT
from dashboard_app.params import Choices, parse
from dashboard_app.words import speak
from trials.published import CARS_DIST, CARS_SPEED, panel_of, series_of
from trials.published_more import (
    LONGLEY_POPULATION,
    LONGLEY_YEAR,
    NORRIS_X,
    NORRIS_Y,
)

CARS = panel_of(series_of(CARS_SPEED), series_of(CARS_DIST, source="crossref"))


def ask(panel: Panel, **raw: str) -> Regression:
    given = {name: (value,) for name, value in raw.items()}
    params = parse(regression.ANALYSIS.params, given, Choices(panel.tools, SOURCE_IDS))
    return regression.ANALYSIS.compute(panel, params, silent)


def of(x: np.ndarray, y: np.ndarray, **raw: str) -> Regression:
    return ask(panel_of(series_of(x), series_of(y, source="crossref")), **raw)


def test_cars_as_in_r() -> None:
    """R 4.2: lm(dist ~ speed), sandwich::NeweyWest(lag = 3, prewhite = FALSE), predict."""
    result = ask(CARS, degree="1", lag="3")
    assert result.term__estimate == pytest.approx([-17.5791, 3.93241], abs=6e-5)
    assert result.term__error == pytest.approx([6.4940, 0.49306], abs=6e-5)
    at = int(np.flatnonzero(result.point__x == 15)[0])
    assert result.point__fit[at] == pytest.approx(41.407, abs=6e-4)
    assert result.point__prediction_low[at] == pytest.approx(10.175, abs=6e-4)
    assert result.point__prediction_high[at] == pytest.approx(72.639, abs=6e-4)


def test_the_textbooks_band_of_the_curve_as_in_r() -> None:
    """R 4.2: predict(lm(dist ~ speed), data.frame(speed = 15), interval = "confidence")."""
    result = ask(CARS, degree="1")
    at = int(np.flatnonzero(result.point__x == 15)[0])
    assert result.point__mean_low_independent[at] == pytest.approx(37.0211522, abs=5e-8)
    assert result.point__mean_high_independent[at] == pytest.approx(45.7929208, abs=5e-8)


def test_norris_is_certified() -> None:
    """NIST StRD, Norris: certified estimates, their standard deviations, the residual one."""
    result = of(np.array(NORRIS_X), np.array(NORRIS_Y), degree="1")
    estimates = [-0.262323073774029, 1.00211681802045]
    errors = [0.232818234301152, 0.429796848199937e-3]
    assert result.term__estimate == pytest.approx(estimates, rel=1e-12)
    assert result.term__error_independent == pytest.approx(errors, rel=1e-12)
    assert result.residual_error == pytest.approx(0.884796396144373, rel=1e-12)
    assert result.r2 == pytest.approx(0.999993745883712, rel=1e-14)


def test_powers_of_years_keep_their_digits() -> None:
    """Powers of 1947 to 1962 all but coincide; exact arithmetic, in fractions, knows the answer."""
    result = of(np.array(LONGLEY_YEAR), np.array(LONGLEY_POPULATION), degree="2", lag="3")
    estimates, errors = _in_fractions(LONGLEY_YEAR, LONGLEY_POPULATION, degree=2, lag=3)
    assert result.term__estimate == pytest.approx(estimates, rel=1e-9)
    assert result.term__error == pytest.approx(errors, rel=1e-9)


def _in_fractions(
    x: Sequence[float], y: Sequence[float], degree: int, lag: int
) -> tuple[list[float], list[float]]:
    """Least squares and Newey and West's errors without rounding."""
    design = np.array([[Fraction(one) ** k for k in range(degree + 1)] for one in x])
    target = np.array([Fraction(one) for one in y])
    inverse = _inverse(design.T @ design)
    beta = inverse @ design.T @ target
    scores = design * (target - design @ beta)[:, None]
    middle = scores.T @ scores
    for gap in range(1, lag + 1):
        product = scores[gap:].T @ scores[:-gap]
        middle = middle + Fraction(lag + 1 - gap, lag + 1) * (product + product.T)
    variances = np.diag(inverse @ middle @ inverse)
    return [float(one) for one in beta], [float(one) ** 0.5 for one in variances]


def _inverse(matrix: np.ndarray) -> np.ndarray:
    """Gauss and Jordan, for fractions."""
    size = len(matrix)
    unit = np.array([[Fraction(int(i == j)) for j in range(size)] for i in range(size)])
    rows = np.hstack([matrix, unit])
    for pivot in range(size):
        rows[pivot] = rows[pivot] / rows[pivot, pivot]
        for other in set(range(size)) - {pivot}:
            rows[other] = rows[other] - rows[other, pivot] * rows[pivot]
    return rows[:, size:]


def test_two_tools_of_one_source() -> None:
    panel = panel_of(series_of(CARS_SPEED, tool="Speed"), series_of(CARS_DIST, tool="Distance"))
    result = ask(panel, tool="Speed", y_tool="Distance", degree="1")
    assert (result.tool, result.y_tool) == ("Speed", "Distance")
    assert (result.x_source, result.y_source) == ("google_trends", "google_trends")
    assert result.term__estimate == pytest.approx([-17.5791, 3.93241], abs=6e-5)
    sentence = regression.ANALYSIS.tell(result, speak("en", regression.ANALYSIS.folder))
    assert "Speed (x)" in sentence
    assert "Distance (y)" in sentence


def test_two_tools_that_share_no_source() -> None:
    panel = panel_of(
        series_of(CARS_SPEED, tool="Speed"),
        series_of(CARS_DIST, tool="Distance", source="crossref"),
    )
    result = ask(panel, tool="Speed", y_tool="Distance")
    assert (result.x_source, result.y_source) == ("google_trends", "crossref")
    with pytest.raises(CannotAnalyse, match="no_series"):
        ask(panel, tool="Speed", y_tool="Distance", y_source="google_trends")


def test_each_degree_is_numpys_polynomial() -> None:
    for degree in (1, 2, 3, 4):
        result = ask(CARS, degree=str(degree))
        expected = np.polynomial.Polynomial.fit(CARS_SPEED, CARS_DIST, degree).convert().coef
        assert result.term__power.tolist() == list(range(degree + 1))
        assert result.term__estimate == pytest.approx(expected, rel=1e-6)


def test_equation_has_every_term() -> None:
    result = ask(CARS, degree="3")
    sentence = regression.ANALYSIS.tell(result, speak("en", regression.ANALYSIS.folder))
    for variable in (" x ", " x²", " x³"):
        assert variable in sentence.replace(";", " ")


def test_degree_is_the_one_that_made_the_data() -> None:
    random = np.random.default_rng(3)
    x = random.uniform(0, 100, 120)
    straight = of(x, 3 + 0.5 * x + random.normal(0, 5, 120))
    curved = of(x, 0.02 * (x - 50) ** 2 + random.normal(0, 5, 120))
    assert (straight.degree, curved.degree) == (1, 2)


def test_two_random_walks_are_not_taken_for_a_relation() -> None:
    """Granger and Newbold: ordinary intervals exclude zero in three of four such pairs."""
    random = np.random.default_rng(1974)
    fooled = robust = 0
    for _ in range(40):
        x, y = np.cumsum(random.normal(size=(2, 120)), axis=1)
        result = of(x, y, degree="1", lag="0")
        fooled += bool(abs(result.term__estimate[1]) > 2 * result.term__error[1])
        robust += bool(result.term__low[1] > 0 or result.term__high[1] < 0)
    assert fooled >= 24
    assert robust <= 5


def test_a_curve_less_sure_than_an_observation_is_told() -> None:
    random = np.random.default_rng(6)
    x, y = np.cumsum(random.normal(size=(2, 60)), axis=1)
    words = speak("en", regression.ANALYSIS.folder)
    told = [regression.ANALYSIS.tell(one, words) for one in (of(x, y, degree="1"), ask(CARS))]
    assert "it is wider than that of one more observation" in told[0]
    assert "it is wider than that of one more observation" not in told[1]


def test_a_wide_band_of_the_curve_leaves_the_points_their_room() -> None:
    random = np.random.default_rng(6)
    x, y = np.cumsum(random.normal(size=(2, 60)), axis=1)
    result = of(x, y, degree="1")
    figure = regression.ANALYSIS.draw(result, speak("en", regression.ANALYSIS.folder), LIGHT)
    low, high = figure.layout.yaxis.range
    assert low < min(result.point__y.min(), result.curve__prediction_low.min())
    assert high > max(result.point__y.max(), result.curve__prediction_high.max())
    assert high < result.curve__mean_high.max()


def test_cointegration_is_engle_and_grangers() -> None:
    random = np.random.default_rng(4)
    x = np.cumsum(random.normal(size=100))
    apart, together = np.cumsum(random.normal(size=100)), 2 * x + random.normal(size=100)
    for y in (apart, together):
        expected = coint(y, x, maxlag=12, autolag="bic")[1]
        assert cointegration(x, y) == pytest.approx(expected, rel=1e-9)
    assert cointegration(x, together) < 0.01


def test_sources_meet_at_the_coarser_cadence() -> None:
    months = series_of(np.arange(240.0))
    years = series_of(np.arange(20.0) ** 1.1, "2004-01", "google_books")
    result = ask(panel_of(months, years))
    assert (result.cadence, result.n) == ("yearly", 20)
    assert result.point__x[0] == pytest.approx(5.5)


def test_units_far_apart_do_not_matter() -> None:
    """A relative frequency of some 1e-9 beside an index of 0 to 100."""
    tiny = of(np.array(CARS_SPEED), 1e-11 * np.array(CARS_DIST), degree="1")
    usual = of(np.array(CARS_SPEED), np.array(CARS_DIST), degree="1")
    assert tiny.form__name.tolist() == usual.form__name.tolist()
    assert tiny.form__p == pytest.approx(usual.form__p)
    assert tiny.cointegration_p == pytest.approx(usual.cointegration_p)


def test_an_exact_relation_has_no_error() -> None:
    steps = np.repeat([0.0, 5.0], 60)
    result = of(steps, 2 * steps + 1, degree="1")
    assert result.term__estimate == pytest.approx([1, 2])
    assert result.term__error == pytest.approx([0, 0], abs=1e-12)
    assert result.r2 == pytest.approx(1)


def test_degree_beyond_the_observations_is_refused() -> None:
    few = np.array([3.0, 1, 4, 1, 5, 9, 2, 6])
    with pytest.raises(CannotAnalyse, match="degree"):
        of(few, few[::-1], degree="4")


def test_one_source_alone_is_refused() -> None:
    with pytest.raises(CannotAnalyse, match="one_source"):
        ask(panel_of(series_of(CARS_SPEED)))
    with pytest.raises(CannotAnalyse, match="same_source"):
        ask(CARS, x_source="crossref", y_source="crossref")
