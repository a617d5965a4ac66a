"""A text file as rows of cells, each with its line number, however it was saved."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard_app.data.rows import month_number

DELIMITERS = (";", "\t", ",")
LARGEST_FILE_MB = 20
LONGEST_CELL = 2000

LINE_END = re.compile(r"\r\n|\r|\n")
DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
THOUSANDS_AND_COMMA = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
MONTH_FIRST = re.compile(r"(0?[1-9]|1[0-2])[/-](\d{4})")


class NotTabular(Exception):
    """A file in which no table can be found, and why."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Header and rows of a file; what stood above the header; how it had to be read."""

    preamble: tuple[str, ...]
    header: Row
    rows: tuple[Row, ...]
    delimiter: str
    remarks: tuple[str, ...]


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and remarks on how it was encoded; NotTabular for what is no text."""
    if len(content) > LARGEST_FILE_MB * 2**20:
        raise NotTabular(f"it is larger than {LARGEST_FILE_MB} MB")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), ["read as UTF-16"]
        except UnicodeDecodeError:
            raise NotTabular("it begins like UTF-16 and is not") from None
    if b"\x00" in content:
        raise NotTabular("it is no text: it has zero bytes")
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return content.decode("latin-1"), ["read as Latin-1, since it is not UTF-8"]


def table(content: bytes) -> Table:
    """The table in a file: its header stands right above the first row that begins with a date."""
    text, remarks = decoded(content)
    found: list[Table] = []
    for delimiter in DELIMITERS:
        rows = list(_rows(text, delimiter))
        first = next((i for i, row in enumerate(rows) if _is_data(row)), None)
        if first is None or first == 0:
            continue
        header = rows[first - 1]
        if len(header.cells) < 2:
            continue
        preamble = tuple(" ".join(row.cells).strip() for row in rows[: first - 1])
        found.append(Table(preamble, header, tuple(rows[first:]), delimiter, tuple(remarks)))
    if not found:
        raise NotTabular(
            "it has no header line followed by lines that begin with a date, such as 2004-01"
        )
    return max(found, key=lambda one: len(one.header.cells))


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    """The lines that are not empty; each is parsed alone, so that a stray quote spoils one line."""
    for line, content in enumerate(LINE_END.split(text), 1):
        try:
            cells = next(csv.reader([content], delimiter=delimiter), [])
        except csv.Error:
            cells = [content]
        if any(cell.strip() for cell in cells):
            yield Row(line, tuple(cell.strip()[:LONGEST_CELL] for cell in cells))


def _is_data(row: Row) -> bool:
    return len(row.cells) >= 2 and month(row.cells[0]) is not None


def month(cell: str) -> int | None:
    """Months since January 1970 of a date cell, or None."""
    if match := MONTH_FIRST.fullmatch(cell.strip()):
        return month_number(f"{match[2]}-{match[1]}")
    return month_number(cell)


def number(cell: str, delimiter: str) -> float:
    """A cell as a number; ValueError with the reason.

    A comma is a decimal comma where it cannot be anything else: with another delimiter, or
    with other than three digits behind it.
    """
    text = cell.strip().removesuffix("%").strip()
    if not text:
        raise ValueError("no value")
    if THOUSANDS_AND_COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif DECIMAL_COMMA.fullmatch(text):
        behind = text.split(",")[1]
        if delimiter == "," and len(behind) == 3:
            raise ValueError(f"{cell!r} may be thousands or a decimal comma")
        text = text.replace(",", ".")
    if "_" in text:
        raise ValueError(f"{cell!r} is not a number")
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{cell[:60]!r} is not a number") from None
