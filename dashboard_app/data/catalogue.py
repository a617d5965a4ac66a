"""What the tools are called: names.toml translates those it knows, others keep their keyword."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

NAMES = Path(__file__).with_name("names.toml")
BYTE_ORDER_MARK = "\ufeff"


@cache
def _names() -> dict[str, dict[str, str]]:
    with NAMES.open("rb") as file:
        return tomllib.load(file)


def tool_name(tool: str, language: str) -> str:
    """The name of a tool in a language; its keyword where no translation is known."""
    return _names().get(tool, {}).get(language, tool)


def known_names() -> Mapping[str, Mapping[str, str]]:
    """Every keyword that names.toml knows, with its name in each language."""
    return _names()


def same_name(text: str) -> str:
    """A keyword in the one form in which names are compared: composed, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).replace(BYTE_ORDER_MARK, "").split())


def filing_key(text: str) -> str:
    """What names are sorted by: accents and capitals do not count."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()
