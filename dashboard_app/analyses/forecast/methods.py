"""The forecasting methods that compete, and the combination that answers by default."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from dashboard_app.analyses.forecast.asked import Asked
from dashboard_app.analysis import Progress
from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting import naive, rolling
from dashboard_app.stats.forecasting.arima import Order
from dashboard_app.stats.forecasting.line import sen_line
from dashboard_app.stats.forecasting.mostly_zero import with_zeros
from dashboard_app.stats.forecasting.robust_smoothing import clean
from dashboard_app.stats.forecasting.scale import PLAIN, Scale, softened
from dashboard_app.stats.forecasting.shrunken_season import known_seasons, without_season

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
LINE_CYCLES = 5
TRIMMED = 0.25
"""Share of the members left out at each end of each step (Jose and Winkler 2008)."""
PHRASE = "progress_methods"


def run_all(
    values: Floats,
    period: int,
    origins: Sequence[int],
    horizon: int,
    scale: Scale | None,
    asked: Asked,
    progress: Progress,
) -> dict[str, Floats]:
    """Every method's forecasts at every origin, the combination's among them.

    With `scale` None each method works on the scale that suits it. The combination's ARIMA
    learns from the softened, cleaned series; the plain one is run where it is asked for. No
    origin knows fewer values than what is asked for needs.
    """
    soft, plain = scales(values, period, origins) if scale is None else (scale, scale)

    def run(method: rolling.Rolling, on: Scale) -> Floats:
        return rolling.on_scale(method, on, values, period, origins, horizon)

    found = {
        "naive": naive.naive(values, period, origins, horizon),
        "seasonal_naive": naive.seasonal_naive(values, period, origins, horizon),
        "ets": run(partial(rolling.ets, only=asked.form), plain),
        "theta": run(rolling.theta, plain),
    }
    progress(0.15, PHRASE)
    together = members(values, period, origins, horizon, soft, plain, progress)
    found.update({name: together[name] for name in ("smoothing", "stl_theta", "arima")})
    if asked.method == "arima":
        found["arima"] = run(_arima(asked.order), plain)
    combined = trimmed_mean([*together.values(), found["naive"]])
    if period > 1:
        combined = with_zeros(combined, values, period, origins)
    found["combination"] = combined
    return found


def scales(values: Floats, period: int, origins: Sequence[int]) -> tuple[Scale, Scale]:
    """The scale of most members, by what is known at the first origin, and the plain one."""
    return softened(values[: min(origins)]) if period > 1 else PLAIN, PLAIN


def _arima(order: Order | None) -> rolling.Rolling:
    """The method that fits this order, or searches one."""
    if order is None:
        return rolling.arima
    return lambda values, _, origins, horizon: rolling.given_arima(values, order, origins, horizon)


def members(
    values: Floats,
    period: int,
    origins: Sequence[int],
    horizon: int,
    soft: Scale,
    plain: Scale,
    progress: Progress,
) -> dict[str, Floats]:
    """The combination's members but the naive one, brought back to the series' own scale."""
    softly = soft.forward(values)
    narrow, wide = rolling.smoothing(softly, period, origins, horizon)
    _, level = rolling.smoothing(plain.forward(values), period, origins, horizon)
    found = {"smoothing": narrow}
    progress(0.3, PHRASE)
    if period > 1:
        cleaned = clean(softly, period)
        found.update(_seasonless(softly, cleaned, period, origins, horizon))
    else:
        cleaned = softly
        found["wide_smoothing"] = wide
        found["clean_ets"] = rolling.average_ets(softly, period, origins, horizon)
        found["stl_theta"] = rolling.theta(softly, period, origins, horizon)
    progress(0.5, PHRASE)
    found["arima"] = rolling.average_arima(cleaned, period, origins, horizon)
    progress(0.85, PHRASE)
    found = {name: soft.back(forecasts) for name, forecasts in found.items()}
    found["level_smoothing"] = plain.back(level)
    found["seasonal_median"] = naive.seasonal_median(
        values, period, origins, horizon, MEDIAN_CYCLES
    )
    return found


def _seasonless(
    values: Floats, cleaned: Floats, period: int, origins: Sequence[int], horizon: int
) -> dict[str, Floats]:
    """The members that forecast the series without its shrunken season."""
    seasons = known_seasons(cleaned, period, origins)

    def smooth(adjusted: Floats, at: Sequence[int], steps: int) -> Floats:
        return rolling.smoothing(adjusted, period, at, steps, seasonal=False)

    def theta(adjusted: Floats, at: Sequence[int], steps: int) -> Floats:
        return rolling.theta(adjusted, 1, at, steps)

    def line(adjusted: Floats, at: Sequence[int], steps: int) -> Floats:
        return sen_line(adjusted, at, steps, LINE_CYCLES * period)

    return {
        "seasonless_smoothing": without_season(smooth, values, seasons, horizon)[0],
        "stl_theta": without_season(theta, cleaned, seasons, horizon),
        "line": without_season(line, cleaned, seasons, horizon),
    }


def trimmed_mean(members: Sequence[Floats]) -> Floats:
    """The mean of the members in the middle: those that go astray do not pull it."""
    ordered = np.sort(np.asarray(members), axis=0)
    out = int(TRIMMED * len(members))
    middle: Floats = ordered[out : len(members) - out].mean(axis=0)
    return middle
