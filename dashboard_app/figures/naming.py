"""What the series of a figure are called: no more of tool and source than tells them apart."""

from collections.abc import Iterable
from typing import Any, Protocol

from dashboard_app.words import Words


class Several(Protocol):
    """A result about several series, whose tools and sources are columns."""

    @property
    def series__tool(self) -> Any: ...

    @property
    def series__source(self) -> Any: ...


def names_of(result: Several, words: Words) -> list[str]:
    """A name for each series of a result."""
    return told_apart(result.series__tool, result.series__source, words)


def told_apart(tools: Iterable[object], sources: Iterable[object], words: Words) -> list[str]:
    """A name for each series: its source, its tool, or both where both differ."""
    series = [(str(tool), str(source)) for tool, source in zip(tools, sources, strict=True)]
    if len({tool for tool, _ in series}) == 1:
        return [words.source(source) for _, source in series]
    if len({source for _, source in series}) == 1:
        return [words.tool(tool) for tool, _ in series]
    return [f"{words.tool(tool)}, {words.source(source)}" for tool, source in series]
