"""What a report rests on: the series with their DOIs, and what is written about them."""

from html import escape

from dashboard_app.analyses.report.compute import Report
from dashboard_app.data.notes import DOI_SITE, Notes
from dashboard_app.report.xhtml import xhtml
from dashboard_app.words import Words

COLUMNS = ("source", "n", "cadence", "first", "last", "unit")


def table(report: Report, notes: Notes, words: Words) -> str:
    """A row for each series, and the tool's comparative report."""
    heads = [words(f"page_column_{column}") for column in COLUMNS] + ["DOI"]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    rows = "".join(_row(report, row, notes, words) for row in range(len(report.series__n)))
    whole = notes.report_doi(report.tool)
    below = (
        f"<p>{escape(words('page_report', tool=words.tool(report.tool)))} {doi(whole)}</p>"
        if whole
        else ""
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{below}"


def _row(report: Report, row: int, notes: Notes, words: Words) -> str:
    source, cadence = str(report.series__source[row]), str(report.series__cadence[row])
    note = notes.of(report.tool, source)
    cells = [
        words.number(int(report.series__n[row]), 0),
        words(f"cadence_{cadence}"),
        words.date(report.series__first[row], cadence),
        words.date(report.series__last[row], cadence),
        words.unit(str(report.series__unit[row])),
    ]
    told = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    link = doi(note.doi) if note and note.doi else "—"
    return f'<tr><th scope="row">{escape(words.source(source))}</th>{told}<td>{link}</td></tr>'


def doi(name: str) -> str:
    """A DOI as the link that it is."""
    bare = escape(name)
    return f'<a href="{DOI_SITE}{bare}">{bare}</a>'


def appendix(report: Report, notes: Notes, words: Words) -> str:
    """What the authors of the data wrote about each series; it comes in Spanish alone."""
    parts = []
    for source in report.series__source:
        note = notes.of(report.tool, str(source))
        if note is not None and note.text:
            title = f"<h3>{escape(words.source(str(source)))}</h3>"
            parts.append(f'{title}<div class="note" lang="es">{xhtml(note.text, 2)}</div>')
    return "".join(parts)
