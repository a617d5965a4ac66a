"""Attributes of HTML that have a hyphen, which Python's keywords cannot have."""

from typing import Any


def marked(**values: str) -> dict[str, Any]:
    """`marked(aria_label="x")` is {"aria-label": "x"}, to be unpacked into a component."""
    return {name.replace("_", "-"): value for name, value in values.items()}
