"""A figure as a still picture: SVG without scripts, for paper and for what opens no page.

It draws what our marks are made of and no more; a picture that Plotly itself would write
needs a browser.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard_app.figures import strokes
from dashboard_app.figures.frame import (
    LEGEND_LINE,
    SMALL,
    Frame,
    axis_name,
    legend_rows,
    legend_traces,
    margins,
)
from dashboard_app.figures.ink import element, label, one_line, path, width
from dashboard_app.figures.look import Look
from dashboard_app.figures.scale import Scale
from dashboard_app.words import Words

WIDTH = 720.0
HEIGHT = 420.0
TICK_SIZE = 11.0
TITLE_SIZE = 12.0
MOST_NAMES = 40


@dataclass(frozen=True)
class Plot:
    """Two axes and what is drawn between them."""

    x: Scale
    y: Scale
    x_name: str
    y_name: str
    traces: Sequence[Any]


def svg(figure: go.Figure, words: Words, look: Look, name: str) -> str:
    """The picture of a figure; `name` keeps its ids apart from those of other pictures.

    Raises ValueError for a trace that it has no stroke for.
    """
    height = float(figure.layout.height or HEIGHT)
    frame = Frame(figure, WIDTH, height, margins(figure, words))
    plots = [
        Plot(frame.scale(x_name), frame.scale(y_name), x_name, y_name, traces)
        for (x_name, y_name), traces in frame.pairs.items()
    ]
    parts = [_shapes(figure, frame, below=True)]
    for number, plot in enumerate(plots):
        parts += _axes(figure, plot, words, look)
        parts += _drawn(figure, plot, look, f"{name}-{number}")
    parts += [_shapes(figure, frame, below=False), *_annotations(figure, frame, look)]
    parts += _legend(figure, look)
    return element(
        "svg", "".join(parts), xmlns="http://www.w3.org/2000/svg", role="img",
        viewBox=f"0 0 {WIDTH:g} {height:g}", aria_labelledby=f"{name}-finding",
        font_family="system-ui, sans-serif",
    )  # fmt: skip


def _drawn(figure: go.Figure, plot: Plot, look: Look, name: str) -> list[str]:
    x, y = plot.x, plot.y
    # A little more than the plot, so that points at its edge stay whole.
    rect = element(
        "rect", x=min(x.start, x.end) - 4, y=min(y.start, y.end) - 4,
        width=abs(x.end - x.start) + 8, height=abs(y.end - y.start) + 8,
    )  # fmt: skip
    clip = element("clipPath", rect, id=name)
    inside: list[str] = []
    above: list[str] = []
    beside = [trace for trace in plot.traces if trace.type == "bar"]
    side_by_side = figure.layout.barmode in (None, "group")
    gap = figure.layout.bargap
    filled = strokes.BAR_SHARE if gap is None else 1 - float(gap)
    for number, trace in enumerate(plot.traces):
        colour = colour_of(figure, trace, look)
        match trace.type:
            case "scatter":
                inside += strokes.scatter(trace, x, y, colour, list(plot.traces[:number]))
            case "bar":
                place = beside.index(trace) if side_by_side else 0
                groups = len(beside) if side_by_side else 1
                share = filled if trace.width is None else float(trace.width)
                inside += strokes.bars(trace, x, y, colour, place, groups, share)
                above += strokes.bar_texts(trace, x, y, look.ink)
            case "heatmap":
                inside += strokes.cells(trace, x, y)
            case other:
                raise ValueError(f"a picture has no stroke for {other}")
    return [clip, element("g", "".join(inside), clip_path=f"url(#{name})"), *above]


def colour_of(figure: go.Figure, trace: Any, look: Look) -> str:
    """The colour of a trace that names none: the next of the look's."""
    place = next(at for at, one in enumerate(figure.data) if one is trace)
    return look.sequence[place % len(look.sequence)]


def _axes(figure: go.Figure, plot: Plot, words: Words, look: Look) -> list[str]:
    parts: list[str] = []
    x, y = plot.x, plot.y
    across, upright = (figure.layout[axis_name(name)] for name in (plot.x_name, plot.y_name))
    if across.visible is not False:
        ticks = x.ticks(_most(x, 55.0))
        texts = [written(text, words, across.ticksuffix) for _, text in ticks]
        room = abs(x.end - x.start) / max(len(ticks), 1)
        slanted = any(width(text, TICK_SIZE) > room * 1.05 for text in texts)
        for (value, _), text in zip(ticks, texts, strict=True):
            at = float(x.place(value))
            if across.showgrid is not False:
                parts.append(_rule(at, y.start, at, y.end, look.grid))
            if across.showticklabels is not False:
                turn, anchor = (-35.0, "end") if slanted else (0.0, "middle")
                parts.append(label(text, at, y.start + 6, TICK_SIZE, look.faint, anchor, "top",
                                   turn))  # fmt: skip
        if across.title.text:
            place = y.start + (52 if slanted else 26)
            parts.append(label(across.title.text, (x.start + x.end) / 2, place, TITLE_SIZE,
                               look.ink, "middle", "top"))  # fmt: skip
    if upright.visible is not False:
        widest = 0.0
        for value, number in y.ticks(_most(y, 40.0)):
            text, at = written(number, words, upright.ticksuffix), float(y.place(value))
            if upright.showgrid is not False:
                parts.append(_rule(x.start, at, x.end, at, look.grid))
            if upright.showticklabels is not False:
                widest = max(widest, width(text, TICK_SIZE))
                parts.append(label(text, x.start - 6, at, TICK_SIZE, look.faint, "end"))
        if upright.title.text:
            place = x.start - widest - 16
            parts.append(label(upright.title.text, place, (y.start + y.end) / 2, TITLE_SIZE,
                               look.ink, "middle", "bottom", -90.0))  # fmt: skip
    return parts


def _most(scale: Scale, apart: float) -> int:
    # Names are all written: none stands for its neighbours as a number does.
    length = abs(scale.end - scale.start)
    return MOST_NAMES if scale.kind == "category" else max(2, int(length / apart))


def written(value: float | str, words: Words, suffix: str | None = None) -> str:
    """What stands at a tick."""
    if isinstance(value, str):
        return value
    if 0 < abs(value) < SMALL:
        factor, power, rest = words.number(value).partition("\u00a0×")
        return factor.rstrip("0").rstrip(",.") + power + rest + (suffix or "")
    digits = 0 if value == 0 else max(0, len(f"{value:.6g}".partition(".")[2]))
    return words.number(value, digits) + (suffix or "")


def _rule(x0: float, y0: float, x1: float, y1: float, colour: str) -> str:
    return element("path", d=path([(x0, y0), (x1, y1)]), stroke=colour, stroke_width=1)


def _shapes(figure: go.Figure, frame: Frame, below: bool) -> str:
    parts = []
    for shape in figure.layout.shapes:
        if (shape.layer == "below") is not below:
            continue
        x0, x1 = (frame.at("x", shape.xref, value) for value in (shape.x0, shape.x1))
        y0, y1 = (frame.at("y", shape.yref, value) for value in (shape.y0, shape.y1))
        ink = {"stroke": shape.line.color, "stroke_width": shape.line.width,
               "stroke_dasharray": strokes.DASHES.get(shape.line.dash)}  # fmt: skip
        if shape.type == "line":
            parts.append(element("path", d=path([(x0, y0), (x1, y1)]), **ink))
        else:
            fill = shape.fillcolor or "none"
            parts.append(
                element("rect", x=min(x0, x1), y=min(y0, y1), width=abs(x1 - x0),
                        height=abs(y1 - y0), fill=fill, opacity=shape.opacity)
            )  # fmt: skip
    return "".join(parts)


def _annotations(figure: go.Figure, frame: Frame, look: Look) -> list[str]:
    parts: list[str] = []
    for note in figure.layout.annotations:
        x, y = frame.at("x", note.xref, note.x), frame.at("y", note.yref, note.y)
        if not np.isfinite([x, y]).all():
            continue
        if note.showarrow is not False and note.axref not in (None, "pixel"):
            tail = frame.at("x", note.axref, note.ax), frame.at("y", note.ayref, note.ay)
            parts += _arrow(tail, (x, y), note.arrowcolor or look.ink, note.arrowwidth or 1.0)
        if note.text:
            x, y = x + (note.xshift or 0), y - (note.yshift or 0)
            anchor = {"left": "start", "right": "end"}.get(note.xanchor or "", "middle")
            # Plotly's arrow lifts the text that names no place of its own.
            lifted = note.showarrow is not False and note.ay is None
            along = note.yanchor if note.yanchor in ("top", "bottom") else "middle"
            size, colour = float(note.font.size or 12), note.font.color or look.ink
            if anchor == "middle":
                # A long title moves to the left before it leaves the picture.
                x = min(x, max(WIDTH - 4 - width(note.text, size) / 2, WIDTH / 2))
            parts.append(label(note.text, x, y - 24 * lifted, size, colour, anchor, along))
    return parts


def _arrow(
    tail: tuple[float, float], head: tuple[float, float], colour: str, thick: float
) -> list[str]:
    way = np.subtract(head, tail)
    along = way / (float(np.hypot(*way)) or 1.0)
    aside, back = np.array([-along[1], along[0]]), np.asarray(head) - along * (6 + 2 * thick)
    wings = [tuple(back + side * aside * (2 + 1.5 * thick)) for side in (1, -1)]
    return [
        element("path", d=path([tail, tuple(back)]), stroke=colour, stroke_width=float(thick)),
        element("path", d=f"{path([head, *wings])}Z", fill=colour),
    ]


def _legend(figure: go.Figure, look: Look) -> list[str]:
    parts: list[str] = []
    shown = legend_traces(figure)
    for row, entries in enumerate(legend_rows(shown, WIDTH)):
        at = 16.0
        for trace, wide in entries:
            y, colour = 14 + row * LEGEND_LINE, colour_of(figure, trace, look)
            parts.append(_sample(trace, at, y, colour))
            parts.append(label(one_line(trace.name), at + 26, y, 12, look.ink, "start"))
            at += wide
    return parts


def _sample(trace: Any, x: float, y: float, colour: str) -> str:
    if trace.type == "bar":
        said = trace.marker.color
        fill = said if isinstance(said, str) else colour
        return element("rect", x=x + 4, y=y - 5, width=12.0, height=10.0, fill=fill)
    if trace.fill:
        return element("rect", x=x, y=y - 5, width=20.0, height=10.0,
                       fill=trace.fillcolor or colour)  # fmt: skip
    ink = strokes.line_colour(trace, colour)
    if trace.mode == "markers":
        return element("circle", cx=x + 10, cy=y, r=3.5, fill=ink)
    dash = strokes.DASHES.get(trace.line.dash)
    return element("path", d=path([(x, y), (x + 20, y)]), stroke=ink, stroke_width=2,
                   stroke_dasharray=dash)  # fmt: skip
