"""The report at a glance: which analysis could be answered from which source."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard_app.analyses.report.compute import Report
from dashboard_app.analysis import Analysis
from dashboard_app.figures.look import Look
from dashboard_app.words import Words, speak


def draw(
    analyses: Mapping[str, Analysis[Any]], result: Report, words: Words, look: Look
) -> go.Figure:
    """A row for each analysis, a column for each source; those of many sources have one more."""
    figure = go.Figure()
    names = [
        speak(words.language, analyses[str(part)].folder)("title") for part in result.part__analysis
    ]
    columns = [_column(str(params), words) for params in result.part__params]
    refused = result.part__refusal != ""
    for state, rows, colour, symbol in (
        ("answered", np.flatnonzero(~refused), look.accent, "circle"),
        ("refused", np.flatnonzero(refused), look.faint, "circle-open"),
    ):
        figure.add_trace(
            go.Scatter(
                x=[columns[row] for row in rows], y=[names[row] for row in rows], mode="markers",
                name=words(state, count=len(rows)), showlegend=True,
                marker={"color": colour, "size": 13, "symbol": symbol},
            )
        )  # fmt: skip
    order = [*(words.source(str(source)) for source in result.series__source), words("together")]
    look.dress(figure.update_layout(height=120 + 34 * len(set(names))))
    figure.update_xaxes(categoryorder="array", categoryarray=order)
    figure.update_yaxes(
        categoryorder="array", categoryarray=list(dict.fromkeys(names)), autorange="reversed"
    )
    return figure.update_layout(hovermode="closest")


def _column(params: str, words: Words) -> str:
    sources = json.loads(params).get("source", ())
    return words.source(sources[0]) if len(sources) == 1 else words("together")


def tell(result: Report, words: Words) -> str:
    """How much was asked and answered, and on how many observations it rests."""
    refused = int((result.part__refusal != "").sum())
    facts = {
        "tool": words.tool(result.tool),
        "asked": len(result.part__refusal),
        "answered": len(result.part__refusal) - refused,
        "refused": refused,
        "n": int(result.series__n.sum()),
        "sources": len(result.series__n),
        "first": result.series__first.min(),
        "last": result.series__last.max(),
    }
    return words("tell_report" if refused else "tell_whole", **facts)
