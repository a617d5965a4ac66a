"""Every pair of series, in three forms, by two methods, corrected for multiple testing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from dashboard_app.analyses.selection import all_series, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import Meeting, meet
from dashboard_app.data.panel import Counts, Floats, Panel, Series, Texts
from dashboard_app.params import Params
from dashboard_app.stats.association import Association, associate, memory_of, ranks
from dashboard_app.stats.detrend import FORMS, change_form, still_varies
from dashboard_app.stats.fdr import adjusted

LEAST = 8
MOST_SERIES = 30
METHODS = ("pearson", "spearman")


@dataclass(frozen=True, eq=False)
class Correlation:
    """One row of `pair` for each pair, form and method; `q` is the false discovery rate.

    `n` is the number of dates that the two share at the coarser of their cadences, `n_effective`
    the number of independent dates that would tell as much. `absent` are the pairs that share fewer
    than 8, or of which one does not vary.
    """

    method: str
    series__tool: Texts
    series__source: Texts
    pair__x: Counts
    pair__y: Counts
    pair__x_tool: Texts
    pair__x_source: Texts
    pair__y_tool: Texts
    pair__y_source: Texts
    pair__cadence: Texts
    pair__form: Texts
    pair__method: Texts
    pair__n: Counts
    pair__n_effective: Floats
    pair__r: Floats
    pair__low: Floats
    pair__high: Floats
    pair__p: Floats
    pair__q: Floats
    absent__x: Counts
    absent__y: Counts
    absent__n: Counts


@dataclass(frozen=True)
class _Row:
    x: int
    y: int
    cadence: str
    form: str
    method: str
    n: int
    found: Association


def compute(panel: Panel, params: Params, progress: Progress) -> Correlation:
    """All pairs of the chosen series, each at the coarser cadence of the two."""
    series = all_series(panel, params)
    if len(series) < 2:
        raise CannotAnalyse("one_series")
    if len(series) > MOST_SERIES:
        raise CannotAnalyse("too_many", have=len(series), most=MOST_SERIES)
    rows: list[_Row] = []
    absent: list[tuple[int, int, int]] = []
    known: dict[tuple[object, ...], Floats] = {}
    for x, y in combinations(range(len(series)), 2):
        together = meet([series[x], series[y]])
        found = list(_pair(x, y, together, known)) if together.n >= LEAST else []
        if not found:
            absent.append((x, y, together.n))
        rows += found
    if not rows:
        raise CannotAnalyse("no_pair", have=max(n for *_, n in absent), need=LEAST)
    return _table(text(params, "method"), series, rows, absent)


def _pair(
    x: int, y: int, together: Meeting, known: dict[tuple[object, ...], Floats]
) -> Iterator[_Row]:
    for form in FORMS:
        _, values = change_form(together.months, together.values, form)
        if not still_varies(values, together.values):
            continue
        for method in METHODS:
            columns = [
                values[:, side] if method == "pearson" else ranks(values[:, side])
                for side in (0, 1)
            ]
            memories = []
            for index, column in zip((x, y), columns, strict=True):
                # The same series meets most others at the same dates.
                key = (index, form, method, together.cadence, together.n, together.months[0])
                if key not in known:
                    known[key] = memory_of(column)
                memories.append(known[key])
            (a, b), (of_a, of_b) = columns, memories
            found = associate(a, b, of_a, of_b, ranked=method == "spearman")
            yield _Row(x, y, together.cadence.value, form, method, len(values), found)


def _table(
    method: str, series: list[Series], rows: list[_Row], absent: list[tuple[int, int, int]]
) -> Correlation:
    tools = np.array([one.tool for one in series], dtype=np.str_)
    sources = np.array([one.source for one in series], dtype=np.str_)
    x, y = (np.array([getattr(row, side) for row in rows], dtype=np.int64) for side in "xy")
    p_values = np.array([row.found.p for row in rows])
    missing = np.array(absent, dtype=np.int64).reshape(-1, 3)
    return Correlation(
        method=method,
        series__tool=tools,
        series__source=sources,
        pair__x=x,
        pair__y=y,
        pair__x_tool=tools[x],
        pair__x_source=sources[x],
        pair__y_tool=tools[y],
        pair__y_source=sources[y],
        pair__cadence=np.array([row.cadence for row in rows], dtype=np.str_),
        pair__form=np.array([row.form for row in rows], dtype=np.str_),
        pair__method=np.array([row.method for row in rows], dtype=np.str_),
        pair__n=np.array([row.n for row in rows], dtype=np.int64),
        pair__n_effective=np.array([row.found.n_effective for row in rows]),
        pair__r=np.array([row.found.r for row in rows]),
        pair__low=np.array([row.found.low for row in rows]),
        pair__high=np.array([row.found.high for row in rows]),
        pair__p=p_values,
        pair__q=adjusted(p_values),
        absent__x=missing[:, 0],
        absent__y=missing[:, 1],
        absent__n=missing[:, 2],
    )
