"""The augmented Dickey-Fuller test of a unit root, and the KPSS test of stationarity."""

import warnings
from typing import Literal

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.stats.newey_west import bartlett_lag
from dashboard_app.stats.outcome import Outcome

Around = Literal["level", "line"]

# Kwiatkowski et al. (1992), table 1: critical values at 10, 5, 2.5 and 1 %.
KPSS_SIZES: Floats = np.array([0.10, 0.05, 0.025, 0.01])
KPSS_CRITICAL: dict[str, Floats] = {
    "level": np.array([0.347, 0.463, 0.574, 0.739]),
    "line": np.array([0.119, 0.146, 0.176, 0.216]),
}
TERMS = {"zero": "n", "level": "c", "line": "ct"}


def dickey_fuller(
    values: Floats, around: Around | Literal["zero"], lags: int | None = None
) -> Outcome:
    """Augmented Dickey-Fuller; the null is a random walk. The lags are given, or chosen by AIC.

    Around zero its regression has no constant.
    """
    # Not above: statsmodels brings pandas, 40 MB that the job runner would hold all the time.
    from statsmodels.tools.sm_exceptions import SingularMatrixWarning
    from statsmodels.tsa.stattools import adfuller

    with warnings.catch_warnings():
        # The lags of a series that repeats itself exactly are collinear; the fit allows for it.
        warnings.simplefilter("ignore", SingularMatrixWarning)
        # The statistic has no unit; its regression is best computed in units of the range.
        statistic, p, lags, *_ = adfuller(
            (values if around == "zero" else values - values.mean()) / np.ptp(values),
            maxlag=lags,
            regression=TERMS[around],
            autolag="AIC" if lags is None else None,
            result_object=False,
        )
    return Outcome(float(statistic), float(p), int(lags))


def kpss(values: Floats, around: Around, lags: int | None = None) -> Outcome:
    """Kwiatkowski, Phillips, Schmidt and Shin; the null is stationarity.

    Bartlett weights; the lags are given or chosen as Hobijn, Franses and Ooms (1998) do. The
    table of the authors ends at 1 and 10 %: a p of 0.01 or 0.10 means that or beyond.
    """
    n = len(values)
    time = np.arange(n, dtype=np.float64)
    design = np.column_stack([np.ones(n), time][: 2 if around == "line" else 1])
    errors = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    if lags is None:
        lags = min(_bandwidth(errors), n - 1)
    statistic = kpss_statistic(errors, lags)
    p = float(np.interp(statistic, KPSS_CRITICAL[around], KPSS_SIZES))
    return Outcome(statistic, p, lags)


def kpss_statistic(errors: Floats, lags: int, rounding: float = 0.0) -> float:
    """The statistic of residuals; 0 where their long-run variance per value is below `rounding`."""
    n = len(errors)
    long_run = float(errors @ errors)
    for lag in range(1, lags + 1):
        long_run += 2 * (1 - lag / (lags + 1)) * float(errors[lag:] @ errors[:-lag])
    if long_run <= n * rounding:
        return 0.0
    return float(np.sum(np.cumsum(errors) ** 2)) / (n * long_run)


def _bandwidth(errors: Floats) -> int:
    n = len(errors)
    level, slope = float(errors @ errors) / n, 0.0
    for lag in range(1, int(n ** (2 / 9)) + 1):
        product = 2 * float(errors[lag:] @ errors[:-lag]) / n
        level, slope = level + product, slope + lag * product
    return bartlett_lag(level, slope, n)
