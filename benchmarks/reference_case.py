"""One question to the API whose answer was published, and the forms that a series can take."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.reference_checks import Check
from trials.databases import monthly, yearly

Rows = list[tuple[str, float]]
Numbers = Sequence[float]
Series = Mapping[tuple[str, str], Rows]
Form = Callable[[Numbers], Rows]

LIKELIHOOD = 1e-3
"""Fits by maximum likelihood end where their optimiser stops."""


@dataclass(frozen=True)
class Case:
    """One question to the API: its data under tools of their own, its parameters, its checks."""

    data: str
    analysis: str
    series: Series
    query: Mapping[str, str]
    checks: tuple[Check, ...]

    @property
    def tools(self) -> tuple[str, ...]:
        """The tools that the question is about."""
        return tuple(dict.fromkeys(tool for tool, _ in self.series))


def twelve_equal_months(first: int, values: Numbers) -> Rows:
    """Each year's value in all of its months."""
    return monthly(f"{first}-01", [value for value in values for _ in range(12)])


def quarterly(first: int, values: Numbers) -> Rows:
    """One row a quarter, standing at its first month."""
    return monthly(f"{first}-01", [value for value in values for _ in range(3)])[::3]


def yearly_forms(name: str, first: int, values: Numbers) -> Iterable[tuple[str, Series]]:
    """A yearly series in each of the ways in which data.db can hold it."""
    forms = {
        ("google_books", "a row a year"): yearly(first, values),
        ("google_books", "12 equal months"): twelve_equal_months(first, values),
        ("google_trends", "a row a year"): yearly(first, values),
        ("crossref", "a row a year"): yearly(first, values),
    }
    for (source, how), rows in forms.items():
        yield f"{source}, {how}", {(f"{name} {source} {how}", source): rows}


def dates(what: str, column: str, breaks: int, *published: str) -> Check:
    """The dates of a partition with so many breaks."""
    return Check(what, column, published, where={"date__breaks": breaks})
