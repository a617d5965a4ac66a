"""The answers to every question about one tool, side by side with the refusals."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard_app.analyses.report.packing import pack
from dashboard_app.analysis import Analysis, Ask, CannotAnalyse, Cost, Progress
from dashboard_app.data.panel import Counts, Months, Panel, Texts
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, Params, Raw, parse

ON_PAPER: Mapping[str, Mapping[str, Sequence[str]]] = {"trajectory": {"view": ["2d"]}}
"""What an analysis is asked otherwise than by default: paper cannot be turned around."""

LONG_SHARE = 20
"""How many quick answers a long one counts for in the progress."""


@dataclass(frozen=True, eq=False)
class Report:
    """One row of `part` for each question, in the order of the analyses and of the sources.

    `part__params` is JSON as the API writes parameters. `part__refusal` is the reason where
    the data cannot answer, `part__facts` its facts as JSON; both are empty where they can.
    `answers` is a JSON list with the result of each part (see packing), empty where refused:
    one text, because a column of long texts would be as wide everywhere as its longest.
    """

    tool: str
    answers: str
    part__analysis: Texts
    part__version: Counts
    part__params: Texts
    part__refusal: Texts
    part__facts: Texts
    series__source: Texts
    series__cadence: Texts
    series__unit: Texts
    series__first: Months
    series__last: Months
    series__n: Counts


@dataclass(frozen=True)
class Part:
    """One question of the report, and what became of it."""

    analysis: Analysis[Any]
    raw: Raw
    result: str = ""
    refusal: str = ""
    facts: str = ""


def compute(
    analyses: Sequence[Analysis[Any]], panel: Panel, params: Params, progress: Progress
) -> Report:
    """The report with every answer computed here."""
    there = Choices(panel.tools, SOURCE_IDS)

    def ask(analysis: Analysis[Any], raw: Raw, told: Progress) -> Any:
        return analysis.compute(panel, parse(analysis.params, raw, there), told)

    return gather(analyses, panel, params, progress, ask)


def gather(
    analyses: Sequence[Analysis[Any]], panel: Panel, params: Params, progress: Progress, ask: Ask
) -> Report:
    """The report whose answers come from `ask`, which may know some already."""
    tool = str(params["tool"] or "")
    sources = panel.sources_of(tool)
    if not sources:
        raise CannotAnalyse("no_tool", tool=tool)
    asked = list(questions(analyses, tool, sources))
    weights = [LONG_SHARE if part.cost is Cost.LONG else 1 for part, _ in asked]
    answered, done = [], 0
    for (analysis, raw), weight in zip(asked, weights, strict=True):
        answered.append(_answered(analysis, raw, ask, _within(progress, done, weight, weights)))
        done += weight
        progress(done / sum(weights), "progress_report")
    return _report(panel, tool, answered)


def questions(
    analyses: Sequence[Analysis[Any]], tool: str, sources: Sequence[str]
) -> Iterator[tuple[Analysis[Any], dict[str, Sequence[str]]]]:
    """What is asked: each analysis of a tool, of each source where it takes one at a time."""
    for analysis in analyses:
        kinds = {param.name: param for param in analysis.params}
        if "tool" not in kinds:
            continue
        raw: dict[str, Sequence[str]] = {"tool": [tool], **ON_PAPER.get(analysis.id, {})}
        single = "source" in kinds and kinds["source"].kind == "source"
        for source in sources if single else [None]:
            yield analysis, raw | ({"source": [source]} if source else {})


def _within(progress: Progress, done: int, weight: int, weights: Sequence[int]) -> Progress:
    def told(fraction: float, phrase: str) -> None:
        share = min(max(fraction, 0.0), 1.0)
        progress((done + share * weight) / sum(weights), "progress_report")

    return told


def _answered(analysis: Analysis[Any], raw: Raw, ask: Ask, progress: Progress) -> Part:
    try:
        return Part(analysis, raw, result=pack(ask(analysis, raw, progress)))
    except CannotAnalyse as refused:
        return Part(analysis, raw, refusal=refused.reason, facts=_json(refused.facts))


def _report(panel: Panel, tool: str, parts: Sequence[Part]) -> Report:
    series = [panel.get(tool, source) for source in panel.sources_of(tool)]
    return Report(
        tool=tool,
        answers=json.dumps([part.result for part in parts]),
        part__analysis=np.array([part.analysis.id for part in parts]),
        part__version=np.array([part.analysis.version for part in parts], dtype=np.int64),
        part__params=np.array([_json(part.raw) for part in parts]),
        part__refusal=np.array([part.refusal for part in parts]),
        part__facts=np.array([part.facts for part in parts]),
        series__source=np.array([one.source for one in series]),
        series__cadence=np.array([one.cadence.value for one in series]),
        series__unit=np.array([one.unit for one in series]),
        series__first=np.array([one.months[0] for one in series], dtype="datetime64[M]"),
        series__last=np.array([one.months[-1] for one in series], dtype="datetime64[M]"),
        series__n=np.array([one.n for one in series], dtype=np.int64),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
