"""What one pair of series shows, or a pair of sources over all tools: means, and tests of them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from dashboard_app.analyses.lead_lag.pair import Tested
from dashboard_app.data.panel import Counts, Floats
from dashboard_app.stats.granger import Granger
from dashboard_app.stats.pooling import alikeness, combined, mean_error

REACH = float(norm.ppf(0.975))
"""So many standard errors hold 95 % of what unrelated series show."""


@dataclass(frozen=True)
class Link:
    """Granger's test of one direction: the mean F, the median number of lags, p."""

    f: float
    order: int
    p: float


@dataclass(frozen=True, eq=False)
class Pooled:
    """`forth` and `back`, and at each of the `steps` that all have the mean correlation.

    `limit` is what 95 % of such means of unrelated series stay below, `lag_n` how many values
    meet at a lag, `n` how many dates are shared: medians.
    """

    form: str
    n: int
    tools: int
    forth: Link
    back: Link
    steps: Counts
    r: Floats
    limit: Floats
    p: Floats
    lag_n: Counts


def pooled(found: Sequence[Tested]) -> Pooled:
    """The pairs taken together; a single one is as it was."""
    alike = _alikeness(found)
    reach = min(int(one.lags.max()) for one in found)
    steps = np.arange(-reach, reach + 1)
    kept = [np.abs(one.lags) <= reach for one in found]
    r = np.mean([one.r[keep] for one, keep in zip(found, kept, strict=True)], axis=0)
    errors = np.array([one.error[keep] for one, keep in zip(found, kept, strict=True)])
    error = mean_error(errors, alike)
    forms = {one.form for one in found}
    return Pooled(
        form=forms.pop() if len(forms) == 1 else "mixed",
        n=_median([one.n for one in found]),
        tools=len(found),
        forth=_link([one.forth for one in found], alike),
        back=_link([one.back for one in found], alike),
        steps=steps,
        r=r,
        limit=REACH * error,
        p=2 * norm.sf(np.abs(r) / error),
        lag_n=_median([len(one.months) for one in found]) - np.abs(steps),
    )


def _alikeness(found: Sequence[Tested]) -> Floats:
    months = np.unique(np.concatenate([one.months for one in found]))
    innovations = np.full((2, len(found), len(months)), np.nan)
    for row, one in enumerate(found):
        innovations[:, row, np.searchsorted(months, one.months)] = one.innovations
    return alikeness(*innovations)


def _link(tests: list[Granger], alike: Floats) -> Link:
    degrees = np.array([test.order for test in tests], dtype=np.float64)
    p = combined(np.array([test.p for test in tests]), degrees, alike)
    return Link(float(np.mean([test.f for test in tests])), _median(degrees.tolist()), p)


def _median(values: Sequence[float]) -> int:
    return round(float(np.median(values)))
