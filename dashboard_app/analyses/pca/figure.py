"""Components drawn and told: their shares beside noise, the loadings, the scores in time."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.pca.compute import Pca
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.figures.naming import told_apart
from dashboard_app.words import Words

HEIGHT, NARROW_HEIGHT = 680, 900
LEGEND_GAP = 48
"""Pixels between the legend and the first panel, whose title stands there."""


def draw(result: Pca, words: Words, look: Look) -> go.Figure:
    """Above, shares and loadings with their intervals; below, the scores."""
    figure, places = _panels(words, look)
    _shares(figure, result, words, look)
    shown = np.unique(result.score__component)
    for index, component in enumerate(shown):
        colour = look.sequence[index % len(look.sequence)]
        loadings = _loadings(result, int(component), words, look, colour)
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
    figure.update_annotations(font_size=13)
    height = NARROW_HEIGHT if look.narrow else HEIGHT
    figure.update_layout(hovermode="closest", height=height, barmode="group", margin={"t": 70},
                         legend={"y": 1 + LEGEND_GAP / height})  # fmt: skip
    return figure


def _panels(words: Words, look: Look) -> tuple[go.Figure, dict[str, tuple[int, int]]]:
    """Shares and loadings beside each other, or below where a phone has no room for both."""
    titles = [words("panel_shares"), words("panel_loadings"), words("panel_scores")]
    if look.narrow:
        figure = make_subplots(rows=3, cols=1, subplot_titles=titles, vertical_spacing=0.13)
        return figure, {"loadings": (2, 1), "scores": (3, 1)}
    figure = make_subplots(
        rows=2, cols=2, specs=[[{}, {}], [{"colspan": 2}, None]], column_widths=[0.4, 0.6],
        subplot_titles=titles, vertical_spacing=0.18,
    )  # fmt: skip
    return figure, {"loadings": (1, 2), "scores": (2, 1)}


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
    figure.add_trace(bars, 1, 1)
    limits = 100 * result.component__limit / result.component__eigenvalue.sum()
    figure.add_trace(
        marks.line(result.component__number, limits, words("limit"), look.ink, 1.5, "dash"), 1, 1
    )


def _loadings(result: Pca, component: int, words: Words, look: Look, colour: str) -> go.Bar:
    """The weight of each series in a component, with its interval."""
    rows = result.loading__component == component
    values = result.loading__value[rows]
    names = told_apart(result.loading__tool[rows], result.loading__source[rows], words)
    bars = marks.bars(names, values, words("component", number=component), colour)
    bars.error_y = {
        "type": "data",
        "symmetric": False,
        "array": np.maximum(result.loading__high[rows] - values, 0),
        "arrayminus": np.maximum(values - result.loading__low[rows], 0),
        "thickness": 1,
        "color": look.ink,
    }
    bars.legendgroup = str(component)
    return bars


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
