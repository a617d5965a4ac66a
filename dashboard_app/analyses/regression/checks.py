"""Checks of a fit: the autocorrelation of its residuals, and whether x and y are cointegrated."""

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.newey_west import least_squares

LEAST_FOR_COINTEGRATION = 20
MOST_LAGS = 12
NOT_KNOWN = float("nan")


def durbin_watson(residuals: Floats) -> float:
    """Near 2 without first-order autocorrelation; near 0 where each residual repeats the last."""
    total = float(residuals @ residuals)
    return float(np.sum(np.diff(residuals) ** 2) / total) if total > 0 else NOT_KNOWN


def ljung_box(residuals: Floats) -> float:
    """The p-value of no autocorrelation up to lag n/5, ten at most."""
    # Not above: statsmodels brings pandas, 40 MB that the job runner would hold all the time.
    from statsmodels.stats.diagnostic import acorr_ljungbox

    if np.ptp(residuals) == 0:
        return NOT_KNOWN
    lags = max(1, min(10, len(residuals) // 5))
    return float(acorr_ljungbox(residuals, lags=[lags])["lb_pvalue"].iloc[0])


def cointegration(x: Floats, y: Floats) -> float:
    """The p-value of Engle and Granger's test, whose null is that y and x are not cointegrated.

    The lags of the Dickey-Fuller regression are chosen by BIC among twelve at most; p by MacKinnon
    (2010). NaN below 20 observations or where the fit is exact.
    """
    # Not above: statsmodels brings pandas, 40 MB that the job runner would hold all the time.
    from statsmodels.tsa.adfvalues import mackinnonp
    from statsmodels.tsa.stattools import adfuller

    if len(x) < LEAST_FOR_COINTEGRATION:
        return NOT_KNOWN
    residuals = least_squares(np.column_stack([np.ones(len(x)), x]), y).residuals
    if np.ptp(residuals) <= 1e-9 * np.ptp(y):
        return NOT_KNOWN
    most = min(MOST_LAGS, len(x) // 4)
    test = adfuller(residuals, maxlag=most, regression="n", autolag="BIC", result_object=True)
    return float(mackinnonp(test.statistic, regression="c", N=2))
