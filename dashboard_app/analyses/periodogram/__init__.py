"""Periodogram: are there cycles? Peaks against red noise, over all frequencies at once."""

from pathlib import Path

from dashboard_app.analyses.periodogram.compute import Periodogram, compute
from dashboard_app.analyses.periodogram.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, number, source, tool

ANALYSIS = Analysis(
    id="periodogram",
    family=Family.CYCLES,
    cost=Cost.QUICK,
    version=3,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("transform", "none", "log", "log10"),
        choice("detrend", "line", "mean"),
        number("taper", 0.1, 0.0, 0.5),
    ),
    result=Periodogram,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
