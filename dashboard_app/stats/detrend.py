"""The three forms in which two series are compared: levels, detrended, differenced."""

import numpy as np

from dashboard_app.data.panel import Floats, Months

FORMS = ("levels", "detrended", "differenced")


NOTHING = 1e-9
"""Share of a series' range below which the range of its changed form is rounding."""


def still_varies(changed: Floats, levels: Floats) -> bool:
    """Whether each column varies in its changed form, relative to its own range in levels.

    Relative to its own, because the units of two series may differ by a factor of 1e9.
    """
    return bool(np.all(np.ptp(changed, axis=0) > NOTHING * np.ptp(levels, axis=0)))


def change_form(months: Months, values: Floats, form: str) -> tuple[Months, Floats]:
    """Each column of `values` in the form asked for, with the dates that remain.

    Detrended takes a straight line in time from each column; differenced takes the previous
    observation, so the first date goes.
    """
    if form == "levels":
        return months, values
    if form == "differenced":
        return months[1:], np.diff(values, axis=0)
    time = (months - months[0]).astype(np.float64)
    design = np.column_stack([np.ones(len(time)), time])
    return months, values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
