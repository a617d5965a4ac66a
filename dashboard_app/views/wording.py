"""How the page names parameters and choices: the analysis' own word, else the common one."""

from collections.abc import Sequence
from typing import Any

from dashboard_app.analysis import TABLE_MARK, Analysis
from dashboard_app.params import Param
from dashboard_app.words import Language, Words, speak


def words_of(analysis: Analysis[Any], language: Language) -> Words:
    """The words of an analysis and of the page around it."""
    return speak(language, analysis.folder)


def first(words: Words, *phrases: str, otherwise: str) -> str:
    """The first of these phrases that there is."""
    return next((words(phrase) for phrase in phrases if phrase in words.phrases), otherwise)


def label(param: Param, words: Words) -> str:
    """What the control of a parameter is called."""
    one = param.kind if param.name == "source" else param.name
    return first(words, f"param_{param.name}", f"page_param_{one}", otherwise=param.name)


def choice(param: Param, value: str, words: Words) -> str:
    """What one choice is called."""
    return first(
        words,
        f"choice_{param.name}_{value}",
        f"choice_{value}",
        f"page_choice_{param.name}_{value}",
        f"source_{value}",
        otherwise=value,
    )


def column(name: str, words: Words) -> str:
    """What one column of a result is called."""
    short = name.rpartition(TABLE_MARK)[2]
    return first(
        words,
        f"column_{name}",
        f"column_{short}",
        f"page_column_{short}",
        f"param_{short}",
        otherwise=short.replace("_", " "),
    )


def names(analysis: Analysis[Any], tools: Sequence[str], words: Words) -> dict[str, str]:
    """What stands in a result as an identifier, and how a reader knows it."""
    choices = {
        value: choice(param, value, words) for param in analysis.params for value in param.choices
    }
    known = {
        phrase.removeprefix(kind): words(phrase)
        for kind in ("source_", "cadence_", "unit_")
        for phrase in words.phrases
        if phrase.startswith(kind) and "{" not in template(phrase, words)
    }
    return {**choices, **known, **{tool: words.tool(tool) for tool in tools}}


def template(phrase: str, words: Words) -> str:
    """A phrase with its placeholders unfilled, for a script to fill."""
    return words.phrases[phrase][words.language]
