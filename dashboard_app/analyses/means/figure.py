"""Means drawn and told: one row of axes for each source, so that unlike units never meet."""

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard_app.analyses.means.compute import Means
from dashboard_app.data.observations import RANGES
from dashboard_app.figures import marks
from dashboard_app.figures.look import Look
from dashboard_app.words import Words


def draw(result: Means, words: Words, look: Look) -> go.Figure:
    """A point for each mean, a bar for its interval, the number of observations beside it."""
    sources = list(dict.fromkeys(str(source) for source in result.mean__source))
    titles = [_title(result, source, words) for source in sources]
    figure = make_subplots(rows=len(sources), cols=1, subplot_titles=titles)
    for row, source in enumerate(sources, start=1):
        _draw_source(figure, row, result, source, words, look)
    marks.align_titles(figure, look.narrow)
    figure.update_layout(showlegend=False, height=90 + 210 * len(sources))
    look.dress(figure)
    return figure.update_layout(margin_t=52, hovermode="closest")


def _title(result: Means, source: str, words: Words) -> str:
    unit = result.mean__unit[list(result.mean__source).index(source)]
    return f"{words.source(source)}: {words.unit(unit)}"


def _draw_source(
    figure: go.Figure, row: int, result: Means, source: str, words: Words, look: Look
) -> None:
    here = result.mean__source == source
    names = [
        words(f"period_{period}", n=n)
        for period, n in zip(result.mean__period[here], result.mean__n[here], strict=True)
    ]
    colour = look.source[source]
    value, low, high = result.mean__value[here], result.mean__low[here], result.mean__high[here]
    known = np.isfinite(low)
    if known.any():
        bounded = [name for name, sure in zip(names, known, strict=True) if sure]
        bars = marks.interval(bounded, value[known], low[known], high[known], colour)
        figure.add_trace(bars, row, 1)
    figure.add_trace(marks.observed(names, value, words("title"), colour, joined=False), row, 1)
    figure.update_xaxes(categoryorder="array", categoryarray=names, row=row, col=1)
    figure.update_yaxes(rangemode="tozero", row=row, col=1)


def tell(result: Means, words: Words) -> str:
    """For each source, a line: the mean of its whole record and of its last years."""
    sources = dict.fromkeys(str(source) for source in result.mean__source)
    return "\n".join(_tell_source(result, source, words) for source in sources)


def _tell_source(result: Means, source: str, words: Words) -> str:
    rows = [index for index in range(len(result.mean__n)) if result.mean__source[index] == source]
    told = [rows[0]] if len(rows) == 1 else [rows[0], rows[-1]]
    parts = [_tell_mean(result, row, words) for row in told]
    return words("tell_source", source=words.source(source), means="; ".join(parts))


def _tell_mean(result: Means, row: int, words: Words) -> str:
    bounded = bool(np.isfinite(result.mean__low[row]))
    cadence = result.mean__cadence[row]
    facts = {
        "first": words.date(result.mean__first[row], cadence),
        "last": words.date(result.mean__last[row], cadence),
        "n": result.mean__n[row],
        "mean": result.mean__value[row],
    }
    if result.mean__n[row] == 1:
        return words("tell_single", **facts)
    if not bounded:
        return words("tell_mean_alone", **facts)
    low, high = result.mean__low[row], result.mean__high[row]
    least, most = RANGES[result.mean__unit[row]]
    if low <= least and high >= most:
        return words("tell_mean_unknown", **facts)
    return words("tell_mean", low=low, high=high, **facts)
