"""The shapes that stores and controls of our pages can have; anything else was forged.

Stores come back from the browser, so that anyone can send anything in them; callbacks may rely
on the shapes that are checked here before they are called (server/gate.py).
"""

from collections.abc import Callable, Mapping
from typing import Any

from dashboard_app.views import ids

Shape = Callable[[Any], bool]

LONGEST = 5_000
MOST = 200


def text(value: Any) -> bool:
    """A text of bounded length."""
    return isinstance(value, str) and len(value) <= LONGEST


def number(value: Any) -> bool:
    """A number that is one."""
    return isinstance(value, int | float) and abs(value) < 1e12


def texts_by_name(value: Any) -> bool:
    """A mapping of names to lists of texts, as parameters are written."""
    return (
        isinstance(value, dict)
        and len(value) <= MOST
        and all(isinstance(one, list) and len(one) <= MOST for one in value.values())
        and all(text(one) for name, many in value.items() for one in (name, *many))
    )


def record(needed: Mapping[str, Shape], possible: Mapping[str, Shape]) -> Shape:
    """An object with these fields; further ones are never read by a callback."""

    def fits(value: Any) -> bool:
        return (
            isinstance(value, dict)
            and all(name in value and shape(value[name]) for name, shape in needed.items())
            and all(shape(value[name]) for name, shape in possible.items() if name in value)
        )

    return fits


def listed(value: Any) -> bool:
    """A list of texts."""
    return isinstance(value, list) and len(value) <= MOST and all(text(one) for one in value)


def control(value: Any) -> bool:
    """What a form control may hold: nothing, one value, or a list of texts."""
    return value is None or text(value) or number(value) or listed(value)


BROUGHT = record({}, {"key": text, "state": text, "reference": text, "retry_seconds": number})
"""What a job brings (see worker.run)."""

STORES: Mapping[str, Shape] = {
    ids.ADDRESS: text,
    ids.QUESTION: record(
        {"name": text, "state": text},
        {
            "key": text,
            "raw": texts_by_name,
            "parameter": text,
            "got": text,
            "back": text,
            "seconds": number,
        },
    ),
    ids.PENDING: record({"analysis": text, "params": texts_by_name}, {"data": text, "key": text}),
    ids.FORM: record({"name": text, "language": text, "values": texts_by_name}, {"kept": listed}),
    ids.FINISHED: BROUGHT,
    ids.BROUGHT: BROUGHT,
    ids.THEME: text,
    ids.AGAIN: number,
    ids.CANCEL: number,
}

NEEDED = {"bad": ("parameter", "got", "back"), "busy": ("seconds",)}
"""Fields of the question that its state needs."""


def possible(component: str, value: Any) -> bool:
    """Whether a page of ours can hold this value in the component of this id."""
    if component.startswith("{"):
        return control(value)
    shape = STORES.get(component)
    if value is None or shape is None:
        return True
    if component == ids.QUESTION and shape(value):
        return all(field in value for field in NEEDED.get(value["state"], ()))
    return shape(value)
