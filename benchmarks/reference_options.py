"""Numbers of R 4.2 for the options of the analyses, and for series that no other module has."""

from collections.abc import Iterable

from sklearn.datasets import load_iris

from benchmarks.reference_case import Case, Numbers, dates
from benchmarks.reference_checks import Check
from trials.databases import monthly, yearly
from trials.published import CARS_DIST, CARS_SPEED, NILE, US_ARRESTS_ASSAULT
from trials.published import US_ARRESTS_MURDER as MURDER
from trials.published import US_ARRESTS_RAPE as RAPE
from trials.published import US_ARRESTS_URBANPOP as URBAN
from trials.published_models import LUTEINIZING_HORMONE, NEW_HAVEN, SUNSPOTS
from trials.published_more import (
    BJ_LEAD,
    BJ_SALES,
    FEMALE_DEATHS,
    LAKE_HURON,
    MALE_DEATHS,
    NOTTINGHAM,
)
from trials.published_sets import (
    ANSCOMBE_X,
    ANSCOMBE_X4,
    ANSCOMBE_Y1,
    ANSCOMBE_Y2,
    ANSCOMBE_Y3,
    ANSCOMBE_Y4,
    DRIVERS,
    MERCURY,
)


def option_cases() -> list[Case]:
    """All of them."""
    made = (
        _unit_roots(), _settling(), _cycles(), _breaks(), _covariances(), _iris(), _whitened(),
        _anscombe(), _mercury(), _leads(), _naive(),
    )  # fmt: skip
    return [case for group in made for case in group]


def _unit_roots() -> Iterable[Case]:
    """R 4.2, urca: ur.df of types none, drift and trend; ur.za."""
    for name, first, values, lags, none, drift, trend in (
        ("Lake Huron", 1875, LAKE_HURON, "0", "-0.06335256367", "-2.938068327", "-3.138333044"),
        ("Lake Huron", 1875, LAKE_HURON, "4", "-0.07220591792", "-2.506920138", "-2.779591824"),
        ("Nottingham", 1701, NOTTINGHAM, "1", "-1.391508352", "-9.342952135", "-9.315955545"),
        ("Nottingham", 1701, NOTTINGHAM, "12", "-0.08715968006", "-2.781816304", "-3.174552765"),
        ("Sunspots", 1700, SUNSPOTS, "3", "-3.411872813", "-8.404976771", "-9.003471546"),
    ):
        for around, number in (("level", drift), ("line", trend)):
            checks = (
                Check("ADF without a constant", "adf_zero", (none,)),
                Check(f"ADF, {around}", "test__statistic", (number,), {"test__name": "adf"}),
            )
            series = {(f"{name}, {around}, {lags} lags", "google_books"): yearly(first, values)}
            asked = {"around": around, "adf_lags": lags}
            yield Case("google_books", "stationarity", series, asked, checks)
    for name, first, flow, model, lags, statistic, after in (
        ("Nile", 1871, NILE, "level", "0", "-8.649671618", "1899"),
        ("Lake Huron", 1875, LAKE_HURON, "both", "1", "-5.399040265", "1942"),
    ):
        checks = (
            Check("Zivot-Andrews", "test__statistic", (statistic,),
                  {"test__name": "zivot_andrews"}),
            Check("first year after the break", "break_month", (after,)),
        )  # fmt: skip
        series = {(f"{name}, broken", "google_books"): yearly(first, flow)}
        asked = {"za_model": model, "za_lags": lags, "za_trim": "0"}
        yield Case("google_books", "stationarity", series, asked, checks)


def _settling() -> Iterable[Case]:
    """R 4.2, urca: ur.kpss(sunspot.year) of types mu and tau."""
    for lags, level, line in (
        ("4", "0.4520725634", "0.09956829255"),
        ("14", "0.3854221474", "0.09511917355"),
    ):
        both = Check("KPSS, level", "kpss_level", (level,)), Check("line", "kpss_line", (line,))
        series = {(f"Sunspots, KPSS {lags}", "google_books"): yearly(1700, SUNSPOTS)}
        yield Case("google_books", "stationarity", series, {"kpss_lags": lags}, both)


def _cycles() -> Iterable[Case]:
    """R 4.2: spec.pgram and ar of sunspot.year, and of lh less its mean."""
    for name, values, asked, periods, ordinates, order in (
        ("Sunspots", SUNSPOTS, {"taper": "0"}, ("11.11111111", "10.00000000", "12.00000000"),
         ("57688.96909", "40012.97707", "17894.23348"), "9"),
        ("Hormone", LUTEINIZING_HORMONE, {"detrend": "mean"}, ("8", "16", "12"),
         ("1.510160078", "1.175379580", "1.072568435"), "3"),
    ):  # fmt: skip
        checks = (
            Check("highest peaks", "highest__period", periods),
            Check("their ordinates", "highest__ordinate", ordinates),
            Check("order by AIC", "ar_order", (order,)),
        )
        series = {(f"{name}, cycles", "google_books"): yearly(1700, values)}
        yield Case("google_books", "periodogram", series, asked, checks)


def _breaks() -> Iterable[Case]:
    """R 4.2, strucchange: breakpoints and confint with its shortest regime of 15 %."""
    drivers = (
        Check("RSS, 0 to 5 breaks", "model__rss",
              ("16020030.87", "12386604.82", "11417423.71", "10844989.13", "10710707.91",
               "10501298.73")),
        Check("BIC, 0 to 5 breaks", "model__bic",
              ("2731.103558", "2692.231495", "2687.103277", "2687.742279", "2695.86511",
               "2702.589053")),
        Check("breaks", "breaks", ("2",)),
        dates("1 break", "date__month", 1, "1974-12"),
        dates("95 % from", "date__low_independent", 1, "1974-03"),
        dates("95 % to", "date__high_independent", 1, "1975-10"),
        Check("2 breaks", "break__month", ("1974-12", "1981-12")),
        Check("95 % from", "break__low_independent", ("1973-12", "1980-06")),
        Check("95 % to", "break__high_independent", ("1976-03", "1983-04")),
    )  # fmt: skip
    for source in ("google_trends", "crossref"):
        series = {(f"Drivers {source}", source): monthly("1969-01", DRIVERS)}
        yield Case(source, "change_points", series, {"criterion": "bic"}, drivers)
    haven = (
        Check("RSS, 0 to 4 breaks", "model__rss",
              ("94.5040000", "66.85428571", "60.21263866", "54.88975902", "54.69969841")),
        Check("breaks", "breaks", ("1",)),
        Check("break", "break__month", ("1943",)),
        Check("95 % from", "break__low_independent", ("1937",)),
        Check("95 % to", "break__high_independent", ("1951",)),
    )  # fmt: skip
    series = {("New Haven, breaks", "google_books"): yearly(1912, NEW_HAVEN)}
    yield Case("google_books", "change_points", series, {"criterion": "bic"}, haven)


def _components(
    title: str, columns: dict[str, Numbers], matrix: str, sd: tuple[str, ...],
    shares: tuple[str, ...], first: tuple[str, ...], second: tuple[str, ...],
) -> Case:  # fmt: skip
    checks = (
        Check("standard deviations", "component__sd", sd),
        Check("shares", "component__share", shares),
        *(
            Check(f"PC{component}, {name}", "loading__value", (size.lstrip("-"),),
                  {"loading__component": component, "loading__tool": name}, reduce="size")
            for component, sizes in ((1, first), (2, second))
            for name, size in zip(columns, sizes, strict=True)
        ),
    )  # fmt: skip
    series = {(name, "google_books"): yearly(1950, values) for name, values in columns.items()}
    return Case(title, "pca", series, {"form": "levels", "matrix": matrix}, checks)


def _covariances() -> Iterable[Case]:
    """R 4.2: prcomp(USArrests)."""
    arrests: tuple[Numbers, ...] = (MURDER, US_ARRESTS_ASSAULT, URBAN, RAPE)
    names = ("Murder", "Assault", "Urban", "Rape")
    yield _components(
        "arrests, unscaled", {f"{name}, unscaled": values for name, values in
                              zip(names, arrests, strict=True)}, "covariance",
        ("83.732400246", "14.212401849", "6.489426073", "2.482790000"),
        ("0.9655342205669", "0.0278173366322", "0.0057995349223", "0.0008489078786"),
        ("0.04170432063", "0.99522128143", "0.04633574612", "0.07515550059"),
        ("0.04482165627", "0.05876002786", "0.97685747991", "0.20071806645"),
    )  # fmt: skip


def _iris() -> Iterable[Case]:
    """R 4.2: prcomp(iris[, 1:4]) with and without scale. = TRUE. Anderson (1935)."""
    flowers = load_iris().data.T.tolist()
    names = ("Sepal length", "Sepal width", "Petal length", "Petal width")
    for matrix, sd, shares, first, second in (
        ("covariance", ("2.0562688798", "0.4926162278", "0.2796596146", "0.1543861813"),
         ("0.924618723202", "0.053066483117", "0.017102609808", "0.005212183873"),
         ("0.36138659179", "-0.08452251406", "0.85667060595", "0.35828919715"),
         ("-0.65658877129", "-0.73016143479", "0.17337266280", "0.07548101992")),
        ("correlation", ("1.7083611493", "0.9560494085", "0.3830886002", "0.1439264966"),
         ("0.729624454133", "0.228507617867", "0.036689218893", "0.005178709107"),
         ("0.5210659147", "-0.2693474425", "0.5804130958", "0.5648565358"),
         ("-0.37741761556", "-0.92329565954", "-0.02449160909", "-0.06694198697")),
    ):  # fmt: skip
        columns = {f"{name}, {matrix}": values for name, values in zip(names, flowers, strict=True)}
        yield _components(f"iris, {matrix}", columns, matrix, sd, shares, first, second)


def _whitened() -> Iterable[Case]:
    """R 4.2, sandwich: NeweyWest as it is, with a lag, and without prewhitening."""
    sandwich = {"prewhitening": "yes", "lag_rule": "newey_west"}
    for title, asked, lag, errors in (
        ("as it is", sandwich, "3", ("7.0178730127", "0.5509452139")),
        ("prewhite = FALSE", {"lag_rule": "newey_west"}, "1", ("6.1354842906", "0.4561995579")),
        ("HC0", {"lag": "0"}, "0", ("5.5418721773", "0.3986808756")),
    ):
        yield _errors(f"Cars, {title}", CARS_SPEED, CARS_DIST, {"degree": "1", **asked},
                      lag, errors)  # fmt: skip
    for title, asked, lag, three in (
        ("line", {"degree": "1", **sandwich}, "0", ("19.75801829897", "0.01224005294")),
        ("square", {"degree": "2", **sandwich}, "1",
         ("6.354564894e+01", "8.473248738e-02", "2.576609570e-05")),
        ("lag = 12", {"degree": "2", "prewhitening": "yes", "lag": "12"}, "12",
         ("4.913829633e+01", "7.201803260e-02", "2.293802948e-05")),
    ):  # fmt: skip
        yield _errors(f"Deaths, {title}", MALE_DEATHS, FEMALE_DEATHS, asked, lag, three)


def _errors(
    title: str, x: Numbers, y: Numbers, asked: dict[str, str], lag: str, errors: tuple[str, ...]
) -> Case:
    checks = Check("lag", "lag", (lag,)), Check("errors", "term__error", errors)
    return _pair(title, x, y, asked, checks)


def _pair(
    title: str, x: Numbers, y: Numbers, asked: dict[str, str], checks: tuple[Check, ...]
) -> Case:
    tools = f"{title}: x", f"{title}: y"
    series = {(tool, "google_trends"): monthly("2004-01", values)
              for tool, values in zip(tools, (x, y), strict=True)}  # fmt: skip
    return Case(
        title, "regression", series, {"tool": tools[0], "y_tool": tools[1], **asked}, checks
    )


def _anscombe() -> Iterable[Case]:
    """R 4.2: lm of the four pairs."""
    for number, x, y, fit in (
        ("first", ANSCOMBE_X, ANSCOMBE_Y1, ("3.0000909091", "0.5000909091", "1.1247467908",
                                            "0.1179055006", "0.6665424595", "1.2366033227")),
        ("second", ANSCOMBE_X, ANSCOMBE_Y2, ("3.0009090909", "0.5000000000", "1.1253024162",
                                             "0.1179637460", "0.6662420337", "1.2372142053")),
        ("third", ANSCOMBE_X, ANSCOMBE_Y3, ("3.0024545455", "0.4997272727", "1.1244812296",
                                            "0.1178776622", "0.6663240411", "1.2363113514")),
        ("fourth", ANSCOMBE_X4, ANSCOMBE_Y4, ("3.0017272727", "0.4999090909", "1.1239210719",
                                              "0.1178189417", "0.6667072569", "1.2356954857")),
    ):  # fmt: skip
        checks = (
            Check("intercept and slope", "term__estimate", fit[:2]),
            Check("their errors", "term__error_independent", fit[2:4]),
            Check("R-squared", "r2", fit[4:5]),
            Check("residual deviation", "residual_error", fit[5:]),
        )
        yield _pair(f"Anscombe, {number}", x, y, {"degree": "1"}, checks)


def _mercury() -> Iterable[Case]:
    """R 4.2: lm(pressure ~ temperature to the fourth, pressure)."""
    checks = (
        Check("coefficients", "term__estimate",
              ("6.453290327e+00", "-7.991927204e-01", "1.588248018e-02", "-1.052495226e-04",
               "2.341211015e-07")),
        Check("their errors", "term__error_independent",
              ("4.644703626e+00", "1.892667450e-01", "2.226117415e-03", "9.414558262e-06",
               "1.296665447e-08")),
        Check("R-squared", "r2", ("0.9995538384",)),
    )  # fmt: skip
    yield _pair("Mercury", range(0, 361, 20), MERCURY, {"degree": "4"}, checks)


def _leads() -> Iterable[Case]:
    """R 4.2, lmtest: grangertest with 12 lags, and of differences with 3."""
    for name, first, second, asked, forth, back in (
        ("Deaths", MALE_DEATHS, FEMALE_DEATHS, {"form": "levels", "order": "12"},
         ("0.95765029", "0.50492130"), ("1.67392096", "0.11597251")),
        ("Series M", BJ_LEAD, BJ_SALES, {"form": "differenced", "order": "3"},
         ("6.1513141e+02", "5.1835538e-80"), ("0.45288466", "0.71566752")),
    ):  # fmt: skip
        tools = f"{name}, leader", f"{name}, follower"
        checks = tuple(
            Check(f"{leader}, {what}", f"link__{what}", (number,), {"link__leader_tool": leader})
            for leader, numbers in zip(tools, (forth, back), strict=True)
            for what, number in zip(("f", "p"), numbers, strict=True)
        )
        series = {(tool, "crossref"): monthly("1974-01", values)
                  for tool, values in zip(tools, (first, second), strict=True)}  # fmt: skip
        yield Case("two tools in crossref", "lead_lag", series, asked, checks)


def _naive() -> Iterable[Case]:
    """R 4.2, forecast 8.20: rwf(Nile), snaive(nottem, h = 25)."""
    for name, source, rows, method, mean, low, high in (
        ("Nile", "google_books", yearly(1871, NILE), "naive", ("740", "740", "740"),
         ("412.0497307", "276.2082814", "171.9734712"),
         ("1067.950269", "1203.791719", "1308.026529")),
        ("Nottingham", "google_trends", monthly("1920-01", NOTTINGHAM), "seasonal_naive",
         ("39.4", "40.9", "42.4"), ("32.67566612",), ("46.12433388",)),
    ):  # fmt: skip
        checks = (
            Check("ahead", "forecast__value", mean),
            Check("95 % from", "model__low_95", low),
            Check("95 % to", "model__high_95", high),
        )
        series = {(f"{name}, {method}", source): rows}
        yield Case(source, "forecast", series, {"method": method}, checks)
