"""Trends: how did it go? Each source, or each tool of a comparison, as its observations."""

from pathlib import Path

from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analyses.trends.compute import Trends, compute
from dashboard_app.analyses.trends.figure import draw, tell
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, number, sources, tools

ANALYSIS = Analysis(
    id="trends",
    family=Family.TRENDS,
    cost=Cost.QUICK,
    version=3,
    params=(
        tools(),
        sources(),
        *WINDOW,
        choice("view", "apart", "together"),
        choice("units", "index", "raw"),
        choice("scale", "linear", "log"),
        choice("smoothing", "none", "loess"),
        number("span", 0.3, 0.1, 1.0),
    ),
    result=Trends,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
