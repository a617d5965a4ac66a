"""Leads drawn and told: a network of the links that hold, and the strongest pair lag by lag."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.lead_lag.compute import LeadLag
from dashboard_app.data.sources import Cadence
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.naming import names_of
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words


def draw(result: LeadLag, words: Words, look: Look) -> go.Figure:
    """Arrows go from the leader to the follower; thicker ones are surer."""
    first, second = _strongest(result)
    names = names_of(result, words)
    pair = words("pair", first=names[first], second=names[second])
    # One below the other: side by side neither fits a phone.
    held = bool((result.link__q <= SIGNIFICANCE).any())
    titles = [words("panel_network" if held else "panel_no_network"), pair]
    figure = make_subplots(rows=2, cols=1, subplot_titles=titles, vertical_spacing=0.14)
    marks.align_titles(figure, look.narrow)
    _network(figure, result, words, look)
    rows = (result.lag__leader == first) & (result.lag__follower == second)
    steps, r = result.lag__steps[rows], result.lag__r[rows]
    bars = marks.bars(steps, r, words("correlation"), look.faint)
    quiet = marks.faded(look.faint, 0.4)
    bars.marker.color = [look.accent if q <= SIGNIFICANCE else quiet for q in result.lag__q[rows]]
    bars.showlegend = False
    figure.add_trace(bars, 2, 1)
    figure.update_xaxes(title_text=words("axis_lag"), row=2, col=1)
    figure.update_yaxes(title_text="r", row=2, col=1)
    look.dress(figure)
    figure.update_xaxes(visible=False, range=[-1.6, 1.6], row=1, col=1)
    figure.update_yaxes(visible=False, range=[-1.4, 1.4], scaleanchor="x", row=1, col=1)
    figure.update_layout(hovermode="closest", height=780, margin={"t": 50})
    return figure


def _network(figure: go.Figure, result: LeadLag, words: Words, look: Look) -> None:
    count = len(result.series__source)
    angles = np.pi / 2 - 2 * np.pi * np.arange(count) / count
    x, y = np.cos(angles), np.sin(angles)
    names = names_of(result, words)
    colours = [look.source.get(str(source), look.accent) for source in result.series__source]
    figure.add_trace(
        go.Scatter(
            x=x, y=y, mode="markers+text", text=names, showlegend=False, hoverinfo="text",
            textposition=["top center" if up >= 0 else "bottom center" for up in y],
            marker={"size": 22, "color": colours}, textfont={"color": look.ink, "size": 12},
        ), 1, 1,
    )  # fmt: skip
    for row in np.flatnonzero(result.link__q <= SIGNIFICANCE):
        tail, head = int(result.link__leader[row]), int(result.link__follower[row])
        # A little to the right of the straight way, so that both directions can be seen.
        along = np.array([x[head] - x[tail], y[head] - y[tail]])
        length = max(float(np.hypot(*along)), 1e-9)
        along, aside = along / length, 0.06 * np.array([along[1], -along[0]]) / length
        surer = float(np.clip(-np.log10(max(float(result.link__q[row]), 1e-6)), 1.2, 4.0))
        figure.add_annotation(
            ax=x[tail] + 0.16 * along[0] + aside[0], ay=y[tail] + 0.16 * along[1] + aside[1],
            x=x[head] - 0.16 * along[0] + aside[0], y=y[head] - 0.16 * along[1] + aside[1],
            xref="x", yref="y", axref="x", ayref="y", text="", showarrow=True, arrowhead=3,
            arrowwidth=surer, arrowcolor=look.accent,
        )  # fmt: skip


def _strongest(result: LeadLag) -> tuple[int, int]:
    """The pair with the surest link, or lag where no link holds, in the order of its lags."""
    if result.link__q.min() > SIGNIFICANCE and result.lag__q.min() <= SIGNIFICANCE:
        row = int(np.argmin(result.lag__q))
        return int(result.lag__leader[row]), int(result.lag__follower[row])
    row = int(np.argmin(result.link__q + 1e-6 * result.link__p))
    ends = sorted((int(result.link__leader[row]), int(result.link__follower[row])))
    return ends[0], ends[1]


def tell(result: LeadLag, words: Words) -> str:
    """How many directions were tested, which hold, and at which lags the rest moves."""
    held = np.flatnonzero(result.link__q <= SIGNIFICANCE)
    facts = {
        "n": int(result.link__n.min()),
        "most": int(result.link__n.max()),
        "links": len(result.link__q),
        "lags": len(result.lag__q),
        "held": len(held),
    }
    parts = [words(f"tell_{result.scope}", tools=int(result.link__tools.max()), **facts)]
    if len(held):
        order = held[np.argsort(result.link__q[held])][:4]
        listed = "; ".join(_tell_link(result, int(row), words) for row in order)
        parts.append(words("tell_held", list=listed))
    else:
        parts.append(words("tell_none"))
    surest = int(np.argmin(result.lag__q))
    if result.lag__q[surest] <= SIGNIFICANCE:
        parts.append(_tell_lag(result, surest, words))
    if len(result.absent__n):
        parts.append(words("tell_absent", pairs=len(result.absent__n)))
    return " ".join(parts)


def _tell_link(result: LeadLag, row: int, words: Words) -> str:
    names = names_of(result, words)
    return words(
        "tell_link",
        leader=names[int(result.link__leader[row])],
        follower=names[int(result.link__follower[row])],
        f=words.number(float(result.link__f[row]), 2),
        q=words.p_value(result.link__q[row], "q"),
        order=result.link__order[row],
        cadence=words(f"cadence_{result.link__cadence[row]}"),
    )


def _tell_lag(result: LeadLag, row: int, words: Words) -> str:
    steps = int(result.lag__steps[row])
    first, second = int(result.lag__leader[row]), int(result.lag__follower[row])
    if steps < 0:
        first, second = second, first
    names = names_of(result, words)
    facts = {
        "first": names[first],
        "second": names[second],
        "r": words.number(float(result.lag__r[row]), 2),
        "q": words.p_value(result.lag__q[row], "q"),
    }
    if steps == 0:
        return words("tell_together", **facts)
    mine = (result.link__leader == first) & (result.link__follower == second)
    monthly = result.link__cadence[mine][0] == Cadence.MONTHLY
    phrase = "tell_lag_months" if monthly else "tell_lag_years"
    return words(phrase, steps=abs(steps), **facts)
