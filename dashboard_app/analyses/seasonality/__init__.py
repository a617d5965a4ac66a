"""Seasonality: is there a season? STL, its strength, and the profile of the months."""

from pathlib import Path

from dashboard_app.analyses.seasonality.compute import WINDOWS, Seasonality, compute
from dashboard_app.analyses.seasonality.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, source, tool

ANALYSIS = Analysis(
    id="seasonality",
    family=Family.CYCLES,
    cost=Cost.QUICK,
    version=4,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("transform", "none", "log"),
        choice("s_window", *WINDOWS),
        choice("robust", "no", "yes"),
    ),
    result=Seasonality,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
