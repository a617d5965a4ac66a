"""Raw rows of a table made into one clean column of months and values for each tool."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from dashboard_app.data.cadence import EPOCH_YEAR
from dashboard_app.data.catalogue import same_name
from dashboard_app.data.oddities import Tally
from dashboard_app.data.panel import Counts, Floats, Months

DATE = re.compile(r"(1[0-9]|2[01])(\d\d)(?:-(0?[1-9]|1[0-2])(?:-(0?[1-9]|[12]\d|3[01]))?)?")
LONGEST_NAME = 200
LARGEST_VALUE = 1e15
"""Beyond this sums of squares lose all meaning in double precision."""

UNKNOWN = -1
"""Stands for the respondents of a survey of unknown size."""


@dataclass(frozen=True, eq=False)
class Column:
    """One tool in one table: months sorted and without repeats, finite values."""

    months: Months
    values: Floats
    respondents: Counts


@dataclass
class _Gathered:
    months: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    respondents: list[int] = field(default_factory=list)


class Reader:
    """Reads the rows of one file; remembers every date and name that it has understood."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._months: dict[object, int | None] = {}
        self._names: dict[tuple[str, object], str | None] = {}

    def columns(self, source: str, rows: Iterable[Sequence[object]]) -> dict[str, Column]:
        """Each tool's column from rows of (date, keyword, value[, respondents])."""
        gathered: dict[str, _Gathered] = {}
        for date, keyword, value, *more in rows:
            tool = self._name(source, keyword)
            if tool is None:
                continue
            month = self._month(date)
            if month is None:
                self._tally.note("date_bad", source, tool, shown(date))
                continue
            number = self._number(source, tool, value)
            if number is None:
                continue
            into = gathered.setdefault(tool, _Gathered())
            into.months.append(month)
            into.values.append(number)
            into.respondents.append(_count(more[0]) if more else UNKNOWN)
        return {tool: self._column(source, tool, rows) for tool, rows in gathered.items()}

    def _name(self, source: str, keyword: object) -> str | None:
        if (source, keyword) not in self._names:
            self._names[source, keyword] = self._understood(source, keyword)
        name = self._names[source, keyword]
        if name is None:
            self._tally.note("name_bad", source, example=shown(keyword))
        return name

    def _understood(self, source: str, keyword: object) -> str | None:
        if isinstance(keyword, bytes):
            try:
                text = keyword.decode()
            except UnicodeDecodeError:
                text = keyword.decode("latin-1")
                self._tally.note("name_encoding", source, same_name(text), text)
        elif isinstance(keyword, str):
            text = keyword
        else:
            return None
        name = same_name(text)
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            return None
        if name != text:
            self._tally.note("name_spelling", source, name, name)
        return name

    def _month(self, date: object) -> int | None:
        if date not in self._months:
            self._months[date] = month_number(shown(date))
        return self._months[date]

    def _number(self, source: str, tool: str, value: object) -> float | None:
        if isinstance(value, bytes | str):
            try:
                number = _parsed(value)
            except ValueError:
                self._tally.note("value_text", source, tool, shown(value))
                return None
            if math.isfinite(number):
                self._tally.note("value_as_text", source, tool, shown(value))
        elif isinstance(value, int | float):
            number = float(value)
        else:
            self._tally.note("value_missing", source, tool)
            return None
        if not math.isfinite(number):
            self._tally.note("value_not_finite", source, tool, str(number))
            return None
        if abs(number) > LARGEST_VALUE:
            self._tally.note("value_too_large", source, tool, f"{number:g}")
            return None
        return number

    def _column(self, source: str, tool: str, rows: _Gathered) -> Column:
        months = np.array(rows.months, dtype=np.int64)
        values = np.array(rows.values, dtype=np.float64)
        sizes = np.array(rows.respondents, dtype=np.int64)
        back = np.flatnonzero(np.diff(months) < 0)
        if len(back):
            example = str(as_months(months)[back[0] + 1])
            self._tally.note("unsorted", source, tool, example, len(back))
        order = np.argsort(months, kind="stable")
        months, values, sizes = months[order], values[order], sizes[order]
        if np.any(np.diff(months) == 0):
            months, values, sizes = self._merged(source, tool, months, values, sizes)
        return Column(as_months(months), values, sizes)

    def _merged(
        self, source: str, tool: str, months: Counts, values: Floats, sizes: Counts
    ) -> tuple[Counts, Floats, Counts]:
        """One entry a month: the mean of its values, which no order of rows can change."""
        once, start, counts = np.unique(months, return_index=True, return_counts=True)
        lowest = np.minimum.reduceat(values, start)
        highest = np.maximum.reduceat(values, start)
        for code, odd in (
            ("duplicate_same", (counts > 1) & (lowest == highest)),
            ("duplicate_conflict", lowest != highest),
        ):
            if odd.any():
                example = str(as_months(once)[odd][0])
                self._tally.note(code, source, tool, example, int(odd.sum()))
        means = np.where(lowest == highest, lowest, np.add.reduceat(values, start) / counts)
        return once, means, np.maximum.reduceat(sizes, start)


def month_number(text: str) -> int | None:
    """Months since January 1970 of YYYY, YYYY-MM or YYYY-MM-DD (a time may follow), or None."""
    date = text.strip().replace("/", "-").split("T")[0].split(" ")[0]
    match = DATE.fullmatch(date)
    if not match:
        return None
    century, year, month, _ = match.groups()
    return (int(century + year) - EPOCH_YEAR) * 12 + int(month or 1) - 1


def as_months(numbers: Counts) -> Months:
    """Numbers of months since January 1970 as dates."""
    return numbers.astype("datetime64[M]")


def shown(thing: object) -> str:
    """A value of any type from a file, as text for a message."""
    return thing.decode("utf-8", "replace") if isinstance(thing, bytes) else str(thing)


def _parsed(text: bytes | str) -> float:
    if "_" in shown(text):
        # Python takes 1_000 for a thousand; nobody who writes data does.
        raise ValueError(text)
    return float(text)


def _count(thing: object) -> int:
    """A number of respondents, UNKNOWN where none is given."""
    try:
        count = int(shown(thing))
    except ValueError:
        return UNKNOWN
    return count if 0 < count < LARGEST_VALUE else UNKNOWN
