"""Every ordered pair of the chosen series, or of the sources over all tools, corrected together."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from dashboard_app.analyses.lead_lag.pair import LEAST, tested
from dashboard_app.analyses.lead_lag.pool import Pooled, pooled
from dashboard_app.analyses.selection import all_series, cut, number, several, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import meet
from dashboard_app.data.panel import Counts, Floats, Panel, Series, Texts
from dashboard_app.params import Params
from dashboard_app.stats.fdr import adjusted

MOST_SERIES = 12


@dataclass(frozen=True, eq=False)
class LeadLag:
    """`link` has Granger's test for each direction, `lag` the correlation at each lag.

    At a positive `lag__months` or years the leader goes before the follower; each pair appears
    once in `lag`. `lag__limit` is what 95 % of the correlations of unrelated series stay below
    at that lag, `lag__n` how many values meet there. `q` corrects all p-values of the answer
    together. Pooled over `tools`, `f` and `r` are means and tested as such, `order` and `n`
    medians.
    """

    scope: str
    series__tool: Texts
    series__source: Texts
    link__leader: Counts
    link__follower: Counts
    link__leader_tool: Texts
    link__leader_source: Texts
    link__follower_tool: Texts
    link__follower_source: Texts
    link__cadence: Texts
    link__form: Texts
    link__n: Counts
    link__tools: Counts
    link__order: Counts
    link__f: Floats
    link__p: Floats
    link__q: Floats
    lag__leader: Counts
    lag__follower: Counts
    lag__steps: Counts
    lag__n: Counts
    lag__r: Floats
    lag__limit: Floats
    lag__p: Floats
    lag__q: Floats
    absent__first: Counts
    absent__second: Counts
    absent__n: Counts


@dataclass(frozen=True, eq=False)
class _Pair:
    first: int
    second: int
    cadence: str
    found: Pooled


def compute(panel: Panel, params: Params, progress: Progress) -> LeadLag:
    """Who moves first, among the chosen series or over all tools."""
    progress(0.0, "progress_pairs")
    form, order = text(params, "form"), int(number(params, "order"))
    season = text(params, "season")
    scope = text(params, "scope")
    if scope == "pooled":
        nodes, meetings = _pooled(panel, params)
    else:
        nodes, meetings = _chosen(panel, params)
    pairs: list[_Pair] = []
    absent: list[tuple[int, int, int]] = []
    couples = list(combinations(range(len(nodes)), 2))
    for done, (first, second) in enumerate(couples):
        together = [meet(both) for both in meetings(first, second)]
        found = [
            one for one in (tested(m, form, order, season) for m in together) if one is not None
        ]
        if found:
            pairs.append(_Pair(first, second, together[0].cadence.value, pooled(found)))
        else:
            absent.append((first, second, max((m.n for m in together), default=0)))
        progress((done + 1) / len(couples), "progress_pairs")
    if not pairs:
        raise CannotAnalyse("no_pair", have=max(n for *_, n in absent), need=LEAST)
    return _table(scope, nodes, pairs, absent)


Nodes = list[tuple[str, str]]
Meetings = Callable[[int, int], list[list[Series]]]


def _chosen(panel: Panel, params: Params) -> tuple[Nodes, Meetings]:
    series = all_series(panel, params)
    if len(series) < 2:
        raise CannotAnalyse("one_series")
    if len(series) > MOST_SERIES:
        raise CannotAnalyse("too_many", have=len(series), most=MOST_SERIES)
    nodes = [(one.tool, one.source) for one in series]
    return nodes, lambda first, second: [[series[first], series[second]]]


def _pooled(panel: Panel, params: Params) -> tuple[Nodes, Meetings]:
    sources = [
        source
        for source in several(params, "source")
        if any(panel.has(tool, source) for tool in panel.tools)
    ]
    if len(sources) < 2:
        raise CannotAnalyse("one_series")

    def meetings(first: int, second: int) -> list[list[Series]]:
        names = (sources[first], sources[second])
        both = [
            [panel.get(tool, name) for name in names]
            for tool in panel.tools
            if all(panel.has(tool, name) for name in names)
        ]
        windows = [cut(pair, params) for pair in both]
        return [pair for pair in windows if all(one.n for one in pair)]

    return [("", source) for source in sources], meetings


def _table(
    scope: str, nodes: Nodes, pairs: list[_Pair], absent: list[tuple[int, int, int]]
) -> LeadLag:
    tools = np.array([tool for tool, _ in nodes], dtype=np.str_)
    sources = np.array([source for _, source in nodes], dtype=np.str_)
    ways = [(pair, way) for pair in pairs for way in ("forth", "back")]
    leader = np.array([p.first if way == "forth" else p.second for p, way in ways], dtype=np.int64)
    follower = np.array(
        [p.second if way == "forth" else p.first for p, way in ways], dtype=np.int64
    )
    tests = [pair.found.forth if way == "forth" else pair.found.back for pair, way in ways]
    link_p = np.array([test.p for test in tests])
    lag_p = np.concatenate([pair.found.p for pair in pairs])
    q_values = adjusted(np.concatenate([link_p, lag_p]))
    missing = np.array(absent, dtype=np.int64).reshape(-1, 3)
    counts = [len(pair.found.steps) for pair in pairs]
    return LeadLag(
        scope=scope,
        series__tool=tools,
        series__source=sources,
        link__leader=leader,
        link__follower=follower,
        link__leader_tool=tools[leader],
        link__leader_source=sources[leader],
        link__follower_tool=tools[follower],
        link__follower_source=sources[follower],
        link__cadence=np.array([pair.cadence for pair, _ in ways], dtype=np.str_),
        link__form=np.array([pair.found.form for pair, _ in ways], dtype=np.str_),
        link__n=np.array([pair.found.n for pair, _ in ways], dtype=np.int64),
        link__tools=np.array([pair.found.tools for pair, _ in ways], dtype=np.int64),
        link__order=np.array([test.order for test in tests], dtype=np.int64),
        link__f=np.array([test.f for test in tests]),
        link__p=link_p,
        link__q=q_values[: len(link_p)],
        lag__leader=np.repeat(np.array([pair.first for pair in pairs], dtype=np.int64), counts),
        lag__follower=np.repeat(np.array([pair.second for pair in pairs], dtype=np.int64), counts),
        lag__steps=np.concatenate([pair.found.steps for pair in pairs]),
        lag__n=np.concatenate([pair.found.lag_n for pair in pairs]),
        lag__r=np.concatenate([pair.found.r for pair in pairs]),
        lag__limit=np.concatenate([pair.found.limit for pair in pairs]),
        lag__p=lag_p,
        lag__q=q_values[len(link_p) :],
        absent__first=missing[:, 0],
        absent__second=missing[:, 1],
        absent__n=missing[:, 2],
    )
