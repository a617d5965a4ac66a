"""The chosen method's last model in numbers: coefficients, errors, likelihood, own interval."""

from dataclasses import dataclass, field
from math import log

import numpy as np

from dashboard_app.analyses.forecast.asked import Asked
from dashboard_app.analysis import CannotAnalyse
from dashboard_app.data.panel import Floats
from dashboard_app.stats.forecasting import stepwise
from dashboard_app.stats.forecasting.arima import Order
from dashboard_app.stats.forecasting.arima_fit import Fit, NoFit
from dashboard_app.stats.forecasting.arima_states import look_ahead
from dashboard_app.stats.forecasting.ets import Form
from dashboard_app.stats.forecasting.ets_ahead import ets_ahead
from dashboard_app.stats.forecasting.ets_fit import EtsFit, fit_best, fit_form, fits_to
from dashboard_app.stats.forecasting.scale import PLAIN, Scale
from dashboard_app.stats.forecasting.theta import fit_theta

Z_95 = 1.959963984540054
NAN = float("nan")


@dataclass(frozen=True)
class Model:
    """What there is to say of one fitted model; empty for methods without one.

    `mean`, `low` and `high` are on the series' own scale, all else on the scale of the fit.
    `sigma2_adjusted` has the coefficients taken off its degrees of freedom; the interval
    rests on it. `n` observations enter the likelihood, with `k` parameters.
    """

    name: str
    names: tuple[str, ...] = ()
    values: Floats = field(default_factory=lambda: np.empty(0))
    errors: Floats = field(default_factory=lambda: np.empty(0))
    sigma2: float = NAN
    sigma2_adjusted: float = NAN
    loglik: float = NAN
    k: int = 0
    n: int = 0
    mean: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return -2 * self.loglik + 2 * self.k

    @property
    def aicc(self) -> float:
        """The criterion corrected for short series; NaN where there is no room for it."""
        room = self.n - self.k - 1
        return self.aic + 2 * self.k * (self.k + 1) / room if room > 0 else NAN

    @property
    def bic(self) -> float:
        """Schwarz's criterion."""
        return -2 * self.loglik + self.k * log(self.n) if self.n else NAN


def describe(asked: Asked, values: Floats, period: int, horizon: int, scale: Scale | None) -> Model:
    """The model that is asked for, on the whole series.

    Raises CannotAnalyse where its order or form cannot be fitted.
    """
    scale = PLAIN if scale is None else scale
    if asked.method == "arima":
        return _arima(values, period, horizon, scale, asked.order)
    if asked.method == "theta":
        return _theta(values, period, horizon, scale)
    if asked.method == "ets":
        return _ets(values, period, horizon, scale, asked.form)
    if asked.method in ("naive", "seasonal_naive"):
        lag = period if asked.method == "seasonal_naive" else 1
        return _naive(asked.method, values, lag, horizon, scale)
    return Model(asked.method)


def _arima(values: Floats, period: int, horizon: int, scale: Scale, order: Order | None) -> Model:
    values = scale.forward(values)
    fit = _searched(values, period) if order is None else _given(values, order)
    ahead = look_ahead(values, fit.order, fit.coefficients, horizon)
    reach = Z_95 * ahead.errors
    return Model(
        name=fit.order.title,
        names=fit.order.names(),
        values=fit.coefficients,
        errors=fit.errors,
        sigma2=ahead.sigma2,
        sigma2_adjusted=ahead.sigma2_adjusted,
        loglik=ahead.loglik,
        k=fit.order.k + 1,
        n=fit.n,
        mean=scale.back(ahead.mean),
        low=scale.back(ahead.mean - reach),
        high=scale.back(ahead.mean + reach),
    )


def _searched(values: Floats, period: int) -> Fit:
    try:
        return stepwise.select(values, period)
    except NoFit:
        return stepwise.bare(values, period)


def _formed(values: Floats, period: int, form: Form) -> EtsFit:
    fit = fit_form(values, period, form) if fits_to(form, values, period) else None
    if fit is None:
        raise CannotAnalyse("no_form", model=str(form))
    return fit


def _given(values: Floats, order: Order) -> Fit:
    try:
        return stepwise.given(values, order)
    except NoFit:
        raise CannotAnalyse("no_fit", model=f"ARIMA{order}") from None


def _theta(values: Floats, period: int, horizon: int, scale: Scale) -> Model:
    fit = fit_theta(scale.forward(values), period)
    mean, reach = fit.forecast(horizon), Z_95 * fit.errors(horizon)
    return Model(
        name="Theta",
        names=("alpha", "drift"),
        values=np.array([fit.alpha, fit.drift]),
        errors=np.full(2, NAN),
        sigma2=fit.sigma2,
        sigma2_adjusted=fit.sigma2,
        mean=scale.back(mean),
        low=scale.back(mean - reach),
        high=scale.back(mean + reach),
    )


def _naive(method: str, values: Floats, lag: int, horizon: int, scale: Scale) -> Model:
    """The last values again; the mean square of their changes grows with each cycle ahead."""
    values = scale.forward(values)
    sigma2 = float(np.mean((values[lag:] - values[:-lag]) ** 2))
    mean = np.resize(values[-lag:], horizon)
    reach = Z_95 * np.sqrt(sigma2 * (np.arange(horizon) // lag + 1))
    return Model(
        name=method,
        sigma2=sigma2,
        sigma2_adjusted=sigma2,
        mean=scale.back(mean),
        low=scale.back(mean - reach),
        high=scale.back(mean + reach),
    )


def _ets(values: Floats, period: int, horizon: int, scale: Scale, form: Form | None) -> Model:
    values = scale.forward(values)
    fit = fit_best(values, period) if form is None else _formed(values, period, form)
    mean, errors = ets_ahead(fit, horizon)
    reach = Z_95 * errors
    given = {"alpha": fit.weights.alpha}
    given |= {"beta": fit.weights.beta} if fit.form.trend != "N" else {}
    given |= {"gamma": fit.weights.gamma} if fit.form.season != "N" else {}
    given |= {"phi": fit.weights.phi} if fit.form.trend == "D" else {}
    given |= {"l": fit.level}
    given |= {"b": fit.slope} if fit.form.trend != "N" else {}
    if fit.form.season != "N":
        # As R names them: s0 is the factor of the time just before the first value.
        given |= {f"s{place}": float(one) for place, one in enumerate(fit.seasons[::-1])}
    return Model(
        name=str(fit.form),
        names=tuple(given),
        values=np.array(list(given.values())),
        errors=np.full(len(given), NAN),
        sigma2=fit.sigma2,
        sigma2_adjusted=fit.sigma2,
        loglik=fit.loglik,
        k=fit.k,
        n=fit.n,
        mean=scale.back(mean),
        low=scale.back(mean - reach),
        high=scale.back(mean + reach),
    )
