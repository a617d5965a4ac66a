"""The band of the fitted curve, and that of one more observation."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from dashboard_app.data.panel import Floats
from dashboard_app.stats.newey_west import Fit


@dataclass(frozen=True, eq=False)
class Bands:
    """The fit at some rows of a design, each with two 95 % bands."""

    fit: Floats
    mean_low: Floats
    mean_high: Floats
    prediction_low: Floats
    prediction_high: Floats


def bands(fit: Fit, strayed: Floats, design: Floats) -> Bands:
    """The bands at the rows of `design`, given coefficients `strayed` in simulated worlds."""
    middle = design @ fit.coefficients
    reach = np.quantile(np.abs(design @ strayed.T), 0.95, axis=1)
    leverage = np.sum((design @ fit.inverse) * design, axis=1)
    width = student.ppf(0.975, max(fit.freedom, 1)) * np.sqrt(fit.variance * (1 + leverage))
    return Bands(middle, middle - reach, middle + reach, middle - width, middle + width)
