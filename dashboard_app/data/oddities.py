"""What can be odd about the input, and the tally in which it is counted while reading."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from dashboard_app.data.panel import Oddity

MOST_TOLD = 5

USED: Mapping[str, bool] = MappingProxyType(
    {
        # of the file
        "unreadable": False,
        "truncated": True,
        "unknown_table": False,
        # of a table
        "table_missing": False,
        "table_columns": False,
        "table_damaged": False,
        "table_empty": False,
        # of rows
        "date_bad": False,
        "name_bad": False,
        "value_missing": False,
        "value_text": False,
        "value_not_finite": False,
        "value_too_large": False,
        "value_as_text": True,
        # of names
        "name_spelling": True,
        "name_encoding": True,
        # of a series
        "unsorted": True,
        "duplicate_same": True,
        "duplicate_conflict": True,
        "gap": True,
        "incomplete_year": True,
        "not_monthly": True,
        "survey_missing": True,
        "no_survey_in_range": True,
        "out_of_range": True,
        "one_point": True,
        "all_zero": True,
        "constant": True,
        "few_nonzero": True,
    }
)
"""Each code, and whether what is odd was used all the same. Its phrase is `oddity_<code>`."""


SOURCE_LOST = frozenset({"truncated", "table_missing", "table_columns", "table_damaged"})
"""Oddities through which a whole source, or much of it, is not there."""

ROWS_LOST = frozenset(
    {
        "date_bad",
        "name_bad",
        "value_missing",
        "value_text",
        "value_not_finite",
        "value_too_large",
    }
)
"""Oddities of rows that could not be used."""


def told(oddities: Iterable[Oddity], codes: frozenset[str]) -> str:
    """Those oddities that are among `codes`, in one line for an operator."""
    found = [oddity for oddity in oddities if oddity.code in codes]
    lines = [
        f"{oddity.code} {oddity.source} {oddity.tool} ({oddity.facts['count']},"
        f" {str(oddity.facts['example']) or '-'})".replace("  ", " ")
        for oddity in found[:MOST_TOLD]
    ]
    more = len(found) - MOST_TOLD
    return "; ".join(lines) + (f"; and {more} more" if more > 0 else "")


class Tally:
    """The oddities of one reading: for each kind, tool and source how many, and one example."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], tuple[int, str]] = {}

    def note(
        self, code: str, source: str = "", tool: str = "", example: str = "", count: int = 1
    ) -> None:
        """Count an oddity; of several of a kind the first example is kept."""
        before, first = self._found.get((code, source, tool), (0, example))
        self._found[code, source, tool] = (before + count, first)

    def oddities(self) -> tuple[Oddity, ...]:
        """All that was noted, in the order in which it was first met."""
        return tuple(
            Oddity(code, source, tool, USED[code], {"count": count, "example": example[:80]})
            for (code, source, tool), (count, example) in self._found.items()
        )
