"""What a raw file is: of which source and which tools, as its name and header tell."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dashboard_app.data.catalogue import filing_key, known_names, same_name
from dashboard_app.data.sources import SOURCES
from dashboard_app.data.tabular import NotTabular, Row, Table, decoded, table

REGION = re.compile(r":\s*\(.*\)\s*$")
"""Google Trends writes where it counted behind each term: `benchmarking: (Worldwide)`."""

ALL_CASES = re.compile(r"\s*\(All\)$")
"""The Ngram viewer's mark of a sum over capital and small letters."""

TRENDS_NAMES = ("multitimeline", "time_series")
"""How Google Trends names the files that it exports."""

NO_NAME = {"value", "values", "valor", "valores", "frequency", "frecuencia", "index", "indice"}
"""Headings that name no tool."""

CATEGORY = re.compile(r"categor(y|ía|ia)\s*:", re.IGNORECASE)
YEARS = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)\D+(1[5-9]\d\d|20\d\d)(?!\d)")
FILE_NAME_TAIL = re.compile(r"(_monthly_relative|_\d{3,5})+$", re.IGNORECASE)


@dataclass(frozen=True)
class Export:
    """A raw file understood: its source, and a tool for each column of values of its table."""

    source: str
    tools: tuple[str, ...]
    table: Table


def understand(path: Path, content: bytes) -> Export:
    """What the file holds; NotTabular with the reason where that cannot be told."""
    found = _ngram_json(path, content) if path.suffix.lower() == ".json" else table(content)
    source = _source(path, found)
    names = found.header.cells[1:]
    tools = tuple(_tool(name, path if len(names) == 1 else None) for name in names)
    return Export(source, tools, found)


def _source(path: Path, found: Table) -> str:
    for source in SOURCES:
        if path.name.upper().startswith((f"{source.file_prefix}_", f"{source.file_prefix}-")):
            return source.id
        if path.parent.name.lower() == source.id or path.stem.lower().startswith(source.id):
            return source.id
    if path.name.lower().startswith(TRENDS_NAMES):
        return "google_trends"
    if any(CATEGORY.search(line) for line in found.preamble):
        return "google_trends"
    if any(REGION.search(cell) for cell in found.header.cells[1:]):
        return "google_trends"
    if path.suffix.lower() == ".json" or "ngram" in path.name.lower():
        return "google_books"
    prefixes = ", ".join(f"{source.file_prefix}_" for source in SOURCES)
    raise NotTabular(f"its source cannot be told: let its name begin with one of {prefixes}")


def _tool(header: str, path: Path | None) -> str:
    """The tool of a column: its known name, else that in the file's name, else the header."""
    term = same_name(ALL_CASES.sub("", REGION.sub("", header)))
    known = _known()
    if found := known.get(_squeezed(term)):
        return found
    if path:
        stem = re.sub(r"^[A-Za-z]{2}[_-]", "", FILE_NAME_TAIL.sub("", path.stem))
        if found := known.get(_squeezed(stem)):
            return found
        if _squeezed(term) in NO_NAME:
            return same_name(stem.replace("_", " "))
    return term


@cache
def _known() -> dict[str, str]:
    return {
        _squeezed(name): keyword
        for keyword, names in known_names().items()
        for name in (*names.values(), keyword)
    }


def _squeezed(name: str) -> str:
    return "".join(letter for letter in filing_key(name) if letter.isalnum())


def _ngram_json(path: Path, content: bytes) -> Table:
    """The answer of the Ngram viewer as a table; its years stand in the file's name alone."""
    text, remarks = decoded(content)
    try:
        answer = json.loads(text)
        # Children of a sum over spellings are parts of it, not series of their own.
        series = [one for one in answer if not one.get("parent")]
        names = [str(one["ngram"]) for one in series]
        columns = [[str(value) for value in one["timeseries"]] for one in series]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise NotTabular("it is no answer of the Ngram viewer") from None
    years = YEARS.search(path.stem)
    if not years:
        raise NotTabular("it tells no years: let its name end in them, as in GB_tool_1950-2022")
    first, last = int(years[1]), int(years[2])
    if not columns or any(len(column) != last - first + 1 for column in columns):
        raise NotTabular(f"its series do not have one value for each year from {first} to {last}")
    rows = tuple(
        Row(line, (str(first + line - 1), *values))
        for line, values in enumerate(zip(*columns, strict=True), 1)
    )
    return Table((), Row(1, ("year", *names)), rows, ".", tuple(remarks))
