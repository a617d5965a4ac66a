"""Dickey-Fuller, KPSS and Zivot-Andrews on one series, combined into one verdict."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from dashboard_app.analyses.selection import need, need_residuals, number, one_series, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import common_step
from dashboard_app.data.panel import Floats, Months, Panel, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.ar1_line import fit_line
from dashboard_app.stats.calendar import Even, even
from dashboard_app.stats.outcome import Outcome
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.spectrum import detrended
from dashboard_app.stats.unit_root import KPSS_CRITICAL, KPSS_SIZES, Around, dickey_fuller, kpss
from dashboard_app.stats.unit_root_sizes import dickey_fuller_below, zivot_andrews_below
from dashboard_app.stats.zivot_andrews import Model, zivot_and_andrews

LAGS = ("auto", *(str(lags) for lags in range(25)))

LEAST = 30
"""In shorter series no test rejects, so that the verdict would always be the same."""

BROKEN = "settles_with_break"


@dataclass(frozen=True, eq=False)
class Stationarity:
    """Three rows of `test`, in the order adf, kpss, zivot_andrews; the series; the verdict.

    `verdict` is settles, wanders, settles_with_break, mixed or unsure. `memory`, with its
    95 % range, is the share of a departure from the line that the next observation keeps.
    `test__critical` is the statistic beyond which a test rejects in a series of this length;
    the probabilities are the published ones, of long series.
    A KPSS probability of 0.01 or 0.10, and one of Zivot and Andrews of 0.01 or 0.99, means
    that or beyond: their tables end there. `adf_zero` is Dickey and Fuller's statistic without
    a constant, which has no part in the verdict. `break_month` is the first of the new regime.
    """

    tool: str
    source: str
    unit: str
    cadence: str
    around: str
    n: int
    filled: int
    first: np.datetime64
    last: np.datetime64
    verdict: str
    break_month: np.datetime64
    memory: float
    memory_low: float
    memory_high: float
    adf_zero: float
    adf_zero_p: float
    kpss_level: float
    kpss_line: float
    test__name: NDArray[np.str_]
    test__null: NDArray[np.str_]
    test__statistic: Floats
    test__p: Floats
    test__lags: NDArray[np.int64]
    test__critical: Floats
    test__rejects: NDArray[np.bool_]
    observation__month: Months
    observation__value: Floats
    observation__line: Floats


def compute(panel: Panel, params: Params, progress: Progress) -> Stationarity:
    """The verdict on one monthly or yearly series."""
    series = one_series(panel, params)
    grid = _grid(series)
    around = cast(Around, text(params, "around"))
    n = len(grid.values)
    # Dickey and Fuller's regression loses a date for each lag and gains a coefficient.
    asked = _lags(params, "adf_lags", n // 2 - 3)
    adf, without = (dickey_fuller(grid.values, form, asked) for form in (around, "zero"))
    lags = _lags(params, "kpss_lags", n - 2)
    settled = {form: kpss(grid.values, form, lags) for form in ("level", "line")}
    broken = _broken(grid.values, params, adf.lags)
    tests = (adf, settled[around], broken)
    line = fit_line(grid.values, sloped=around == "line")
    low, high = line.memory_range()
    model = cast(Model, text(params, "za_model"))
    rejects = rejections(n, around, model, *tests)
    said = verdict(*rejects)
    start = min(broken.at + 1, len(grid.months) - 1)
    return Stationarity(
        tool=series.tool,
        source=series.source,
        unit=series.unit,
        cadence=series.cadence.value,
        around=around,
        n=series.n,
        filled=int(grid.filled.sum()),
        first=grid.months[0],
        last=grid.months[-1],
        verdict=said,
        break_month=grid.months[start],
        memory=line.memory,
        memory_low=low,
        memory_high=high,
        adf_zero=without.statistic,
        adf_zero_p=without.p,
        kpss_level=settled["level"].statistic,
        kpss_line=settled["line"].statistic,
        test__name=np.array(["adf", "kpss", "zivot_andrews"]),
        test__null=np.array(["wanders", "settles", "wanders"]),
        test__statistic=np.array([test.statistic for test in tests]),
        test__p=np.array([test.p for test in tests]),
        test__lags=np.array([test.lags for test in tests], dtype=np.int64),
        test__critical=np.array(
            [
                dickey_fuller_below(n, around),
                KPSS_CRITICAL[around][KPSS_SIZES == SIGNIFICANCE][0],
                zivot_andrews_below(n, model),
            ]
        ),
        test__rejects=np.array(rejects),
        observation__month=grid.months,
        observation__value=grid.values,
        observation__line=_line(grid.values, around, start if said == BROKEN else None),
    )


def _broken(values: Floats, params: Params, usual: int) -> Outcome:
    asked = text(params, "za_lags")
    lags = usual if asked == "auto" else int(asked)
    model = cast(Model, text(params, "za_model"))
    return zivot_and_andrews(values, lags, model, number(params, "za_trim"))


def _lags(params: Params, name: str, most: int) -> int | None:
    asked = text(params, name)
    return None if asked == "auto" else min(int(asked), most)


def rejections(
    n: int, around: Around, model: Model, adf: Outcome, settled: Outcome, broken: Outcome
) -> tuple[bool, bool, bool]:
    """Which of the tests reject in a series of this length: at 5 %, the last at 2.5 %."""
    return (
        adf.statistic < dickey_fuller_below(n, around),
        settled.p < SIGNIFICANCE,
        broken.statistic < zivot_andrews_below(n, model),
    )


def verdict(adf_rejects: bool, kpss_rejects: bool, break_rejects: bool) -> str:
    """The verdict of the three tests; the null of the first and the last is a unit root."""
    if adf_rejects:
        return "mixed" if kpss_rejects else "settles"
    if break_rejects:
        return BROKEN
    return "wanders" if kpss_rejects else "unsure"


def _grid(series: Series) -> Even:
    if series.cadence == Cadence.SURVEY:
        raise CannotAnalyse("uneven", source=series.source, n=series.n)
    need(series, LEAST)
    grid = even(series, common_step(series.months))
    if grid.is_gappy:
        raise CannotAnalyse("gaps", missing=int(grid.filled.sum()), dates=len(grid.months))
    need_residuals(grid.values, detrended(grid.values, line=True))
    return grid


def _line(values: Floats, around: str, start: int | None) -> Floats:
    """The line or level by least squares; with a break, a line of its own from there on."""
    time = np.arange(len(values), dtype=np.float64)
    design = np.column_stack([np.ones(len(values)), time])
    if start is not None:
        after = (time >= start).astype(np.float64)
        design = np.column_stack([design, after, after * time])
    elif around == "level":
        design = design[:, :1]
    return np.asarray(design @ np.linalg.lstsq(design, values, rcond=None)[0], dtype=np.float64)
