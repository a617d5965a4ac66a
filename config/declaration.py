"""How a setting is declared, and how the text of an environment variable becomes its value."""

import re
from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Reader = Callable[[str], Any]
"""Turns a text into a value, or raises ValueError with what was expected."""

RATE = re.compile(r"[1-9]\d{0,6} per ([1-9]\d{0,3} )?(second|minute|hour|day)s?")


@dataclass(frozen=True)
class Declaration:
    """One setting: its environment name, what it means, how it is read, whether it is shown."""

    name: str
    meaning: str
    read: Reader
    may_be: str
    secret: bool = False
    default_text: str | None = None


def setting(
    name: str,
    default: Any,
    meaning: str,
    reader: tuple[Reader, str],
    secret: bool = False,
    default_text: str | None = None,
) -> Any:
    """A field of Settings; `default_text` says in words a default that other settings make."""
    read, may_be = reader
    declared = Declaration(name, meaning, read, may_be, secret, default_text)
    return field(default=default, metadata={"declaration": declared})


def declarations(settings: type) -> list[tuple[Field[Any], Declaration]]:
    """Every field of a class of settings with its declaration, in order."""
    return [(item, item.metadata["declaration"]) for item in fields(settings)]


def default_text(item: Field[Any]) -> str:
    """The default of a field as one would write it in the environment."""
    declared: Declaration = item.metadata["declaration"]
    if declared.default_text is not None:
        return declared.default_text
    if item.default is None or item.default is MISSING:
        return ""
    if isinstance(item.default, bool):
        return "yes" if item.default else "no"
    return str(item.default)


def whole(low: int, high: int) -> tuple[Reader, str]:
    """A whole number between two bounds, both included."""
    may_be = f"a whole number from {low} to {high}"

    def read(text: str) -> int:
        # isdecimal() alone also takes digits of other scripts, which int() reads too.
        if not (text.isascii() and text.isdecimal() and low <= int(text[:12]) <= high):
            raise ValueError(may_be)
        return int(text)

    return read, may_be


def one_of(*words: str) -> tuple[Reader, str]:
    """One of a few words, in any letter case, kept as declared."""
    may_be = f"one of {', '.join(words)}"
    by_lower = {word.lower(): word for word in words}

    def read(text: str) -> str:
        if text.lower() not in by_lower:
            raise ValueError(may_be)
        return by_lower[text.lower()]

    return read, may_be


def yes_or_no() -> tuple[Reader, str]:
    """A switch."""
    words = {"yes": True, "true": True, "on": True, "1": True}
    words |= {"no": False, "false": False, "off": False, "0": False}

    def read(text: str) -> bool:
        if text.lower() not in words:
            raise ValueError("yes or no")
        return words[text.lower()]

    return read, "yes or no"


def path() -> tuple[Reader, str]:
    """A file or folder; whether it is there is seen when it is opened."""
    return Path, "a path"


def text(longest: int = 64, shortest: int = 1) -> tuple[Reader, str]:
    """Printable text without spaces, of bounded length."""
    may_be = f"{shortest} to {longest} printable characters without spaces"

    def read(given: str) -> str:
        plain = given.isascii() and given.isprintable() and " " not in given
        if not (plain and shortest <= len(given) <= longest):
            raise ValueError(may_be)
        return given

    return read, may_be


def url(*schemes: str) -> tuple[Reader, str]:
    """An address with one of some schemes and a host."""
    may_be = f"an address that begins with {' or '.join(f'{scheme}://' for scheme in schemes)}"

    def read(given: str) -> str:
        try:
            parts = urlsplit(given)
            valid = parts.scheme in schemes and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            valid = False
        if not valid:
            raise ValueError(may_be)
        return given

    return read, may_be


def rates() -> tuple[Reader, str]:
    """One budget or several, each as `60 per minute` or `600 per 10 seconds`."""
    may_be = "budgets such as '60 per minute; 600 per hour'"

    def read(given: str) -> str:
        budgets = [budget.strip() for budget in given.split(";")]
        if not all(RATE.fullmatch(budget) for budget in budgets):
            raise ValueError(may_be)
        return "; ".join(budgets)

    return read, may_be
