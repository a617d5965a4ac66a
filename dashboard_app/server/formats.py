"""A result as JSON and as CSV: numbers with all their digits, months as YYYY-MM, gaps as null."""

import csv
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from dashboard_app.analysis import COLUMNS, SUMMARY, columns_by_table

Plain = str | int | float | bool | None


def plain(value: Any) -> Any:
    """One value of a result as JSON can say it."""
    if isinstance(value, np.ndarray):
        return _column(value)
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value.astype("datetime64[M]"))
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def _column(values: np.ndarray) -> list[Plain]:
    if values.dtype.kind == "M":
        texts = values.astype("datetime64[M]").astype(str).tolist()
        return [None if text == "NaT" else text for text in texts]
    if values.dtype.kind == "f":
        return [value if math.isfinite(value) else None for value in values.tolist()]
    listed: list[Plain] = values.tolist()
    return listed


def as_json(result: Any) -> dict[str, Any]:
    """Every field of a result by its name."""
    return {field.name: plain(getattr(result, field.name)) for field in fields(result)}


def tables(result: Any) -> dict[str, dict[str, list[Plain]]]:
    """The columns of a result by table, as JSON can say them."""
    return {
        table: {name: plain(values) for name, values in columns.items()}
        for table, columns in columns_by_table(result).items()
    }


def scalars(result: Any) -> dict[str, Plain]:
    """The single numbers and texts of a result."""
    told = as_json(result)
    return {name: value for name, value in told.items() if not isinstance(value, list)}


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Plain]]) -> str:
    """A plain CSV as RFC 4180 has it; a gap is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([[_field(value) for value in row] for row in rows])
    return text.getvalue()


def result_csv(result: Any, asked: str | None) -> tuple[str, tuple[str, ...]]:
    """One table of a result as CSV, and the names of all its tables.

    `asked` chooses the table, the first is the default; KeyError where there is none of that
    name. The single numbers are a table `summary` of two columns.
    """
    found = {name or COLUMNS: columns for name, columns in tables(result).items()}
    names = (*found, SUMMARY)
    chosen = names[0] if asked is None else asked
    if chosen == SUMMARY:
        return to_csv(("name", "value"), scalars(result).items()), names
    columns = found[chosen]
    return to_csv(tuple(columns), _rows(columns)), names


def _rows(columns: Mapping[str, list[Plain]]) -> Iterator[tuple[Plain, ...]]:
    longest = max((len(column) for column in columns.values()), default=0)
    padded = [[*column, *[None] * (longest - len(column))] for column in columns.values()]
    return zip(*padded, strict=True)


def _field(value: Plain) -> Plain:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        # A spreadsheet would run it as a formula; tool names come from whoever made the data.
        return "'" + value
    return value
