"""Tools grouped by the shape of their course in one source: how many groups, how distinct."""

from dataclasses import dataclass, replace

import numpy as np

from dashboard_app.analyses.selection import cut, number
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import meet, yearly
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Series, Texts
from dashboard_app.data.sources import SOURCE_IDS, Cadence
from dashboard_app.params import Params
from dashboard_app.stats.grouping import by_chance, grouping, standardised_rows
from dashboard_app.stats.medoids import stability
from dashboard_app.stats.monte_carlo import monte_carlo_p
from dashboard_app.stats.msm import msm_distances

FEWEST_TOOLS = 4
LEAST = 8
MOST_GROUPS = 8
ROUNDS = 50
UNRELATED_ROUNDS = 99
SEED = 2013


@dataclass(frozen=True, eq=False)
class Clusters:
    """`tool` has one row each with its group from 1 on, `group` one for each group.

    `course` holds the standardised course of each tool at the dates that all share. `try` has the
    mean silhouette of each number of groups. `unrelated_p` is how likely one as high is among
    unrelated courses with the same autocorrelation, and `unrelated_silhouette` the 95th percentile
    among those. `absent` are tools without observations in the window, or whose course does not
    vary.
    """

    source: str
    cadence: str
    n: int
    groups: int
    silhouette: float
    unrelated_p: float
    unrelated_silhouette: float
    tool__name: Texts
    tool__group: Counts
    tool__silhouette: Floats
    group__number: Counts
    group__size: Counts
    group__medoid: Texts
    group__stability: Floats
    course__tool: Texts
    course__month: Months
    course__value: Floats
    try__groups: Counts
    try__silhouette: Floats
    absent__tool: Texts


def compute(panel: Panel, params: Params, progress: Progress) -> Clusters:
    """The tools of one source, grouped."""
    progress(0.0, "progress_distances")
    source = _source(panel, params)
    kept, months, courses = _courses(panel, source, params)
    cadence = kept[0].cadence.value
    distances = msm_distances(courses)
    progress(0.4, "progress_groups")
    random = np.random.default_rng(SEED)
    asked = min(int(number(params, "groups")), len(kept) - 1)
    counts = np.arange(2, min(MOST_GROUPS, len(kept) - 1) + 1)
    tried = [grouping(distances, int(count), random) for count in counts]
    means = np.array([one.silhouette for one in tried])
    best = int(np.flatnonzero(counts == asked)[0]) if asked >= 2 else int(np.argmax(means))
    groups = tried[best].groups
    progress(0.5, "progress_stability")
    firm = stability(distances, groups, ROUNDS, random)
    progress(0.6, "progress_unrelated")
    compared = counts[best : best + 1] if asked >= 2 else counts
    own, unrelated = by_chance(courses, compared, UNRELATED_ROUNDS, random)
    names = np.array([one.tool for one in kept], dtype=np.str_)
    present = set(names.tolist())
    size = np.bincount(groups, minlength=int(counts[best]))
    return Clusters(
        source=source,
        cadence=cadence,
        n=len(months),
        groups=int(counts[best]),
        silhouette=float(means[best]),
        unrelated_p=monte_carlo_p(own, unrelated),
        # The 95th of 99: one that is higher has a p of 0.05 or less.
        unrelated_silhouette=float(np.sort(unrelated)[-5]),
        tool__name=names,
        tool__group=groups + 1,
        tool__silhouette=tried[best].widths,
        group__number=np.arange(1, int(counts[best]) + 1),
        group__size=size,
        group__medoid=names[tried[best].medoids],
        group__stability=firm,
        course__tool=np.repeat(names, len(months)),
        course__month=np.tile(months, len(names)),
        course__value=courses.ravel(),
        try__groups=counts,
        try__silhouette=means,
        absent__tool=np.array([t for t in panel.tools if t not in present], dtype=np.str_),
    )


def _courses(panel: Panel, source: str, params: Params) -> tuple[list[Series], Months, Floats]:
    """The series that vary, the dates that all have, and there each course standardised."""
    tools = [tool for tool in panel.tools if panel.has(tool, source)]
    windows = cut([panel.get(tool, source) for tool in tools], params)
    series = [_by_year(one) for one in windows]
    kept = [one for one in series if one.n and np.ptp(one.values) > 0]
    if len(kept) < FEWEST_TOOLS:
        raise CannotAnalyse("few_tools", have=len(kept), need=FEWEST_TOOLS)
    together = meet(kept)
    if together.n < LEAST:
        raise CannotAnalyse("too_short", have=together.n, need=LEAST)
    varied = np.ptp(together.values, axis=0) > 0
    if varied.sum() < FEWEST_TOOLS:
        raise CannotAnalyse("few_tools", have=int(varied.sum()), need=FEWEST_TOOLS)
    values = together.values[:, varied]
    same = [one for one, varies in zip(kept, varied, strict=True) if varies]
    return same, together.months, standardised_rows(values.T)


def _source(panel: Panel, params: Params) -> str:
    if params["source"] is not None:
        return str(params["source"])
    there = [s for s in SOURCE_IDS if any(panel.has(tool, s) for tool in panel.tools)]
    if not there:
        raise CannotAnalyse("few_tools", have=0, need=FEWEST_TOOLS)
    return there[0]


def _by_year(series: Series) -> Series:
    """Months as means of complete years: a shape of years, not of seasons."""
    if series.cadence != Cadence.MONTHLY:
        return series
    months, values = yearly(series)
    return replace(series, cadence=Cadence.YEARLY, months=months, values=values)
