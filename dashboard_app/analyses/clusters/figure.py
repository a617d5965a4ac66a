"""Groups drawn and told: a panel for each, its members thin, its most typical course strong."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.clusters.compute import Clusters
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words

CLEAR = 0.25
"""Below this mean silhouette there is no substantial structure (Kaufman and Rousseeuw 1990)."""
STABLE = 0.75
MOST_DRAWN = 40
"""So many courses of a group are drawn, its most typical ones; more would hide each other."""
MOST_NAMED = 20


def draw(result: Clusters, words: Words, look: Look) -> go.Figure:
    """Each tool's standardised course, in the panel of its group."""
    titles = [
        words(
            "group",
            number=int(number),
            size=int(size),
            stability=words.number(float(firm), 2),
            typical=words.tool(str(typical)),
        )
        for number, size, firm, typical in zip(
            result.group__number,
            result.group__size,
            result.group__stability,
            result.group__medoid,
            strict=True,
        )
    ]
    figure = make_subplots(
        rows=result.groups, cols=1, shared_xaxes=True, subplot_titles=titles,
        vertical_spacing=min(0.14, 0.4 / result.groups),
    )  # fmt: skip
    marks.align_titles(figure, look.narrow)
    for row in _drawn(result):
        tool, group = result.tool__name[row], int(result.tool__group[row])
        rows = result.course__tool == tool
        typical = tool == result.group__medoid[group - 1]
        colour = look.sequence[(group - 1) % len(look.sequence)]
        trace = marks.line(
            result.course__month[rows], result.course__value[rows], words.tool(str(tool)),
            colour if typical else marks.faded(colour, 0.45), 3.0 if typical else 1.2,
        )  # fmt: skip
        figure.add_trace(trace, group, 1)
    look.dress(figure)
    figure.update_yaxes(title_text=words("axis_course"))
    figure.update_layout(hovermode="closest", height=120 + 230 * result.groups, margin={"t": 60},
                         showlegend=False)  # fmt: skip
    return figure


def _drawn(result: Clusters) -> list[int]:
    """The rows of the tools to draw: of each group those that lie best in it, and the typical."""
    rows: list[int] = []
    for number, medoid in zip(result.group__number, result.group__medoid, strict=True):
        members = np.flatnonzero(result.tool__group == number)
        typical = result.tool__name[members] == medoid
        best = np.argsort(np.where(typical, -np.inf, -result.tool__silhouette[members]))
        rows += members[best[:MOST_DRAWN]].tolist()
    return sorted(rows)


def _listed(tools: list[str], words: Words) -> str:
    named = ", ".join(words.tool(tool) for tool in tools[:MOST_NAMED])
    rest = len(tools) - MOST_NAMED
    return words("tell_more", list=named, rest=rest) if rest > 0 else named


def tell(result: Clusters, words: Words) -> str:
    """How many groups, how distinct they are, whether by chance, and who is in them."""
    firm = int(np.sum(result.group__stability >= STABLE))
    parts = [
        words(
            "tell_groups",
            n=result.n,
            tools=len(result.tool__name),
            source=words.source(result.source),
            cadence=words(f"cadence_{result.cadence}"),
            groups=result.groups,
            silhouette=words.number(result.silhouette, 2),
            firm=firm,
        )
    ]
    if result.silhouette < CLEAR:
        parts.append(words("tell_unclear"))
    chance = words.p_value(result.unrelated_p)
    phrase = "tell_related" if result.unrelated_p <= SIGNIFICANCE else "tell_unrelated"
    parts.append(words(phrase, p=chance))
    lines = [" ".join(parts)]
    for number in result.group__number:
        members = result.tool__name[result.tool__group == number]
        listed = _listed([str(tool) for tool in members], words)
        lines.append(words("tell_group", number=int(number), list=listed))
    return "\n".join(lines)
