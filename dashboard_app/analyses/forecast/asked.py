"""The model that is asked for: a method, and for some of them an order or a form."""

from dataclasses import dataclass

from dashboard_app.analyses.selection import text
from dashboard_app.analysis import CannotAnalyse
from dashboard_app.params import Params, Value
from dashboard_app.stats.forecasting.arima import Order
from dashboard_app.stats.forecasting.ets import Form, parameters
from dashboard_app.stats.forecasting.ets_fit import FORMS as EVERY_FORM

FORMS: dict[str, Form | None] = {"auto": None, **{form.code: form for form in EVERY_FORM}}
"""The forms of exponential smoothing that can be asked for; by default the search chooses."""
CONSTANTS = ("usual", "with", "without")


@dataclass(frozen=True)
class Asked:
    """A method; an order of ARIMA or a form of ETS, None where the search chooses it."""

    method: str
    order: Order | None = None
    form: Form | None = None

    def least(self, period: int) -> int:
        """How many values it needs at the least; 0 where the search chooses."""
        if self.order is not None:
            # More than it has coefficients, and as many as it looks back on.
            return self.order.lost + max(self.order.k + 2, self.order.reach)
        if self.form is not None:
            return parameters(self.form.trend, self.form.season, period) + 2
        return 0


def asked_for(params: Params, period: int) -> Asked:
    """What these parameters ask for; an order or a form of another method is not heeded.

    Raises CannotAnalyse where a seasonal order is asked of a series without a cycle.
    """
    method = text(params, "method")
    return Asked(
        method,
        _order(params, period) if method == "arima" else None,
        FORMS[text(params, "form")] if method == "ets" else None,
    )


def _order(params: Params, period: int) -> Order | None:
    """The ARIMA that was asked for; None leaves the choice to the search.

    As in R's Arima, a series that is not differenced has a mean, and no other has a drift but
    where a constant is asked for; one that is differenced twice has none at all.
    """
    plain, seasonal = params["order"], params["seasonal_order"]
    if plain is None and seasonal is None:
        return None
    p, d, q = _three(plain)
    sp, sd, sq = _three(seasonal)
    if period == 1 and sp + sd + sq:
        raise CannotAnalyse("no_season")
    asked = text(params, "constant")
    constant = d + sd == 0 if asked == "usual" else asked == "with" and d + sd < 2
    return Order(p, d, q, sp, sd, sq, period, constant)


def _three(value: Value) -> tuple[int, int, int]:
    first, second, third = str(value or "0,0,0").split(",")
    return int(first), int(second), int(third)
