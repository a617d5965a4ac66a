"""The network of leads: a point for each series, an arrow from each that leads to what follows."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard_app.analyses.lead_lag.compute import LeadLag
from dashboard_app.data.panel import Floats
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.naming import names_of
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words

LEAST, NAME = 240, 70
"""Pixels of the panel at least, and of a name in four lines."""
APART, ASIDE = 0.2, 0.06
"""What an arrow leaves free at its points, and how far to the right of the straight way it is."""
SPREAD = np.linspace(0.0, 1.0, 9)
"""Where along an arrow its hover text is found, which Plotly shows for points alone."""
MOST_AROUND = 6
"""With more series, names above and below their points would run into each other."""


@dataclass(frozen=True)
class Plan:
    """Where points and names go: `across` and `up` are the ends of the axes from the middle.

    `letters` of a name stand in a line; `size` is that of a point in pixels.
    """

    x: Floats
    y: Floats
    names: list[str]
    across: float
    up: float
    letters: int
    size: int
    apart: float


def plan(count: int) -> Plan:
    """A circle of points; where they are many, even steps down both its sides, names outside."""
    if count <= MOST_AROUND:
        angles = np.pi / 2 - 2 * np.pi * np.arange(count) / count
        x, y = np.cos(angles), np.sin(angles)
        names = ["top center" if up >= 0 else "bottom center" for up in y]
        return Plan(x, y, names, across=1.5, up=1.4, letters=14, size=20, apart=APART)
    rows = (count + 1) // 2
    down = 1 - (2 * np.arange(rows) + 1) / rows
    y = np.concatenate([down, down[::-1]])[:count]
    side = np.repeat([1.0, -1.0], rows)[:count]
    names = ["middle right" if right > 0 else "middle left" for right in side]
    x = side * np.sqrt(1 - y**2)
    return Plan(x, y, names, across=3.8, up=1.05, letters=16, size=13, apart=APART / 2)


def height_of(count: int) -> int:
    """The pixels that the network needs."""
    return LEAST if count <= MOST_AROUND else max(LEAST, NAME * ((count + 1) // 2))


def add_network(figure: go.Figure, result: LeadLag, words: Words, look: Look) -> None:
    """The network in the first panel; thicker arrows are surer."""
    drawn = plan(len(result.series__source))
    x, y = drawn.x, drawn.y
    figure.add_trace(_points(result, drawn, words, look), 1, 1)
    for row in np.flatnonzero(result.link__q <= SIGNIFICANCE):
        tail, head = int(result.link__leader[row]), int(result.link__follower[row])
        # A little to the right of the straight way, so that both directions can be seen.
        way = np.array([x[head] - x[tail], y[head] - y[tail]])
        along = way / max(float(np.hypot(*way)), 1e-9)
        aside = ASIDE * np.array([along[1], -along[0]])
        start = np.array([x[tail], y[tail]]) + drawn.apart * along + aside
        end = np.array([x[head], y[head]]) - drawn.apart * along + aside
        surer = float(np.clip(-np.log10(max(float(result.link__q[row]), 1e-6)), 1.2, 4.0))
        figure.add_annotation(
            ax=start[0], ay=start[1], x=end[0], y=end[1], xref="x", yref="y", axref="x",
            ayref="y", text="", showarrow=True, arrowhead=3, arrowwidth=surer,
            arrowcolor=look.accent,
        )  # fmt: skip
        figure.add_trace(_told(start, end, tell_link("hover_link", result, int(row), words)), 1, 1)


def frame_network(figure: go.Figure, result: LeadLag) -> None:
    """Room for the names and no axes; after the look, which draws them."""
    drawn = plan(len(result.series__source))
    figure.update_xaxes(visible=False, range=[-drawn.across, drawn.across], row=1, col=1)
    figure.update_yaxes(visible=False, range=[-drawn.up, drawn.up], row=1, col=1)


def _points(result: LeadLag, drawn: Plan, words: Words, look: Look) -> go.Scatter:
    names = names_of(result, words)
    return go.Scatter(
        x=drawn.x, y=drawn.y, mode="markers+text", cliponaxis=False,
        text=[marks.wrapped(name, drawn.letters) for name in names],
        hovertext=names, hoverinfo="text", showlegend=False,
        textposition=drawn.names,
        textfont={"color": look.ink, "size": 12},
        marker={
            "size": drawn.size,
            "color": [look.source.get(str(one), look.accent) for one in result.series__source],
        },
    )  # fmt: skip


def _told(start: NDArray[np.float64], end: NDArray[np.float64], text: str) -> go.Scatter:
    way = start + SPREAD[:, None] * (end - start)
    return go.Scatter(
        x=way[:, 0], y=way[:, 1], mode="markers", marker={"size": 12, "opacity": 0},
        hovertext=[text] * len(way), hoverinfo="text", showlegend=False,
    )  # fmt: skip


def tell_link(phrase: str, result: LeadLag, row: int, words: Words) -> str:
    """A phrase of one direction, with its test and what that rests on."""
    names = names_of(result, words)
    return words(
        f"{phrase}_{result.scope}",
        leader=names[int(result.link__leader[row])],
        follower=names[int(result.link__follower[row])],
        f=words.number(float(result.link__f[row]), 2),
        q=words.p_value(result.link__q[row], "q"),
        order=result.link__order[row],
        cadence=words(f"cadence_{result.link__cadence[row]}"),
        n=result.link__n[row],
        tools=result.link__tools[row],
    )
