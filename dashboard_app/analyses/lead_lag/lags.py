"""The correlations of one pair lag by lag, beside what unrelated series would show."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard_app.analyses.lead_lag.compute import LeadLag
from dashboard_app.data.sources import Cadence
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.naming import names_of
from dashboard_app.stats.significance import SIGNIFICANCE
from dashboard_app.words import Words

MOST_STEPS = 13
"""With more lags, only each third is written at the axis; on a phone half as many again."""
LETTERS, NARROW_LETTERS = 60, 38
"""So many letters of a title stand in a line."""


@dataclass(frozen=True)
class Pair:
    """Two series, over how many tools, and what their lags are counted in: months or years."""

    first: int
    second: int
    tools: int
    unit: str


def pair_of(result: LeadLag, first: int, second: int) -> Pair:
    """A pair in the order of its lags."""
    mine = np.flatnonzero((result.link__leader == first) & (result.link__follower == second))[0]
    monthly = result.link__cadence[mine] == Cadence.MONTHLY
    return Pair(first, second, int(result.link__tools[mine]), "months" if monthly else "years")


def add_lags(
    figure: go.Figure, result: LeadLag, pair: Pair, place: tuple[int, int], words: Words, look: Look
) -> None:
    """A stem for each lag, and the band that 95 % of unrelated series stay within there."""
    rows = np.flatnonzero(
        (result.lag__leader == pair.first) & (result.lag__follower == pair.second)
    )
    steps, limit = result.lag__steps[rows], result.lag__limit[rows]
    # Half a step more at both ends, so that the outermost stems stand within the band.
    reach = np.concatenate([[steps[0] - 0.5], steps, [steps[-1] + 0.5]])
    limit = np.concatenate([limit[:1], limit, limit[-1:]])
    for trace in marks.band(reach, -limit, limit, words("unrelated"), look.faint):
        figure.add_trace(trace, *place)
    held = result.lag__q[rows] <= SIGNIFICANCE
    for kept, name, colour in (
        (rows[held], "holds", look.accent),
        (rows[~held], "holds_not", look.faint),
    ):
        if len(kept):
            figure.add_trace(_stems(result, kept, pair, words(name), colour, words), *place)
    names = names_of(result, words)
    letters = NARROW_LETTERS if look.narrow else LETTERS
    title = words(f"axis_lag_{pair.unit}", first=names[pair.first])
    apart = (1 if len(rows) <= MOST_STEPS else 3) * (2 if look.narrow else 1)
    figure.update_xaxes(title_text=marks.wrapped(title, letters), dtick=apart, tickangle=0,
                        row=place[0], col=place[1])  # fmt: skip
    title = words(f"axis_r_{result.scope}", tools=pair.tools)
    figure.update_yaxes(title_text=marks.wrapped(title), row=place[0], col=place[1])


def _stems(
    result: LeadLag, rows: NDArray[np.int64], pair: Pair, name: str, colour: str, words: Words
) -> go.Scatter:
    r = result.lag__r[rows]
    return go.Scatter(
        x=result.lag__steps[rows], y=marks.light(r), mode="markers", name=name,
        marker={"color": colour, "size": 9},
        error_y={
            "type": "data", "symmetric": False, "array": marks.light(np.maximum(-r, 0)),
            "arrayminus": marks.light(np.maximum(r, 0)), "color": colour, "thickness": 3,
            "width": 0,
        },
        hovertext=[_hover(result, int(row), pair, words) for row in rows], hoverinfo="text",
    )  # fmt: skip


def _hover(result: LeadLag, row: int, pair: Pair, words: Words) -> str:
    steps = int(result.lag__steps[row])
    leader = names_of(result, words)[pair.first if steps > 0 else pair.second]
    when = words(f"hover_{pair.unit}" if steps else "hover_together", leader=leader,
                 steps=abs(steps))  # fmt: skip
    return words(
        "hover_lag",
        when=when,
        r=tell_r(result, row, words),
        n=result.lag__n[row],
        q=words.p_value(result.lag__q[row], "q"),
    )


def tell_r(result: LeadLag, row: int, words: Words) -> str:
    """The correlation of one lag beside what unrelated series would show."""
    return words(
        f"r_{result.scope}",
        r=words.number(float(result.lag__r[row]), 2),
        limit=words.number(float(result.lag__limit[row]), 2),
    )
