"""A polynomial of one source on another, with errors that allow for autocorrelated noise."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np

from dashboard_app.analyses.regression import checks
from dashboard_app.analyses.regression.bands import Bands, bands
from dashboard_app.analyses.regression.polynomial import basis, largest_degree, out_of_sample
from dashboard_app.analyses.regression.sides import sides
from dashboard_app.analyses.selection import cut, number, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import Meeting, meet
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Texts
from dashboard_app.params import Params
from dashboard_app.stats.detrend import FORMS, change_form, still_varies
from dashboard_app.stats.newey_west import (
    Fit,
    automatic_lag,
    bandwidth_lag,
    least_squares,
    newey_west,
)
from dashboard_app.stats.sieve import coefficient_errors, two_sided_p

LEAST = 8
ROUNDS = 499
SEED = 1930
GRID = 100


@dataclass(frozen=True, eq=False)
class Regression:
    """The fit in `term` (one row for each power of x), its `point`s and its `curve`.

    `term__error` is by Newey and West with `lag`, prewhitened or not; `term__error_independent`
    assumes independent noise of constant variance; `term__low`, `term__high`, `term__p` and the
    bands `mean_low`, `mean_high` are by sieve bootstrap. `prediction_low` and `prediction_high` are
    the usual 95 % band for one more observation, `mean_low_independent` and `mean_high_independent`
    the usual one of the curve. `form` has the straight line in levels, detrended and differenced
    side by side. `cointegration_p` is of levels alone.
    """

    MAY_BE_NAN: ClassVar[tuple[str, ...]] = ("cointegration_p", "ljung_box_p", "durbin_watson")

    tool: str
    y_tool: str
    x_source: str
    y_source: str
    x_unit: str
    y_unit: str
    cadence: str
    n: int
    form: str
    degree: int
    degree_choice: str
    lag: int
    r2: float
    residual_error: float
    durbin_watson: float
    ljung_box_p: float
    cointegration_p: float
    term__power: Counts
    term__estimate: Floats
    term__error: Floats
    term__error_independent: Floats
    term__low: Floats
    term__high: Floats
    term__p: Floats
    candidate__degree: Counts
    candidate__rmse: Floats
    candidate__rmse_error: Floats
    form__name: Texts
    form__n: Counts
    form__slope: Floats
    form__low: Floats
    form__high: Floats
    form__p: Floats
    form__r: Floats
    point__month: Months
    point__x: Floats
    point__y: Floats
    point__fit: Floats
    point__mean_low: Floats
    point__mean_high: Floats
    point__mean_low_independent: Floats
    point__mean_high_independent: Floats
    point__prediction_low: Floats
    point__prediction_high: Floats
    curve__x: Floats
    curve__fit: Floats
    curve__mean_low: Floats
    curve__mean_high: Floats
    curve__mean_low_independent: Floats
    curve__mean_high_independent: Floats
    curve__prediction_low: Floats
    curve__prediction_high: Floats


def compute(panel: Panel, params: Params, progress: Progress) -> Regression:
    """y on x at the coarsest cadence of the two."""
    pair = sides(panel, params)
    together = meet(cut(pair, params))
    form = text(params, "form")
    months, x, y = _pair(together, form)
    errors = out_of_sample(x, y)
    degree = _degree(text(params, "degree"), x, errors.best())
    terms = basis(x, degree)
    fit = least_squares(terms.columns(x), y)
    whitened = text(params, "prewhitening") == "yes"
    lag = _lag(params, x, fit, whitened)
    covariance = newey_west(fit, lag, whitened)
    deviations = coefficient_errors(fit, ROUNDS, np.random.default_rng(SEED))
    grid = np.linspace(x.min(), x.max(), GRID)
    turn = terms.in_powers_of_x()
    estimate, moved = turn @ fit.coefficients, deviations @ turn.T
    reach = np.quantile(np.abs(moved), 0.95, axis=0)
    total = float(np.sum((y - y.mean()) ** 2))
    return Regression(
        tool=pair[0].tool,
        y_tool=pair[1].tool,
        x_source=pair[0].source,
        y_source=pair[1].source,
        x_unit=pair[0].unit,
        y_unit=pair[1].unit,
        cadence=together.cadence.value,
        n=len(x),
        form=form,
        degree=degree,
        degree_choice=text(params, "degree"),
        lag=lag,
        r2=1 - float(fit.residuals @ fit.residuals) / total,
        residual_error=float(np.sqrt(fit.variance)),
        durbin_watson=checks.durbin_watson(fit.residuals),
        ljung_box_p=checks.ljung_box(fit.residuals),
        cointegration_p=checks.cointegration(x, y) if form == "levels" else float("nan"),
        term__power=np.arange(degree + 1, dtype=np.int64),
        term__estimate=estimate,
        # Where the fit is exact, rounding can make a variance of zero negative.
        term__error=np.sqrt(np.maximum(np.diag(turn @ covariance @ turn.T), 0.0)),
        term__error_independent=np.sqrt(fit.variance * np.diag(turn @ fit.inverse @ turn.T)),
        term__low=estimate - reach,
        term__high=estimate + reach,
        term__p=np.array([two_sided_p(b, moved[:, k]) for k, b in enumerate(estimate)]),
        candidate__degree=np.array(errors.degrees, dtype=np.int64),
        candidate__rmse=errors.rmse,
        candidate__rmse_error=errors.error,
        **_forms(together),
        point__month=months,
        point__x=x,
        point__y=y,
        **_table("point", bands(fit, deviations, terms.columns(x))),
        curve__x=grid,
        **_table("curve", bands(fit, deviations, terms.columns(grid))),
    )


def _lag(params: Params, x: Floats, fit: Fit, whitened: bool) -> int:
    asked = int(number(params, "lag"))
    if asked >= 0:
        return min(asked, len(x) - 1)
    if text(params, "lag_rule") == "root":
        return automatic_lag(len(x))
    powers = np.vander(x, fit.design.shape[1], increasing=True)
    return bandwidth_lag(powers * fit.residuals[:, None], whitened)


def _pair(together: Meeting, form: str) -> tuple[Months, Floats, Floats]:
    if together.n < LEAST:
        raise CannotAnalyse("too_short", have=together.n, need=LEAST)
    if min(np.ptp(together.values, axis=0)) == 0:
        raise CannotAnalyse("constant")
    months, values = change_form(together.months, together.values, form)
    if not still_varies(values, together.values):
        raise CannotAnalyse("constant")
    return months, values[:, 0], values[:, 1]


def _degree(asked: str, x: Floats, best: int) -> int:
    if asked == "auto":
        return best
    degree = int(asked)
    if degree > largest_degree(x):
        raise CannotAnalyse("degree", degree=degree, most=largest_degree(x), n=len(x))
    return degree


def _table(name: str, found: Bands) -> dict[str, Any]:
    return {f"{name}__{field.name}": getattr(found, field.name) for field in fields(found)}


def _forms(together: Meeting) -> dict[str, Any]:
    rows = []
    for form in FORMS:
        _, values = change_form(together.months, together.values, form)
        x, y = values[:, 0], values[:, 1]
        if not still_varies(values, together.values):
            continue
        line = basis(x, 1)
        fit = least_squares(line.columns(x), y)
        deviations = coefficient_errors(fit, ROUNDS, np.random.default_rng(SEED))[:, 1] / line.half
        slope = float(fit.coefficients[1]) / line.half
        reach = float(np.quantile(np.abs(deviations), 0.95))
        r = float(np.corrcoef(x, y)[0, 1])
        p = two_sided_p(slope, deviations)
        rows.append((form, len(x), slope, slope - reach, slope + reach, p, r))
    names, n, *numbers = zip(*rows, strict=True)
    result: dict[str, Any] = {
        "form__name": np.array(names, dtype=np.str_),
        "form__n": np.array(n, dtype=np.int64),
    }
    for name, column in zip(("slope", "low", "high", "p", "r"), numbers, strict=True):
        result[f"form__{name}"] = np.array(column, dtype=np.float64)
    return result
