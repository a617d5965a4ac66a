"""The overview drawn and told: a row for each tool, whose name leads to the tool."""

from dataclasses import fields, replace
from urllib.parse import urlencode

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.overview.compute import Overview
from dashboard_app.analysis import TABLE_MARK
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words

ROW_HEIGHT = 24
MAP_MARGINS = 130
SCALE_GAP = 22
"""Pixels between the scale and the map."""
NARROW_ROW = 32
"""Pixels of a row of the ranking on a phone: the tool's name, and below it its bars."""
NARROW_BAR = 10
TITLE_LETTERS, NARROW_LETTERS = 32, 18
"""So many letters of a title stand in a line above its column."""
TITLE_LINE, FOOT, SIDE = 15, 40, 12
"""Pixels of a line of a title, below the last row, and beside the columns of a phone."""
MOST_ROWS = 250
"""A figure of more rows would be higher than browsers draw well; the table has them all."""
ROOM_FOR_PHASE = 1.5
"""The length of the axis of levels, as a multiple of the longest bar."""
NAMED = 4
"""How many tools the sentence names."""


def draw(result: Overview, words: Words, look: Look) -> go.Figure:
    """A heat map of the years of each tool, or its level, trend and season side by side."""
    result = _first_rows(result)
    figure = (
        _heatmap(result, words, look) if result.view == "heatmap" else _ranking(result, words, look)
    )
    figure.update_yaxes(autorange="reversed")
    look.dress(figure)
    figure.update_yaxes(tickfont_size=12)
    if result.view == "heatmap":
        height = MAP_MARGINS + ROW_HEIGHT * result.tools
        return figure.update_layout(hovermode="closest", height=height, margin_t=0)
    return _fitted(figure, result, look)


def _first_rows(result: Overview) -> Overview:
    if result.tools <= MOST_ROWS:
        return result
    kept = {
        "tool": np.arange(MOST_ROWS),
        "cell": np.flatnonzero(np.isin(result.cell__tool, result.tool__name[:MOST_ROWS])),
    }
    columns = {
        field.name: getattr(result, field.name)[kept[field.name.partition(TABLE_MARK)[0]]]
        for field in fields(result)
        if TABLE_MARK in field.name
    }
    return replace(result, tools=MOST_ROWS, **columns)


def _fitted(figure: go.Figure, result: Overview, look: Look) -> go.Figure:
    """The ranking with its names beside its rows, or above them where a phone has no room."""
    titles = figure.layout.annotations
    top = TITLE_LINE * (max(title.text.count("<br>") for title in titles) + 1) + TITLE_LINE
    row, gap = ROW_HEIGHT, 0.2
    if look.narrow:
        row, gap = NARROW_ROW, 1 - NARROW_BAR / NARROW_ROW
        # The first name stands half above its row.
        titles = figure.update_annotations(font_size=11, yshift=TITLE_LINE / 2).layout.annotations
        marks.write_above(figure, list(figure.data[0].y), 1, 1, row, gap)
        figure.update_xaxes(nticks=4, tickfont_size=11, tickangle=0).update_yaxes(showgrid=False)
    margin = {"t": top, "b": FOOT, **({"l": SIDE, "r": SIDE} if look.narrow else {})}
    # Figures as high as a list would catch the finger that moves the page.
    return figure.update_layout(
        hovermode="closest", dragmode=False, bargap=gap, margin=margin,
        height=top + row * result.tools + FOOT,
    )  # fmt: skip


def _names(result: Overview, words: Words) -> list[str]:
    return [_linked(str(tool), result.source, words) for tool in result.tool__name]


def _linked(tool: str, source: str, words: Words) -> str:
    address = f"/trends?{urlencode({'tool': tool, 'source': source})}"
    return f'<a href="{address}" target="_self">{words.tool(tool)}</a>'


def _heatmap(result: Overview, words: Words, look: Look) -> go.Figure:
    years = np.unique(result.cell__year)
    surveys = result.cadence == "survey"
    if not surveys:
        years = np.arange(years[0], years[-1] + 1)
    place = {str(tool): row for row, tool in enumerate(result.tool__name)}
    shares = np.full((result.tools, len(years)), np.nan)
    at = ([place[str(tool)] for tool in result.cell__tool],
          np.searchsorted(years, result.cell__year))  # fmt: skip
    shares[at] = 100 * result.cell__share
    rows = [[None if np.isnan(share) else round(float(share), 1) for share in row]
            for row in shares]  # fmt: skip
    # Years in between would be written between surveys, which stand in no even steps.
    axis = {"type": "category", "nticks": 5} if surveys else {"tickformat": "d", "showgrid": False}
    return go.Figure(
        go.Heatmap(
            x=[str(year) for year in years] if surveys else years.tolist(),
            y=_names(result, words),
            z=rows,
            colorscale=[[0, look.paper], [1, look.accent]],
            xgap=1 if surveys else 0,
            ygap=2,
            colorbar=marks.scale_above(
                words("share_of_range"), SCALE_GAP / (ROW_HEIGHT * result.tools)
            ),
            hovertemplate="%{y}, %{x}: %{z:.0f} %<extra></extra>",
        )
    ).update_xaxes(axis, tickangle=0, tickfont_size=11)


def _ranking(result: Overview, words: Words, look: Look) -> go.Figure:
    titles = [words("axis_level", unit=words.unit(result.unit)), words("axis_trend")]
    if np.isfinite(result.tool__season).any():
        titles.append(words("axis_season"))
    letters = NARROW_LETTERS if look.narrow else TITLE_LETTERS
    figure = make_subplots(
        rows=1, cols=len(titles), shared_yaxes=True, horizontal_spacing=0.04,
        subplot_titles=[marks.wrapped(title, letters) for title in titles],
    )  # fmt: skip
    names = _names(result, words)
    phases = [words(f"phase_{phase}") for phase in result.tool__phase]
    if look.narrow:
        names = [f"{name} · {phase}" for name, phase in zip(names, phases, strict=True)]
    figure.add_trace(_levels(result, names, [] if look.narrow else phases, look), 1, 1)
    # A phase that stands beyond its bar needs room there.
    room = 1.0 if look.narrow else ROOM_FOR_PHASE
    figure.update_xaxes(range=[0, room * float(result.tool__level.max())], row=1, col=1)
    figure.add_trace(_trends(result, names, look), 1, 2)
    if len(titles) == 3:
        figure.add_trace(_seasons(result, names, look), 1, 3)
    return figure.update_annotations(font_size=12)


def _levels(result: Overview, names: list[str], beyond: list[str], look: Look) -> go.Bar:
    return go.Bar(
        x=marks.light(result.tool__level), y=names, orientation="h", text=beyond or None,
        textposition="outside", cliponaxis=False, textfont_size=11, showlegend=False,
        marker={"color": look.source[result.source]},
    )  # fmt: skip


def _trends(result: Overview, names: list[str], look: Look) -> go.Scatter:
    known = np.flatnonzero(np.isfinite(result.tool__trend))
    slope, low, high = (
        column[known]
        for column in (result.tool__trend, result.tool__trend_low, result.tool__trend_high)
    )
    clear = result.tool__trend_q[known] < SIGNIFICANCE
    return go.Scatter(
        x=marks.light(slope), y=[names[row] for row in known], mode="markers",
        marker={"size": 8, "color": [look.accent if sure else look.faint for sure in clear]},
        error_x={
            "type": "data", "symmetric": False, "array": marks.light(high - slope),
            "arrayminus": marks.light(slope - low), "color": look.faint, "width": 3,
        },
        showlegend=False,
    )  # fmt: skip


def _seasons(result: Overview, names: list[str], look: Look) -> go.Bar:
    seen = np.flatnonzero(np.isfinite(result.tool__season))
    clear = result.tool__season_q[seen] < SIGNIFICANCE
    return go.Bar(
        x=marks.light(result.tool__season[seen]), y=[names[row] for row in seen],
        orientation="h", showlegend=False,
        marker={"color": [look.accent if sure else look.grid for sure in clear]},
    )  # fmt: skip


def tell(result: Overview, words: Words) -> str:
    """How many tools rise, fall and have a season, and which are highest now."""
    first = np.argsort(-result.tool__height, kind="stable")[:NAMED]
    sentences = [
        words(
            "tell_overview",
            source=words.source(result.source),
            tools=result.tools,
            n=result.n,
            rising=result.rising,
            falling=result.falling,
            rest=result.tools - result.rising - result.falling,
        )
    ]
    if np.isfinite(result.tool__season).any():
        sentences.append(words("tell_seasonal", seasonal=result.seasonal))
    named = ", ".join(
        words(
            "tell_tool",
            tool=words.tool(str(result.tool__name[row])),
            share=words.percent(result.tool__height[row]),
        )
        for row in first
    )
    sentences.append(words("tell_highest", named=named))
    if result.tools > MOST_ROWS:
        sentences.append(words("tell_shown", shown=MOST_ROWS))
    return " ".join(sentences)
