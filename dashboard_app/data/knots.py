"""Which months of an interpolated line were observed, read off the line itself.

A cubic spline is one polynomial between two observations, so its fourth divided difference
vanishes there, and jumps where it passes through an observation. A survey that was held but
did not ask about a tool is a smooth point of that tool's line. Against the raw files of the
16 tools at hand the differences at true surveys are above 5e-14, at others below 3e-20.
"""

from enum import Enum

import numpy as np

from dashboard_app.data.panel import Floats, Months

ORDER = 4
SMOOTH_BELOW = 1e-16
"""Index points per day to the fourth, for a line that spans 0..100."""


class Point(Enum):
    """What the line tells about one month."""

    KNOT = "knot"
    SMOOTH = "smooth"
    HIDDEN = "hidden"
    """The line is clipped or level here, and tells nothing."""


def points(months: Months, values: Floats, asked: Months) -> dict[np.datetime64, Point]:
    """What the line through `months` and `values` tells about each of the months `asked`.

    The first and the last month of the line are always knots. A spline that is forced to be
    smooth at its outermost inner knots ("not a knot") hides them; where both ends look so,
    only what lies between two certain knots is called smooth.
    """
    days = months.astype("datetime64[D]").astype(np.float64)
    jumps = np.abs(_divided_difference(days, values))
    told = {month: _point(int(at), values, jumps) for month, at in _places(months, asked)}
    inner = [month for month, point in told.items() if months[0] < month < months[-1]]
    clear = [month for month in inner if told[month] is not Point.HIDDEN]
    if clear and told[clear[0]] is told[clear[-1]] is Point.SMOOTH:
        knots = [month for month in inner if told[month] is Point.KNOT]
        for month in inner:
            between = knots and knots[0] < month < knots[-1]
            if told[month] is Point.SMOOTH and not between:
                told[month] = Point.HIDDEN
    return told


def _places(months: Months, asked: Months) -> list[tuple[np.datetime64, np.int64]]:
    there = asked[np.isin(asked, months)]
    return list(zip(there, np.searchsorted(months, there), strict=True))


def _point(at: int, values: Floats, jumps: Floats) -> Point:
    if at == 0 or at == len(values) - 1:
        return Point.KNOT
    # The differences over five months that have this month strictly inside.
    starts = range(max(0, at - ORDER + 1), min(at, len(jumps)))
    seen = [jumps[start] for start in starts if _tells(values[start : start + ORDER + 1])]
    if not seen:
        return Point.HIDDEN
    return Point.SMOOTH if max(seen) < SMOOTH_BELOW else Point.KNOT


def _tells(window: Floats) -> bool:
    return bool(window.min() > 0 and window.max() < 100 and np.ptp(window) > 0)


def _divided_difference(days: Floats, values: Floats) -> Floats:
    difference = values
    for step in range(1, ORDER + 1):
        difference = np.diff(difference) / (days[step:] - days[:-step])
    return difference
