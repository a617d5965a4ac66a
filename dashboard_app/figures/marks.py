"""The marks that figures are made of: observed points, lines, guides, bands, intervals, breaks."""

from textwrap import fill
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard_app.data.panel import Floats, Months

Axis = Months | Floats | NDArray[np.int64] | list[str]

WIDE_TITLE = 90
"""So many letters of a title stand in a line of a wide screen."""

MANY_POINTS = 120
"""Above this many observations, points are drawn small so that they do not hide their line."""


def ticks(x: Axis) -> Axis | list[str]:
    """An axis as Plotly wants it: months as ISO text, anything else as it is."""
    if isinstance(x, np.ndarray) and x.dtype.kind == "M":
        return [str(month) for month in np.datetime_as_string(x.astype("datetime64[M]"))]
    return x


def light(values: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Values at the precision that a screen can show, which halves what goes over the wire."""
    return np.asarray(values, dtype=np.float32)


def wrapped(text: str, width: int = 30) -> str:
    """An axis title in lines short enough for the height of its axis."""
    return "<br>".join(fill(part, width).replace("\n", "<br>") for part in text.split("<br>"))


def align_titles(figure: go.Figure, narrow: bool, width: int = 42) -> None:
    """The titles of subplots at their left; `width` letters to a line where it is narrow."""
    width = width if narrow else WIDE_TITLE
    for title in figure.layout.annotations:
        title.update(text=wrapped(title.text, width), font_size=13, x=0, xanchor="left",
                     align="left")  # fmt: skip


def observed(x: Axis, y: Floats, name: str, colour: str, joined: bool = True) -> go.Scatter:
    """Observations: each one a point, joined by a line where the source observes closely."""
    many = len(y) > MANY_POINTS
    return go.Scatter(
        x=ticks(x),
        y=light(y),
        name=name,
        mode="lines+markers" if joined else "markers",
        line={"color": colour, "width": 1.0 if many else 1.2},
        marker={"color": colour, "size": 3 if many else 7},
    )


def line(
    x: Axis, y: Floats, name: str, colour: str, width: float = 2.0, dash: str = "solid"
) -> go.Scatter:
    """A fitted or derived curve."""
    return go.Scatter(
        x=ticks(x),
        y=light(y),
        name=name,
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
    )


def guide(x: Axis, y: Floats, colour: str) -> go.Scatter:
    """A thin dotted line that leads the eye between observations and says nothing itself."""
    return go.Scatter(
        x=ticks(x),
        y=light(y),
        mode="lines",
        line={"color": colour, "width": 1, "dash": "dot"},
        opacity=0.6,
        hoverinfo="skip",
        showlegend=False,
    )


def band(x: Axis, low: Floats, high: Floats, name: str, colour: str) -> list[go.Scatter]:
    """A shaded region between two curves."""
    edge = {"color": colour, "width": 0}
    return [
        go.Scatter(x=ticks(x), y=light(low), mode="lines", line=edge, hoverinfo="skip",
                   showlegend=False),
        go.Scatter(x=ticks(x), y=light(high), mode="lines", line=edge, name=name, fill="tonexty",
                   fillcolor=faded(colour, 0.2), hoverinfo="skip"),
    ]  # fmt: skip


def interval(x: Axis, middle: Floats, low: Floats, high: Floats, colour: str) -> go.Scatter:
    """Bars from low to high at each point, without the point."""
    return go.Scatter(
        x=ticks(x),
        y=light(middle),
        mode="markers",
        marker={"color": colour, "size": 1},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": light(high - middle),
            "arrayminus": light(middle - low),
            "color": colour,
            "thickness": 1.5,
            "width": 4,
        },
        hoverinfo="skip",
        showlegend=False,
    )


def bars(x: Axis, y: Floats, name: str, colour: str) -> go.Bar:
    """One bar for each x."""
    return go.Bar(x=ticks(x), y=light(y), name=name, marker={"color": colour})


def add_break(figure: go.Figure, month: np.datetime64, colour: str, label: str = "") -> None:
    """A vertical line at a month, with a short label at its top."""
    at = str(month.astype("datetime64[M]"))
    figure.add_shape(type="line", x0=at, x1=at, y0=0, y1=1, yref="paper",
                     line={"color": colour, "width": 1, "dash": "dash"})  # fmt: skip
    if label:
        figure.add_annotation(x=at, y=1, yref="paper", text=label, showarrow=False,
                              yanchor="bottom", font={"color": colour, "size": 11})  # fmt: skip


def scale_above(title: str, gap: float) -> dict[str, Any]:
    """A colour bar above its map: beside it, a phone would be left with half the map.

    `gap` is what is left between them, as a share of the height of the plots.
    """
    return {
        "orientation": "h", "thickness": 10, "x": 0.5, "y": 1.0 + gap, "yanchor": "bottom",
        "ypad": 0, "title": {"text": title, "side": "top", "font": {"size": 12}},
        "tickfont": {"size": 11}, "outlinewidth": 0,
    }  # fmt: skip


def write_above(
    figure: go.Figure, names: list[str], row: int, col: int, room: float, gap: float
) -> None:
    """The names of rows above their bars instead of beside them, where they would take width.

    `room` is the height of a row in pixels, `gap` the share of it that bars leave free: some 16
    pixels for a name.
    """
    plot = figure.get_subplot(row, col)
    across, up = (axis.plotly_name.replace("axis", "") for axis in (plot.xaxis, plot.yaxis))
    figure.update_yaxes(showticklabels=False, row=row, col=col)
    labels = [
        {"x": 0, "xref": f"{across} domain", "xanchor": "left", "y": name, "yref": up,
         "yanchor": "bottom", "yshift": room * (1 - gap) / 2, "text": name, "align": "left",
         "font": {"size": 12}, "showarrow": False, "borderpad": 0}
        for name in names
    ]  # fmt: skip
    # All at once: `add_annotation` checks those that are there already again, each time.
    figure.layout.annotations = (*figure.layout.annotations, *labels)


def faded(colour: str, opacity: float) -> str:
    """A colour written #rrggbb, let through to the given degree."""
    red, green, blue = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
