"""The forecasting methods that compete, and the combination that answers by default."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dashboard_app.analysis import Progress
from dashboard_app.stats.forecasting import naive, rolling
from dashboard_app.stats.forecasting.scale import PLAIN, Scale, softened

Floats = NDArray[np.float64]

METHODS = (
    "combination",
    "ets",
    "arima",
    "theta",
    "smoothing",
    "stl_theta",
    "seasonal_naive",
    "naive",
)
"""The choices, the default first."""

MEDIAN_CYCLES = 3
MEMBERS_PHRASE = "progress_methods"


def run_all(
    values: Floats,
    period: int,
    origins: Sequence[int],
    horizon: int,
    scale: Scale | None,
    plain_arima: bool,
    progress: Progress,
) -> dict[str, Floats]:
    """Every method's forecasts at every origin, the combination's among them.

    With `scale` None each method works on the scale that suits it; ARIMA, a member on the
    softened one, is run on the plain one too where it is asked for by name.
    """
    suits = softened(values[: min(origins)]) if period > 1 else PLAIN
    soft = suits if scale is None else scale
    plain = PLAIN if scale is None else scale

    def run(method: rolling.Rolling, on: Scale) -> Floats:
        return rolling.on_scale(method, on, values, period, origins, horizon)

    found: dict[str, Floats] = {}
    found["naive"] = naive.naive(values, period, origins, horizon)
    found["seasonal_naive"] = naive.seasonal_naive(values, period, origins, horizon)
    found["theta"] = run(rolling.theta, plain)
    progress(0.1, MEMBERS_PHRASE)
    found["ets"] = run(rolling.ets, plain)
    progress(0.15, MEMBERS_PHRASE)
    narrow, wide = rolling.smoothing(soft.forward(values), period, origins, horizon)
    narrow, wide = soft.back(narrow), soft.back(wide)
    found["smoothing"] = narrow
    progress(0.25, MEMBERS_PHRASE)
    found["stl_theta"] = run(rolling.stl_theta, soft)
    progress(0.4, MEMBERS_PHRASE)
    arima = run(rolling.arima, soft)
    progress(0.8, MEMBERS_PHRASE)
    found["arima"] = run(rolling.arima, plain) if plain_arima and soft is not plain else arima
    median = naive.seasonal_median(values, period, origins, horizon, MEDIAN_CYCLES)
    members = [narrow, wide, arima, found["stl_theta"], found["ets"], median, found["naive"]]
    # The median: one member that goes astray does not pull it, and it has nothing to fit.
    found["combination"] = np.median(members, axis=0)
    return found
