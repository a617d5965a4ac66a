"""Raw files made into series: what was taken of each file, and what was refused, line by line."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dashboard_app.data.exports import Export, understand
from dashboard_app.data.observations import RANGES
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.rows import LARGEST_VALUE, LONGEST_NAME, as_months
from dashboard_app.data.sources import BY_ID, Cadence
from dashboard_app.data.tabular import NotTabular, Row, month, number

SUFFIXES = {".csv", ".tsv", ".txt", ".json"}
BELOW_ONE = 0.5
"""What Google Trends writes as "<1" is more than 0 and less than 1."""


@dataclass(frozen=True)
class Refused:
    """One line, or with line 0 the whole file, that was not taken."""

    line: int
    reason: str


@dataclass
class Report:
    """What became of one file."""

    path: Path
    taken: list[str] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        """Note a line that was not taken."""
        self.refused.append(Refused(line, reason))


@dataclass
class _Column:
    tool: str
    months: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    lines: dict[str, tuple[int, float]] = field(default_factory=dict)
    below_one: int = 0


def read_folder(folder: Path) -> tuple[list[RawSeries], list[Report]]:
    """All series of the raw files in a folder and those within it; OSError.

    Of two files about the same tool and source the first by name is taken.
    """
    found: dict[tuple[str, str], RawSeries] = {}
    reports = []
    for path in _files(folder):
        report = Report(path)
        reports.append(report)
        for series in _read(path, report):
            key = (series.tool, series.source)
            if key in found:
                report.refuse(0, f"{series.tool} in {series.source}: another file has it already")
                continue
            found[key] = series
            report.taken.append(
                f"{series.tool} in {series.source}: {len(series.months)} observations,"
                f" {series.months[0]} to {series.months[-1]}"
            )
    return list(found.values()), reports


def _files(folder: Path) -> Iterator[Path]:
    # iterdir raises where the folder is missing or is a file; rglob would find nothing.
    list(folder.iterdir())
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.suffix.lower() in SUFFIXES and path.is_file():
            yield path


def _read(path: Path, report: Report) -> list[RawSeries]:
    try:
        export = understand(path, path.read_bytes())
    except NotTabular as error:
        report.refuse(0, str(error))
        return []
    except OSError as error:
        report.refuse(0, error.strerror or "it cannot be read")
        return []
    report.remarks.extend(export.table.remarks)
    columns = _columns(export, report)
    for row in export.table.rows:
        _take(row, export, columns, report)
    return [
        _series(column, export.source, report)
        for column in columns
        if column is not None and column.months
    ]


def _columns(export: Export, report: Report) -> list[_Column | None]:
    """A column for each tool; None for those that cannot be taken."""
    columns: list[_Column | None] = []
    seen: set[str] = set()
    line = export.table.header.line
    for at, tool in enumerate(export.tools, 2):
        usable = bool(tool) and len(tool) <= LONGEST_NAME and tool.isprintable()
        columns.append(_Column(tool) if usable and tool not in seen else None)
        if tool in seen:
            report.refuse(line, f"column {at}: {tool} stands in an earlier column already")
        elif not usable and (tool or _has_values(export, at)):
            report.refuse(line, f"column {at} has no usable name of a tool")
        if tool:
            seen.add(tool)
    return columns


def _has_values(export: Export, at: int) -> bool:
    return any(len(row.cells) >= at and row.cells[at - 1] for row in export.table.rows)


def _take(row: Row, export: Export, columns: list[_Column | None], report: Report) -> None:
    date = row.cells[0]
    when = month(date)
    if when is None:
        report.refuse(row.line, f"{date[:60]!r} is not a date")
        return
    if len(row.cells) > len(columns) + 1 and any(row.cells[len(columns) + 1 :]):
        report.refuse(row.line, f"{len(row.cells)} cells under {len(columns) + 1} headings")
        return
    for at, column in enumerate(columns, 1):
        if column is None:
            continue
        cell = row.cells[at] if at < len(row.cells) else ""
        try:
            value = _value(cell, export, column)
            _check_repeat(column, date, row.line, value)
        except ValueError as error:
            report.refuse(row.line, str(error))
        else:
            if date not in column.lines:
                column.lines[date] = (row.line, value)
                column.months.append(when)
                column.values.append(value)


def _value(cell: str, export: Export, column: _Column) -> float:
    if export.source == "google_trends" and cell.replace(" ", "") == "<1":
        column.below_one += 1
        return BELOW_ONE
    value = number(cell, export.table.delimiter)
    if not math.isfinite(value):
        raise ValueError(f"{cell!r} is not a finite number")
    if abs(value) > LARGEST_VALUE:
        raise ValueError(f"{cell!r} is too large")
    return value


def _check_repeat(column: _Column, date: str, line: int, value: float) -> None:
    """A date that stands twice is the same row twice, or one that cannot be decided."""
    if date in column.lines:
        first, before = column.lines[date]
        if before != value:
            raise ValueError(f"{date} stands in line {first} already, with {before:g}")


def _series(column: _Column, source: str, report: Report) -> RawSeries:
    numbers = np.array(column.months, dtype=np.int64)
    values = np.array(column.values, dtype=np.float64)
    if BY_ID[source].cadence is Cadence.YEARLY:
        numbers = numbers // 12 * 12
    if np.any(np.diff(numbers) < 0):
        report.remarks.append(f"{column.tool}: the dates were not in order, and were sorted")
    once, inverse, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    if len(once) < len(numbers):
        means = np.bincount(inverse, values) / counts
        span = "year" if BY_ID[source].cadence is Cadence.YEARLY else "month"
        report.remarks.append(
            f"{column.tool}: {len(numbers)} values became the means of {len(once)} {span}s"
        )
    else:
        means = values[np.argsort(numbers)]
    if column.below_one:
        report.remarks.append(f'{column.tool}: {column.below_one} values "<1" count as {BELOW_ONE}')
    low, high = RANGES[BY_ID[source].raw_unit]
    if outside := int(np.sum((means < low) | (means > high))):
        report.remarks.append(
            f"{column.tool}: {outside} values lie outside {low:g} to {high:g}, and were kept"
        )
    return RawSeries(column.tool, source, as_months(once), means)
