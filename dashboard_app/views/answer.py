"""An answer on the page: figure, finding, data, method, sources, and how to cite it."""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard_app.analyses import BY_ID
from dashboard_app.analysis import Analysis
from dashboard_app.data.notes import Notes
from dashboard_app.data.panel import Panel, Series
from dashboard_app.figures.look import Look
from dashboard_app.report import citation
from dashboard_app.results import Answer
from dashboard_app.views import address, downloads, evidence, ids, notices, prose, wording
from dashboard_app.views.detours import detours
from dashboard_app.views.drawing import Drawings
from dashboard_app.views.graph import graph
from dashboard_app.views.marking import marked
from dashboard_app.views.region import region
from dashboard_app.words import Language, Words

BREAKABLE = re.compile(r"\b\w\S{0,2} [=<≤≥>] [−\d]|(?<=\d) %")


def heading(analysis: Analysis[Any], params: address.Values, words: Words) -> Component:
    """Whom the page is about, and what it asks."""
    tools = evidence.tools_of(analysis, params)
    title = ", ".join(words.tool(tool) for tool in tools)
    eyebrow = html.P(words("title"), className="eyebrow") if title else None
    question = html.P(words("question"), className="question")
    return html.Header([eyebrow, html.H1(title or words("title")), question], className="heading")


def render(
    analysis: Analysis[Any],
    answer: Answer,
    panel: Panel,
    notes: Notes,
    words: Words,
    look: Look,
    link: str,
    drawings: Drawings,
) -> list[Component]:
    """Everything below the controls."""
    series = evidence.chosen(analysis, answer, panel)
    parts = [
        heading(analysis, answer.params, words),
        _finding(analysis, answer, panel, words, look, drawings),
        *([_seen_by(series, answer, words)] if series and answer.refusal is None else []),
        downloads.build(analysis, answer, words),
        *([_table(analysis, answer, words)] if answer.refusal is None else []),
        _folded("page_method", _method(analysis.id, words.language), words, "prose"),
    ]
    if series:
        parts.append(_folded("page_sources", [evidence.sources(series, notes, words)], words))
    cited = _folded("page_cite", _citation(analysis, answer, words, link), words, "prose")
    # What is printed must say where it comes from, whether or not the reader opened it.
    parts.append(html.Div(cited, **marked(data_printed="")))
    return parts


def alone(
    analysis: Analysis[Any],
    answer: Answer,
    panel: Panel,
    words: Words,
    look: Look,
    link: str,
    drawings: Drawings,
) -> list[Component]:
    """What other sites show: figure and finding, and a link to the page that tells the rest."""
    about = f"{_named(analysis, answer, words)} · {words('page_name')}"
    # In the frame the page itself would not be shown: only this address may be framed.
    source = html.A(about, href=link, target="_blank", rel="noopener", className="embedded-source")
    return [_finding(analysis, answer, panel, words, look, drawings), html.P(source)]


def _named(analysis: Analysis[Any], answer: Answer, words: Words) -> str:
    tools = ", ".join(words.tool(tool) for tool in evidence.tools_of(analysis, answer.params))
    return f"{words('title')}: {tools}" if tools else words("title")


def _finding(
    analysis: Analysis[Any],
    answer: Answer,
    panel: Panel,
    words: Words,
    look: Look,
    drawings: Drawings,
) -> Component:
    if answer.refusal is not None:
        instead = detours(analysis, answer.params, panel, words, answer.refusal.reason)
        return notices.refusal(answer.refusal.reason, answer.refusal.facts, words, instead)
    drawing = drawings.of(analysis, answer, words, look)
    return html.Figure(
        [
            graph(drawing, words),
            html.Figcaption(
                [html.P(_unbroken(line)) for line in drawing.finding.splitlines()],
                id=ids.FINDING,
                className="finding",
            ),
        ],
        className="answer-figure",
    )


def _seen_by(series: Sequence[Series], answer: Answer, words: Words) -> Component:
    """Where the data come from, in a line under the figure; a picture takes it along."""
    sources = ", ".join(words.source(one) for one in dict.fromkeys(one.source for one in series))
    version = citation.data_version(answer)
    return html.P(words("page_seen_by", sources=sources, data=version), className="seen-by")


def _unbroken(text: str) -> str:
    """A sentence whose lines break neither within "n = 240" nor before a sign of percent."""
    return BREAKABLE.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def _table(analysis: Analysis[Any], answer: Answer, words: Words) -> Component:
    labels = {name: wording.column(name, words) for name in analysis.columns()}
    names = wording.names(analysis, evidence.tools_of(analysis, answer.params), words)
    # Filled by a script when it is opened: thousands of cells would delay the figure.
    body = region(
        words("page_loading"),
        words("page_table"),
        data_table=downloads.api(analysis, answer, "json"),
        data_labels=json.dumps(labels, ensure_ascii=False),
        data_names=json.dumps(names, ensure_ascii=False),
        data_failed=words("page_table_failed"),
    )
    return html.Details(
        [html.Summary(words("page_table")), body],
        className="folded",
        # Another answer gets a table of its own, which is read when it is opened.
        key=answer.key,
    )


@cache
def _method(analysis_id: str, language: Language) -> list[prose.Child]:
    return prose.components(BY_ID[analysis_id].note(language))


def _folded(title: str, inside: list[Any], words: Words, class_name: str = "") -> Component:
    return html.Details(
        [html.Summary(words(title)), html.Div(inside, className=class_name)], className="folded"
    )


def _citation(analysis: Analysis[Any], answer: Answer, words: Words, link: str) -> list[Component]:
    title = _named(analysis, answer, words)
    text = citation.sentence(answer, title, link, words)
    entry = citation.bibtex(answer, title, link, words)
    copies = [downloads.copying(words("page_citation_copy"), words, text),
              downloads.copying(words("page_citation_bibtex"), words, entry)]  # fmt: skip
    return [
        html.P(text, className="citation"),
        html.Div(copies, className="copies"),
        html.P(words("page_citation_data")),
    ]
