"""More published numbers: of R 4.2 and its packages, of NIST, of the papers that made the tests."""

from collections.abc import Iterable
from math import log

from benchmarks.reference_case import Case, Numbers, Rows, dates, quarterly, yearly_forms
from benchmarks.reference_checks import Check
from trials.databases import monthly, yearly
from trials.published import CO2
from trials.published_more import (
    ACCIDENTAL_DEATHS,
    AIR_MILES,
    BJ_LEAD,
    BJ_SALES,
    FEMALE_DEATHS,
    LAKE_HURON,
    LONGLEY_POPULATION,
    LONGLEY_YEAR,
    MALE_DEATHS,
    NORRIS_X,
    NORRIS_Y,
    NOTTINGHAM,
    RAT42,
    RAT42_TIME,
    REAL_GNP,
    REAL_INTEREST,
    STACK_ACID,
    STACK_AIR,
    STACK_LOSS,
    STACK_WATER,
    STOCK_PRICES,
    UK_GAS,
    US_POPULATION,
    WOMEN_WEIGHT,
)

NLS = 1e-5
"""R's nls ends where its convergence criterion falls below this."""


def more_cases() -> list[Case]:
    """All of them."""
    made = (
        _interest(), _huron(), _seasons(), _cycles(), _wandering(), _norris(), _longley(), _women(),
        _leads(), _deaths(), _stack(), _growth(), _pasture(),
    )  # fmt: skip
    return [case for group in made for case in group]


def _interest() -> Iterable[Case]:
    """R 4.2, strucchange: breakpoints(RealInt ~ 1, h = 15); Bai and Perron (2003), section 5."""
    checks = (
        Check("RSS, 0 to 4 breaks", "model__rss",
              ("1214.92187", "644.99552", "455.95018", "445.18186", "444.87975")),
        Check("BIC, 0 to 4 breaks", "model__bic",
              ("555.7445", "499.7952", "473.3381", "480.1458", "489.3454")),
        Check("breaks by BIC", "breaks_bic", ("2",)),
        dates("1 break", "date__month", 1, "1980-07"),
        dates("2 breaks", "date__month", 2, "1972-07", "1980-07"),
        dates("3 breaks", "date__month", 3, "1966-10", "1972-07", "1980-07"),
        dates("95 % from", "date__low_independent", 2, "1970-07", "1980-01"),
        dates("95 % to", "date__high_independent", 2, "1973-01", "1981-01"),
    )  # fmt: skip
    for source in ("google_trends", "crossref"):
        series = {(f"Real interest {source}", source): quarterly(1961, REAL_INTEREST)}
        yield Case(f"{source}, a row a quarter", "change_points", series,
                   {"min_segment": "15"}, checks)  # fmt: skip


def _huron() -> Iterable[Case]:
    """R 4.2: breakpoints(LakeHuron ~ 1, h = 15); spec.pgram(LakeHuron), taper 0.1; ar."""
    breaks = (
        Check("RSS, 0 to 4 breaks", "model__rss",
              ("168.577367", "106.515956", "90.127964", "75.674993", "66.053621")),
        Check("BIC, 0 to 4 breaks", "model__bic",
              ("340.4398", "304.6179", "297.4155", "289.4568", "285.3006")),
        dates("1 break", "date__month", 1, "1890"),
        dates("4 breaks", "date__month", 4, "1889", "1922", "1941", "1956"),
        dates("95 % from", "date__low_independent", 1, "1886"),
        dates("95 % to", "date__high_independent", 1, "1891"),
    )  # fmt: skip
    cycles = (
        Check("highest peaks, years", "highest__period", ("33.33333", "100.00000", "7.69231")),
        Check("their ordinates", "highest__ordinate", ("16.39156", "6.37693", "5.49813")),
        Check("order by AIC", "ar_order", ("2",)),
    )
    for form, series in yearly_forms("Lake Huron", 1875, LAKE_HURON):
        yield Case(form, "change_points", series, {"min_segment": "15"}, breaks)
    for form, series in yearly_forms("Huron's cycles", 1875, LAKE_HURON):
        yield Case(form, "periodogram", series, {"taper": "0.1"}, cycles)


def _seasons() -> Iterable[Case]:
    """R 4.2: stl, robust or not, with windows given to season and trend."""
    for name, rows, asked, season, trend, strengths in (
        ("Nottingham", monthly("1920-01", NOTTINGHAM), {"s_window": "periodic"},
         ("-9.8552496", "12.8452501"), ("47.213347", "50.932722"), ("0.205488", "0.943833")),
        ("Nottingham, robust", monthly("1920-01", NOTTINGHAM), {"s_window": "21", "robust": "yes"},
         ("-10.0247636", "13.2562931"), ("47.6401823", "50.6711860"), ("0.1748472", "0.9443740")),
        ("Accidental deaths", monthly("1973-01", ACCIDENTAL_DEATHS), {"s_window": "7"},
         ("-1628.5151", "1755.7025"), ("8380.1386", "10030.9751"), ("0.831285", "0.954539")),
        ("UK gas by quarter", quarterly(1960, UK_GAS), {"s_window": "13", "transform": "log"},
         ("-0.7824371923", "0.5936182966"), ("4.762237062", "6.503890575"),
         ("0.9868515691", "0.9710834066")),
        ("Deaths of men, robust", monthly("1974-01", MALE_DEATHS),
         {"s_window": "periodic", "robust": "yes"}, ("-446.8301702", "544.7903819"),
         ("1318.6496067", "1615.5345973"), ("0.2199797912", "0.8339981082")),
        ("Accidental deaths, robust", monthly("1973-01", ACCIDENTAL_DEATHS),
         {"s_window": "periodic", "robust": "yes"}, ("-1638.9451867", "1667.3617707"),
         ("8321.4032095", "9823.2137677"), ("0.7728830538", "0.9346118772")),
        ("UK gas by quarter, robust", quarterly(1960, UK_GAS),
         {"s_window": "7", "transform": "log", "robust": "yes"}, ("-0.8326069187", "0.6290975888"),
         ("4.7716179840", "6.5579910307"), ("0.9795705861", "0.9555290796")),
        ("Carbon dioxide, stiff trend", monthly("1959-01", CO2),
         {"s_window": "periodic", "t_window": "1000"}, ("-3.267105391", "2.992673181"),
         ("311.881356630", "362.988553532"), ("0.9899575881", "0.6563627213")),
        ("Nottingham, both windows", monthly("1920-01", NOTTINGHAM),
         {"s_window": "7", "t_window": "50", "robust": "yes"}, ("-11.761997512", "15.743653600"),
         ("48.209869524", "50.143523092"), ("0.06983088994", "0.94305682950")),
    ):  # fmt: skip
        checks = (
            Check("season, lowest", "part__seasonal", season[:1], reduce="min"),
            Check("season, highest", "part__seasonal", season[1:], reduce="max"),
            Check("trend, lowest", "part__trend", trend[:1], reduce="min"),
            Check("trend, highest", "part__trend", trend[1:], reduce="max"),
            Check("trend strength", "trend_strength", strengths[:1]),
            Check("seasonal strength", "seasonal_strength", strengths[1:]),
        )
        yield Case("google_trends", "seasonality", {(name, "google_trends"): rows}, asked, checks)


def _cycles() -> Iterable[Case]:
    """R 4.2: spec.pgram(mdeaths, taper = 0) and of UKgas, in years; ar(mdeaths)$order."""
    for name, rows, years, ordinates, order in (
        ("Deaths of men", monthly("1974-01", MALE_DEATHS), ("1.00", "0.50", "0.75"),
         ("416585.8414", "16429.4701", "7007.3014"), "10"),
        ("UK gas", quarterly(1960, UK_GAS), ("1.0000000000", "1.0384615385", "0.9642857143"),
         ("210642.3094371", "55058.7026075", "49872.8539485"), "6"),
    ):  # fmt: skip
        checks = (
            Check("highest peaks, years", "highest__period_years", years),
            Check("their ordinates", "highest__ordinate_years", ordinates),
            Check("order by AIC", "ar_order", (order,)),
        )
        series = {(name, "crossref"): rows}
        yield Case("crossref", "periodogram", series, {"taper": "0"}, checks)


def _wandering() -> Iterable[Case]:
    """Zivot and Andrews (1992), table 6; R's urca on the log of Nelson and Plosser's GNP."""
    gnp = [log(number) for number in REAL_GNP]
    for lags, published in (("1", "-2.9939"), ("2", "-2.93543"), ("8", "-2.22652")):
        test = Check(f"ADF, trend, {lags} lags", "test__statistic", (published,),
                     {"test__name": "adf"})  # fmt: skip
        series = {(f"Real GNP, ADF {lags}", "google_books"): yearly(1909, gnp)}
        yield Case("google_books", "stationarity", series, {"adf_lags": lags}, (test,))
    for lags, level, line in (("0", "5.960080", "0.629895"), ("4", "1.300834", "0.172905")):
        both = Check("KPSS, level", "kpss_level", (level,)), Check("trend", "kpss_line", (line,))
        series = {(f"Real GNP, KPSS {lags}", "google_books"): yearly(1909, gnp)}
        yield Case("google_books", "stationarity", series, {"kpss_lags": lags}, both)
    prices = [log(number) for number in STOCK_PRICES]
    for name, first, values, model, lags, exact, rounded, after in (
        ("Real GNP", 1909, gnp, "level", "8", "-5.57639", "-5.58", "1930"),
        ("Stock prices", 1871, prices, "both", "1", "-5.60689", "-5.61", "1937"),
    ):
        where = {"test__name": "zivot_andrews"}
        checks = (
            Check("Zivot-Andrews, urca", "test__statistic", (exact,), where),
            Check("Zivot-Andrews, table 6", "test__statistic", (rounded,), where),
            Check("first year after the break", "break_month", (after,)),
        )
        asked = {"za_model": model, "za_lags": lags, "za_trim": "0"}
        series = {(f"{name}, Zivot-Andrews", "google_books"): yearly(first, values)}
        yield Case("google_books", "stationarity", series, asked, checks)


def _norris() -> Iterable[Case]:
    """NIST StRD, Norris: certified; one tool in two sources, and two tools in one."""
    checks = (
        Check("intercept and slope", "term__estimate", ("-0.262323073774029", "1.00211681802045")),
        Check("standard deviations", "term__error_independent",
              ("0.232818234301152", "0.429796848199937E-03")),
        Check("residual deviation", "residual_error", ("0.884796396144373",)),
        Check("R-squared", "r2", ("0.999993745883712",)),
    )  # fmt: skip
    apart = {
        ("Norris", "google_trends"): monthly("2004-01", NORRIS_X),
        ("Norris", "crossref"): monthly("2004-01", NORRIS_Y),
    }
    yield Case("one tool, two sources", "regression", apart, {"degree": "1"}, checks)
    together = _two_tools("Norris x", "Norris y", NORRIS_X, NORRIS_Y)
    asked = {"tool": "Norris x", "y_tool": "Norris y", "degree": "1"}
    yield Case("two tools, one source", "regression", together, asked, checks)


def _two_tools(
    x: str, y: str, of_x: Numbers, of_y: Numbers, source: str = "google_trends"
) -> dict[tuple[str, str], Rows]:
    return {(x, source): monthly("2004-01", of_x), (y, source): monthly("2004-01", of_y)}


def _longley() -> Iterable[Case]:
    """R 4.2: lm(Population ~ Year + I(Year^2), longley), powers that all but coincide."""
    checks = (
        Check("coefficients", "term__estimate",
              ("1.355979695e+05", "-1.400875055e+02", "3.620868347e-02")),
        Check("their errors", "term__error_independent",
              ("1.575333191e+04", "1.612012643e+01", "4.123846910e-03")),
    )  # fmt: skip
    series = _two_tools("Year", "Population", LONGLEY_YEAR, LONGLEY_POPULATION)
    asked = {"tool": "Year", "y_tool": "Population", "degree": "2"}
    yield Case("two tools", "regression", series, asked, checks)


def _women() -> Iterable[Case]:
    """R 4.2: lm(weight ~ height, women); NeweyWest(lag = 2, prewhite = FALSE)."""
    checks = (
        Check("intercept and slope", "term__estimate", ("-87.516667", "3.450000")),
        Check("errors", "term__error_independent", ("5.9369440", "0.0911365")),
        Check("Newey and West's", "term__error", ("8.60041", "0.13392")),
        Check("R-squared", "r2", ("0.9910098",)),
        Check("residual deviation", "residual_error", ("1.525005",)),
    )
    series = _two_tools("Height", "Weight", range(58, 73), WOMEN_WEIGHT)
    asked = {"tool": "Height", "y_tool": "Weight", "degree": "1", "lag": "2"}
    yield Case("two tools", "regression", series, asked, checks)


def _leads() -> Iterable[Case]:
    """R 4.2, lmtest: grangertest both ways, Box and Jenkins' series M and UK deaths."""
    for order, forth, back in (
        ("2", ("28.961489", "2.75366e-11"), ("2.4774898", "0.087551")),
        ("4", ("770.8222", "7.90579e-93"), ("0.60398885", "0.660407")),
    ):
        tool = f"Series M, {order} lags"
        series = {
            (tool, "google_trends"): monthly("2004-01", BJ_LEAD),
            (tool, "crossref"): monthly("2004-01", BJ_SALES),
        }
        asked = {"form": "levels", "order": order}
        yield Case("google_trends and crossref", "lead_lag", series, asked, _both(forth, back))
    series = {
        ("Deaths in the UK", "google_trends"): monthly("1974-01", MALE_DEATHS),
        ("Deaths in the UK", "crossref"): monthly("1974-01", FEMALE_DEATHS),
    }
    checks = _both(("2.7348148", "0.0723801"), ("1.4424264", "0.243818"))
    asked = {"form": "levels", "order": "2"}
    yield Case("with their season", "lead_lag", series, asked, checks)


def _both(forth: tuple[str, str], back: tuple[str, str]) -> tuple[Check, ...]:
    return tuple(
        Check(f"{leader} leads, {what}", f"link__{what}", (number,),
              {"link__leader_source": leader})
        for leader, numbers in (("google_trends", forth), ("crossref", back))
        for what, number in zip(("f", "p"), numbers, strict=True)
    )  # fmt: skip


def _deaths() -> Iterable[Case]:
    """R 4.2: cor of mdeaths and fdeaths, of what lines leave of them, of their differences."""
    checks = tuple(
        Check(f"{method}, {form}", "pair__r", (number,),
              {"pair__form": form, "pair__method": method})
        for form, method, number in (
            ("levels", "pearson", "0.9762413"),
            ("levels", "spearman", "0.955064"),
            ("detrended", "pearson", "0.9796906"),
            ("differenced", "pearson", "0.919315"),
        )
    )  # fmt: skip
    for source in ("google_trends", "crossref"):
        names = f"Men {source}", f"Women {source}"
        series = _two_tools(*names, MALE_DEATHS, FEMALE_DEATHS, source)
        yield Case(f"two tools in {source}", "correlation", series, {}, checks)


def _stack() -> Iterable[Case]:
    """R 4.2: prcomp(stackloss, scale. = TRUE)."""
    columns = {"Air": STACK_AIR, "Water": STACK_WATER, "Acid": STACK_ACID, "Loss": STACK_LOSS}
    sizes = ("0.546641", "0.524134", "0.349834", "0.551438")
    checks = (
        Check("standard deviations", "component__sd",
              ("1.7313208", "0.8567640", "0.4640166", "0.2305914")),
        Check("shares", "component__share", ("0.74937", "0.18351", "0.05383", "0.01329")),
        *(
            Check(f"PC1, {name}", "loading__value", (size,),
                  {"loading__component": 1, "loading__tool": name}, reduce="size")
            for name, size in zip(columns, sizes, strict=True)
        ),
    )  # fmt: skip
    series = {(name, "google_books"): yearly(1950, values) for name, values in columns.items()}
    yield Case("four tools in google_books", "pca", series, {"form": "levels"}, checks)


def _growth() -> Iterable[Case]:
    """R 4.2: nls with SSlogis, and Gompertz's curve; speed is the inverse of its scale."""
    for form, series in yearly_forms("Air miles", 1937, AIR_MILES):
        checks = (
            *_level("logistic", ("41468.520", "19.506161", "0.23422292"), "10279660"),
            *_level("gompertz", ("9.12932e+04", "24.86961", "0.0758328"), "13230335.5"),
        )
        yield Case(form, "diffusion", series, {}, checks)
    decades = [(f"{1790 + 10 * step}-01-01", size) for step, size in enumerate(US_POPULATION)]
    checks = _level("logistic", ("315.54460", "160.19254", "0.024628174"), "276.771421")
    series = {("Population of the US", "google_books"): decades}
    yield Case("google_books, a row in ten years", "diffusion", series, {}, checks)


def _level(model: str, values: tuple[str, ...], rss: str) -> tuple[Check, ...]:
    chosen = {"parameter__model": model, "parameter__view": "level"}
    return (
        Check(f"{model}: m, middle, speed", "parameter__value", values, chosen, relative=NLS),
        Check(f"{model}: RSS", "model__rss", (rss,),
              {"model__model": model, "model__view": "level"}),
    )  # fmt: skip


def _pasture() -> Iterable[Case]:
    """NIST StRD, Rat42: certified. Its times are uneven and begin at 9, ours at 1."""
    days = monthly("2004-01", [0.0] * (RAT42_TIME[-1] + 1))
    rows = [(days[time][0], size) for time, size in zip(RAT42_TIME, RAT42, strict=True)]
    chosen = {"parameter__model": "logistic", "parameter__view": "level"}
    saturation, speed = chosen | {"parameter__name": "m"}, chosen | {"parameter__name": "speed"}
    checks = (
        Check("b1", "parameter__value", ("7.2462237576E+01",), saturation),
        Check("its deviation", "parameter__error", ("1.7340283401E+00",), saturation),
        Check("b3", "parameter__value", ("6.7359200066E-02",), speed),
        Check("its deviation", "parameter__error", ("3.4465663377E-03",), speed),
        Check("RSS", "model__rss", ("8.0565229338E+00",),
              {"model__model": "logistic", "model__view": "level"}),
    )  # fmt: skip
    series = {("Pasture yield", "google_trends"): rows}
    yield Case("google_trends, uneven months", "diffusion", series, {}, checks)
