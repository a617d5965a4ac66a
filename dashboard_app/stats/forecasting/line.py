"""A robust straight line through the last values, drawn on."""

from collections.abc import Sequence

import numpy as np

from dashboard_app.data.panel import Floats


def sen_line(values: Floats, origins: Sequence[int], horizon: int, length: int) -> Floats:
    """At each origin the line of Sen (1968, j. am. stat. assoc. 63:1379), drawn on.

    Its slope is the median of those of all pairs among the last `length` values, its height
    the median that the slope leaves: (origins, horizon).
    """
    steps = np.arange(1, horizon + 1)
    rows = []
    for origin in origins:
        last = values[max(origin - length, 0) : origin]
        # Times end with 0, the last value's own.
        times = np.arange(len(last)) - (len(last) - 1)
        early, late = np.triu_indices(len(last), 1)
        slopes = (last[late] - last[early]) / (late - early)
        slope = float(np.median(slopes)) if len(slopes) else 0.0
        rows.append(np.median(last - slope * times) + slope * steps)
    return np.array(rows)
