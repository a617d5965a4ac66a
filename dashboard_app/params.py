"""What may be asked: each parameter declared once, and every raw value checked against it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Value = str | float | int | tuple[str, ...] | None
Params = Mapping[str, Value]
Raw = Mapping[str, Sequence[str]]

Kind = Literal[
    "tool", "tools", "source", "sources", "month", "choice", "integer", "number", "counts"
]

MAX_VALUE_LENGTH = 200
MOST_LISTED = 30
COUNTS = re.compile(r"\(?\s*(\d{1,2}(?:[\s,]+\d{1,2})*)\s*\)?")
MONTH = re.compile(r"(1[0-9]|2[01])\d\d-(0[1-9]|1[0-2])")


Fault = Literal["value", "name", "count"]
"""What is wrong: one value, that there is no such parameter, or how many values came."""


class BadParam(ValueError):
    """A parameter that is unknown or out of bounds: its name, what came, what it may be."""

    def __init__(self, name: str, got: str, expected: str, fault: Fault = "value") -> None:
        super().__init__(f"{name}: got {got[:60]!r}, expected {expected}")
        self.name, self.got, self.expected, self.fault = name, got[:60], expected, fault


@dataclass(frozen=True)
class Choices:
    """What tools and sources there are: the part of the check that depends on the data."""

    tools: Sequence[str]
    sources: Sequence[str]


@dataclass(frozen=True)
class Param:
    """One parameter: its word in URL, API, form and CSV, its kind, its default, its bounds.

    A default of None means "not given" for months, counts and what is `optional`, and "the first
    tool" or "all sources of the data" where else a tool or sources are asked for.
    """

    name: str
    kind: Kind
    default: Value = None
    choices: tuple[str, ...] = ()
    low: float = float("-inf")
    high: float = float("inf")
    most: int = 1
    optional: bool = False
    highest: tuple[int, ...] = ()


def tool(name: str = "tool", optional: bool = False) -> Param:
    """One tool, named by its keyword in data.db; the first one unless it is `optional`."""
    return Param(name, "tool", optional=optional)


def tools(name: str = "tool", most: int = 6) -> Param:
    """One tool or more, up to `most`."""
    return Param(name, "tools", most=most)


def source(name: str = "source", default: str | None = None) -> Param:
    """One source, named by its table."""
    return Param(name, "source", default)


def sources(name: str = "source", most: int = 5) -> Param:
    """One source or more; all of them by default."""
    return Param(name, "sources", most=most)


def month(name: str) -> Param:
    """A month as YYYY-MM; not given means open."""
    return Param(name, "month")


def choice(name: str, *choices: str) -> Param:
    """One of a few words; the first is the default."""
    return Param(name, "choice", choices[0], choices)


def integer(name: str, default: int, low: int, high: int) -> Param:
    """A whole number between two bounds, both included."""
    return Param(name, "integer", default, low=low, high=high)


def number(name: str, default: float, low: float, high: float) -> Param:
    """A number between two bounds, both included."""
    return Param(name, "number", default, low=low, high=high)


def counts(name: str, *highest: int) -> Param:
    """Some whole numbers as "3,1,0", each up to its highest; not given means None."""
    return Param(name, "counts", highest=highest)


def parse(declared: Sequence[Param], raw: Raw, there: Choices) -> dict[str, Value]:
    """The checked values of all declared parameters, defaults filled in.

    Raises BadParam for an unknown name, too many values, or a value out of bounds; bounds
    on length and count are checked before anything else is done with the input.
    """
    known = [param.name for param in declared]
    for name in raw:
        if name not in known:
            listed = ", ".join(known)
            raise BadParam(str(name)[:60], "an unknown parameter", f"one of {listed}", "name")
    return {param.name: _parse_one(param, raw.get(param.name, ()), there) for param in declared}


def texts(value: Value) -> tuple[str, ...]:
    """A value as URL and API write it: once, several times, or not at all; `parse` reads it back.

    A float is written with all its digits, so that the same question comes back.
    """
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    return (str(value).removesuffix(".0") if isinstance(value, float) else str(value),)


def _parse_one(param: Param, given: Sequence[str], there: Choices) -> Value:
    if len(given) > param.most:
        raise BadParam(param.name, f"{len(given)} values", f"at most {param.most}", "count")
    for text in given:
        if not isinstance(text, str) or len(text) > MAX_VALUE_LENGTH:
            raise BadParam(
                param.name, str(text)[:60], f"text of at most {MAX_VALUE_LENGTH} letters"
            )
    given = [text for text in given if text != ""]
    if param.kind in ("tools", "sources"):
        return _several(param, given, there)
    if not given:
        first = param.kind == "tool" and not param.optional
        return there.tools[0] if first and there.tools else param.default
    return _single(param, given[0], there)


def _several(param: Param, given: Sequence[str], there: Choices) -> tuple[str, ...]:
    allowed = there.tools if param.kind == "tools" else there.sources
    if not given:
        return tuple(allowed[:1]) if param.kind == "tools" else tuple(allowed)
    chosen = {_member(param.name, text, allowed) for text in given}
    # In the order of the data, so that the same question always has the same key.
    return tuple(item for item in allowed if item in chosen)


def _single(param: Param, text: str, there: Choices) -> Value:
    match param.kind:
        case "tool":
            return _member(param.name, text, there.tools)
        case "source":
            return _member(param.name, text, there.sources)
        case "choice":
            return _member(param.name, text, param.choices)
        case "month":
            if not MONTH.fullmatch(text):
                raise BadParam(param.name, text, "a month as YYYY-MM")
            return text
        case "counts":
            return _counts(param, text)
        case _:
            return _numeric(param, text)


def _member(name: str, text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        raise BadParam(name, text, _one_of(allowed) if allowed else f"nothing: there is no {name}")
    return text


def _one_of(allowed: Sequence[str]) -> str:
    """All that may be, or the first and the last of many."""
    if len(allowed) <= MOST_LISTED:
        return f"one of {', '.join(allowed)}"
    first = ", ".join(allowed[: MOST_LISTED - 1])
    return f"one of {len(allowed)}: {first} ... {allowed[-1]}"


def _counts(param: Param, text: str) -> str:
    highest = ",".join(str(one) for one in param.highest)
    expected = f"{len(param.highest)} whole numbers with commas, at most {highest}"
    found = COUNTS.fullmatch(text.strip())
    given = [int(part) for part in re.findall(r"\d+", found[1])] if found else []
    within = all(have <= most for have, most in zip(given, param.highest, strict=False))
    if len(given) != len(param.highest) or not within:
        raise BadParam(param.name, text, expected)
    return ",".join(str(one) for one in given)


def _numeric(param: Param, text: str) -> float | int:
    whole = param.kind == "integer"
    expected = f"a {'whole ' if whole else ''}number from {param.low:g} to {param.high:g}"
    try:
        value: Any = int(text) if whole else float(text)
    except ValueError:
        raise BadParam(param.name, text, expected) from None
    if not param.low <= value <= param.high:
        raise BadParam(param.name, text, expected)
    return value  # type: ignore[no-any-return]
