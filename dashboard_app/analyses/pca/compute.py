"""The components of the chosen series at their common dates, each with its doubt."""

from dataclasses import dataclass

import numpy as np

from dashboard_app.analyses.selection import all_series, text
from dashboard_app.analysis import CannotAnalyse, Progress
from dashboard_app.data.cadence import Meeting, meet
from dashboard_app.data.panel import Counts, Floats, Months, Panel, Series, Texts
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Params
from dashboard_app.stats.components import (
    as_scores,
    components,
    parallel_limits,
    resampled,
    stand_out,
    surrogates,
)
from dashboard_app.stats.detrend import change_form, still_varies

LEAST = 10
ENOUGH = 20
"""With fewer common dates than this, surveys give way to the other sources, if two are left."""
MOST_SERIES = 24
ROUNDS = 199
SEED = 1965


@dataclass(frozen=True, eq=False)
class Pca:
    """`component` has one row each, `loading` one for each component and series.

    `matrix` says of which matrix. `loading__value` are unit vectors, `loading__scaled` the
    correlations of series and component. `component__limit` is the eigenvalue that unrelated
    series with the same memory stay below in 96 of 100 cases; `retained` components lie above.
    `absent` are series left out because they share too few dates with the others.
    """

    form: str
    matrix: str
    cadence: str
    n: int
    retained: int
    series__tool: Texts
    series__source: Texts
    component__number: Counts
    component__sd: Floats
    component__share: Floats
    component__share_low: Floats
    component__share_high: Floats
    component__cumulative: Floats
    component__eigenvalue: Floats
    component__limit: Floats
    component__congruence: Floats
    loading__component: Counts
    loading__tool: Texts
    loading__source: Texts
    loading__value: Floats
    loading__low: Floats
    loading__high: Floats
    loading__scaled: Floats
    score__component: Counts
    score__month: Months
    score__value: Floats
    absent__tool: Texts
    absent__source: Texts


def compute(panel: Panel, params: Params, progress: Progress) -> Pca:
    """The components of the correlation or the covariance matrix."""
    series, absent = _chosen(all_series(panel, params))
    together = meet(series)
    _need(series, together)
    form = text(params, "form")
    months, values = change_form(together.months, together.values, form)
    if not still_varies(values, together.values):
        raise CannotAnalyse("constant")
    random = np.random.default_rng(SEED)
    matrix = text(params, "matrix")
    scaled = matrix == "correlation"
    found = components(values, scaled)
    limits = parallel_limits(surrogates(values, ROUNDS, random), scaled)
    again = resampled(values, found, ROUNDS, random, scaled)
    low, high = again.interval(again.loadings)
    share_low, share_high = again.interval(again.shares)
    width = len(series)
    number = np.arange(1, width + 1)
    sd = np.sqrt(found.eigenvalues)
    entered = as_scores(values, scaled)
    scores = entered @ found.loadings
    shown = min(width, max(2, stand_out(found.eigenvalues, limits)), 3)
    tools = np.array([one.tool for one in series], dtype=np.str_)
    sources = np.array([one.source for one in series], dtype=np.str_)
    return Pca(
        form=form,
        matrix=matrix,
        cadence=together.cadence.value,
        n=len(months),
        retained=stand_out(found.eigenvalues, limits),
        series__tool=tools,
        series__source=sources,
        component__number=number,
        component__sd=sd,
        component__share=found.shares,
        component__share_low=share_low,
        component__share_high=share_high,
        component__cumulative=np.cumsum(found.shares),
        component__eigenvalue=found.eigenvalues,
        component__limit=limits,
        component__congruence=np.median(again.congruence, axis=0),
        loading__component=np.repeat(number, width),
        loading__tool=np.tile(tools, width),
        loading__source=np.tile(sources, width),
        loading__value=found.loadings.T.ravel(),
        loading__low=low.T.ravel(),
        loading__high=high.T.ravel(),
        loading__scaled=(found.loadings * sd / entered.std(axis=0, ddof=1)[:, None]).T.ravel(),
        score__component=np.repeat(number[:shown], len(months)),
        score__month=np.tile(months, shown),
        score__value=scores[:, :shown].T.ravel(),
        absent__tool=np.array([one.tool for one in absent], dtype=np.str_),
        absent__source=np.array([one.source for one in absent], dtype=np.str_),
    )


def _chosen(series: list[Series]) -> tuple[list[Series], list[Series]]:
    """The series to analyse, and the surveys that give way because they meet too seldom."""
    surveys = [one for one in series if one.cadence == Cadence.SURVEY]
    others = [one for one in series if one.cadence != Cadence.SURVEY]
    if surveys and len(others) >= 2 and meet(series).n < ENOUGH <= 2 * meet(others).n:
        return others, surveys
    return series, []


def _need(series: list[Series], together: Meeting) -> None:
    if len(series) < 2:
        raise CannotAnalyse("one_series")
    if len(series) > MOST_SERIES:
        raise CannotAnalyse("too_many", have=len(series), most=MOST_SERIES)
    least = max(LEAST, len(series) + 3)
    if together.n < least:
        raise CannotAnalyse("few_dates", have=together.n, need=least, series=len(series))
    if min(np.ptp(together.values, axis=0)) == 0:
        raise CannotAnalyse("constant")
