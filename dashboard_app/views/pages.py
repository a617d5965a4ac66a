"""The pages that are no analysis: about, how to cite, and what is odd about the data."""

from pathlib import Path

from dash import html
from dash.development.base_component import Component

import dashboard_app.words
from dashboard_app.data.notes import Notes
from dashboard_app.data.panel import Oddity, Panel, shortened
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.views import evidence, prose
from dashboard_app.views.region import region
from dashboard_app.words import Words

PROSE = Path(dashboard_app.words.__file__).parent


def render(name: str, panel: Panel, notes: Notes, words: Words) -> list[Component]:
    """The page of that name."""
    head = html.Header(html.H1(words(f"page_{name}_title")), className="heading")
    if name == "data":
        return [head, *_data(panel, notes, words)]
    text = (PROSE / f"{name}.{words.language}.md").read_text(encoding="utf-8")
    filled = text.replace("{data}", shortened(panel.fingerprint))
    return [head, html.Div(prose.components(filled), className="prose")]


def _data(panel: Panel, notes: Notes, words: Words) -> list[Component]:
    return [
        html.P(
            words(
                "page_data_version",
                version=shortened(panel.fingerprint),
                tools=len(panel.tools),
                series=len(panel.series),
            )
        ),
        html.P(words("page_data_counts")),
        _counts(panel, notes, words),
        html.H2(words("page_oddities_title")),
        *_oddities(panel.oddities, words),
    ]


def _counts(panel: Panel, notes: Notes, words: Words) -> Component:
    head = html.Tr(
        [
            html.Th(words("page_param_tool"), scope="col"),
            *(
                html.Th(words.source(source), scope="col", className="numeric")
                for source in SOURCE_IDS
            ),
            html.Th(words("page_report_column"), scope="col"),
        ]
    )
    tools = sorted(panel.tools, key=lambda tool: words.tool(tool).casefold())
    rows = [_counted(tool, panel, notes, words) for tool in tools[: evidence.MOST_ROWS]]
    table = html.Table([html.Thead(head), html.Tbody(rows)])
    inside = [table, *_rest(len(tools), words)]
    return region(inside, words("page_data_counts"), "table table-whole")


def _rest(tools: int, words: Words) -> list[Component]:
    if tools <= evidence.MOST_ROWS:
        return []
    told = words("page_data_rest", shown=evidence.MOST_ROWS, tools=tools)
    return [html.P([told, " ", html.A("/api/v1/tools", href="/api/v1/tools")])]


def _counted(tool: str, panel: Panel, notes: Notes, words: Words) -> Component:
    counts = [
        words.number(panel.get(tool, source).n, 0) if panel.has(tool, source) else "—"
        for source in SOURCE_IDS
    ]
    report = notes.report_doi(tool)
    return html.Tr(
        [
            html.Th(words.tool(tool), scope="row"),
            *(html.Td(count, className="numeric") for count in counts),
            html.Td(evidence.doi(report) if report else "—"),
        ]
    )


def _oddities(oddities: tuple[Oddity, ...], words: Words) -> list[Component]:
    if not oddities:
        return [html.P(words("page_oddities_none"))]
    items = [html.Li(_told(oddity, words)) for oddity in oddities[: evidence.MOST_ROWS]]
    return [html.P(words("page_oddities")), html.Ul(items, className="oddities")]


def _told(oddity: Oddity, words: Words) -> list[str | Component]:
    known = f"source_{oddity.source}" in words.phrases
    source = words.source(oddity.source) if known else oddity.source
    where = " · ".join(part for part in (source, oddity.tool and words.tool(oddity.tool)) if part)
    used = words("page_oddity_used" if oddity.used else "page_oddity_unused")
    return [
        html.Strong(f"{where}: ") if where else "",
        words(f"oddity_{oddity.code}", **oddity.facts),
        " ",
        html.Span(used, className="faint"),
    ]
