"""The trajectory drawn and told: a path in space with its years, or in the plane."""

import plotly.graph_objects as go

from dashboard_app.analyses.trajectory.compute import Trajectory
from dashboard_app.data.cadence import decimal_years
from dashboard_app.data.sources import Cadence
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.words import Words

MOST_LABELS = {False: 10, True: 5}
"""Years to write, by whether the figure is to fit a phone."""
HEIGHT = {"2d": 620, "3d": 540}
# Plotly fits a scene to its height alone. A phone sees it from afar and higher than wide, or its
# sides would be cut off; elsewhere time takes the width that there is.
NARROW_SCENE = {
    "aspectratio": {"x": 1.0, "y": 1.0, "z": 1.2},
    "camera": {"eye": {"x": 2.5, "y": -2.3, "z": 1.2}, "center": {"x": 0, "y": 0, "z": -0.1}},
}
WIDE_SCENE = {
    "aspectratio": {"x": 2.6, "y": 1.2, "z": 1.0},
    "camera": {"eye": {"x": -0.7, "y": -2.3, "z": 0.8}, "center": {"x": 0, "y": 0, "z": -0.2}},
}


def draw(result: Trajectory, words: Words, look: Look) -> go.Figure:
    """The path of the two sources; labelled points are years."""
    figure = _space(result, words, look) if result.view == "3d" else _plane(result, words, look)
    look.dress(figure.update_layout(height=HEIGHT[result.view], showlegend=False))
    if result.view == "3d":
        figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0})
    return figure.update_layout(hovermode="closest")


def _axis(source: str, unit: str, words: Words) -> str:
    return marks.wrapped(f"{words.source(source)}<br>{words.unit(unit)}", 44)


def _labels(result: Trajectory, look: Look) -> list[str]:
    """The years to write: the first, the last, and some between, so that none overlaps."""
    every = max(1, -(-len(result.mark__year) // MOST_LABELS[look.narrow]))
    last = len(result.mark__year) - 1
    return [
        str(year) if (last - place) % every == 0 or place == 0 else ""
        for place, year in enumerate(result.mark__year)
    ]


def _space(result: Trajectory, words: Words, look: Look) -> go.Figure:
    figure = go.Figure()
    path_years = decimal_years(result.path__month)
    figure.add_trace(
        go.Scatter3d(
            x=marks.light(path_years), y=marks.light(result.path__x),
            z=marks.light(result.path__y), mode="lines",
            line={"color": look.faint, "width": 2}, hoverinfo="skip",
        )
    )  # fmt: skip
    middle = 0.5 if result.cadence == Cadence.MONTHLY else 0.0
    figure.add_trace(
        go.Scatter3d(
            x=marks.light(result.mark__year + middle), y=marks.light(result.mark__x),
            z=marks.light(result.mark__y), mode="lines+markers+text", text=_labels(result, look),
            textfont={"color": look.ink, "size": 11},
            customdata=result.mark__year.tolist(),
            hovertemplate="%{customdata}: %{y:.3~g}, %{z:.3~g}<extra></extra>",
            line={"color": look.accent, "width": 5},
            marker={"color": look.accent, "size": 4},
        )
    )  # fmt: skip
    axis = {"gridcolor": look.grid, "zerolinecolor": look.grid, "color": look.ink,
            "backgroundcolor": "rgba(0,0,0,0)", "exponentformat": "power"}  # fmt: skip
    return figure.update_layout(
        scene={
            "xaxis": {**axis, "title": {"text": words("year")}, "tickformat": "d"},
            "yaxis": {**axis, "title": {"text": words.source(result.x_source)}},
            "zaxis": {**axis, "title": {"text": words.source(result.y_source)}},
            "aspectmode": "manual",
            **(NARROW_SCENE if look.narrow else WIDE_SCENE),
        }
    )


def _plane(result: Trajectory, words: Words, look: Look) -> go.Figure:
    figure = go.Figure()
    if result.cadence == Cadence.MONTHLY:
        figure.add_trace(
            marks.line(result.path__x, result.path__y, "", look.faint, 0.8).update(
                hoverinfo="skip", opacity=0.5
            )
        )
    figure.add_trace(
        go.Scatter(
            x=marks.light(result.mark__x), y=marks.light(result.mark__y),
            mode="lines+markers+text", text=_labels(result, look), textposition="top center",
            customdata=result.mark__year.tolist(),
            hovertemplate="%{customdata}: %{x:.3~g}, %{y:.3~g}<extra></extra>",
            line={"color": look.accent, "width": 2},
            marker={"color": look.accent, "size": 7},
        )
    )  # fmt: skip
    figure.update_xaxes(title_text=_axis(result.x_source, result.x_unit, words))
    figure.update_yaxes(title_text=_axis(result.y_source, result.y_unit, words))
    return figure


def tell(result: Trajectory, words: Words) -> str:
    """Where the path starts and ends, and how often the two sources move the same way."""
    facts = {
        "tool": words.tool(result.tool),
        "x_source": words.source(result.x_source),
        "y_source": words.source(result.y_source),
        "cadence": words(f"cadence_{result.cadence}"),
        "n": result.n,
        "first": str(result.mark__year[0]),
        "last": str(result.mark__year[-1]),
        "x_first": result.mark__x[0],
        "y_first": result.mark__y[0],
        "x_last": result.mark__x[-1],
        "y_last": result.mark__y[-1],
    }
    path = words("tell_path", **facts)
    if not result.steps:
        return path
    steps = words(
        "tell_steps",
        together=result.together,
        steps=result.steps,
        share=words.percent(result.share),
        low=words.percent(result.share_low),
        high=words.percent(result.share_high),
    )
    return f"{path} {steps}"
