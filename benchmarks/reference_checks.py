"""A published number beside ours: what is compared, and how near is near enough."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = Mapping[str, Any]

ALL_DIGITS = 15.0
"""More than this a double cannot agree in."""


DOUBLE = 5e-12
"""Share by which two least-squares fits in double precision differ, whoever computes them."""


class Missing(Exception):
    """The answer has no such number."""


@dataclass(frozen=True)
class Check:
    """Some published numbers, as printed, and the column of the answer that must hold them.

    `where` keeps the rows of which other columns have these values; `reduce` takes the
    `min` or `max` of what is left, `size` drops signs that are a matter of convention. Ours
    agree when they round to what is printed, or, with `relative`, are so near as a share.
    Dates are printed as far as they are known: `1898` is any month of that year.
    """

    what: str
    column: str
    published: tuple[str, ...]
    where: Mapping[str, Any] = field(default_factory=dict)
    reduce: str = ""
    relative: float = 0.0
    source: str = ""

    def ours(self, result: Json) -> list[Any]:
        """Our values, one for each published one. Raises Missing."""
        if self.column not in result:
            raise Missing(f"no {self.column}")
        found = result[self.column]
        values = self._kept(result, found) if isinstance(found, list) else [found]
        if self.reduce in ("min", "max"):
            values = [min(values) if self.reduce == "min" else max(values)]
        if self.reduce == "size":
            values = [abs(value) for value in values]
        if len(values) < len(self.published):
            raise Missing(f"{len(values)} of {len(self.published)} values in {self.column}")
        return values[: len(self.published)]

    def _kept(self, result: Json, column: list[Any]) -> list[Any]:
        if unknown := [name for name in self.where if name not in result]:
            raise Missing(f"no {unknown[0]}")
        keep = [
            all(_same(result[name][row], wanted) for name, wanted in self.where.items())
            for row in range(len(column))
        ]
        return [value for value, kept in zip(column, keep, strict=True) if kept]

    def agrees(self, published: str, ours: Any) -> bool:
        """Whether our value is the published one, as near as it asks."""
        if not _is_number(published) or isinstance(ours, str):
            return str(ours).startswith(published)
        if ours is None:
            return False
        return abs(float(ours) - float(published)) <= self._slack(published)

    def _slack(self, published: str) -> float:
        if self.relative:
            return self.relative * abs(float(published))
        last_digit = 10.0 ** int(Decimal(published).as_tuple().exponent)
        return last_digit / 2 + DOUBLE * abs(float(published))


def digits(published: str, ours: Any) -> float:
    """In how many significant digits two numbers agree: minus log10 of the relative error."""
    if not _is_number(published) or isinstance(ours, str):
        return ALL_DIGITS if str(ours).startswith(published) else 0.0
    if ours is None:
        return 0.0
    theirs = float(published)
    error = abs(float(ours) - theirs) / (abs(theirs) or 1.0)
    return ALL_DIGITS if error == 0 else min(max(-math.log10(error), 0.0), ALL_DIGITS)


def printed(ours: Sequence[Any]) -> list[str]:
    """Our values as the table shows them."""
    return [f"{value:.10g}" if isinstance(value, int | float) else str(value) for value in ours]


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, float):
        return bool(abs(found - wanted) < 1e-9)
    return bool(found == wanted)
