"""What a reader takes along: the figure, the whole document, the data, and the address."""

import re
from typing import Any

import numpy as np
from dash import html
from dash.development.base_component import Component

from dashboard_app.analysis import COLUMNS, SUMMARY, Analysis, columns_by_table
from dashboard_app.results import Answer
from dashboard_app.views import address, evidence
from dashboard_app.views.language import LANGUAGE
from dashboard_app.views.marking import marked
from dashboard_app.words import LANGUAGES, Words

LONGEST_NAME = 60
LONGEST_CELL = 32_767
"""So many letters a cell of a spreadsheet holds; it would cut a longer text."""


def build(analysis: Analysis[Any], answer: Answer, words: Words) -> Component:
    """The row of buttons under a figure; a refusal leaves little to take along."""
    shown: list[Component] = []
    if answer.refusal is None:
        shown = [
            *_pictures(analysis, answer, words),
            *_document(analysis, answer, words),
            _tables(analysis, answer, words),
        ]
    return html.Div(
        [
            html.Span(words("page_download"), className="control-label"),
            *shown,
            _file("JSON", api(analysis, answer, "json"), f"{analysis.id}.json"),
            copying(words("page_copy_link"), words),
        ],
        className="downloads",
        role="group",
        **marked(aria_label=words("page_download")),
    )


def api(analysis: Analysis[Any], answer: Answer, form: str) -> str:
    """The address of the API that gives this answer."""
    query = address.query(answer.params)
    return f"/api/v1/analyses/{analysis.id}?{query}{'&' if query else ''}format={form}"


def copying(label: str, words: Words, text: str | None = None) -> Component:
    """A button that copies a text, or else the address of the page."""
    copied = {"data_copied": words("page_copied"), **({"data_text": text} if text else {})}
    return html.Button(label, type="button", className="download", **marked(**copied))


def _file(label: str, href: str, name: str = "") -> Component:
    return html.A(label, href=href, download=name, className="download")


def _pictures(analysis: Analysis[Any], answer: Answer, words: Words) -> list[Component]:
    tools = [words.tool(tool) for tool in evidence.tools_of(analysis, answer.params)]
    letters = re.sub(r"\W+", "-", " ".join([analysis.id, *tools]).casefold()).strip("-")
    return [
        html.Button(
            form,
            type="button",
            className="download",
            **marked(data_picture=form.lower(), data_file=letters[:LONGEST_NAME]),
        )
        for form in ("PNG", "SVG")
    ]


def _document(analysis: Analysis[Any], answer: Answer, words: Words) -> list[Component]:
    """The whole answer as a document, in each language, where the analysis has one."""
    if "document_download" not in words.phrases:
        return []
    return [
        _file(
            words("document_download", language=language),
            f"{api(analysis, answer, 'html')}&{LANGUAGE}={language}",
        )
        for language in LANGUAGES
    ]


def _tables(analysis: Analysis[Any], answer: Answer, words: Words) -> Component:
    """A file for each table of the answer: a CSV holds but one."""
    link = api(analysis, answer, "csv")
    files = [
        html.Li(
            [
                _file(f"{analysis.id}_{table}.csv", f"{link}&table={table}"),
                html.Span(words("page_download_rows", rows=rows), className="faint"),
            ]
        )
        for table, rows in _rows(analysis, answer).items()
    ]
    return html.Details(
        [html.Summary("CSV", className="download"), html.Ul(files, className="menu-list")],
        className="menu",
    )


def _rows(analysis: Analysis[Any], answer: Answer) -> dict[str, int]:
    """The tables that are not empty, with their rows; the longest, the data, first."""
    tables = columns_by_table(answer.result)
    rows = {name or COLUMNS: max(map(len, one.values())) for name, one in tables.items()}
    found = {table: count for table, count in rows.items() if count}
    ordered = dict(sorted(found.items(), key=lambda one: -one[1]))
    values = [getattr(answer.result, name) for name in analysis.columns()]
    single = [value for value in values if not isinstance(value, np.ndarray | list | tuple)]
    if not single or any(len(str(value)) > LONGEST_CELL for value in single):
        return ordered
    return {**ordered, SUMMARY: len(single)}
