"""What next? The forecast, its calibrated intervals, and how each method fared in the past."""

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from dashboard_app.analyses.forecast.asked import asked_for
from dashboard_app.analyses.forecast.methods import METHODS, run_all
from dashboard_app.analyses.forecast.models import Model, describe
from dashboard_app.analyses.forecast.steps import Steps, steps_of
from dashboard_app.analyses.selection import need, number, one_series, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Series, Texts
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.conformal import half_widths, known_errors, rehearse
from dashboard_app.stats.forecasting.scale import LOG10, NATURAL, Scale
from dashboard_app.stats.mase import naive_scale
from dashboard_app.stats.rolling_origin import Plan, errors, plan

Limits = tuple[float, float]

SCALES: dict[str, Scale | None] = {"none": None, "natural": NATURAL, "log10": LOG10}
LIMITS = {"percent": (0.0, 100.0), "mean_score": (1.0, 5.0)}
LEAST_ORIGINS = 3


@dataclass(frozen=True, eq=False)
class Forecast:
    """The forecast of one series.

    `forecast` has a row per step ahead, with intervals calibrated on the backtest; `model`
    the interval that the method's own formula claims, where it has one; `accuracy` a row per
    method over the same origins and steps; `step` the chosen method's record per step ahead;
    `backtest` each of its past forecasts beside what came. `coverage_95` is the share
    that past 95 % intervals held, each made from what was known at its origin. Where an order
    or a form is asked for, all that tells of the past is its own as well.
    """

    MAY_BE_NAN: ClassVar[tuple[str, ...]] = (
        "sigma2",
        "sigma2_adjusted",
        "loglik",
        "aic",
        "aicc",
        "bic",
        "mase",
        "coverage_80",
        "coverage_95",
        "accuracy__mase",
        "coefficient__error",
    )

    tool: str
    source: str
    unit: str
    cadence: str
    method: str
    log: str
    period: int
    n: int
    origins: int
    model: str
    sigma2: float
    sigma2_adjusted: float
    loglik: float
    aic: float
    aicc: float
    bic: float
    mase: float
    coverage_80: float
    coverage_95: float
    coverage_n: int
    observation__month: Months
    observation__value: Floats
    forecast__month: Months
    forecast__value: Floats
    forecast__low_80: Floats
    forecast__high_80: Floats
    forecast__low_95: Floats
    forecast__high_95: Floats
    model__month: Months
    model__low_95: Floats
    model__high_95: Floats
    coefficient__name: Texts
    coefficient__value: Floats
    coefficient__error: Floats
    accuracy__method: Texts
    accuracy__mase: Floats
    accuracy__mae: Floats
    accuracy__n: Counts
    step__ahead: Counts
    step__mae: Floats
    step__n: Counts
    backtest__origin: Months
    backtest__month: Months
    backtest__value: Floats
    backtest__observed: Floats


def compute(panel: Panel, params: Params, progress: Progress) -> Forecast:
    """Forecast the chosen series by the chosen method, and show how it would have fared."""
    series = one_series(panel, params, Cadence.MONTHLY)
    steps = steps_of(series)
    habit, recent = steps.habit, steps.recent
    asked, scale = asked_for(params, habit.period), SCALES[text(params, "log")]
    first = max(habit.first, asked.least(habit.period))
    need(series, first + LEAST_ORIGINS)
    if scale is not None and series.values.min() <= 0:
        raise CannotAnalyse("not_positive", lowest=float(series.values.min()))
    horizon = int(number(params, "horizon")) or habit.horizon
    # Before the past is replayed, since it refuses what cannot be fitted.
    model = describe(asked, steps.values, habit.period, horizon, scale)
    backtest = plan(len(recent.values), horizon, first, habit.window, habit.most, habit.least)
    found = run_all(recent.values, habit.period, backtest.origins, horizon, scale, asked, progress)
    progress(0.9, "progress_intervals")
    limits = _limits(series.unit, recent.values)
    found = {name: np.clip(values, *limits) for name, values in found.items()}
    if model.mean is not None:
        # The last origin's forecast is the model's own, fitted by exact likelihood.
        found[asked.method][-1] = np.clip(model.mean, *limits)
    return _assemble(series, recent, params, backtest, found, model)


def _assemble(
    series: Series,
    recent: Steps,
    params: Params,
    backtest: Plan,
    found: dict[str, Floats],
    model: Model,
) -> Forecast:
    method = text(params, "method")
    period, origins = recent.habit.period, backtest.origins
    # What was bridged is no target: nobody observed how far a forecast of it was off.
    missed = errors(recent.observed, found[method], origins)
    months = recent.ahead(backtest.horizon)
    limits = _limits(series.unit, recent.values)
    bands = _bands(len(recent.values), limits, found[method], missed, backtest)
    scales = np.array([naive_scale(recent.values[:origin], period) for origin in origins])
    accuracy = _accuracy(recent.observed, found, origins, scales)
    measured = [_coverage(missed, backtest, level) for level in (0.8, 0.95)]
    modelled = model.low is not None and model.high is not None
    return Forecast(
        tool=series.tool,
        source=series.source,
        unit=series.unit,
        cadence=series.cadence.value,
        method=method,
        log=text(params, "log"),
        period=period,
        n=series.n,
        origins=len(origins) - 1,
        model=model.name,
        sigma2=model.sigma2,
        sigma2_adjusted=model.sigma2_adjusted,
        loglik=model.loglik,
        aic=model.aic,
        aicc=model.aicc,
        bic=model.bic,
        mase=float(accuracy["accuracy__mase"][METHODS.index(method)]),
        coverage_80=measured[0][0],
        coverage_95=measured[1][0],
        coverage_n=measured[1][1],
        observation__month=series.months,
        observation__value=series.values,
        forecast__month=months,
        forecast__value=found[method][-1],
        **bands,
        model__month=months if modelled else months[:0],
        model__low_95=model.low if model.low is not None else np.empty(0),
        model__high_95=model.high if model.high is not None else np.empty(0),
        coefficient__name=np.array(model.names, dtype=np.str_),
        coefficient__value=model.values,
        coefficient__error=model.errors,
        **accuracy,
        **_steps(missed),
        **_past(recent, found[method], origins),
    )


def _limits(unit: str, values: Floats) -> Limits:
    """What a value can be: the limits of its unit, and zero where nothing was below it."""
    low, high = LIMITS.get(unit, (0.0, np.inf))
    within = low <= values.min() and values.max() <= high
    return (low, high) if within else (-np.inf, np.inf)


def _bands(
    now: int, limits: Limits, forecasts: Floats, missed: Floats, backtest: Plan
) -> dict[str, Any]:
    """Both intervals, inside the limits of what a value can be."""
    known = known_errors(missed, backtest.origins, now, backtest.window)
    bands: dict[str, Any] = {}
    for name, level in (("80", 0.8), ("95", 0.95)):
        width = half_widths(known, level)
        bands[f"forecast__low_{name}"] = np.clip(forecasts[-1] - width, *limits)
        bands[f"forecast__high_{name}"] = np.clip(forecasts[-1] + width, *limits)
    return bands


def _coverage(missed: Floats, backtest: Plan, level: float) -> tuple[float, int]:
    """The share of past targets inside the interval of their time, and how many there were."""
    widths = rehearse(missed, backtest.origins, level, backtest.window, backtest.least)
    judged = np.isfinite(missed) & ~np.isnan(widths)
    count = int(judged.sum())
    if count == 0:
        return float("nan"), 0
    return float(np.mean(np.abs(missed[judged]) <= widths[judged])), count


def _accuracy(
    values: Floats, found: dict[str, Floats], origins: tuple[int, ...], scales: Floats
) -> dict[str, Any]:
    misses = [np.abs(errors(values, found[method], origins)) for method in METHODS]
    # Where nothing had changed up to an origin there is no scale, and it is left out.
    scaled = scales > 0
    mase = [
        float(np.nanmean(miss[scaled] / scales[scaled, None])) if scaled[:-1].any() else np.nan
        for miss in misses
    ]
    return {
        "accuracy__method": np.array(METHODS, dtype=np.str_),
        "accuracy__mase": np.array(mase),
        "accuracy__mae": np.array([float(np.nanmean(miss)) for miss in misses]),
        "accuracy__n": np.array([np.isfinite(miss).sum() for miss in misses], dtype=np.int64),
    }


def _steps(missed: Floats) -> dict[str, Any]:
    counts = np.isfinite(missed).sum(axis=0)
    seen = counts > 0
    return {
        "step__ahead": np.arange(1, missed.shape[1] + 1)[seen].astype(np.int64),
        "step__mae": np.nanmean(np.abs(missed[:, seen]), axis=0),
        "step__n": counts[seen].astype(np.int64),
    }


def _past(recent: Steps, forecasts: Floats, origins: tuple[int, ...]) -> dict[str, Any]:
    places = [
        (row, step)
        for row, origin in enumerate(origins)
        for step in range(min(forecasts.shape[1], len(recent.values) - origin))
        if np.isfinite(recent.observed[origin + step])
    ]
    rows = np.array([row for row, _ in places])
    steps = np.array([step for _, step in places])
    last = np.asarray(origins)[rows] - 1
    return {
        "backtest__origin": recent.months[last],
        "backtest__month": recent.months[last + 1 + steps],
        "backtest__value": forecasts[rows, steps],
        "backtest__observed": recent.observed[last + 1 + steps],
    }
