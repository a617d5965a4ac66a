"""What the first page says before anything was asked: what this is, what stands out, what to do."""

from typing import Any

import numpy as np
from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.data.cadence import calendar_years
from dashboard_app.data.panel import Panel
from dashboard_app.results import Results, striking_questions
from dashboard_app.views import address, ids
from dashboard_app.views.marking import marked
from dashboard_app.words import Words


def build(results: Results, panel: Panel, words: Words) -> Component | None:
    """Nothing where there are no data, and no finding where it is not stored yet.

    The layout must come whatever becomes of a computation, so none is begun here.
    """
    if not panel.series:
        return None
    ends = [(one.months[0], one.months[-1]) for one in panel.series.values() if one.n]
    years = {
        "first": str(min(first for first, _ in ends).astype("datetime64[Y]")),
        "last": str(max(last for _, last in ends).astype("datetime64[Y]")),
    }
    overview, about = (address.write(name, {}, words.language) for name in ("overview", "about"))
    fact = _fact(results, panel, words)
    return html.Section(
        [
            html.P(
                words("page_welcome", tools=len(panel.tools), **years), className="welcome-what"
            ),
            *([html.P(fact, className="welcome-fact")] if fact else []),
            html.P(
                [
                    words("page_welcome_choose"),
                    " ",
                    dcc.Link(words("page_welcome_overview"), href=overview),
                    " · ",
                    dcc.Link(words("page_welcome_about"), href=about),
                ]
            ),
        ],
        id=ids.WELCOME,
        className="welcome",
        **marked(aria_label=words("page_welcome_title")),
    )


def _fact(results: Results, panel: Panel, words: Words) -> str | None:
    """When most tools were searched for most, beside when scholars wrote of them most."""
    found = [results.stored(question) for question in striking_questions(panel)]
    searched, written = [one.result if one is not None else None for one in found]
    if searched is None or written is None:
        return None
    years, counts = np.unique(searched.tool__peak, return_counts=True)
    year = int(years[np.argmax(counts)])
    known = int(calendar_years(searched.tool__first).min())
    late = int(np.sort(written.tool__peak)[written.tools // 2])
    facts: dict[str, Any] = {
        "peaked": int(counts.max()),
        "tools": searched.tools,
        # A year is no quantity: it goes in as a text, without a sign between thousands.
        "year": str(year),
        "late": int((written.tool__peak >= late).sum()),
        "works": written.tools,
        "since": str(late),
    }
    return words("page_welcome_fact_first" if year == known else "page_welcome_fact", **facts)
