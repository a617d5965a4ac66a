"""A report as one XHTML document without scripts: all that it shows is in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from dashboard_app.analyses import BY_ID
from dashboard_app.analyses.report.compute import Report
from dashboard_app.analyses.report.packing import unpack
from dashboard_app.analysis import Analysis
from dashboard_app.data.notes import Notes
from dashboard_app.figures.look import SCREENS
from dashboard_app.figures.picture import svg
from dashboard_app.report import citation
from dashboard_app.report.sources import appendix, table
from dashboard_app.report.xhtml import xhtml
from dashboard_app.results import Answer
from dashboard_app.words import Language, Words, speak

STYLE = Path(__file__).with_name("document.css")
LOOK = SCREENS["light narrow"]
"""A sheet of paper is a light and narrow screen."""

PAGE = """<!DOCTYPE html>
<html lang="{language}" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="dcterms.title" content="{title}"/>
<meta name="dcterms.issued" content="{day}"/>
<meta name="dcterms.identifier" content="{link}"/>
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True)
class Part:
    """One question of a report with what became of it."""

    analysis: Analysis[Any]
    params: dict[str, list[str]]
    answer: str
    refusal: str
    facts: dict[str, Any]


def write(
    answer: Answer,
    notes: Notes,
    language: Language,
    link: str,
    demo: bool,
    pause: Callable[[], None] = lambda: None,
) -> str:
    """The document of an answered report; `link` is the address that asks for it.

    `pause` is called between figures: all of them take a second, and others wait meanwhile.
    """
    report: Report = answer.result  # type: ignore[assignment]
    words = speak(language, BY_ID["report"].folder)
    title = f"{words('title')}: {words.tool(report.tool)}"
    groups = [
        (analysis, list(parts)) for analysis, parts in groupby(_parts(report), lambda p: p.analysis)
    ]
    body = [
        _head(answer, report, words, title, link, demo),
        _contents(groups, words),
        _section("sources", words("document_sources"), table(report, notes, words)),
        *(_analysis(analysis, parts, language, pause) for analysis, parts in groups),
        _section("notes", words("document_notes"), appendix(report, notes, words)),
    ]
    return PAGE.format(
        language=language,
        title=escape(title),
        day=answer.computed_at[:10],
        link=escape(link),
        style=STYLE.read_text(encoding="utf-8"),
        body="\n".join(part for part in body if part),
    )


def filename(answer: Answer, language: Language) -> str:
    """What the file is called: the tool, the data's version and the language."""
    report: Report = answer.result  # type: ignore[assignment]
    tool = "-".join(speak(language).tool(report.tool).casefold().split())
    return f"{tool}-{citation.data_version(answer)}.{language}.html"


def _parts(report: Report) -> list[Part]:
    answers = json.loads(report.answers)
    rows = zip(
        report.part__analysis, report.part__params, report.part__refusal, report.part__facts,
        answers, strict=True,
    )  # fmt: skip
    return [
        Part(BY_ID[str(name)], json.loads(str(params)), answer, str(refusal),
             json.loads(str(facts) or "{}"))
        for name, params, refusal, facts, answer in rows
    ]  # fmt: skip


def _head(answer: Answer, report: Report, words: Words, title: str, link: str, demo: bool) -> str:
    finding = BY_ID["report"].tell(report, words)
    return "\n".join(
        [
            "<header>",
            f'<p class="eyebrow">{escape(words("title"))}</p>',
            f"<h1>{escape(words.tool(report.tool))}</h1>",
            f'<p class="demo">{escape(words("page_demo"))}</p>' if demo else "",
            f"<p>{escape(finding)}</p>",
            f"<p>{escape(words('document_multiple'))}</p>",
            f"<h2>{escape(words('page_cite_title'))}</h2>",
            f'<p class="citation">{escape(citation.sentence(answer, title, link, words))}</p>',
            f"<p>{escape(words('document_version', data=answer.data_fingerprint))}</p>",
            "</header>",
        ]
    )


def _contents(groups: list[tuple[Analysis[Any], list[Part]]], words: Words) -> str:
    entries = [("sources", words("document_sources"))]
    entries += [
        (analysis.id, speak(words.language, analysis.folder)("title")) for analysis, _ in groups
    ]
    entries.append(("notes", words("document_notes")))
    items = "".join(f'<li><a href="#{name}">{escape(text)}</a></li>' for name, text in entries)
    return f"<nav><h2>{escape(words('document_contents'))}</h2><ol>{items}</ol></nav>"


def _section(name: str, title: str, inside: str) -> str:
    return f'<section id="{name}"><h2>{escape(title)}</h2>{inside}</section>' if inside else ""


def _analysis(
    analysis: Analysis[Any], parts: list[Part], language: Language, pause: Callable[[], None]
) -> str:
    words = speak(language, analysis.folder)
    shown = []
    for number, part in enumerate(parts, start=1):
        shown.append(_part(part, f"{analysis.id}-{number}", words))
        pause()
    method = _method(analysis.id, language)
    inside = "\n".join(
        [
            f'<p class="question">{escape(words("question"))}</p>',
            *shown,
            f'<div class="method"><h3>{escape(words("page_method"))}</h3>{method}</div>',
        ]
    )
    return _section(analysis.id, words("title"), inside)


@cache
def _method(analysis_id: str, language: Language) -> str:
    return xhtml(BY_ID[analysis_id].note(language), 2)


def _part(part: Part, name: str, words: Words) -> str:
    sources = part.params.get("source", [])
    heading = f"<h3>{escape(words.source(sources[0]))}</h3>" if len(sources) == 1 else ""
    asked = "&amp;".join(
        f"{escape(key)}={escape(value)}" for key, values in part.params.items() for value in values
    )
    told = f'<p class="asked">{part.analysis.id} v{part.analysis.version}: {asked}</p>'
    if part.refusal:
        reason = words.refusal(part.refusal, part.facts)
        title = escape(words("page_refusal_title"))
        said = f'<div class="refusal"><p><strong>{title}.</strong> {escape(reason)}</p></div>'
        return f"{heading}{said}{told}"
    result = unpack(part.analysis.result, part.answer)
    picture = svg(part.analysis.draw(result, words, LOOK), words, LOOK, name)
    lines = part.analysis.tell(result, words).splitlines()
    finding = "".join(f"<p>{escape(line)}</p>" for line in lines)
    caption = f'<figcaption id="{name}-finding">{finding}</figcaption>'
    return f"{heading}<figure>{picture}{caption}</figure>{told}"
