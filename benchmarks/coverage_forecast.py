"""Coverage of the forecast's 95 % intervals: the future of simulated series is known."""

from collections.abc import Iterator

import numpy as np

from benchmarks.answering import answer
from benchmarks.coverage_cell import NOISES, Cell, Random, Trial, inside, noise
from dashboard_app.analyses.forecast import ANALYSIS
from dashboard_app.data.panel import Floats, Panel
from trials.published import panel_of, series_of

LENGTHS = {"google_trends": 240, "google_books": 73, "bain_usability": 13}
SHARES = {"google_trends": 0.15, "google_books": 0.25, "bain_usability": 0.75}
"""The fewer, the longer one forecast with its backtest takes."""
FAR = 500.0
"""Level of the series, so far from zero that no limit of what a value can be is met."""
SLOPE = 0.2
SEASON = 3.0


def cells() -> Iterator[Cell]:
    """Each source's length and cadence, each memory of noise, with a trend and without.

    A trial judges one of the steps that are shown, each as often as the others.
    """
    for source, n in LENGTHS.items():
        for name, memory in NOISES.items():
            for slope in (0.0, SLOPE):
                kind = f"{'line' if slope else 'level'} + {name}"
                trial = _interval(source, n, memory, slope)
                yield Cell("forecast", source, kind, n, trial, share=SHARES[source])


def _interval(source: str, n: int, memory: float, slope: float) -> Trial:
    def trial(random: Random) -> bool | None:
        most = 12
        made = FAR + slope * np.arange(n + most) + noise(n + most, memory, random)[0]
        if source == "google_trends":
            made = made + SEASON * np.sin(np.arange(n + most) * np.pi / 6)
        limits = _limits(panel_of(series_of(made[:n], source=source)), source)
        if limits is None:
            return None
        low, high = limits
        step = int(random.integers(len(low)))
        return inside(low[step], made[n + step], high[step])

    return trial


def _limits(panel: Panel, source: str) -> tuple[Floats, Floats] | None:
    raw = {"source": [source], "tool": list(panel.tools)}
    found = answer(ANALYSIS, panel, raw)
    return None if found is None else (found.forecast__low_95, found.forecast__high_95)
