"""The chosen method's last model in numbers: coefficients, errors, likelihood, own interval."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dashboard_app.stats.forecasting.arima import Arima
from dashboard_app.stats.forecasting.arima_selection import select
from dashboard_app.stats.forecasting.ets import fit_ets
from dashboard_app.stats.forecasting.scale import PLAIN, Scale
from dashboard_app.stats.forecasting.theta import fit_theta

Floats = NDArray[np.float64]

Z_95 = 1.959963984540054
NAN = float("nan")


@dataclass(frozen=True)
class Model:
    """What there is to say of one fitted model; empty for methods without one.

    `mean`, `low` and `high` are on the series' own scale, all else on the scale of the fit.
    """

    name: str
    names: tuple[str, ...] = ()
    values: Floats = field(default_factory=lambda: np.empty(0))
    errors: Floats = field(default_factory=lambda: np.empty(0))
    sigma2: float = NAN
    loglik: float = NAN
    aic: float = NAN
    mean: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None


def describe(method: str, values: Floats, period: int, horizon: int, scale: Scale | None) -> Model:
    """The model of `method` on the whole series."""
    scale = PLAIN if scale is None else scale
    if method == "arima":
        return _arima(values, period, horizon, scale)
    if method == "theta":
        return _theta(values, period, horizon, scale)
    if method == "ets":
        return _ets(values, period, horizon, scale)
    return Model(method)


def _arima(values: Floats, period: int, horizon: int, scale: Scale) -> Model:
    fit: Arima = select(scale.forward(values), period)
    mean, reach = fit.forecast(horizon), Z_95 * fit.forecast_errors(horizon)
    return Model(
        name=f"ARIMA{fit.order}",
        names=fit.order.names(),
        values=fit.coefficients,
        errors=fit.errors,
        sigma2=fit.sigma2,
        loglik=fit.loglik,
        aic=fit.aic,
        mean=scale.back(mean),
        low=scale.back(mean - reach),
        high=scale.back(mean + reach),
    )


def _theta(values: Floats, period: int, horizon: int, scale: Scale) -> Model:
    fit = fit_theta(scale.forward(values), period)
    mean, reach = fit.forecast(horizon), Z_95 * fit.errors(horizon)
    return Model(
        name="Theta",
        names=("alpha", "drift"),
        values=np.array([fit.alpha, fit.drift]),
        errors=np.full(2, NAN),
        sigma2=fit.sigma2,
        mean=scale.back(mean),
        low=scale.back(mean - reach),
        high=scale.back(mean + reach),
    )


def _ets(values: Floats, period: int, horizon: int, scale: Scale) -> Model:
    fit = fit_ets(scale.forward(values), period, [len(values)], horizon)[-1]
    given = {"alpha": fit.alpha, "beta": fit.beta, "gamma": fit.gamma, "phi": fit.phi}
    used = ["alpha"]
    used += ["beta"] if fit.form.trend != "N" else []
    used += ["gamma"] if fit.form.season != "N" else []
    used += ["phi"] if fit.form.trend == "D" else []
    return Model(
        name=str(fit.form),
        names=tuple(used),
        values=np.array([given[name] for name in used]),
        errors=np.full(len(used), NAN),
        sigma2=fit.sigma2,
        loglik=fit.loglik,
        aic=fit.aic,
    )
