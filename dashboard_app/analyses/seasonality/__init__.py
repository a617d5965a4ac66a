"""Seasonality: is there a season? STL, its strength, and the profile of the months."""

from pathlib import Path

from dashboard_app.analyses.seasonality.compute import WINDOWS, Seasonality, compute
from dashboard_app.analyses.seasonality.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, integer, source, tool

ANALYSIS = Analysis(
    id="seasonality",
    family=Family.CYCLES,
    cost=Cost.QUICK,
    version=6,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("transform", "none", "log"),
        choice("s_window", *WINDOWS),
        # 0 leaves the window of the trend to the rule of R's stl.
        integer("t_window", 0, 0, 2000),
        choice("robust", "no", "yes"),
    ),
    result=Seasonality,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
