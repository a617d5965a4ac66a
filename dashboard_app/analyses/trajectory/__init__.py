"""Trajectory: how do two sources go through time together? A path in space, or in the plane."""

from pathlib import Path

from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analyses.trajectory.compute import Trajectory, compute
from dashboard_app.analyses.trajectory.figure import draw, tell
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, source, tool

ANALYSIS = Analysis(
    id="trajectory",
    family=Family.TRENDS,
    cost=Cost.QUICK,
    version=2,
    params=(
        tool(),
        source("x_source"),
        source("y_source"),
        *WINDOW,
        choice("view", "3d", "2d"),
    ),
    result=Trajectory,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
