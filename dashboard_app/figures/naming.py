"""What the series of a figure are called: no more of tool and source than tells them apart."""

from collections.abc import Iterable

from dashboard_app.words import Words


def told_apart(tools: Iterable[object], sources: Iterable[object], words: Words) -> list[str]:
    """A name for each series: its source, its tool, or both where both differ."""
    series = [(str(tool), str(source)) for tool, source in zip(tools, sources, strict=True)]
    if len({tool for tool, _ in series}) == 1:
        return [words.source(source) for _, source in series]
    if len({source for _, source in series}) == 1:
        return [words.tool(tool) for tool, _ in series]
    return [f"{words.tool(tool)}, {words.source(source)}" for tool, source in series]
