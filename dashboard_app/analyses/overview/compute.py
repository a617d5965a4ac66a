"""Every tool of one source: its years, its level, its trend, its season, its phase."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from dashboard_app.analyses.overview.phase import phase
from dashboard_app.analyses.selection import cut, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import YEAR_MONTHS, yearly
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Series, Texts
from dashboard_app.data.sources import SOURCE_IDS, Cadence
from dashboard_app.params import Params
from dashboard_app.stats.ar1_line import LEAST, fit_line
from dashboard_app.stats.calendar import calendar_month, even, season_steps
from dashboard_app.stats.fdr import adjusted
from dashboard_app.stats.season import corrected_strength, season_test
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.stats.stl import decompose

LEVEL_YEARS = 5
TREND_YEARS = 10
LEAST_YEARS = 3
S_WINDOW = 13
ROUNDS = 300
SEED = 2006


@dataclass(frozen=True, eq=False)
class Overview:
    """One row of `tool` for each tool, in the order asked for, and one `cell` for each year.

    `level` is the mean of the last five years with observations, in the unit of the source;
    `trend` the slope per year over the last ten years (or, where they hold fewer, the last
    eight observations), with its 95 % interval; `season` the corrected strength, missing
    where the source has no months. The q values are p values adjusted over all tools.
    `cell__share` places a year between the lowest (0) and the highest (1) of its tool.
    """

    source: str
    unit: str
    cadence: str
    view: str
    sort: str
    n: int
    tools: int
    rising: int
    falling: int
    seasonal: int
    tool__name: Texts
    tool__n: Counts
    tool__first: Months
    tool__last: Months
    tool__peak: Counts
    tool__level: Floats
    tool__height: Floats
    tool__trend: Floats
    tool__trend_low: Floats
    tool__trend_high: Floats
    tool__trend_q: Floats
    tool__season: Floats
    tool__season_q: Floats
    tool__phase: Texts
    cell__tool: Texts
    cell__year: Counts
    cell__value: Floats
    cell__share: Floats

    MAY_BE_NAN: ClassVar = (
        "tool__trend",
        "tool__trend_low",
        "tool__trend_high",
        "tool__trend_q",
        "tool__season",
        "tool__season_q",
    )


@dataclass(frozen=True, eq=False)
class _Row:
    series: Series
    years: Counts
    values: Floats
    level: float
    slope: tuple[float, float, float, float]
    season: tuple[float, float]

    @property
    def peak(self) -> int:
        return int(self.years[np.argmax(self.values)])

    def share(self, value: float) -> float:
        low, spread = float(self.values.min()), float(np.ptp(self.values))
        return float(np.clip((value - low) / spread, 0, 1)) if spread > 0 else 0.0

    @property
    def fall(self) -> float:
        return self.share(float(self.values[np.argmax(self.values) :].min()))


def compute(panel: Panel, params: Params, progress: Progress) -> Overview:
    """All tools of the source; the cost grows in proportion to their number."""
    source = _source(panel, params)
    found = [panel.get(tool, source) for tool in panel.tools if panel.has(tool, source)]
    if not found:
        raise CannotAnalyse("no_tools", source=source)
    rows = []
    for done, series in enumerate(cut(found, params)):
        progress(done / len(found), "progress_tools")
        if series.n and len((row := _row(series)).years):
            rows.append(row)
    if not rows:
        raise CannotAnalyse("empty_range")
    trend_q = _over_all([row.slope[3] for row in rows])
    season_q = _over_all([row.season[1] for row in rows])
    order = _order(rows, text(params, "sort"))
    return _result(rows, trend_q, season_q, order, params)


def _source(panel: Panel, params: Params) -> str:
    """The source asked for, else the one that has most tools."""
    if params["source"] is not None:
        return str(params["source"])
    return max(SOURCE_IDS, key=lambda name: sum(panel.has(tool, name) for tool in panel.tools))


def _row(series: Series) -> _Row:
    if series.cadence == Cadence.SURVEY:
        months, values = series.months, series.values
    else:
        months, values = yearly(series)
    years = months.astype("datetime64[Y]").astype(np.int64) + 1970
    since = series.months[-1] - np.timedelta64(12 * LEVEL_YEARS - 1, "M")
    level = float(series.values[series.months >= since].mean())
    return _Row(series, years, values, level, _slope(series), _season(series))


def _slope(series: Series) -> tuple[float, float, float, float]:
    """Slope per year with its interval and p; missing where too little varies."""
    missing = (float("nan"),) * 4
    since = series.months[-1] - np.timedelta64(12 * TREND_YEARS - 1, "M")
    count = max(int((series.months >= since).sum()), min(LEAST, series.n))
    months, values = series.months[-count:], series.values[-count:]
    if count < LEAST or np.ptp(values) == 0:
        return missing
    line = fit_line(values)
    step_years = float((months[-1] - months[0]).astype(np.int64)) / 12 / (count - 1)
    low, high = line.interval(1, ROUNDS, np.random.default_rng(SEED))
    return (
        line.centre(1) / step_years,
        low / step_years,
        high / step_years,
        line.p_of_zero(1),
    )


def _season(series: Series) -> tuple[float, float]:
    """Corrected strength of the season and the p of none; missing where none can be seen."""
    missing = (float("nan"),) * 2
    if series.cadence != Cadence.MONTHLY:
        return missing
    period = season_steps(series)
    if series.n < LEAST_YEARS * period:
        return missing
    step = YEAR_MONTHS // period
    grid = even(series, step)
    if grid.is_gappy or np.ptp(grid.values) == 0:
        return missing
    parts = decompose(grid.values, S_WINDOW, robust=False, period=period)
    calendar = calendar_month(grid.months) // step
    strength = corrected_strength(parts, S_WINDOW, period)
    return strength, season_test(grid.values, calendar, period).p


def _over_all(p_values: Sequence[float]) -> Floats:
    column = np.array(p_values)
    known = np.isfinite(column)
    column[known] = adjusted(column[known])
    return column


def _order(rows: list[_Row], sort: str) -> list[int]:
    """Positions of the rows as they are shown: by peak and name upwards, else downwards."""

    def key(place: int) -> tuple[float, str]:
        row = rows[place]
        value = {
            "peak": float(row.peak),
            "level": -row.level,
            "trend": -row.slope[0],
            "season": -row.season[0],
            "name": 0.0,
        }[sort]
        return (value if np.isfinite(value) else np.inf), row.series.tool

    return sorted(range(len(rows)), key=key)


def _trend(slope: tuple[float, float, float, float], q: float) -> str:
    if not np.isfinite(q):
        return "unknown"
    if q >= SIGNIFICANCE:
        return "flat"
    return "up" if slope[0] > 0 else "down"


def _result(
    rows: list[_Row], trend_q: Floats, season_q: Floats, order: list[int], params: Params
) -> Overview:
    trends = [_trend(row.slope, q) for row, q in zip(rows, trend_q, strict=True)]
    chosen = [rows[place] for place in order]
    slopes = np.array([row.slope for row in chosen])
    first = chosen[0].series
    return Overview(
        source=first.source,
        unit=first.unit,
        cadence=first.cadence.value,
        view=text(params, "view"),
        sort=text(params, "sort"),
        n=sum(row.series.n for row in rows),
        tools=len(rows),
        rising=trends.count("up"),
        falling=trends.count("down"),
        seasonal=int((season_q < SIGNIFICANCE).sum()),
        tool__name=np.array([row.series.tool for row in chosen]),
        tool__n=np.array([row.series.n for row in chosen], dtype=np.int64),
        tool__first=np.array([row.series.months[0] for row in chosen], dtype="datetime64[M]"),
        tool__last=np.array([row.series.months[-1] for row in chosen], dtype="datetime64[M]"),
        tool__peak=np.array([row.peak for row in chosen], dtype=np.int64),
        tool__level=np.array([row.level for row in chosen]),
        tool__height=np.array([row.share(row.level) for row in chosen]),
        tool__trend=slopes[:, 0],
        tool__trend_low=slopes[:, 1],
        tool__trend_high=slopes[:, 2],
        tool__trend_q=trend_q[order],
        tool__season=np.array([row.season[0] for row in chosen]),
        tool__season_q=season_q[order],
        tool__phase=np.array(
            [phase(rows[p].share(rows[p].level), trends[p], rows[p].fall) for p in order]
        ),
        cell__tool=np.array([row.series.tool for row in chosen for _ in row.years]),
        cell__year=np.concatenate([row.years for row in chosen]),
        cell__value=np.concatenate([row.values for row in chosen]),
        cell__share=np.array([row.share(value) for row in chosen for value in row.values]),
    )
