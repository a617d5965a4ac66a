"""Change points: when did the level turn, how often, and how sure are the dates?"""

from pathlib import Path

from dashboard_app.analyses.change_points.compute import ChangePoints, compute
from dashboard_app.analyses.change_points.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, integer, source, tool

ANALYSIS = Analysis(
    id="change_points",
    family=Family.LIFE_CYCLE,
    cost=Cost.LONG,
    version=4,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("criterion", "sequential", "bic"),
        integer("max_breaks", 5, 1, 8),
        integer("min_segment", 0, 0, 240),
    ),
    result=ChangePoints,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
