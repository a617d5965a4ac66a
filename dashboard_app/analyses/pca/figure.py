"""Components drawn and told: their shares beside noise, the loadings, the scores in time."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.pca.compute import Pca
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.words import Words


def draw(result: Pca, words: Words, look: Look) -> go.Figure:
    """Above, shares and loadings with their intervals; below, the scores."""
    figure = make_subplots(
        rows=2, cols=2, specs=[[{}, {}], [{"colspan": 2}, None]], column_widths=[0.4, 0.6],
        subplot_titles=[words("panel_shares"), words("panel_loadings"), words("panel_scores")],
        vertical_spacing=0.18,
    )  # fmt: skip
    _shares(figure, result, words, look)
    shown = np.unique(result.score__component)
    for index, component in enumerate(shown):
        colour = look.sequence[index % len(look.sequence)]
        _loadings(figure, result, int(component), words, look, colour)
        rows = result.score__component == component
        trace = marks.line(
            result.score__month[rows], result.score__value[rows],
            words("component", number=int(component)), colour,
        )  # fmt: skip
        trace.update(legendgroup=str(component), showlegend=False)
        figure.add_trace(trace, 2, 1)
    figure.update_yaxes(title_text=words("axis_share"), ticksuffix=" %", row=1, col=1)
    figure.update_xaxes(title_text=words("axis_component"), dtick=1, row=1, col=1)
    look.dress(figure)
    figure.update_annotations(font_size=13)
    figure.update_layout(hovermode="closest", height=680, barmode="group", margin={"t": 70},
                         legend={"y": 1.07})  # fmt: skip
    return figure


def _shares(figure: go.Figure, result: Pca, words: Words, look: Look) -> None:
    bars = marks.bars(
        result.component__number, 100 * result.component__share, words("share"), look.accent
    )
    bars.error_y = {
        "type": "data",
        "symmetric": False,
        "array": 100 * np.maximum(result.component__share_high - result.component__share, 0),
        "arrayminus": 100 * np.maximum(result.component__share - result.component__share_low, 0),
        "color": look.faint,
    }
    figure.add_trace(bars, 1, 1)
    limits = 100 * result.component__limit / len(result.component__limit)
    figure.add_trace(
        marks.line(result.component__number, limits, words("limit"), look.ink, 1.5, "dash"), 1, 1
    )


def _loadings(
    figure: go.Figure, result: Pca, component: int, words: Words, look: Look, colour: str
) -> None:
    rows = result.loading__component == component
    values = result.loading__value[rows]
    names = [
        _name(result, str(tool), str(source), words)
        for tool, source in zip(
            result.loading__tool[rows], result.loading__source[rows], strict=True
        )
    ]
    bars = marks.bars(names, values, words("component", number=component), colour)
    bars.error_y = {
        "type": "data",
        "symmetric": False,
        "array": np.maximum(result.loading__high[rows] - values, 0),
        "arrayminus": np.maximum(values - result.loading__low[rows], 0),
        "thickness": 1,
        "color": look.faint,
    }
    bars.legendgroup = str(component)
    figure.add_trace(bars, 1, 2)


def _name(result: Pca, tool: str, source: str, words: Words) -> str:
    if len(set(result.series__tool)) == 1:
        return words.source(source)
    if len(set(result.series__source)) == 1:
        return words.tool(tool)
    return f"{words.tool(tool)}, {words.source(source)}"


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
    if len(result.absent__source):
        left = dict.fromkeys(words.source(str(source)) for source in result.absent__source)
        parts.append(words("tell_absent", sources=", ".join(left)))
    return " ".join(parts)
