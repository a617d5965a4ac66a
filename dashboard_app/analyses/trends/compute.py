"""The observations of the chosen series, in the chosen units, with what is known of their error."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard_app.analyses.selection import all_series, number, several, text
from dashboard_app.analysis import Progress
from dashboard_app.data.panel import INDEX_UNIT, Counts, Floats, Months, Panel, Series, Texts
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.proportion import wilson
from dashboard_app.stats.smooth import LEAST_TO_SMOOTH, loess


@dataclass(frozen=True, eq=False)
class Trends:
    """One row of `series` for each curve; its observations, guide, smooth and intervals.

    `interval` holds 95 % binomial intervals of survey shares; `guide` the interpolated
    months between surveys, drawn and never counted; `absent` the pairs that nobody observed.
    `series__step` is the median absolute change from one observation to the next.
    """

    units: str
    view: str
    scale: str
    smoothing: str
    series__tool: Texts
    series__source: Texts
    series__cadence: Texts
    series__unit: Texts
    series__n: Counts
    series__first: Months
    series__last: Months
    series__last_value: Floats
    series__peak: Months
    series__peak_value: Floats
    series__step: Floats
    observation__tool: Texts
    observation__source: Texts
    observation__month: Months
    observation__value: Floats
    interval__tool: Texts
    interval__source: Texts
    interval__month: Months
    interval__low: Floats
    interval__high: Floats
    smooth__tool: Texts
    smooth__source: Texts
    smooth__month: Months
    smooth__value: Floats
    guide__tool: Texts
    guide__source: Texts
    guide__month: Months
    guide__value: Floats
    absent__tool: Texts
    absent__source: Texts


Curve = tuple[Series, Months, Floats]


def compute(panel: Panel, params: Params, progress: Progress) -> Trends:
    """The chosen series within the chosen range."""
    units, smoothing = text(params, "units"), text(params, "smoothing")
    chosen = all_series(panel, params)
    scales = [_scale(panel, series, units) for series in chosen]
    shown = [_rescaled(series, scale) for series, scale in zip(chosen, scales, strict=True)]
    peaks = [int(np.argmax(series.values)) for series in shown]
    span = number(params, "span")
    smooth = [_smooth(series, span) for series in shown] if smoothing == "loess" else []
    absent = [
        (tool, source)
        for tool in several(params, "tool")
        for source in several(params, "source")
        if not panel.has(tool, source)
    ]
    return Trends(
        units=units,
        view=text(params, "view"),
        scale=text(params, "scale"),
        smoothing=smoothing,
        series__tool=_texts(series.tool for series in shown),
        series__source=_texts(series.source for series in shown),
        series__cadence=_texts(series.cadence.value for series in shown),
        series__unit=_texts(series.unit for series in shown),
        series__n=np.array([series.n for series in shown], dtype=np.int64),
        series__first=np.array([series.months[0] for series in shown], dtype="datetime64[M]"),
        series__last=np.array([series.months[-1] for series in shown], dtype="datetime64[M]"),
        series__last_value=np.array([series.values[-1] for series in shown]),
        series__peak=np.array(
            [series.months[peak] for series, peak in zip(shown, peaks, strict=True)],
            dtype="datetime64[M]",
        ),
        series__peak_value=np.array(
            [series.values[peak] for series, peak in zip(shown, peaks, strict=True)]
        ),
        series__step=np.array([_step(series.values) for series in shown]),
        **_table("observation", [(series, series.months, series.values) for series in shown]),
        **_intervals(chosen, scales),
        **_table("smooth", smooth),
        **_table("guide", [_guide(series) for series in shown]),
        absent__tool=_texts(tool for tool, _ in absent),
        absent__source=_texts(source for _, source in absent),
    )


def _scale(panel: Panel, series: Series, units: str) -> tuple[float, float]:
    """Offset and factor from the series' unit to the one asked for.

    An index is taken over the whole record, so that a value does not depend on the window.
    """
    if units == "raw" or series.unit == INDEX_UNIT:
        return 0.0, 1.0
    whole = panel.get(series.tool, series.source).values
    spread = float(np.ptp(whole))
    return (float(whole.min()), 100.0 / spread) if spread > 0 else (0.0, 1.0)


def _rescaled(series: Series, scale: tuple[float, float]) -> Series:
    offset, factor = scale
    if (offset, factor) == (0.0, 1.0):
        return series
    return Series(
        tool=series.tool,
        source=series.source,
        cadence=series.cadence,
        unit=INDEX_UNIT,
        months=series.months,
        values=(series.values - offset) * factor,
        guide_months=series.guide_months,
        guide_values=(series.guide_values - offset) * factor,
        respondents=series.respondents,
    )


def _guide(series: Series) -> Curve:
    # The months of a yearly source carry another source's seasons: a straight line between
    # the years is the more honest guide, and the figure draws it.
    if series.cadence == Cadence.SURVEY:
        return series, series.guide_months, series.guide_values
    return series, series.months[:0], series.values[:0]


def _smooth(series: Series, span: float) -> Curve:
    if series.n < LEAST_TO_SMOOTH:
        return series, series.months[:0], series.values[:0]
    return series, series.months, loess(series.months.astype(np.float64), series.values, span)


def _step(values: Floats) -> float:
    """The median change; what stays at zero, as before a tool is known, is no change to count."""
    changes = np.abs(np.diff(values))[(values[1:] != 0) | (values[:-1] != 0)]
    return float(np.median(changes)) if len(changes) else 0.0


def _intervals(chosen: Sequence[Series], scales: Sequence[tuple[float, float]]) -> dict[str, Any]:
    lows: list[Curve] = []
    highs: list[Floats] = []
    for series, (offset, factor) in zip(chosen, scales, strict=True):
        if series.unit == "percent" and len(series.respondents):
            low, high = wilson(series.values / 100, series.respondents)
            lows.append((series, series.months, (100 * low - offset) * factor))
            highs.append((100 * high - offset) * factor)
    table = _table("interval", lows)
    table["interval__low"] = table.pop("interval__value")
    table["interval__high"] = np.concatenate([np.empty(0), *highs])
    return table


def _table(name: str, curves: Sequence[Curve]) -> dict[str, Any]:
    return {
        f"{name}__tool": _texts(s.tool for s, months, _ in curves for _ in months),
        f"{name}__source": _texts(s.source for s, months, _ in curves for _ in months),
        f"{name}__month": np.concatenate(
            [np.empty(0, dtype="datetime64[M]"), *(months for _, months, _ in curves)]
        ),
        f"{name}__value": np.concatenate([np.empty(0), *(values for _, _, values in curves)]),
    }


def _texts(items: Iterable[str]) -> Texts:
    return np.array(list(items), dtype=np.str_)
