"""What an answer rests on: the observations of each source, their notes, how to cite them."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard_app.analysis import Analysis
from dashboard_app.data.notes import Note, Notes
from dashboard_app.data.panel import Panel, Series
from dashboard_app.params import Value
from dashboard_app.results import Answer
from dashboard_app.views import prose
from dashboard_app.words import Words

Pair = tuple[str, str]


def tools_of(analysis: Analysis[Any], params: Mapping[str, Value]) -> tuple[str, ...]:
    """Every tool that a question names, in whichever parameter."""
    kinds = [param.name for param in analysis.params if param.kind in ("tool", "tools")]
    return tuple(dict.fromkeys(tool for name in kinds for tool in named(params.get(name))))


def chosen(analysis: Analysis[Any], answer: Answer, panel: Panel) -> list[Series]:
    """The series that an answer rests on, over their whole record.

    A result tells which they are; a refusal is about those that its question names.
    """
    pairs = _used(answer.result) or _asked(analysis, answer.params, panel)
    return [panel.get(*pair) for pair in dict.fromkeys(pairs) if panel.has(*pair)]


def _used(result: Any) -> list[Pair]:
    """Tool and source of each series in a result; nothing where it does not tell both."""
    if hasattr(result, "series__tool"):
        columns = result.series__tool, result.series__source
        return [(str(tool), str(source)) for tool, source in zip(*columns, strict=True)]
    if hasattr(result, "x_source"):
        y_tool = getattr(result, "y_tool", result.tool)
        return [(result.tool, result.x_source), (y_tool, result.y_source)]
    if hasattr(result, "tool") and hasattr(result, "source"):
        return [(result.tool, result.source)]
    return []


def _asked(analysis: Analysis[Any], params: Mapping[str, Value], panel: Panel) -> list[Pair]:
    """The series that a question may be about: of every source where one is not named."""
    kinds = [param.name for param in analysis.params if param.kind in ("source", "sources")]
    values = [named(params.get(name)) for name in kinds]
    sources = {source for value in values for source in value} if all(values) else set()
    return [
        (tool, source)
        for tool in tools_of(analysis, params)
        for source in panel.sources_of(tool)
        if not sources or source in sources
    ]


def named(value: Value) -> tuple[str, ...]:
    """A value as the names that it holds."""
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)


def sources(series: Sequence[Series], notes: Notes, words: Words) -> Component:
    """Each series with its count, its unit, its DOI and its note."""
    tools = list(dict.fromkeys(one.tool for one in series))
    reports = [_report(tool, notes.report_doi(tool), words) for tool in tools]
    items = [_source(one, notes.of(one.tool, one.source), len(tools) > 1, words) for one in series]
    return html.Div([*items, *(report for report in reports if report)], className="sources")


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
                first=series.months[0],
                last=series.months[-1],
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
    bare = name.strip().removeprefix("https://doi.org/")
    return html.A(bare, href=f"https://doi.org/{bare}", rel="noopener", className="doi")
