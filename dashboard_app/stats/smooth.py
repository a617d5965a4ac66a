"""Loess: a locally weighted regression through unevenly spaced points."""

from dashboard_app.data.panel import Floats

LEAST_TO_SMOOTH = 8
"""Below this many points a local line would rest on fewer than three."""


def loess(x: Floats, y: Floats, span: float) -> Floats:
    """Cleveland's robust locally weighted line at each x; `span` is the share of points used."""
    # Not above: statsmodels brings pandas, 40 MB that the job runner would hold all the time.
    from statsmodels.nonparametric.smoothers_lowess import lowess

    share = max(span, 4 / len(x))
    return lowess(y, x, frac=min(share, 1.0), it=3, return_sorted=False)  # type: ignore[no-any-return]
