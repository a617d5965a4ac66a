"""Published numbers, the series that they were computed from, and how to ask for them.

A series is given to the dashboard as anybody would put it into data.db: months where they were
months, years as one row a year or as twelve equal months, and data without dates as years or
months in a row.
"""

from collections.abc import Iterable
from math import log10

from statsmodels.datasets import macrodata

from benchmarks.reference_case import (
    LIKELIHOOD,
    Case,
    Form,
    Numbers,
    Rows,
    dates,
    quarterly,
    twelve_equal_months,
    yearly_forms,
)
from benchmarks.reference_checks import Check
from benchmarks.reference_models import model_cases
from benchmarks.reference_more import more_cases
from benchmarks.reference_options import option_cases
from trials.databases import monthly, yearly
from trials.published import (
    AIR_PASSENGERS,
    CARS_DIST,
    CARS_SPEED,
    CHICKENS,
    CO2,
    EGGS,
    LYNX,
    NILE,
    RAT43,
    US_ARRESTS_ASSAULT,
    US_ARRESTS_MURDER,
    US_ARRESTS_RAPE,
    US_ARRESTS_URBANPOP,
    VCR,
)


def cases() -> list[Case]:
    """All of them."""
    made = (
        _nile(), _seasons(), _lynx(), _air_passengers(), _arrests(), _chicken_and_egg(), _cars(),
        _recorders(), _rats(), _income(),
    )  # fmt: skip
    return [
        *(case for group in made for case in group),
        *more_cases(),
        *option_cases(),
        *model_cases(),
    ]


def _nile() -> Iterable[Case]:
    """R 4.2, strucchange: breakpoints(Nile ~ 1, h = 15) and confint of one break."""
    sums = (
        Check("RSS, 0 to 3 breaks", "model__rss",
              ("2835156.8", "1597457.2", "1552923.6", "1538096.5")),
        Check("BIC, 0 to 3 breaks", "model__bic", ("1318.2", "1270.1", "1276.5", "1284.7")),
        Check("breaks by BIC", "breaks_bic", ("1",)),
        Check("breaks chosen", "breaks", ("1",)),
    )  # fmt: skip
    places = (
        dates("1 break", "date__month", 1, "1898"),
        dates("2 breaks", "date__month", 2, "1898", "1953"),
        dates("3 breaks", "date__month", 3, "1898", "1938", "1953"),
        dates("95 % from", "date__low_independent", 1, "1895"),
        dates("95 % to", "date__high_independent", 1, "1902"),
        Check("95 % from, chosen break", "break__low_independent", ("1895",)),
        Check("95 % to, chosen break", "break__high_independent", ("1902",)),
    )
    for form, series in yearly_forms("Nile", 1871, NILE):
        yield Case(form, "change_points", series, {"min_segment": "15"}, sums + places)
    by_bic = {("Nile by BIC", "google_books"): yearly(1871, NILE)}
    yield Case("google_books", "change_points", by_bic, {"criterion": "bic"}, sums + places)
    months = {("Nile months", "google_trends"): monthly("1950-01", NILE)}
    yield Case("google_trends, as months", "change_points", months, {"min_segment": "15"}, sums)


def _seasons() -> Iterable[Case]:
    """R 4.2: stl(log(co2), s.window = 21); strengths from stl(AirPassengers, s.window = 13)."""
    parts = (
        Check("season, lowest", "part__seasonal", ("-9.9391e-3",), reduce="min"),
        Check("season, highest", "part__seasonal", ("9.1147e-3",), reduce="max"),
        Check("trend, lowest", "part__trend", ("5.7535",), reduce="min"),
        Check("trend, highest", "part__trend", ("5.8988",), reduce="max"),
    )
    for source in ("google_trends", "crossref"):
        series = {(f"Carbon dioxide {source}", source): monthly("1959-01", CO2)}
        asked = {"transform": "log", "s_window": "21"}
        yield Case(source, "seasonality", series, asked, parts)
    for transform, trend, season in (
        ("none", "0.98864", "0.92529"),
        ("log", "0.99630", "0.96126"),
    ):
        strengths = (
            Check("trend strength", "trend_strength", (trend,)),
            Check("seasonal strength", "seasonal_strength", (season,)),
        )
        passengers = {(f"Passengers {transform}", "google_trends"): _passengers()}
        asked = {"transform": transform, "s_window": "13"}
        yield Case(f"google_trends, {transform}", "seasonality", passengers, asked, strengths)


def _passengers() -> Rows:
    return monthly("1949-01", AIR_PASSENGERS)


def _lynx() -> Iterable[Case]:
    """R 4.2: spec.pgram(log10(lynx), detrend = TRUE, taper = 0); ar(log10(lynx))$order."""
    checks = (
        Check("highest peaks, years", "highest__period", ("10.0", "9.23")),
        Check("their ordinates", "highest__ordinate", ("5.688", "4.859")),
        Check("order by AIC", "ar_order", ("11",)),
    )
    asked = {"transform": "log10", "taper": "0"}
    for form, series in yearly_forms("Lynx", 1821, LYNX):
        yield Case(form, "periodogram", series, asked, checks)
    logarithms = [log10(number) for number in LYNX]
    for form, series in yearly_forms("Log10 lynx", 1821, logarithms):
        yield Case(f"{form}, log10", "periodogram", series, {"taper": "0"}, checks)
    months = {("Lynx months", "google_trends"): monthly("1950-01", LYNX)}
    yield Case("google_trends, as months", "periodogram", months, asked, checks)


def _air_passengers() -> Iterable[Case]:
    """R 4.2, forecast 8.20: Arima, auto.arima and thetaf."""
    fitted = (
        Check("model selected", "model", ("ARIMA(0,1,1)(0,1,1)[12]",)),
        Check("ma1, sma1", "coefficient__value", ("-0.40183", "-0.55695"), relative=LIKELIHOOD),
        Check("their errors", "coefficient__error", ("0.08964", "0.07310"), relative=LIKELIHOOD),
        Check("sigma2", "sigma2", ("2.5426e-4",), relative=LIKELIHOOD),
        Check("log-likelihood", "loglik", ("353.96",), relative=LIKELIHOOD),
        Check("AIC", "aic", ("-701.92",), relative=LIKELIHOOD),
    )
    theta = (
        Check("6 months ahead", "forecast__value",
              ("440.078", "428.384", "489.707", "475.705", "479.670", "545.366"),
              relative=LIKELIHOOD),
        Check("95 % of the first, from", "model__low_95", ("418.997",), relative=LIKELIHOOD),
        Check("95 % of the first, to", "model__high_95", ("461.160",), relative=LIKELIHOOD),
    )  # fmt: skip
    logarithms = monthly("1949-01", [log10(number) for number in AIR_PASSENGERS])
    given = {("Log10 passengers", "google_trends"): logarithms}
    yield Case("google_trends, log10", "forecast", given, {"method": "arima"}, fitted)
    raw = {("Passengers", "google_trends"): _passengers()}
    asked = {"method": "arima", "log": "log10"}
    yield Case("google_trends", "forecast", raw, asked, fitted)
    raw = {("Passengers by natural logarithm", "google_trends"): _passengers()}
    asked = {"method": "arima", "log": "natural"}
    yield Case("google_trends, log", "forecast", raw, asked, fitted[:3])
    raw = {("Passengers by Theta", "google_trends"): _passengers()}
    asked = {"method": "theta", "horizon": "6"}
    yield Case("google_trends", "forecast", raw, asked, theta)


def _arrests() -> Iterable[Case]:
    """R 4.2: prcomp(USArrests, scale. = TRUE)."""
    columns: dict[str, tuple[Numbers, str]] = {
        "Murder": (US_ARRESTS_MURDER, "0.5359"),
        "Assault": (US_ARRESTS_ASSAULT, "0.5832"),
        "UrbanPop": (US_ARRESTS_URBANPOP, "0.2782"),
        "Rape": (US_ARRESTS_RAPE, "0.5434"),
    }
    spread = (
        Check("standard deviations", "component__sd", ("1.57488", "0.99487", "0.59713", "0.41645")),
        Check("shares", "component__share", ("0.62006", "0.24744", "0.08914", "0.04336")),
    )

    def loading(name: str, number: str, column: str, value: str) -> Check:
        where = {"loading__component": 1, column: value}
        return Check(f"PC1, {name}", "loading__value", (number,), where, reduce="size")

    forms: dict[str, Form] = {
        "google_trends": lambda values: monthly("1970-01", values),
        "crossref": lambda values: yearly(1950, values),
        "google_books": lambda values: yearly(1950, values),
    }
    for source, rows in forms.items():
        series = {
            (f"{name} {source}", source): rows(values) for name, (values, _) in columns.items()
        }
        loads = tuple(
            loading(name, number, "loading__tool", f"{name} {source}")
            for name, (_, number) in columns.items()
        )
        yield Case(f"four tools in {source}", "pca", series, {"form": "levels"}, spread + loads)
    sources = ("google_trends", "google_books", "bain_usability", "crossref")
    apart = {
        ("Arrests", source): yearly(1950, values)
        for source, (values, _) in zip(sources, columns.values(), strict=True)
    }
    loads = tuple(
        loading(name, number, "loading__source", source)
        for source, (name, (_, number)) in zip(sources, columns.items(), strict=True)
    )
    yield Case("one tool in four sources", "pca", apart, {"form": "levels"}, spread + loads)


def _chicken_and_egg() -> Iterable[Case]:
    """R 4.2, lmtest: grangertest(egg ~ chicken, order = 3) and the other way."""
    asked = {"form": "levels", "order": "3"}
    forms: dict[tuple[str, str, str], Form] = {
        ("google_books", "crossref", "a row a year"): lambda values: yearly(1930, values),
        ("google_trends", "crossref", "as months"): lambda values: monthly("2004-01", values),
        ("google_trends", "google_books", "12 equal months"): (
            lambda values: twelve_equal_months(1930, values)
        ),
    }
    for (chicken, egg, how), rows in forms.items():
        tool = f"Chicken and egg {chicken} {how}"
        series = {(tool, chicken): rows(CHICKENS), (tool, egg): rows(EGGS)}
        checks = _links("link__leader_source", chicken, egg)
        yield Case(f"{chicken} and {egg}, {how}", "lead_lag", series, asked, checks)
    apart = {
        ("Chicken", "google_books"): yearly(1930, CHICKENS),
        ("Egg", "google_books"): yearly(1930, EGGS),
    }
    checks = _links("link__leader_tool", "Chicken", "Egg")
    yield Case("two tools in google_books", "lead_lag", apart, asked, checks)


def _links(column: str, chicken: str, egg: str) -> tuple[Check, ...]:
    return (
        Check("chicken to egg, F", "link__f", ("0.59162",), {column: chicken}),
        Check("chicken to egg, p", "link__p", ("0.62379",), {column: chicken}),
        Check("egg to chicken, F", "link__f", ("5.40498",), {column: egg}),
        Check("egg to chicken, p", "link__p", ("0.0029664",), {column: egg}),
    )


def _cars() -> Iterable[Case]:
    """R 4.2: lm(dist ~ speed), NeweyWest(lag = 3, prewhite = FALSE), predict(speed = 15)."""
    checks = (
        Check("intercept and slope", "term__estimate", ("-17.5791", "3.93241")),
        Check("their errors", "term__error", ("6.4940", "0.49306")),
        *(
            Check(f"at speed 15, {what}", column, (number,), {"point__x": 15.0})
            for what, column, number in (
                ("fit", "point__fit", "41.407"),
                ("95 % from", "point__prediction_low", "10.175"),
                ("95 % to", "point__prediction_high", "72.639"),
                ("95 % of the mean from", "point__mean_low_independent", "37.0211522"),
                ("95 % of the mean to", "point__mean_high_independent", "45.7929208"),
            )
        ),
    )
    forms: dict[tuple[str, str, str], Form] = {
        ("google_trends", "crossref", "as months"): lambda values: monthly("2004-01", values),
        ("google_trends", "google_books", "a row a year"): lambda values: yearly(1950, values),
        ("crossref", "google_books", "12 equal months"): (
            lambda values: twelve_equal_months(1950, values)
        ),
    }
    for (x, y, how), rows in forms.items():
        tool = f"Cars {x} {how}"
        series = {(tool, x): rows(CARS_SPEED), (tool, y): rows(CARS_DIST)}
        asked = {"x_source": x, "y_source": y, "degree": "1", "lag": "3"}
        yield Case(f"{x} and {y}, {how}", "regression", series, asked, checks)


def _recorders() -> Iterable[Case]:
    """The rate of Bass's curve by nonlinear least squares."""
    where = {"parameter__model": "bass", "parameter__view": "rate"}
    checks = (
        Check("m, p, q", "parameter__value", ("6.80e4", "6.59e-3", "0.638"), where),
        Check("their errors", "parameter__error", ("3.13e3", "1.43e-3", "0.0414"), where),
        Check("residual error", "model__residual_error", ("727",),
              {"model__model": "bass", "model__view": "rate"}),
    )  # fmt: skip
    yield from _life_cycles("Recorders", 1980, VCR, checks)


def _rats() -> Iterable[Case]:
    """NIST StRD, Rat43: the level of Richards' curve, certified."""
    values = ("699.64151270", "5.2771253025", "0.75962938329", "1.2792483859")
    errors = ("16.302297817", "2.0828735829", "0.19566123451", "0.68761936385")
    checks = (
        Check("m, b2, b3, b4", "parameter__value", values,
              {"parameter__model": "richards", "parameter__view": "level"}),
        Check("their errors", "parameter__error", errors,
              {"parameter__model": "richards", "parameter__view": "level"}),
        Check("RSS", "model__rss", ("8786.4049080",),
              {"model__model": "richards", "model__view": "level"}),
    )  # fmt: skip
    yield from _life_cycles("Rat43", 1980, RAT43, checks)


def _life_cycles(
    name: str, first: int, values: Numbers, checks: tuple[Check, ...]
) -> Iterable[Case]:
    for form, series in yearly_forms(name, first, values):
        yield Case(form, "diffusion", series, {}, checks)
    months = {(f"{name} months", "google_trends"): monthly("2004-01", values)}
    yield Case("google_trends, as months", "diffusion", months, {}, checks)


def _income() -> Iterable[Case]:
    """KPSS of the real GDP of the United States, 1959 to 2009, with 3 lags."""
    values = macrodata.load_pandas().data["realgdp"].tolist()
    both = (
        Check("KPSS, level", "kpss_level", ("5.0169",)),
        Check("KPSS, trend", "kpss_line", ("1.1828",)),
    )
    forms = {
        ("google_trends", "a row a quarter"): quarterly(1959, values),
        ("google_trends", "as months"): monthly("1959-01", values),
        ("google_books", "as years"): yearly(1800, values),
    }
    for (source, how), rows in forms.items():
        series = {(f"Income {source} {how}", source): rows}
        asked = {"kpss_lags": "3"}
        yield Case(f"{source}, {how}", "stationarity", series, asked, both)
    for around, number in (("level", "5.0169"), ("line", "1.1828")):
        series = {(f"Income {around}", "crossref"): monthly("1959-01", values)}
        row = Check(f"KPSS, {around}", "test__statistic", (number,), {"test__name": "kpss"})
        asked = {"kpss_lags": "3", "around": around}
        yield Case(f"crossref, as months, {around}", "stationarity", series, asked, (row,))
