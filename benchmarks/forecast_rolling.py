"""Real coverage where observations are yearly or surveys: the past, from several origins."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from benchmarks.answering import answer
from dashboard_app.analyses.forecast import ANALYSIS
from dashboard_app.analyses.forecast.steps import HABITS
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import Cadence

ORIGINS = 6
"""Origins per series, a whole horizon apart, the last one a horizon before the end."""


def held_elsewhere(panel: Panel) -> Iterator[str]:
    """A line per source that is not monthly: share held, how many forecasts, how many refused."""
    held: dict[str, list[float]] = defaultdict(list)
    refused: dict[str, int] = defaultdict(int)
    for (tool, source), series in panel.series.items():
        if series.cadence == Cadence.MONTHLY:
            continue
        ahead = HABITS[series.cadence].horizon
        for known in range(series.n - ahead, 1, -ahead)[:ORIGINS]:
            raw = {"tool": [tool], "source": [source], "to": [str(series.months[known - 1])]}
            found = answer(ANALYSIS, panel, raw)
            if found is None:
                refused[source] += 1
                continue
            truth = series.values[known : known + ahead]
            low, high = found.forecast__low_95, found.forecast__high_95
            held[source].append(float(np.mean((low <= truth) & (truth <= high))))
    for source, shares in held.items():
        yield (
            f"95 % intervals of {source} held {np.mean(shares):.3f} of what came; "
            f"{len(shares)} forecasts, {refused[source]} refused"
        )
