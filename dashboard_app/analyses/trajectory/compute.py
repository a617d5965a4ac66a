"""The path of one tool through two sources, at the coarsest cadence of the two."""

from dataclasses import dataclass

import numpy as np

from dashboard_app.analyses.selection import cut, text, two_sources
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import Meeting, calendar_years, meet, year_steps
from dashboard_app.data.panel import Counts, Floats, Months, Panel
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.proportion import wilson

LEAST = 4


@dataclass(frozen=True, eq=False)
class Trajectory:
    """The path, one row for each date that both sources share, and its marks, one a year.

    For two monthly (or quarterly) sources a mark is the mean of a complete year; else it is the
    point of that year. `together` of `steps` steps between marks move both sources the same way;
    `share`, with its 95 % interval, is their quotient.
    """

    tool: str
    x_source: str
    y_source: str
    x_unit: str
    y_unit: str
    cadence: str
    view: str
    n: int
    steps: int
    together: int
    share: float
    share_low: float
    share_high: float
    path__month: Months
    path__x: Floats
    path__y: Floats
    mark__year: Counts
    mark__x: Floats
    mark__y: Floats


def compute(panel: Panel, params: Params, progress: Progress) -> Trajectory:
    """The path within the chosen range."""
    tool = text(params, "tool") if params["tool"] is not None else ""
    names = _sources(panel, tool, params)
    pair = [panel.get(tool, name) for name in names]
    parts = cut(pair, params)
    if not all(part.n for part in parts):
        raise CannotAnalyse("empty_range")
    path = meet(parts)
    years, marks = _marks(path)
    if len(years) < LEAST:
        raise CannotAnalyse("too_short", have=len(years), need=LEAST)
    if (np.ptp(marks, axis=0) == 0).any():
        raise CannotAnalyse("constant")
    moves = np.sign(np.diff(marks, axis=0))
    moved = moves[(moves != 0).all(axis=1)]
    together, steps = int((moved[:, 0] == moved[:, 1]).sum()), len(moved)
    share = together / steps if steps else 0.0
    low, high = wilson(np.array([share]), np.array([max(steps, 1)]))
    return Trajectory(
        tool=tool,
        x_source=names[0],
        y_source=names[1],
        x_unit=pair[0].unit,
        y_unit=pair[1].unit,
        cadence=path.cadence.value,
        view=text(params, "view"),
        n=path.n,
        steps=steps,
        together=together,
        share=share,
        share_low=float(low[0]) if steps else 0.0,
        share_high=float(high[0]) if steps else 1.0,
        path__month=path.months,
        path__x=path.values[:, 0],
        path__y=path.values[:, 1],
        mark__year=years,
        mark__x=marks[:, 0],
        mark__y=marks[:, 1],
    )


def _sources(panel: Panel, tool: str, params: Params) -> tuple[str, str]:
    """Two different sources that have the tool. Raises CannotAnalyse."""
    for name in (params["x_source"], params["y_source"]):
        if name is not None and not panel.has(tool, str(name)):
            raise CannotAnalyse("no_series", tool=tool, source=str(name))
    x_source, y_source = two_sources(panel, tool, params)
    if x_source == y_source:
        raise CannotAnalyse("one_source", tool=tool)
    return x_source, y_source


def _marks(path: Meeting) -> tuple[Counts, Floats]:
    """The years of the path with their points, for months the means of complete years."""
    years = calendar_years(path.months)
    if path.cadence != Cadence.MONTHLY:
        return years, path.values
    present, place, count = np.unique(years, return_inverse=True, return_counts=True)
    sums = np.column_stack([np.bincount(place, column) for column in path.values.T])
    complete = count >= year_steps(path.cadence, path.months)
    return present[complete], sums[complete] / count[complete, None]
