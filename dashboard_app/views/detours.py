"""Where a reader can go on from a refusal: the same question put to other data, and the series."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Value, texts
from dashboard_app.views import address
from dashboard_app.views.evidence import SERIES
from dashboard_app.words import Words

NOT_MONTHLY = "not_monthly"
"""The reason of an analysis that needs months, as in the phrase of that name."""

WHOLE_PERIOD = {param.name: param.default for param in WINDOW}


def detours(
    analysis: Analysis[Any],
    params: Mapping[str, Value],
    panel: Panel,
    words: Words,
    reason: str = "",
) -> Component | None:
    """Links to the whole period, to the tool's other sources, and to its series; None if none.

    What is refused for want of months is not offered in sources that have none either.
    """
    monthly = reason == NOT_MONTHLY
    links = [
        *([] if monthly else _whole_period(analysis, params, words)),
        *_other_sources(analysis, params, panel, words, monthly),
    ]
    tools = texts(params.get("tool"))
    if tools and analysis.id != SERIES:
        links.append(
            html.A(
                words("page_refusal_series", tool=words.tool(tools[0])),
                href=address.write(SERIES, {"tool": tools[0]}, words.language),
            )
        )
    if not links:
        return None
    items = [html.Li(link) for link in links]
    return html.Div([html.P(words("page_refusal_instead")), html.Ul(items)], className="detours")


def _whole_period(
    analysis: Analysis[Any], params: Mapping[str, Value], words: Words
) -> list[Component]:
    window = {name: value for name, value in WHOLE_PERIOD.items() if name in params}
    if all(params[name] == value for name, value in window.items()):
        return []
    href = address.write(analysis.id, {**params, **window}, words.language)
    return [html.A(words("page_refusal_period"), href=href)]


def _other_sources(
    analysis: Analysis[Any],
    params: Mapping[str, Value],
    panel: Panel,
    words: Words,
    monthly: bool,
) -> list[Component]:
    """The same question to each other source of the tool, where a question is put to one."""
    single = any(param.name == "source" and param.kind == "source" for param in analysis.params)
    tools = texts(params.get("tool"))
    if not single or len(tools) != 1 or tools[0] not in panel.tools:
        return []
    return [
        html.A(
            words("page_refusal_source", source=words.source(source)),
            href=address.write(analysis.id, {**params, "source": source}, words.language),
        )
        for source in panel.sources_of(tools[0])
        if source != params["source"]
        and (not monthly or panel.get(tools[0], source).cadence == Cadence.MONTHLY)
    ]
