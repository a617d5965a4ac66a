"""ARIMA and exponential smoothing of R 4.2.2 (stats, forecast 8.20) on its own datasets."""

from collections.abc import Iterable, Sequence
from math import log

from benchmarks.reference_case import (
    LIKELIHOOD,
    Case,
    Rows,
    quarterly,
    twelve_equal_months,
    yearly_forms,
)
from benchmarks.reference_checks import Check
from trials.databases import monthly, yearly
from trials.published import AIR_PASSENGERS, CO2, LYNX, NILE
from trials.published_models import (
    DISCOVERIES,
    JOHNSON_JOHNSON,
    LUNG_DEATHS,
    NEW_HAVEN,
    SUNSPOTS,
    WWW_USAGE,
)
from trials.published_more import (
    ACCIDENTAL_DEATHS,
    AIR_MILES,
    LAKE_HURON,
    NOTTINGHAM,
    UK_GAS,
)

Texts = Sequence[str]


def model_cases() -> list[Case]:
    """All of them."""
    return [*_given(), *_chosen(), *_smoothed(), *_formed()]


def _near(what: str, column: str, *published: str) -> Check:
    return Check(what, column, published, relative=LIKELIHOOD)


def _case(name: str, source: str, rows: Rows, query: dict[str, str], *checks: Check) -> Case:
    return Case(f"{source}, {name}", "forecast", {(name, source): rows}, query, checks)


def _fit(
    values: Texts, errors: Texts, sigma2: str, loglik: str, aic: str, first: str
) -> tuple[Check, ...]:
    return (
        _near("coefficients", "coefficient__value", *values),
        _near("their errors", "coefficient__error", *errors),
        _near("sigma2", "sigma2", sigma2),
        _near("log-likelihood", "loglik", loglik),
        _near("AIC", "aic", aic),
        _near("one step ahead", "forecast__value", first),
    )


def _given() -> Iterable[Case]:
    """arima(order, seasonal) and predict(n.ahead = 1)."""
    usage = _fit(("1.1513401", "-0.6612265", "0.3407128"), ("0.0949845", "0.1352626", "0.0941456"),
                 "9.363339", "-251.99699", "511.99398", "219.66080")  # fmt: skip
    for form, series in yearly_forms("WWWusage", 1801, WWW_USAGE):
        yield Case(form, "forecast", series, {"method": "arima", "order": "3,1,0"}, usage)
    months = monthly("2004-01", WWW_USAGE)
    asked = {"method": "arima", "order": "3,1,0"}
    yield _case("WWWusage months", "google_trends", months, asked, *usage)
    lynx = _fit(("1.3776054", "-0.7398758", "2.9038162"), ("0.0614394", "0.0611931", "0.0585709"),
                "0.05107035", "6.504660", "-5.009319", "2413.3614")  # fmt: skip
    asked = {"method": "arima", "order": "2,0,0", "log": "log10"}
    yield _case("Lynx AR(2)", "google_books", yearly(1821, LYNX), asked, *lynx)
    huron = _fit(
        ("1.0436136", "-0.2494976", "579.0473216"), ("0.0982830", "0.1007922", "0.3318755"),
        "0.47882062", "-103.633223", "215.266445", "579.789559",
    )  # fmt: skip
    asked = {"method": "arima", "order": "2,0,0"}
    yield _case("Huron AR(2)", "google_books", yearly(1875, LAKE_HURON), asked, *huron)
    nile = _fit(
        ("0.8610783", "-0.5176954", "920.5567267"), ("0.1066634", "0.1908062", "46.6735830"),
        "19891.6575", "-637.038789", "1282.077578", "800.312608",
    )  # fmt: skip
    asked = {"method": "arima", "order": "1,0,1"}
    yield _case("Nile ARMA(1,1)", "crossref", yearly(1871, NILE), asked, *nile)
    deaths = _fit(("-0.4302692", "-0.5527913"), ("0.1228027", "0.1783742"),
                  "99346.8899", "-425.439994", "856.879987", "8336.061266")  # fmt: skip
    asked = {"method": "arima", "order": "0,1,1", "seasonal_order": "0,1,1"}
    rows = monthly("1973-01", ACCIDENTAL_DEATHS)
    yield _case("USAccDeaths airline", "google_trends", rows, asked, *deaths)
    carbon = _fit(("-0.3500795", "-0.8505868"), ("0.0496365", "0.0256583"),
                  "0.082603412", "-86.0778606", "178.155721", "365.203352")  # fmt: skip
    yield _case("co2 airline", "google_trends", monthly("1959-01", CO2), asked, *carbon)
    nottem = _fit(
        ("0.2856002", "-0.8597982", "-0.2962969"), ("0.0641533", "0.0638949", "0.0666908"),
        "5.70189387", "-526.592349", "1061.184697", "41.096687",
    )  # fmt: skip
    asked = {"method": "arima", "order": "1,0,0", "seasonal_order": "2,1,0"}
    rows = monthly("1920-01", NOTTINGHAM)
    yield _case("nottem (1,0,0)(2,1,0)", "crossref", rows, asked, *nottem)


def _chosen() -> Iterable[Case]:
    """auto.arima with its defaults: sigma2 as it prints it, forecast(h = 1) at 95 %."""
    passengers = monthly("1949-01", AIR_PASSENGERS)
    for name, source, rows, log_scale, title, sigma2, aicc, bic, mean, low in (
        ("AirPassengers", "google_trends", passengers, "none", "(2,1,1)(0,1,0)[12]",
         "132.344749", "1018.16517", "1029.34849", "445.634901", "423.085053"),
        ("nottem", "google_trends", monthly("1920-01", NOTTINGHAM), "none",
         "(1,0,2)(1,1,2)[12] with drift", "5.21983044", "1049.62106", "1076.39829", "40.358928",
         "35.880915"),
        ("USAccDeaths", "crossref", monthly("1973-01", ACCIDENTAL_DEATHS), "none",
         "(0,1,1)(0,1,1)[12]", "102860.268", "857.316351", "863.112599", "8336.06127",
         "7706.95692"),
        ("ldeaths", "google_trends", monthly("1974-01", LUNG_DEATHS), "none",
         "(0,0,2)(2,1,0)[12] with drift", "56262.6146", "848.25888", "859.240041", "2679.3143",
         "2214.41591"),
        ("co2", "crossref", monthly("1959-01", CO2), "none", "(1,1,1)(1,1,2)[12]",
         "0.0857586762", "180.965187", "205.499472", "365.151898", "364.57793"),
        ("UKgas", "google_trends", quarterly(1960, UK_GAS), "none", "(0,1,1)(0,1,0)[4]",
         "1236.70382", "1030.79478", "1035.94424", "1201.89564", "1132.96998"),
        ("log JohnsonJohnson", "google_trends",
         quarterly(1960, [log(one) for one in JOHNSON_JOHNSON]), "none",
         "(2,0,0)(1,1,0)[4] with drift", "0.00779251285", "-154.137655", "-143.038332",
         "2.91859582", "2.74557959"),
        ("Nile", "google_books", twelve_equal_months(1871, NILE), "none", "(1,1,1)",
         "20176.9149", "1267.5074", "1275.04012", "816.181276", "537.777275"),
        ("log10 lynx", "google_books", yearly(1821, LYNX), "log10", "(2,0,4) with non-zero mean",
         "0.0433179341", "-19.896229", "0.621929976", "2398.21587", "937.479291"),
        ("nhtemp", "google_books", yearly(1912, NEW_HAVEN), "none", "(0,1,1)", "1.31327777",
         "187.731567", "191.672356", "51.9000768", "49.6539907"),
        ("LakeHuron", "crossref", yearly(1875, LAKE_HURON), "none", "(0,1,0)", "0.558781862",
         "220.257865", "222.79047", "579.96", "578.494893"),
        ("sunspot.year", "google_books", yearly(1700, SUNSPOTS), "none", "(2,1,3)", "240.366654",
         "2406.49541", "2428.17424", "144.921644", "114.534827"),
        ("WWWusage", "google_books", yearly(1801, WWW_USAGE), "none", "(1,1,1)", "9.9953252",
         "514.552103", "522.084831", "218.880497", "212.683995"),
        ("discoveries", "google_books", yearly(1860, DISCOVERIES), "none", "(0,1,1)",
         "4.64661878", "437.210922", "442.276162", "1.08481074", "-3.140091"),
    ):  # fmt: skip
        yield _case(
            f"{name} by auto.arima", source, rows, {"method": "arima", "log": log_scale},
            Check("model", "model", (f"ARIMA{title}",)),
            _near("sigma2 by its freedom", "sigma2_adjusted", sigma2),
            _near("AICc", "aicc", aicc),
            _near("BIC", "bic", bic),
            _near("one step ahead", "forecast__value", mean),
            _near("95 % from", "model__low_95", low),
        )  # fmt: skip


def _smoothed() -> Iterable[Case]:
    """ets with its defaults, and forecast(h = 1) at 95 %."""
    passengers = monthly("1949-01", AIR_PASSENGERS)
    for name, source, rows, form, weights, loglik, aic, sigma2, mean, low in (
        ("AirPassengers", "google_trends", passengers, "ETS(M,Ad,M)",
         ("0.70955192", "0.020408919", "0.00010046831", "0.97999993", "120.99394"),
         "-679.58322", "1395.1664", "0.0015340763", "441.80185", "407.88628"),
        ("nottem", "crossref", monthly("1920-01", NOTTINGHAM), "ETS(A,N,A)",
         ("0.039163741", "0.00010000684", "49.459679"),
         "-852.47207", "1734.9441", "5.3838242", "40.17228", "35.624562"),
        ("USAccDeaths", "google_trends", monthly("1973-01", ACCIDENTAL_DEATHS), "ETS(A,N,A)",
         ("0.59458989", "0.00202896", "9248.3628"),
         "-555.07234", "1140.1447", "85667.856", "8397.4969", "7823.8336"),
        ("ldeaths", "crossref", monthly("1974-01", LUNG_DEATHS), "ETS(M,N,M)",
         ("0.18885742", "0.00010971243", "2199.2554"),
         "-525.39855", "1080.7971", "0.0093501471", "2655.697", "2152.3867"),
        ("UKgas", "google_trends", quarterly(1960, UK_GAS), "ETS(M,A,M)",
         ("0.030536869", "0.030536444", "0.62383858", "124.08994"),
         "-618.36078", "1254.7216", "0.013623596", "1258.8236", "970.84592"),
        ("JohnsonJohnson", "google_trends", quarterly(1960, JOHNSON_JOHNSON), "ETS(M,A,A)",
         ("0.27758121", "0.063581851", "0.58667849", "0.62758084"),
         "-72.819597", "163.63919", "0.0084760255", "17.536906", "14.372463"),
        ("Nile", "google_books", yearly(1871, NILE), "ETS(M,N,N)",
         ("0.15140317", "1087.7718"),
         "-726.15096", "1458.3019", "0.023957057", "838.87516", "584.39018"),
        ("LakeHuron", "google_books", twelve_equal_months(1875, LAKE_HURON), "ETS(A,N,N)",
         ("0.99989975", "580.38239"),
         "-195.33887", "396.67773", "0.56110866", "579.95999", "578.49184"),
        ("WWWusage", "google_books", yearly(1801, WWW_USAGE), "ETS(A,Ad,N)",
         ("0.99989996", "0.99664387", "0.81495803", "90.351767"),
         "-352.86549", "717.73098", "12.224387", "218.36633", "211.51364"),
        ("sunspot.year", "google_books", yearly(1700, SUNSPOTS), "ETS(A,N,N)",
         ("0.99989983", "5.0655506"),
         "-1733.5712", "3473.1423", "565.40941", "100.19289", "53.588199"),
        ("nhtemp", "crossref", yearly(1912, NEW_HAVEN), "ETS(A,N,N)",
         ("0.18189319", "50.276204"),
         "-129.96492", "265.92985", "1.312221", "51.870305", "49.625123"),
    ):  # fmt: skip
        yield _case(
            f"{name} by ets", source, rows, {"method": "ets"},
            Check("model", "model", (form,)),
            _near("weights", "coefficient__value", *weights),
            _near("sigma2", "sigma2", sigma2),
            _near("log-likelihood", "loglik", loglik),
            _near("AIC", "aic", aic),
            _near("one step ahead", "forecast__value", mean),
            _near("95 % from", "model__low_95", low),
        )  # fmt: skip


def _formed() -> Iterable[Case]:
    """ets(model, damped = FALSE)."""
    for name, source, rows, form, weights, loglik, aic, sigma2 in (
        ("AirPassengers", "crossref", monthly("1949-01", AIR_PASSENGERS), "MAM",
         ("0.39499685", "0.010700442", "0.3995392", "122.375426", "1.10736658"),
         "-682.403619", "1398.80724", "1.58214814e-03"),
        ("Nile", "google_trends", yearly(1871, NILE), "ANN", ("0.245533863", "1110.68686"),
         "-726.39052", "1458.78104", "20802.801"),
        ("airmiles", "google_books", yearly(1937, AIR_MILES), "AAN",
         ("0.825934344", "0.295168621", "-786.10559", "557.332015"),
         "-204.746194", "419.492388", "1285232.96"),
    ):  # fmt: skip
        yield _case(
            f"{name} by ets, {form}", source, rows, {"method": "ets", "form": form},
            _near("weights, first states", "coefficient__value", *weights),
            _near("log-likelihood", "loglik", loglik),
            _near("AIC", "aic", aic),
            _near("sigma2", "sigma2", sigma2),
        )  # fmt: skip
