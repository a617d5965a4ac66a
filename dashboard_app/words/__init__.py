"""Everything that the dashboard says, in Spanish and English, and how it writes numbers."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from dashboard_app.data.catalogue import tool_name

Language = Literal["es", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
CHROME = Path(__file__).with_name("chrome.toml")
LONGEST_IN_FIGURES = 40
"""A longer name of a tool would leave its figure no room; the page beside it has it whole."""
WHOLE = (0, 2)
"""With so many decimals a number may be exact: as a whole one, and in hundredths."""

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

Phrases = Mapping[str, Mapping[str, str]]
Fact = str | int | float


@dataclass(frozen=True)
class Words:
    """The phrases of one language: `words("id", name=value)` fills one in.

    Numbers and months given to a phrase are written as the language writes them; a text
    goes in as it is. An unknown id is a KeyError, which the test of words finds first.
    """

    language: Language
    phrases: Phrases
    escaped: bool = False
    """Whether names that come from the data are escaped, for what reads its text as markup."""

    def for_figures(self) -> "Words":
        """These words as Plotly needs them, which takes <b> in a tool's name for bold type."""
        return replace(self, escaped=True)

    def __call__(self, phrase: str, /, **facts: object) -> str:
        """The phrase with its placeholders filled."""
        template = self.phrases[phrase][self.language]
        return template.format(**{name: self.write(fact) for name, fact in facts.items()})

    def refusal(self, reason: str, facts: Mapping[str, Fact]) -> str:
        """Why the data cannot answer. Facts called `tool` and `source` are ids, and named here."""
        named = dict(facts)
        if "tool" in facts:
            named["tool"] = self.tool(str(facts["tool"]))
        if f"source_{facts.get('source')}" in self.phrases:
            named["source"] = self.source(str(facts["source"]))
        return self(f"refusal_{reason}", **named)

    def write(self, fact: object) -> str:
        """One fact as the language writes it."""
        if isinstance(fact, bool | str):
            return str(fact)
        if isinstance(fact, np.datetime64):
            return self.month(fact)
        if isinstance(fact, int | np.integer):
            return self.number(float(fact), 0)
        if isinstance(fact, float | np.floating):
            return self.number(float(fact))
        return str(fact)

    def number(self, value: float, digits: int | None = None) -> str:
        """A number with a decimal comma in Spanish; three significant digits by default.

        A whole number, as 46 % of respondents or 6 months are, and a hundredth have no more.
        """
        if not np.isfinite(value):
            return "—"
        if digits is None:
            small = value != 0 and abs(value) < 1e-3
            text = _powered(value) if small else f"{value:,.{_digits(value)}f}"
        else:
            text = f"{value:,.{digits}f}"
        if self.language == "es":
            # The Spanish academies write a thin space between thousands, never a point.
            text = text.replace(",", "\u202f").replace(".", ",")
        return text.replace("-", "\u2212", 1) if text.startswith("-") else text

    def percent(self, fraction: float, digits: int = 0) -> str:
        """A share of 1 as a percentage, with its sign."""
        return f"{self.number(100 * fraction, digits)}\u202f%"

    def p_value(self, p: float, name: str = "p", table: tuple[float, float] = (0.0, 1.0)) -> str:
        """A probability as papers print it: "p = 0.032", "p < 0.001"; q is an adjusted one.

        One read from a printed table, which goes from `table[0]` to `table[1]`, is only known
        to lie at such an end or beyond: "p ≤ 0.010", "p ≥ 0.10".
        """
        if p < 0.001:
            return f"{name} < {self.number(0.001, 3)}"
        low, high = table
        sign = "≤" if p <= low else "≥" if p >= high and high < 1 else "="
        return f"{name} {sign} {self.number(p, 3 if p < 0.1 else 2)}"

    def month(self, month: np.datetime64) -> str:
        """A month in words: «marzo de 2004», "March 2004"."""
        year, number = str(month.astype("datetime64[M]")).split("-")
        name = self.phrases[f"month_{int(number)}"][self.language]
        return f"{name} de {year}" if self.language == "es" else f"{name} {year}"

    def date(self, month: np.datetime64, cadence: str) -> str:
        """When something was observed: the month, or the year alone where that is all."""
        return self.month(month) if cadence == "monthly" else str(month.astype("datetime64[Y]"))

    def tool(self, tool: str) -> str:
        """A tool's name; the keyword itself where no translation is known."""
        name = tool_name(tool, self.language)
        if not self.escaped:
            return name
        short = name if len(name) <= LONGEST_IN_FIGURES else f"{name[: LONGEST_IN_FIGURES - 1]}…"
        return escape(short, quote=False)

    def source(self, source: str) -> str:
        """A source's name."""
        return self(f"source_{source}")

    def unit(self, unit: str) -> str:
        """What a value is counted in."""
        return self(f"unit_{unit}")


def _powered(value: float) -> str:
    """A number of any size as a factor times a power of ten: 9.62 × 10⁻⁹."""
    factor, power = f"{value:.2e}".split("e")
    return f"{factor}\u00a0×\u00a010{str(int(power)).translate(RAISED)}"


def _digits(value: float) -> int:
    """How many decimals leave three significant digits of the number as it is printed."""
    digits = _decimals(value)
    # 99.96 is printed as 100: what counts is the size that the reader sees.
    digits = min(digits, _decimals(round(value, digits)))
    whole = (few for few in WHOLE if few < digits and _is_exact(value, few))
    return next(whole, digits)


def _is_exact(value: float, digits: int) -> bool:
    return math.isclose(value, round(value, digits), rel_tol=1e-9)


def _decimals(value: float) -> int:
    magnitude = abs(value)
    if magnitude == 0:
        return 0
    return 0 if magnitude >= 100 else 1 if magnitude >= 10 else 2 if magnitude >= 0.1 else 4


@cache
def read(path: Path) -> Phrases:
    """The phrases of one file: a table `[id]` with `es` and `en`."""
    with path.open("rb") as file:
        return tomllib.load(file)


@cache
def speak(language: Language, folder: Path | None = None) -> Words:
    """The words of the dashboard, and of the analysis that lives in `folder`."""
    own = read(folder / "words.toml") if folder else {}
    return Words(language, {**read(CHROME), **own})
