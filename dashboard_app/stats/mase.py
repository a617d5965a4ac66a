"""The mean absolute scaled error: how a forecast fares beside the seasonal naive one."""

import numpy as np

from dashboard_app.data.panel import Floats


def naive_scale(values: Floats, period: int) -> float:
    """Mean absolute error, in the sample, of repeating the value of one period before.

    The scale of Hyndman and Koehler (2006), int. j. forecasting 22:679; 0 where no value
    ever changed, NaN where there is not one period.
    """
    if len(values) <= period:
        return float("nan")
    return float(np.mean(np.abs(values[period:] - values[:-period])))
