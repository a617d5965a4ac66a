"""What an answer rests on: the observations of each source, their notes, how to cite them."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard_app.analysis import Analysis
from dashboard_app.data.notes import DOI_SITE, Note, Notes
from dashboard_app.data.panel import Panel, Series
from dashboard_app.params import Value, texts
from dashboard_app.results import Answer
from dashboard_app.views import address, prose
from dashboard_app.views.region import region
from dashboard_app.words import Words

Pair = tuple[str, str]

SERIES = "trends"
"""The analysis that shows a series, and its note beside it."""

ALL_TOOLS = "pooled"
"""The scope of a question about all tools together, whichever one the page was about before."""

MOST_TOLD = 6
"""The series of more tools than this are told in a table."""

MOST_ROWS = 300
"""A browser takes seconds to build a table of more rows from components."""


def tools_of(analysis: Analysis[Any], params: Mapping[str, Value]) -> tuple[str, ...]:
    """Every tool that a question names, in whichever parameter; none where it is about all."""
    if params.get("scope") == ALL_TOOLS:
        return ()
    kinds = [param.name for param in analysis.params if param.kind in ("tool", "tools")]
    return tuple(dict.fromkeys(tool for name in kinds for tool in texts(params.get(name))))


def chosen(analysis: Analysis[Any], answer: Answer, panel: Panel) -> list[Series]:
    """The series that an answer rests on, over their whole record.

    A result tells which they are; a refusal is about those that its question names.
    """
    pairs = _used(answer.result, panel) or _asked(analysis, answer.params, panel)
    return [panel.get(*pair) for pair in dict.fromkeys(pairs) if panel.has(*pair)]


def _used(result: Any, panel: Panel) -> list[Pair]:
    """Tool and source of each series in a result; nothing where it does not tell both."""
    if hasattr(result, "series__tool"):
        if not any(result.series__tool):
            # Sources that were compared over all tools name none.
            return _pooled([str(source) for source in result.series__source], panel)
        columns = result.series__tool, result.series__source
        return [(str(tool), str(source)) for tool, source in zip(*columns, strict=True)]
    if hasattr(result, "tool__name"):
        return [(str(tool), result.source) for tool in result.tool__name]
    if hasattr(result, "x_source"):
        y_tool = getattr(result, "y_tool", result.tool)
        return [(result.tool, result.x_source), (y_tool, result.y_source)]
    if hasattr(result, "tool") and hasattr(result, "source"):
        return [(result.tool, result.source)]
    return []


def _pooled(sources: Sequence[str], panel: Panel) -> list[Pair]:
    """The series of each tool that two of the sources or more have observed."""
    seen = {tool: [one for one in sources if panel.has(tool, one)] for tool in panel.tools}
    return [(tool, one) for tool, there in seen.items() if len(there) > 1 for one in there]


def _asked(analysis: Analysis[Any], params: Mapping[str, Value], panel: Panel) -> list[Pair]:
    """The series that a question may be about: of every source where one is not named."""
    kinds = [param.name for param in analysis.params if param.kind in ("source", "sources")]
    values = [texts(params.get(name)) for name in kinds]
    sources = {source for value in values for source in value} if all(values) else set()
    return [
        (tool, source)
        for tool in tools_of(analysis, params)
        for source in panel.sources_of(tool)
        if not sources or source in sources
    ]


def sources(series: Sequence[Series], notes: Notes, words: Words) -> Component:
    """Each series with its count, its unit, its DOI and its note; of many tools, a table."""
    tools = list(dict.fromkeys(one.tool for one in series))
    if len(tools) > MOST_TOLD:
        return html.Div(_table(series, notes, words), className="sources")
    reports = [_report(tool, notes.report_doi(tool), words) for tool in tools]
    items = [_source(one, notes.of(one.tool, one.source), len(tools) > 1, words) for one in series]
    return html.Div([*items, *(report for report in reports if report)], className="sources")


def _table(series: Sequence[Series], notes: Notes, words: Words) -> list[Component]:
    """A row for each series; its note stands where the tool's own series are shown."""
    names = ("tool", "source", "n", "first", "last")
    heads = [words(f"page_column_{name}") for name in names]
    heads += [words("page_doi_column"), words("page_report_column")]
    head = html.Thead(html.Tr([html.Th(text, scope="col") for text in heads]))
    ordered = sorted(series, key=lambda one: words.tool(one.tool).casefold())
    body = html.Tbody([_row(one, notes, words) for one in ordered[:MOST_ROWS]])
    table = region(html.Table([head, body]), words("page_sources"))
    rest = words("page_sources_rest", shown=MOST_ROWS, series=len(ordered))
    return [
        html.P(words("page_sources_table", series=len(ordered), n=sum(one.n for one in ordered))),
        table,
        *([html.P(rest)] if len(ordered) > MOST_ROWS else []),
    ]


def _row(series: Series, notes: Notes, words: Words) -> Component:
    note, report = notes.of(series.tool, series.source), notes.report_doi(series.tool)
    place = {"tool": series.tool, "source": series.source}
    tool = dcc.Link(words.tool(series.tool), href=address.write(SERIES, place, words.language))
    cells = [
        html.Td(words.source(series.source)),
        html.Td(words.number(series.n, 0), className="numeric"),
        html.Td(words.date(series.months[0], series.cadence)),
        html.Td(words.date(series.months[-1], series.cadence)),
        html.Td(doi(note.doi) if note and note.doi else "—"),
        html.Td(doi(report) if report else "—"),
    ]
    return html.Tr([html.Th(tool, scope="row"), *cells])


def _source(series: Series, note: Note | None, with_tool: bool, words: Words) -> Component:
    name = words.source(series.source)
    title = f"{words.tool(series.tool)} · {name}" if with_tool else name
    inside: list[Component] = [
        html.H3(title),
        html.P(
            words(
                "page_observations",
                n=series.n,
                cadence=words(f"cadence_{series.cadence}"),
                first=words.date(series.months[0], series.cadence),
                last=words.date(series.months[-1], series.cadence),
                unit=words.unit(series.unit),
            ),
            className="observations",
        ),
    ]
    if note is not None:
        inside += _note(note, words)
    return html.Section(inside, className="source")


def _note(note: Note, words: Words) -> list[Component]:
    parts: list[Component] = []
    if note.doi:
        parts.append(html.P([words("page_doi"), " ", doi(note.doi)]))
    if note.links:
        parts.append(html.P(html.A(words("page_source_link"), href=note.links[0], rel="noopener")))
    if note.text:
        # The notes come in Spanish, whatever language the page is in.
        text = html.Div(prose.components(note.text, 2), lang="es", className="prose")
        parts.append(html.Details([html.Summary(words("page_note_of_source")), text]))
    return parts


def _report(tool: str, report: str | None, words: Words) -> Component | None:
    if not report:
        return None
    return html.P([words("page_report", tool=words.tool(tool)), " ", doi(report)])


def doi(name: str) -> Component:
    """A DOI as the link that it is."""
    return html.A(name, href=f"{DOI_SITE}{name}", rel="noopener", className="doi")
