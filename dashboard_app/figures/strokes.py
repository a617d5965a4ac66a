"""The traces of a figure as elements of SVG: lines, points, bands, error bars, bars, cells."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard_app.data.panel import Floats
from dashboard_app.figures.ink import element, label, path
from dashboard_app.figures.scale import Scale

DASHES = {"dash": "6 4", "dot": "1.5 3", "dashdot": "6 3 1.5 3"}
BAR_SHARE = 0.8
"""How much of the room between two bars is filled, unless a figure names its gap."""


def scatter(trace: Any, x: Scale, y: Scale, colour: str, before: list[Any]) -> list[str]:
    """Points and lines; `before` are the traces drawn earlier on the same axes."""
    across, up = x.pixels(trace.x), y.pixels(trace.y)
    parts: list[str] = []
    if trace.fill in ("tonexty", "toself", "tozeroy"):
        parts += _filled(trace, x, y, colour, before)
    mode = trace.mode or ("lines+markers" if len(across) < 20 else "lines")
    width = 2.0 if trace.line.width is None else float(trace.line.width)
    if "lines" in mode and width > 0:
        parts.append(
            element(
                "path", d=path(zip(across, up, strict=True)), fill="none",
                stroke=line_colour(trace, colour), stroke_width=width, stroke_linejoin="round",
                stroke_dasharray=DASHES.get(trace.line.dash),
            )
        )  # fmt: skip
    parts += _errors(trace, x, y, across, up, colour)
    if "markers" in mode:
        parts += _points(trace, across, up, colour)
    if "text" in mode and trace.text is not None:
        parts += _texts(trace, across, up, colour)
    return [element("g", "".join(parts), opacity=trace.opacity)] if parts else []


def line_colour(trace: Any, colour: str) -> str:
    """The colour of a trace's line, or of its points."""
    said = trace.line.color or trace.marker.color
    return said if isinstance(said, str) else colour


def _filled(trace: Any, x: Scale, y: Scale, colour: str, before: list[Any]) -> list[str]:
    edge = list(zip(x.pixels(trace.x), y.pixels(trace.y), strict=True))
    if trace.fill == "tonexty" and before:
        other = list(zip(x.pixels(before[-1].x), y.pixels(before[-1].y), strict=True))
    elif trace.fill == "tozeroy":
        other = [(across, float(y.place(0.0))) for across, _ in edge]
    else:
        other = []
    whole = [point for point in [*edge, *reversed(other)] if np.isfinite(point).all()]
    shade, seen = trace.fillcolor or colour, None if trace.fillcolor else 0.3
    return [element("path", d=f"{path(whole)}Z", fill=shade, fill_opacity=seen)] if whole else []


def _points(trace: Any, across: Floats, up: Floats, colour: str) -> list[str]:
    sizes, colours = trace.marker.size, _colours(trace.marker, len(across), colour)
    hollow = str(trace.marker.symbol or "").endswith("-open")
    diamond = str(trace.marker.symbol or "").startswith("diamond")
    parts = []
    for row in np.flatnonzero(np.isfinite(across) & np.isfinite(up)).tolist():
        size = sizes[row] if isinstance(sizes, Sequence | np.ndarray) else sizes
        radius = float(6 if size is None else size) / 2
        at, high = float(across[row]), float(up[row])
        ink = {"fill": "none", "stroke": colours[row]} if hollow else {"fill": colours[row]}
        if diamond:
            corners = [(at, high - radius), (at + radius, high), (at, high + radius),
                       (at - radius, high)]  # fmt: skip
            parts.append(element("path", d=f"{path(corners)}Z", **ink))
        else:
            parts.append(element("circle", cx=at, cy=high, r=radius, **ink))
    return [element("g", "".join(parts), opacity=trace.marker.opacity)]


def _colours(marker: Any, count: int, colour: str) -> list[str]:
    said = marker.color
    if said is None or isinstance(said, str):
        return [said or colour] * count
    if all(isinstance(one, str) for one in said):
        return list(said)
    values = np.asarray(said, dtype=float)
    low = float(np.nanmin(values)) if marker.cmin is None else marker.cmin
    high = float(np.nanmax(values)) if marker.cmax is None else marker.cmax
    return [shade(marker.colorscale, (one - low) / ((high - low) or 1)) for one in values]


def _errors(trace: Any, x: Scale, y: Scale, across: Floats, up: Floats, colour: str) -> list[str]:
    parts = []
    for bars, upright in ((trace.error_y, True), (trace.error_x, False)):
        if bars.array is None or bars.visible is False:
            continue
        scale, given = (y, trace.y) if upright else (x, trace.x)
        middle, more = np.asarray(given, dtype=float), np.asarray(bars.array, dtype=float)
        less = more if bars.arrayminus is None else np.asarray(bars.arrayminus, dtype=float)
        ends = scale.pixels((middle - less).tolist()), scale.pixels((middle + more).tolist())
        for row, (low, high) in enumerate(zip(*ends, strict=True)):
            if not np.isfinite([low, high, across[row], up[row]]).all():
                continue
            beam = (
                [(across[row], low), (across[row], high)]
                if upright
                else [(low, up[row]), (high, up[row])]
            )
            width = 1.5 if bars.thickness is None else float(bars.thickness)
            ink = bars.color or (colour if trace.type == "bar" else line_colour(trace, colour))
            parts.append(element("path", d=path(beam), stroke=ink, stroke_width=width))
    return parts


def _texts(trace: Any, across: Floats, up: Floats, colour: str) -> list[str]:
    said = trace.text
    texts = [said] * len(across) if isinstance(said, str) else list(said)
    places = trace.textposition or "middle center"
    size, ink = trace.textfont.size or 12, trace.textfont.color or colour
    point = trace.marker.size if isinstance(trace.marker.size, int | float) else 0
    # A text stands beside its point, however large that is.
    away = max(8.0, point / 2 + 3)
    parts = []
    for row, text in enumerate(texts):
        if not text or not np.isfinite([across[row], up[row]]).all():
            continue
        place = places if isinstance(places, str) else places[row]
        high, wide = place.split()
        shift = {"top": -away, "middle": 0.0, "bottom": away}[high]
        aside = {"left": -away, "center": 0.0, "right": away}[wide]
        # Text to the left of its point ends there.
        anchor = {"left": "end", "center": "middle", "right": "start"}[wide]
        along = {"top": "bottom", "middle": "middle", "bottom": "top"}[high]
        at = float(across[row]) + aside, float(up[row]) + shift
        parts.append(label(str(text), *at, float(size), ink, anchor, along))
    return parts


def bars(
    trace: Any, x: Scale, y: Scale, colour: str, place: int, groups: int, share: float
) -> list[str]:
    """Bars from zero, with their intervals; `place` of `groups` that fill so much side by side."""
    flat = trace.orientation == "h"
    along, length = (y, x) if flat else (x, y)
    middles = along.pixels(trace.y if flat else trace.x)
    ends = length.pixels(trace.x if flat else trace.y)
    zero = float(length.place(0.0)) if length.kind != "log" else length.start
    known = np.unique(middles[np.isfinite(middles)])
    lone = abs(along.end - along.start) / max(len(along.categories), 2)
    room = float(np.diff(known).min()) if len(known) > 1 else lone
    thick = room * share / groups
    colours = _colours(trace.marker, len(middles), colour)
    opacity = trace.marker.opacity if trace.marker.opacity is not None else trace.opacity
    parts = []
    for row, (middle, end) in enumerate(zip(middles, ends, strict=True)):
        if not np.isfinite([middle, end]).all():
            continue
        side = float(middle) - room * share / 2 + place * thick
        low, size = min(zero, float(end)), abs(float(end) - zero)
        left, top, wide, tall = (low, side, size, thick) if flat else (side, low, thick, size)
        parts.append(
            element("rect", x=left, y=top, width=wide, height=tall, fill=colours[row],
                    fill_opacity=opacity)
        )  # fmt: skip
    centres = middles + thick * (place + 0.5) - room * share / 2
    across, up = (ends, centres) if flat else (centres, ends)
    return parts + _errors(trace, x, y, across, up, colour)


def bar_texts(trace: Any, x: Scale, y: Scale, ink: str) -> list[str]:
    """What is written at the ends of flat bars; over the end where it would not fit beyond."""
    if trace.text is None or trace.orientation != "h":
        return []
    said = [trace.text] * len(trace.y) if isinstance(trace.text, str) else list(trace.text)
    parts = []
    for text, at, up in zip(said, x.pixels(trace.x), y.pixels(trace.y), strict=True):
        if np.isfinite([at, up]).all():
            fits = at + len(str(text)) * 6 < max(x.start, x.end)
            place, anchor = (float(at) + 4, "start") if fits else (float(at) - 4, "end")
            parts.append(label(str(text), place, float(up), 11, ink, anchor))
    return parts


def cells(trace: Any, x: Scale, y: Scale) -> list[str]:
    """A heat map: one rectangle for each cell that has a value."""
    rows = [[np.nan if cell is None else float(cell) for cell in row] for row in trace.z]
    if not rows or not np.isfinite(np.array(rows, dtype=float)).any():
        return []
    z = np.array(rows, dtype=float)
    low = float(np.nanmin(z)) if trace.zmin is None else trace.zmin
    high = float(np.nanmax(z)) if trace.zmax is None else trace.zmax
    across, up = x.pixels(trace.x), y.pixels(trace.y)
    wide, tall = (_room(at, scale) for at, scale in ((across, x), (up, y)))
    return [
        element(
            "rect", x=float(across[column]) - wide / 2 + 0.5, y=float(up[row]) - tall / 2 + 0.5,
            width=max(wide - 1, 0.5), height=max(tall - 1, 0.5),
            fill=shade(trace.colorscale, (z[row, column] - low) / ((high - low) or 1)),
        )
        for row, column in zip(*np.nonzero(np.isfinite(z)), strict=True)
    ]  # fmt: skip


def _room(places: Floats, scale: Scale) -> float:
    if len(places) > 1:
        return float(np.abs(np.diff(places)).min())
    return abs(scale.end - scale.start)


def shade(scale: Sequence[Sequence[Any]], share: float) -> str:
    """The colour at a share of a scale of colours written #rrggbb."""
    share = min(max(float(share), 0.0), 1.0)
    stops = [float(stop) for stop, _ in scale]
    channels = [[int(colour[start : start + 2], 16) for _, colour in scale] for start in (1, 3, 5)]
    return "#" + "".join(f"{round(np.interp(share, stops, one)):02x}" for one in channels)
