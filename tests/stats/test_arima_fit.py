"""ARIMA by likelihood: the fits of R's arima, and the models that its auto.arima shows."""

from collections.abc import Sequence

import numpy as np
import pytest

from dashboard_app.stats.forecasting.arima import Order
from dashboard_app.stats.forecasting.arima_fit import NoFit
from dashboard_app.stats.forecasting.arima_states import look_ahead
from dashboard_app.stats.forecasting.arma_likelihood import exact
from dashboard_app.stats.forecasting.stepwise import bare, given, select
from trials.published import AIR_PASSENGERS, LYNX, NILE
from trials.published_models import (
    AUSTRALIANS,
    DISCOVERIES,
    JOHNSON_JOHNSON,
    KINGS,
    LUNG_DEATHS,
    LUTEINIZING_HORMONE,
    NEW_HAVEN,
    SUNSPOTS,
    WWW_USAGE,
)
from trials.published_more import ACCIDENTAL_DEATHS, LAKE_HURON, NOTTINGHAM, UK_GAS

Numbers = Sequence[float] | np.ndarray

# R 4.2.2, stats::arima(order, seasonal), method CSS-ML: coefficients, their standard errors,
# sigma2, log likelihood, and predict(n.ahead = 1).
FITS: list[tuple[str, Numbers, Order, Numbers, Numbers, float, float, float]] = [
    ("WWWusage", WWW_USAGE, Order(3, 1, 0), [1.15134013, -0.66122653, 0.34071276],
     [0.09498448, 0.13526259, 0.09414563], 9.36333855, -251.99699202, 219.66080034),
    ("lh", LUTEINIZING_HORMONE, Order(3, 0, 0, constant=True),
     [0.644796517, -0.063373529, -0.219806192, 2.393127468],
     [0.1393562, 0.1667666, 0.1421103, 0.0962599], 0.178660288, -27.092411066, 2.460180641),
    ("log10(lynx)", np.log10(LYNX), Order(2, 0, 0, constant=True),
     [1.37760537, -0.73987577, 2.90381621], [0.06143940, 0.06119306, 0.05857089],
     0.0510703498, 6.5046595272, 3.382622366),
    ("LakeHuron", LAKE_HURON, Order(2, 0, 0, constant=True),
     [1.04361357, -0.24949765, 579.04732161], [0.09828298, 0.10079220, 0.33187551],
     0.478820623, -103.633222554, 579.789558883),
    ("Nile", NILE, Order(1, 0, 1, constant=True), [0.86107828, -0.51769541, 920.55672665],
     [0.1066634, 0.1908062, 46.6735830], 19891.657544, -637.038789, 800.312608),
    ("USAccDeaths", ACCIDENTAL_DEATHS, Order(0, 1, 1, 0, 1, 1, 12), [-0.43026924, -0.55279127],
     [0.1228027, 0.1783742], 99346.889930, -425.439994, 8336.061266),
    ("log(AirPassengers)", np.log(AIR_PASSENGERS), Order(0, 1, 1, 0, 1, 1, 12),
     [-0.40182802, -0.55694484], [0.08964385, 0.07309968], 1.34803482e-03, 244.699531,
     6.1101857433),
    ("nottem", NOTTINGHAM, Order(1, 0, 0, 2, 1, 0, 12), [0.28560018, -0.85979815, -0.29629687],
     [0.06415328, 0.06389488, 0.06669083], 5.70189387, -526.59234862, 41.09668744),
    ("lynx", LYNX, Order(11, 0, 0, constant=True),
     [1.0184267, -0.57091029, 0.21688944, -0.15841597, -0.0040833970, 0.0059948183, -0.17198302,
      0.20928325, 0.10372237, 0.049248947, -0.11085388, 1569.9991],
     [0.09323996, 0.13358476, 0.14296886, 0.14203028, 0.14220968, 0.14237489, 0.14340045,
      0.14486839, 0.14398565, 0.13389353, 0.09494708, 174.88233244], 599150.312006,
     -921.693368, 3217.753404),
]  # fmt: skip

# R 4.2.2, forecast 8.20, auto.arima with its defaults: the model, its AICc, sigma2 as that
# package prints it, and the first forecast with the lower end of its 95 % interval.
CHOSEN: list[tuple[Numbers, int, str, float, float, float, float]] = [
    (AIR_PASSENGERS, 12, "(2,1,1)(0,1,0)[12]", 1018.16517, 132.344749, 445.634901, 423.085053),
    (np.log(AIR_PASSENGERS), 12, "(0,1,1)(0,1,1)[12]", -483.21008, 0.00137126, 6.11018574,
     6.03760719),
    (NOTTINGHAM, 12, "(1,0,2)(1,1,2)[12] with drift", 1049.62106, 5.21983044, 40.358928,
     35.880915),
    (ACCIDENTAL_DEATHS, 12, "(0,1,1)(0,1,1)[12]", 857.316351, 102860.268, 8336.06127, 7706.95692),
    (LUNG_DEATHS, 12, "(0,0,2)(2,1,0)[12] with drift", 848.25888, 56262.6146, 2679.3143,
     2214.41591),
    (np.log10(LYNX), 1, "(2,0,4) with non-zero mean", -19.896229, 0.0433179341, 3.37988823,
     2.97196168),
    (LYNX, 1, "(2,0,2) with non-zero mean", 1876.9525, 761965.151, 2989.91026, 1279.04564),
    (NILE, 1, "(1,1,1)", 1267.5074, 20176.9149, 816.181276, 537.777275),
    (NEW_HAVEN, 1, "(0,1,1)", 187.731567, 1.31327777, 51.9000768, 49.6539907),
    (LAKE_HURON, 1, "(0,1,0)", 220.257865, 0.558781862, 579.96, 578.494893),
    (SUNSPOTS, 1, "(2,1,3)", 2406.49541, 240.366654, 144.921644, 114.534827),
    (WWW_USAGE, 1, "(1,1,1)", 514.552103, 9.9953252, 218.880497, 212.683995),
    (DISCOVERIES, 1, "(0,1,1)", 437.210922, 4.64661878, 1.08481074, -3.140091),
    (UK_GAS, 4, "(0,1,1)(0,1,0)[4]", 1030.79478, 1236.70382, 1201.89564, 1132.96998),
    (JOHNSON_JOHNSON, 4, "(3,1,1)(0,1,0)[4]", 96.837157, 0.18076255, 17.7022441, 16.8689423),
    (np.log(JOHNSON_JOHNSON), 4, "(2,0,0)(1,1,0)[4] with drift", -154.137655, 0.00779251285,
     2.91859582, 2.74557959),
    (AUSTRALIANS, 4, "(0,2,1)(1,0,0)[4]", 652.153705, 103.717039, 17704.8171, 17684.8565),
    (LUTEINIZING_HORMONE, 1, "(1,0,0) with non-zero mean", 65.3037793, 0.206076016, 2.69262641,
     1.80288907),
    (KINGS, 1, "(0,1,1)", 344.443806, 236.19826, 67.7506282, 37.6284455),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values", "order", "coefficients", "errors", "sigma2", "loglik", "first"),
    FITS,
    ids=[fit[0] for fit in FITS],
)
def test_a_given_order_is_fitted_as_r_fits_it(
    name: str,
    values: Numbers,
    order: Order,
    coefficients: Numbers,
    errors: Numbers,
    sigma2: float,
    loglik: float,
    first: float,
) -> None:
    series = np.array(values, dtype=float)
    fit = given(series, order)
    ahead = look_ahead(series, order, fit.coefficients, 1)
    assert fit.coefficients == pytest.approx(coefficients, rel=1e-3)
    assert fit.errors == pytest.approx(errors, rel=1e-3)
    assert ahead.sigma2 == pytest.approx(sigma2, rel=1e-4)
    assert ahead.loglik == pytest.approx(loglik, rel=1e-5)
    assert ahead.mean[0] == pytest.approx(first, rel=1e-5)


@pytest.mark.parametrize(
    ("values", "period", "title", "aicc", "sigma2", "first", "low"),
    CHOSEN,
    ids=[case[2] for case in CHOSEN],
)
def test_the_search_ends_where_that_of_r_ends(
    values: Numbers,
    period: int,
    title: str,
    aicc: float,
    sigma2: float,
    first: float,
    low: float,
) -> None:
    series = np.array(values, dtype=float)
    fit = select(series, period)
    ahead = look_ahead(series, fit.order, fit.coefficients, 1)
    assert fit.order.title == f"ARIMA{title}"
    assert fit.aicc == pytest.approx(aicc, rel=1e-4)
    assert ahead.sigma2_adjusted == pytest.approx(sigma2, rel=1e-4)
    assert ahead.mean[0] == pytest.approx(first, rel=1e-4)
    assert ahead.mean[0] - 1.959964 * ahead.errors[0] == pytest.approx(low, rel=1e-3)


def test_exact_likelihood_is_that_of_the_joint_distribution() -> None:
    """The covariances of an ARMA(1,1) have a closed form (Brockwell and Davis 1991, 3.2)."""
    phi, theta, n = 0.7, -0.4, 30
    values = np.random.default_rng(8).normal(size=n)
    zero = (1 + 2 * phi * theta + theta**2) / (1 - phi**2)
    one = (phi + theta) * (1 + phi * theta) / (1 - phi**2)
    lags = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    covariance = np.where(lags == 0, zero, one * phi ** np.maximum(lags - 1, 0))
    squares = float(values @ np.linalg.solve(covariance, values))
    expected = 0.5 * np.log(squares / n) + 0.5 * np.linalg.slogdet(covariance)[1] / n
    assert exact(values, np.array([phi]), np.array([theta])) == pytest.approx(expected)


def test_a_straight_line_goes_on() -> None:
    line = 3.0 + 0.5 * np.arange(40.0)
    with pytest.raises(NoFit):
        select(line, 1)
    fit = bare(line, 1)
    assert fit.order.title == "ARIMA(0,1,0) with drift"
    ahead = look_ahead(line, fit.order, fit.coefficients, 3)
    assert ahead.mean == pytest.approx([23.0, 23.5, 24.0])
