"""Leads drawn and told: a network of the links that hold, and the strongest pair lag by lag."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.lead_lag.compute import LeadLag
from dashboard_app.analyses.lead_lag.lags import add_lags, pair_of, tell_r
from dashboard_app.analyses.lead_lag.network import add_network, frame_network, height_of, tell_link
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.naming import names_of
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words

PLOTS = 360
"""Pixels of both panels where they stand beside each other."""
LAGS = 270
"""Pixels of the lags on a phone."""
LEGEND_LINE, TITLE_LINE, GAP = 20, 17, 14
BELOW = 64
LETTERS, NARROW_LETTERS = 68, 38
"""So many letters of a title stand in a line."""


def draw(result: LeadLag, words: Words, look: Look) -> go.Figure:
    """Arrows go from the leader to the follower; stems outside the band are beyond chance."""
    pair = pair_of(result, *_strongest(result))
    names = names_of(result, words)
    held = bool((result.link__q <= SIGNIFICANCE).any())
    titles = [
        words("panel_network" if held else "panel_no_network"),
        words("pair", first=names[pair.first], second=names[pair.second]),
    ]
    letters = NARROW_LETTERS if look.narrow else LETTERS
    titles = [marks.wrapped(title, letters) for title in titles]
    # The legend is that of the lags, and stands above their title.
    titled = TITLE_LINE * (titles[1].count("<br>") + 1) + GAP
    between = titled + LEGEND_LINE * 3 + GAP
    figure, plots, place = _panels(titles, height_of(len(names)), between, look)
    add_network(figure, result, words, look)
    add_lags(figure, result, pair, place, words, look)
    look.dress(figure)
    frame_network(figure, result)
    top = figure.get_subplot(*place).yaxis.domain[1]
    above = TITLE_LINE + GAP if look.narrow else titled + LEGEND_LINE + GAP
    return figure.update_layout(
        hovermode="closest", height=above + plots + BELOW, margin={"t": above, "b": BELOW},
        # Plotly would turn the order round for the band.
        legend={"y": top + titled / plots, "traceorder": "normal"},
    )  # fmt: skip


def _panels(
    titles: list[str], network: int, between: int, look: Look
) -> tuple[go.Figure, int, tuple[int, int]]:
    """The panels, their pixels from top to bottom, and where the lags stand."""
    if look.narrow:
        plots = network + between + LAGS
        figure = make_subplots(rows=2, cols=1, subplot_titles=titles, row_heights=[network, LAGS],
                               vertical_spacing=between / plots)  # fmt: skip
        marks.align_titles(figure, narrow=True)
        return figure, plots, (2, 1)
    figure = make_subplots(rows=1, cols=2, subplot_titles=titles, column_widths=[0.4, 0.6],
                           horizontal_spacing=0.1)  # fmt: skip
    return figure.update_annotations(font_size=13), max(PLOTS, network), (1, 2)


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
        listed = "; ".join(tell_link("tell_link", result, int(row), words) for row in order)
        parts.append(words("tell_held", list=listed))
    else:
        parts.append(words("tell_none"))
    surest = int(np.argmin(result.lag__q))
    if result.lag__q[surest] <= SIGNIFICANCE:
        parts.append(_tell_lag(result, surest, words))
    if len(result.absent__n):
        parts.append(words("tell_absent", pairs=len(result.absent__n)))
    return " ".join(parts)


def _tell_lag(result: LeadLag, row: int, words: Words) -> str:
    steps = int(result.lag__steps[row])
    pair = pair_of(result, int(result.lag__leader[row]), int(result.lag__follower[row]))
    ends = (pair.first, pair.second) if steps >= 0 else (pair.second, pair.first)
    names = names_of(result, words)
    facts = {
        "first": names[ends[0]],
        "second": names[ends[1]],
        "r": tell_r(result, row, words),
        "q": words.p_value(result.lag__q[row], "q"),
    }
    if steps == 0:
        return words("tell_together", **facts)
    return words(f"tell_lag_{pair.unit}", steps=abs(steps), **facts)
