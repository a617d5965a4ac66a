"""The frame of a still picture: its margins, its legend's rows, and the scale of each axis."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard_app.figures.ink import lines, one_line, width
from dashboard_app.figures.scale import Kind, Scale, kind_of, numbers
from dashboard_app.words import Words

LEAST_LEFT = 56.0
MOST_LEFT = 250.0
SMALL = 1e-4
"""Smaller numbers are written at ticks as powers of ten."""

LONGEST_TICK = "−1,5\u00a0×\u00a010⁻¹⁰"
RIGHT = 18.0
PADDING = 0.05
LEGEND_LINE = 18.0


@dataclass(frozen=True)
class Margins:
    """Pixels around the plots."""

    left: float
    right: float
    top: float
    bottom: float


def axis_name(short: str) -> str:
    """The name in a layout of the axis that traces call x2 or y."""
    return f"{short[0]}axis{short[1:]}"


def legend_traces(figure: go.Figure) -> list[Any]:
    """What the legend names: nothing where there is but one trace, as Plotly has it."""
    if figure.layout.showlegend is False:
        return []
    named: dict[str, Any] = {}
    for trace in figure.data:
        if trace.type != "heatmap" and trace.showlegend is not False and trace.name:
            named.setdefault(trace.name, trace)
    alone = len(figure.data) == 1 and figure.data[0].showlegend is None
    return [] if alone else list(named.values())


def legend_rows(traces: Iterable[Any], wide: float) -> list[list[tuple[Any, float]]]:
    """Traces in rows that fit, each with the room that it takes."""
    rows: list[list[tuple[Any, float]]] = []
    used = wide
    for trace in traces:
        # A legend of Plotly is broken for its narrow column; here a name may take the whole row.
        room = 40 + width(one_line(trace.name), 12)
        if used + room > wide - 16:
            rows.append([])
            used = 16
        rows[-1].append((trace, room))
        used += room
    return rows


def margins(figure: go.Figure, words: Words) -> Margins:
    """Room for the legend, for the names at the left, and for what stands below."""
    names, below = [0.0], [0.0]
    for trace in figure.data:
        x, y = getattr(trace, "x", None), getattr(trace, "y", None)
        if y is not None:
            axis = figure.layout[axis_name(trace.yaxis or "y")]
            kind = kind_of(y, axis.type)
            if kind == "category" and axis.showticklabels is not False:
                names += [width(str(one), 11) + 14 for one in y]
            elif kind in ("linear", "log") and _is_small(y):
                names.append(width(LONGEST_TICK, 11) + 14)
        if x is not None and kind_of(x, figure.layout[axis_name(trace.xaxis or "x")].type) == (
            "category"
        ):
            below += [_height(str(one)) for one in x]
    titled = _title_lines(figure, "y")
    rows = len(legend_rows(legend_traces(figure), 720.0))
    above = max([_rise(note) for note in figure.layout.annotations], default=0.0)
    left = max(*names, LEAST_LEFT) + (6 + 15 * titled if titled else 0)
    scaled = any(trace.type == "heatmap" for trace in figure.data)
    return Margins(
        left=min(left, MOST_LEFT),
        right=RIGHT + (10 if scaled else 0),
        top=14 + rows * LEGEND_LINE + above,
        bottom=30 + 15 * _title_lines(figure, "x") + max(below),
    )


def _is_small(values: Any) -> bool:
    sizes = np.abs(np.nan_to_num(numbers(values, "linear")))
    return 0 < float(sizes.max(initial=0.0)) < SMALL


def _height(text: str) -> float:
    # Slanted names need room below their axis.
    return max(0.0, width(text, 11) * 0.45 - 6) + 12 * (len(lines(text)) - 1)


def _rise(note: Any) -> float:
    high = note.yref == "paper" and note.y is not None and note.y > 0.98
    return 15.0 * len(lines(note.text or "")) + 6 if high else 0.0


def _title_lines(figure: go.Figure, letter: str) -> int:
    """The lines of the longest title of an axis along x or y."""
    axes = [figure.layout[name] for name in figure.layout if name.startswith(f"{letter}axis")]
    return max([len(lines(axis.title.text)) for axis in axes if axis.title.text], default=0)


@dataclass(frozen=True)
class Frame:
    """Where everything of a figure stands."""

    figure: go.Figure
    width: float
    height: float
    margins: Margins

    @cached_property
    def pairs(self) -> dict[tuple[str, str], list[Any]]:
        """The traces by the pair of axes between which they are drawn."""
        found: dict[tuple[str, str], list[Any]] = {}
        for trace in self.figure.data:
            if trace.visible in (None, True):
                pair = trace.xaxis or "x", trace.yaxis or "y"
                found.setdefault(pair, []).append(trace)
        return found

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {}

    def scale(self, name: str) -> Scale:
        """The scale of the axis that traces call by this name."""
        if name not in self._scales:
            self._scales[name] = self._scale(name)
        return self._scales[name]

    def at(self, letter: str, reference: str | None, value: Any) -> float:
        """The pixel along x or y of a value of an axis, of a share of its length or of all."""
        name, _, domain = (reference or letter).partition(" ")
        if name == "paper":
            first, last = self._span(letter, 0.0, 1.0)
            return first + float(value) * (last - first)
        scale = self.scale(name)
        if domain:
            return scale.start + float(value) * (scale.end - scale.start)
        return float(scale.pixels([value])[0])

    def _span(self, letter: str, first: float, last: float) -> tuple[float, float]:
        if letter == "x":
            length = self.width - self.margins.left - self.margins.right
            return self.margins.left + first * length, self.margins.left + last * length
        length = self.height - self.margins.top - self.margins.bottom
        foot = self.height - self.margins.bottom
        return foot - first * length, foot - last * length

    def _scale(self, name: str) -> Scale:
        letter, axis = name[0], self.figure.layout[axis_name(name)]
        alike = self._alike(name)
        traces = [
            trace for pair, listed in self.pairs.items() if alike & set(pair) for trace in listed
        ]
        values = [value for trace in traces for value in _listed(getattr(trace, letter))]
        kind = kind_of(values, axis.type)
        names = _categories(axis, values) if kind == "category" else ()
        start, end = self._span(letter, *(axis.domain or (0.0, 1.0)))
        low, high = self._extent(alike, kind, names, traces, letter)
        if axis.autorange == "reversed":
            low, high = high, low
        # Numbers of components have none between them.
        least = float(axis.dtick or 0) if kind == "linear" else 0.0
        return Scale(kind, low, high, start, end, names, least)

    def _alike(self, name: str) -> set[str]:
        """This axis and those that share its range."""
        letter = name[0]
        names = {pair["xy".index(letter)] for pair in self.pairs} | {name}
        root = self.figure.layout[axis_name(name)].matches or name
        followers = {one for one in names if self.figure.layout[axis_name(one)].matches == root}
        return {name, root, *followers}

    def _extent(
        self, alike: set[str], kind: Kind, names: tuple[str, ...], traces: list[Any], letter: str
    ) -> tuple[float, float]:
        axes = [self.figure.layout[axis_name(name)] for name in alike]
        for axis in axes:
            if axis.range is not None:
                # The range of a logarithmic axis is given in powers of ten.
                low, high = numbers(axis.range, "linear" if kind == "log" else kind, names)
                return float(low), float(high)
        if kind == "category":
            return -0.5, len(names) - 0.5
        if not traces:
            return 0.0, 1.0
        found = np.concatenate([numbers(_reach(one, letter), kind) for one in traces])
        found = found[np.isfinite(found)]
        if not len(found):
            return 0.0, 1.0
        low, high = float(found.min()), float(found.max())
        grounded = kind == "linear" and (
            any(axis.rangemode == "tozero" for axis in axes)
            or any(one.type == "bar" and _length(one) == letter for one in traces)
        )
        return _padded(low, high, grounded, _room(traces, letter))


def _listed(values: Any) -> list[Any]:
    if values is None:
        return []
    if isinstance(values, np.ndarray):
        return [str(one) for one in values] if values.dtype.kind == "M" else values.tolist()
    return list(values)


def _categories(axis: Any, values: list[Any]) -> tuple[str, ...]:
    ordered = axis.categoryarray if axis.categoryarray is not None else ()
    return tuple(dict.fromkeys(str(name) for name in (*ordered, *values)))


def _length(bars: Any) -> str:
    return "x" if bars.orientation == "h" else "y"


def _reach(trace: Any, letter: str) -> list[Any]:
    """The values of a trace along x or y, and the ends of its error bars."""
    values = _listed(getattr(trace, letter))
    error = getattr(trace, f"error_{letter}", None)
    if trace.type not in ("scatter", "bar") or error is None or error.array is None:
        return values
    middle, more = np.asarray(values, dtype=float), np.asarray(error.array, dtype=float)
    less = more if error.arrayminus is None else np.asarray(error.arrayminus, dtype=float)
    return [*values, *(middle - less).tolist(), *(middle + more).tolist()]


def _room(traces: list[Any], letter: str) -> float:
    """How much of the extent is left free at both ends."""
    if any(trace.type == "heatmap" for trace in traces):
        values = {value for trace in traces for value in _listed(getattr(trace, letter))}
        return 0.5 / max(len(values) - 1, 1)
    if any(trace.type == "bar" and _length(trace) != letter for trace in traces):
        values = {value for trace in traces for value in _listed(getattr(trace, letter))}
        return 0.6 / max(len(values) - 1, 1)
    pointed = any("markers" in (trace.mode or "markers") for trace in traces
                  if trace.type == "scatter")  # fmt: skip
    return PADDING if letter == "y" else PADDING / 2 if pointed else 0.0


def _padded(low: float, high: float, grounded: bool, room: float) -> tuple[float, float]:
    if grounded:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        low, high = low - 1, high + 1
    free = (high - low) * room
    return (
        low if grounded and low == 0 else low - free,
        high if grounded and high == 0 else high + free,
    )
