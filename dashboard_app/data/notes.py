"""notes_and_doi.db: what its authors wrote about each tool in each source."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from dashboard_app.data.catalogue import same_name
from dashboard_app.data.snapshot import BROKEN, Unreadable, open_snapshot
from dashboard_app.data.sources import SOURCES

TABLE = "tool_notes"
COLUMNS = ("Herramienta", "Source", "DOI", "Notes", "Links", "Keywords")
REPORT = "IC"
"""Stands in the column Source for the comparative report of a tool, which has a DOI alone."""

DOI = re.compile(r"10\.\d{4,9}/\S+")
DOI_SITE = "https://doi.org/"
"""Where a DOI leads; notes keep it without this."""

LINK = re.compile(r"https?://\S+")

SOURCE_OF = {same_name(source.notes_name).casefold(): source.id for source in SOURCES}


@dataclass(frozen=True)
class Note:
    """What is written about one tool in one source; `text` is Markdown in Spanish."""

    doi: str
    text: str
    links: tuple[str, ...]
    keywords: str


@dataclass(frozen=True)
class Notes:
    """All notes of one version of the file; `odd` names rows that say nothing of a known source."""

    notes: Mapping[tuple[str, str], Note] = field(default_factory=dict)
    reports: Mapping[str, str] = field(default_factory=dict)
    odd: tuple[str, ...] = ()

    def of(self, tool: str, source: str) -> Note | None:
        """The note about a tool in a source."""
        return self.notes.get((tool, source))

    def report_doi(self, tool: str) -> str | None:
        """The DOI of the tool's comparative report."""
        return self.reports.get(tool)

    @property
    def tools(self) -> frozenset[str]:
        """The tools about which anything is written."""
        return frozenset({tool for tool, _ in self.notes} | set(self.reports))


def load_notes(path: Path) -> Notes:
    """The notes of a database; Unreadable where it holds no table of notes."""
    connection = open_snapshot(path).connection
    try:
        names = {str(text(row[1])) for row in connection.execute(f"PRAGMA table_info({TABLE})")}
        if missing := [column for column in COLUMNS[:2] if column not in names]:
            raise Unreadable(path, f"{TABLE} lacks {', '.join(missing)}")
        columns = ", ".join(column if column in names else "NULL" for column in COLUMNS)
        rows = connection.execute(f"SELECT {columns} FROM {TABLE}").fetchall()
    except BROKEN as error:
        raise Unreadable(path, f"it is damaged ({error})") from None
    finally:
        connection.close()
    return gather(rows)


def gather(rows: Iterable[Iterable[object]]) -> Notes:
    """Notes from rows in the order of COLUMNS."""
    notes: dict[tuple[str, str], Note] = {}
    reports: dict[str, str] = {}
    odd: list[str] = []
    for row in rows:
        tool, name, doi, body, links, keywords = (text(cell) for cell in row)
        tool, name = same_name(tool), same_name(name)
        source = SOURCE_OF.get(name.casefold())
        if tool and name == REPORT:
            if found := DOI.search(doi):
                reports[tool] = found[0]
        elif tool and source:
            found = DOI.search(doi)
            urls = tuple(dict.fromkeys(LINK.findall(links)))
            note = Note(found[0] if found else "", body.strip(), urls, keywords.strip())
            notes[tool, source] = note
        else:
            odd.append(f"{tool} / {name}")
    return Notes(notes, reports, tuple(odd))


def text(cell: object) -> str:
    """A cell as text; what is not UTF-8 is read as Latin-1, NULL as nothing."""
    if isinstance(cell, bytes):
        try:
            return cell.decode()
        except UnicodeDecodeError:
            return cell.decode("latin-1")
    return "" if cell is None else str(cell)
