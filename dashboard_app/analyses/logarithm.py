"""The transform of a series by logarithm, refused where a value is not positive."""

from collections.abc import Callable, Mapping

import numpy as np

from dashboard_app.analysis import CannotAnalyse
from dashboard_app.data.panel import Floats

LOGARITHMS: Mapping[str, Callable[[Floats], Floats]] = {"log": np.log, "log10": np.log10}
"""By the choices of the parameter `transform`; its default is `none`."""


def transformed(values: Floats, transform: str) -> Floats:
    """The values, or their logarithms. Raises CannotAnalyse for values of zero or below."""
    if transform == "none":
        return values
    if values.min() <= 0:
        raise CannotAnalyse("no_logarithm", zeros=int((values <= 0).sum()))
    return LOGARITHMS[transform](values)
