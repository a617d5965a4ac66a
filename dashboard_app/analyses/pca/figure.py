"""Components drawn and told: their shares beside noise, the loadings, the scores in time."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.pca.compute import Pca
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.naming import told_apart
from dashboard_app.words import Words

LEGEND_GAP = 48
"""Pixels between the legend and the first panel, whose title stands there."""
LEGEND_LINE = 20
BELOW = 44
BETWEEN, NARROW_BETWEEN = 96, 92
SHARES, SCORES = 200, 210
"""Pixels of the panels that do not grow with the series, the first one at least."""
BAR, NAME_LINE, APART = 9, 15, 5
"""Pixels of one bar of a loading, of a line of its name above it, and between two series."""
LETTERS = 44
"""So many letters of a name stand in a line of a phone."""


def draw(result: Pca, words: Words, look: Look) -> go.Figure:
    """Shares and loadings with their intervals, and below them the scores."""
    shown = np.unique(result.score__component)
    names = told_apart(result.series__tool, result.series__source, words)
    if look.narrow:
        names = [marks.wrapped(name, LETTERS) for name in names]
    lines = max(name.count("<br>") + 1 for name in names)
    bars = BAR * len(shown)
    row = bars + NAME_LINE * lines + APART
    figure, plots, places = _panels(words, look, row * len(names))
    _shares(figure, result, words, look)
    for index, component in enumerate(shown):
        colour = look.sequence[index % len(look.sequence)]
        loadings = _loadings(result, int(component), names, words, look, colour)
        figure.add_trace(loadings, *places["loadings"])
        rows = result.score__component == component
        trace = marks.line(
            result.score__month[rows], result.score__value[rows],
            words("component", number=int(component)), colour,
        )  # fmt: skip
        trace.update(legendgroup=str(component), showlegend=False)
        figure.add_trace(trace, *places["scores"])
    figure.update_yaxes(title_text=words("axis_share"), ticksuffix=" %", row=1, col=1)
    figure.update_xaxes(title_text=words("axis_component"), dtick=1, row=1, col=1)
    look.dress(figure)
    # The name of the first series stands half above its panel.
    figure.update_annotations(font_size=13, yshift=NAME_LINE * lines / 2 + APART)
    _name_loadings(figure, names, bars / row, look, places["loadings"], plots)
    entries = 1 + len(shown) if look.narrow else 1
    above = LEGEND_GAP + LEGEND_LINE * entries + APART
    return figure.update_layout(
        hovermode="closest", height=above + plots + BELOW, barmode="group",
        margin={"t": above, "b": BELOW}, bargap=1 - bars / row,
        legend={"y": 1 + LEGEND_GAP / plots},
    )  # fmt: skip


def _panels(
    words: Words, look: Look, loadings: int
) -> tuple[go.Figure, int, dict[str, tuple[int, int]]]:
    """The panels, their pixels from top to bottom, and where loadings and scores stand.

    Shares and loadings beside each other, or below where a phone has no room for both.
    """
    titles = [words("panel_shares"), words("panel_loadings"), words("panel_scores")]
    if look.narrow:
        heights = [SHARES, loadings, SCORES]
        plots = sum(heights) + 2 * NARROW_BETWEEN
        figure = make_subplots(rows=3, cols=1, subplot_titles=titles, row_heights=heights,
                               vertical_spacing=NARROW_BETWEEN / plots)  # fmt: skip
        return figure, plots, {"loadings": (2, 1), "scores": (3, 1)}
    heights = [max(SHARES, loadings), SCORES]
    plots = sum(heights) + BETWEEN
    figure = make_subplots(
        rows=2, cols=2, specs=[[{}, {}], [{"colspan": 2}, None]], column_widths=[0.4, 0.6],
        subplot_titles=titles, row_heights=heights, vertical_spacing=BETWEEN / plots,
    )  # fmt: skip
    return figure, plots, {"loadings": (1, 2), "scores": (2, 1)}


def _name_loadings(
    figure: go.Figure,
    names: list[str],
    filled: float,
    look: Look,
    place: tuple[int, int],
    plots: int,
) -> None:
    """The series from top to bottom: beside their bars, long names would halve a phone's plots."""
    low, high = figure.get_subplot(*place).yaxis.domain
    room = (high - low) * plots / len(names)
    marks.write_above(figure, names, *place, room, 1 - filled)
    figure.update_yaxes(autorange="reversed", showgrid=False, row=place[0], col=place[1])
    figure.update_xaxes(zerolinecolor=look.faint, row=place[0], col=place[1])


def _shares(figure: go.Figure, result: Pca, words: Words, look: Look) -> None:
    bars = marks.bars(
        result.component__number, 100 * result.component__share, words("share"), look.accent
    )
    bars.error_y = {
        "type": "data",
        "symmetric": False,
        "array": 100 * np.maximum(result.component__share_high - result.component__share, 0),
        "arrayminus": 100 * np.maximum(result.component__share - result.component__share_low, 0),
        "color": look.ink,
    }
    # The gap between bars is that of the loadings, which leave room for names.
    bars.update(width=0.8, showlegend=False)
    figure.add_trace(bars, 1, 1)
    limits = 100 * result.component__limit / result.component__eigenvalue.sum()
    figure.add_trace(
        marks.line(result.component__number, limits, words("limit"), look.ink, 1.5, "dash"), 1, 1
    )


def _loadings(
    result: Pca, component: int, names: list[str], words: Words, look: Look, colour: str
) -> go.Bar:
    """The weight of each series in a component, with its interval."""
    rows = result.loading__component == component
    values = result.loading__value[rows]
    return go.Bar(
        x=marks.light(values), y=names, orientation="h", legendgroup=str(component),
        name=words("component", number=component), marker={"color": colour},
        error_x={
            "type": "data", "symmetric": False, "thickness": 1, "color": look.ink, "width": 3,
            "array": marks.light(np.maximum(result.loading__high[rows] - values, 0)),
            "arrayminus": marks.light(np.maximum(values - result.loading__low[rows], 0)),
        },
    )  # fmt: skip


def tell(result: Pca, words: Words) -> str:
    """How much the first component holds, how many stand out, and how firm the first is."""
    facts = {
        "n": result.n,
        "cadence": words(f"cadence_{result.cadence}"),
        "series": len(result.series__tool),
        "form": words(f"choice_{result.form}").lower(),
        "share": words.percent(float(result.component__share[0])),
        "low": words.percent(float(result.component__share_low[0])),
        "high": words.percent(float(result.component__share_high[0])),
        "congruence": words.number(float(result.component__congruence[0]), 2),
    }
    parts = [words("tell_first", **facts)]
    phrase = {0: "tell_none", 1: "tell_one"}.get(result.retained, "tell_several")
    parts.append(words(phrase, retained=result.retained))
    if result.form == "levels":
        parts.append(words("tell_levels"))
    if result.matrix == "covariance":
        parts.append(words("tell_covariance"))
    if len(result.absent__source):
        left = dict.fromkeys(words.source(str(source)) for source in result.absent__source)
        parts.append(words("tell_absent", sources=", ".join(left)))
    return " ".join(parts)
