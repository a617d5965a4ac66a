"""The band of the fitted curve, and that of one more observation."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from dashboard_app.data.panel import Floats
from dashboard_app.stats.newey_west import Fit


@dataclass(frozen=True, eq=False)
class Bands:
    """The fit at some rows of a design, each with its 95 % bands.

    `mean_low` and `mean_high` allow for autocorrelated noise; `mean_low_independent` and
    `mean_high_independent`, as textbooks have them, do not.
    """

    fit: Floats
    mean_low: Floats
    mean_high: Floats
    mean_low_independent: Floats
    mean_high_independent: Floats
    prediction_low: Floats
    prediction_high: Floats


def bands(fit: Fit, deviations: Floats, design: Floats) -> Bands:
    """The bands at the rows of `design`.

    `deviations` of the coefficients in bootstrap samples have one row a sample.
    """
    middle = design @ fit.coefficients
    reach = np.quantile(np.abs(design @ deviations.T), 0.95, axis=1)
    leverage = np.sum((design @ fit.inverse) * design, axis=1)
    errors = student.ppf(0.975, max(fit.freedom, 1)) * np.sqrt(fit.variance)
    narrow, wide = errors * np.sqrt(leverage), errors * np.sqrt(1 + leverage)
    sides = [(middle - width, middle + width) for width in (reach, narrow, wide)]
    return Bands(middle, *(side for pair in sides for side in pair))
