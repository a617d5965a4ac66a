"""The periodogram of one series and the peaks that red noise does not explain."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from dashboard_app.analyses.logarithm import transformed
from dashboard_app.analyses.selection import need, need_residuals, number, one_series, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import YEAR_MONTHS, common_step
from dashboard_app.data.panel import Floats, Panel, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.calendar import even
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.spectrum import (
    Spectrum,
    autoregressive_order,
    autoregressive_spectrum,
    detrended,
    even_spectrum,
    uneven_spectrum,
)

LEAST_EVEN = 40
LEAST_SURVEYS = 10
ROUNDS = 600
HIGHEST = 5


@dataclass(frozen=True, eq=False)
class Periodogram:
    """Ordinates by period, in months or years as `period_unit` says, and the highest of them.

    For even series (`method` fft) ordinates are scaled as R's spec.pgram does for a series of
    frequency 1; `highest__ordinate_years` as it does for one whose unit of time is the year
    (frequency 12 or 4). For surveys (`method` lomb_scargle) they are shares of the variance.
    `level` is what the highest peak of red noise over all tested periods stays below in 95 % of
    the cases; `p` is how often red noise has a peak so high at any tested period. `cycle` lists
    the peaks with p < 0.05.
    `ar_order` is the order of the autoregression by AIC, 0 where dates are uneven.
    """

    tool: str
    source: str
    transform: str
    method: str
    period_unit: str
    n: int
    filled: int
    first: np.datetime64
    last: np.datetime64
    memory: float
    ar_order: int
    longest_tested: float
    lowest_p: float
    spectrum__period: Floats
    spectrum__frequency: Floats
    spectrum__ordinate: Floats
    spectrum__red_noise: Floats
    spectrum__level: Floats
    spectrum__p: Floats
    spectrum__tested: NDArray[np.bool_]
    spectrum__autoregressive: Floats
    highest__period: Floats
    highest__ordinate: Floats
    highest__p: Floats
    highest__period_years: Floats
    highest__ordinate_years: Floats
    cycle__period: Floats
    cycle__ordinate: Floats
    cycle__p: Floats

    MAY_BE_NAN: ClassVar = ("spectrum__autoregressive",)


def compute(panel: Panel, params: Params, progress: Progress) -> Periodogram:
    """The periodogram of one series."""
    series = one_series(panel, params)
    line = text(params, "detrend") == "line"
    uneven = series.cadence == Cadence.SURVEY
    if uneven:
        need(series, LEAST_SURVEYS)
        years = series.months.astype(np.float64) / 12
        values = transformed(series.values, text(params, "transform"))
        need_residuals(values, detrended(values, line, years))
        spectrum, filled = uneven_spectrum(years, values, line, ROUNDS), 0
        order, smooth, step = 0, np.full(len(spectrum.frequency), np.nan), 1
    else:
        grid, filled, step = _filled(series)
        values = transformed(grid, text(params, "transform"))
        need_residuals(values, detrended(values, line))
        spectrum = even_spectrum(values, line, number(params, "taper"), ROUNDS)
        order, beta, variance = autoregressive_order(values)
        smooth = autoregressive_spectrum(spectrum.frequency, beta, variance)
    yearly = series.cadence != Cadence.MONTHLY
    period, p = step / spectrum.frequency, spectrum.p
    highest = np.argsort(-spectrum.ordinate, kind="stable")[:HIGHEST]
    cycles = _peaks(spectrum)
    return Periodogram(
        tool=series.tool,
        source=series.source,
        transform=text(params, "transform"),
        method="lomb_scargle" if uneven else "fft",
        period_unit="years" if yearly else "months",
        n=series.n,
        filled=filled,
        first=series.months[0],
        last=series.months[-1],
        memory=spectrum.memory,
        ar_order=order,
        longest_tested=float(period[spectrum.tested].max()),
        lowest_p=float(p[spectrum.tested].min()),
        spectrum__period=period,
        spectrum__frequency=spectrum.frequency / step,
        spectrum__ordinate=spectrum.ordinate,
        spectrum__red_noise=spectrum.red,
        spectrum__level=spectrum.level,
        spectrum__p=p,
        spectrum__tested=spectrum.tested,
        spectrum__autoregressive=smooth,
        highest__period=period[highest],
        highest__ordinate=spectrum.ordinate[highest],
        highest__p=p[highest],
        highest__period_years=period[highest] / (1 if yearly else YEAR_MONTHS),
        highest__ordinate_years=spectrum.ordinate[highest] * step / (1 if yearly else YEAR_MONTHS),
        cycle__period=period[cycles],
        cycle__ordinate=spectrum.ordinate[cycles],
        cycle__p=p[cycles],
    )


def _filled(series: Series) -> tuple[Floats, int, int]:
    """The values at even steps, how many were filled, and the step in months or in years."""
    need(series, LEAST_EVEN)
    step = common_step(series.months)
    grid = even(series, step)
    if grid.is_gappy:
        raise CannotAnalyse("gaps", missing=int(grid.filled.sum()), dates=len(grid.months))
    unit = YEAR_MONTHS if series.cadence == Cadence.YEARLY else 1
    return grid.values, int(grid.filled.sum()), step // unit


def _peaks(spectrum: Spectrum) -> NDArray[np.intp]:
    """Local maxima above the level among tested frequencies, by their ratio to red noise."""
    bounded = np.concatenate([[-np.inf], spectrum.ordinate, [-np.inf]])
    local = (bounded[1:-1] > bounded[:-2]) & (bounded[1:-1] >= bounded[2:])
    found = np.flatnonzero(local & spectrum.tested & (spectrum.p < SIGNIFICANCE))
    return found[np.argsort(-(spectrum.ordinate / spectrum.red)[found], kind="stable")]
