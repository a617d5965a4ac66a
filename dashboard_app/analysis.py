"""What an analysis is: one question that the dashboard can ask of the series."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np
import plotly.graph_objects as go

from dashboard_app.data.panel import Panel
from dashboard_app.figures.look import Look
from dashboard_app.params import Param, Params, Raw
from dashboard_app.words import Language, Words


class Family(StrEnum):
    """The groups in which the page offers the analyses, in their order."""

    TRENDS = "trends"
    CYCLES = "cycles"
    RELATIONS = "relations"
    LIFE_CYCLE = "life_cycle"
    OUTLOOK = "outlook"
    LANDSCAPE = "landscape"


class Cost(StrEnum):
    """QUICK answers inside the request (under 150 ms of CPU); LONG goes to a job process."""

    QUICK = "quick"
    LONG = "long"


class CannotAnalyse(Exception):
    """The data cannot answer. `reason` names a phrase `refusal_<reason>`, `facts` fill it.

    A refusal is a result: it is kept in the cache and shown in the reader's language.
    """

    def __init__(self, reason: str, **facts: str | int | float) -> None:
        # Plain numbers, because facts are kept as JSON.
        plain = {
            name: fact.item() if isinstance(fact, np.generic) else fact
            for name, fact in facts.items()
        }
        super().__init__(f"{reason} {plain}")
        self.reason, self.facts = reason, plain


class Progress(Protocol):
    """Told by a long computation how far it is: a fraction of 1 and the id of a phrase."""

    def __call__(self, fraction: float, phrase: str) -> None: ...


def silent(fraction: float, phrase: str) -> None:
    """Progress that nobody listens to."""


class Result(Protocol):
    """A flat frozen dataclass: each field a number, a text, or a column (a numpy array).

    Numbers are int, float or bool; columns are one-dimensional arrays of float64, int64,
    bool, datetime64[M] or text. Columns whose names share a prefix before the first "__"
    belong to one table: `path__month`, `path__value`.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]


TABLE_MARK = "__"
COLUMNS = "columns"
"""What the table of columns without a mark is called where it needs a name."""
SUMMARY = "summary"
"""The table of the single numbers and texts."""


def columns_by_table(result: Any) -> dict[str, dict[str, Any]]:
    """The columns of a result by the prefix of their names before `__`; those without one by ""."""
    found: dict[str, dict[str, Any]] = {}
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, np.ndarray | list | tuple):
            table, _, column = field.name.rpartition(TABLE_MARK)
            found.setdefault(table, {})[column] = value
    return found


R = TypeVar("R", bound=Result)

Ask = Callable[["Analysis[Any]", Raw, Progress], Any]
"""Gives the result of another analysis for parameters in words, or raises CannotAnalyse."""


@dataclass(frozen=True)
class Analysis(Generic[R]):
    """One question: how it is asked, computed, drawn and told.

    `compute` is pure: no clock, no randomness without a seed. `draw` and `tell` see the
    result alone, never the data. `version` goes up when the same question gets another
    answer, which makes stored answers be computed anew. `gather` is for an analysis made of
    others: it computes the same as `compute`, with answers that may be known already.
    `quick_tools` is for a QUICK one over all tools: how many of them it can answer so.
    """

    id: str
    family: Family
    cost: Cost
    version: int
    params: Sequence[Param]
    result: type[R]
    compute: Callable[[Panel, Params, Progress], R]
    draw: Callable[[R, Words, Look], go.Figure]
    tell: Callable[[R, Words], str]
    folder: Path
    gather: Callable[[Panel, Params, Progress, Ask], R] | None = None
    quick_tools: int | None = None

    def cost_of(self, tools: int) -> Cost:
        """What it costs where the data hold so many tools."""
        many = self.quick_tools is not None and tools > self.quick_tools
        return Cost.LONG if many else self.cost

    def note(self, language: Language) -> str:
        """The note on its method, as Markdown."""
        return (self.folder / f"note.{language}.md").read_text(encoding="utf-8")

    def columns(self) -> tuple[str, ...]:
        """The names of the result's fields, in their order."""
        return tuple(field.name for field in fields(self.result))
