"""Which observations a question is about: the parameters for it, and the series they choose."""

from collections.abc import Sequence

import numpy as np

from dashboard_app.analysis import CannotAnalyse
from dashboard_app.data.panel import Floats, Panel, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Param, Params, choice, month
from dashboard_app.stats.detrend import still_varies

WINDOW: tuple[Param, ...] = (
    choice("range", "all", "20", "15", "10", "5"),
    month("from"),
    month("to"),
)

Window = tuple[np.datetime64 | None, np.datetime64 | None]


def text(params: Params, name: str) -> str:
    """A parameter that is a word."""
    value = params[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no word: {value!r}")
    return value


def number(params: Params, name: str) -> float:
    """A parameter that is a number."""
    value = params[name]
    if not isinstance(value, int | float):
        raise TypeError(f"{name} is no number: {value!r}")
    return float(value)


def several(params: Params, name: str) -> tuple[str, ...]:
    """A parameter that may be repeated, in the order of the data."""
    value = params[name]
    if not isinstance(value, tuple):
        raise TypeError(f"{name} is no list: {value!r}")
    return value


def one_series(panel: Panel, params: Params, cadence: Cadence | None = None) -> Series:
    """The observations of `tool` from `source` in the window that was asked for.

    Where no source was named, the first one of the tool with this cadence, else its first.
    Raises CannotAnalyse where there is none.
    """
    tool = text(params, "tool") if params["tool"] is not None else ""
    source = params["source"]
    if source is None:
        source = _first_source(panel, tool, cadence)
    if not panel.has(tool, str(source)):
        raise CannotAnalyse("no_series", tool=tool, source=str(source))
    series = panel.get(tool, str(source))
    return cut([series], params)[0]


def _first_source(panel: Panel, tool: str, cadence: Cadence | None) -> str:
    there = panel.sources_of(tool)
    if not there:
        raise CannotAnalyse("no_tool", tool=tool)
    fitting = (s for s in there if cadence is None or panel.get(tool, s).cadence == cadence)
    return next(fitting, there[0])


def all_series(panel: Panel, params: Params) -> list[Series]:
    """The observations of each chosen tool from each chosen source, those that there are.

    Raises CannotAnalyse where there is not one.
    """
    tools = params["tool"]
    names = tools if isinstance(tools, tuple) else (str(tools),)
    pairs = [(tool, source) for tool in names for source in several(params, "source")]
    found = [panel.get(*pair) for pair in pairs if panel.has(*pair)]
    if not found:
        raise CannotAnalyse("no_tool", tool=", ".join(names))
    kept = [series for series in cut(found, params) if series.n]
    if not kept:
        raise CannotAnalyse("empty_range")
    return kept


def cut(series: Sequence[Series], params: Params) -> list[Series]:
    """The series within the window of the parameters `range`, `from` and `to`."""
    first, last = window(series, params)
    return [one.between(first, last) for one in series]


def window(series: Sequence[Series], params: Params) -> Window:
    """The first and last month asked for; None is open.

    A range of N years ends with the last observation of all these series; `from` and `to`
    go before it.
    """
    first, last = params.get("from"), params.get("to")
    if first is not None or last is not None:
        return _month(first), _month(last)
    years = params.get("range", "all")
    ends = [one.months[-1] for one in series if one.n]
    if years in (None, "all") or not ends:
        return None, None
    return max(ends) - np.timedelta64(12 * int(str(years)) - 1, "M"), None


def _month(value: object) -> np.datetime64 | None:
    return None if value is None else np.datetime64(str(value), "M")


def need(series: Series, least: int) -> None:
    """Refuse a series of fewer observations than `least`, or one that does not vary."""
    if series.n < least:
        raise CannotAnalyse("too_short", have=series.n, need=least)
    if np.ptp(series.values) == 0:
        raise CannotAnalyse("constant")


def need_residuals(values: Floats, residuals: Floats) -> None:
    """Refuse values that a line or a mean fits exactly: its residuals are rounding."""
    if not still_varies(residuals, values):
        raise CannotAnalyse("straight")


def two_sources(panel: Panel, tool: str, params: Params) -> tuple[str, str]:
    """The sources `x_source` and `y_source`; one that is not named is the tool's first other one.

    Raises CannotAnalyse where the tool has none.
    """
    x_source, y_source = params["x_source"], params["y_source"]
    there = panel.sources_of(tool)
    x_source = x_source or next((source for source in there if source != y_source), None)
    y_source = y_source or next((source for source in there if source != x_source), None)
    if x_source is None or y_source is None:
        raise CannotAnalyse("one_source", tool=tool)
    return str(x_source), str(y_source)
