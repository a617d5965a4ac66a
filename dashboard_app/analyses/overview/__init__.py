"""Overview: all tools at a glance. Level, trend, season and phase in one source."""

from pathlib import Path

from dashboard_app.analyses.overview.compute import Overview, compute
from dashboard_app.analyses.overview.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, source

ANALYSIS = Analysis(
    id="overview",
    family=Family.LANDSCAPE,
    cost=Cost.QUICK,
    version=5,
    params=(
        source(),
        *WINDOW,
        choice("view", "heatmap", "ranking"),
        choice("sort", "peak", "level", "trend", "season", "name"),
    ),
    result=Overview,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
    quick_tools=30,
)
