"""Means: how high was it in each period? All years, the last 20, 15, 10 and 5, and any range."""

from pathlib import Path

from dashboard_app.analyses.means.compute import Means, compute
from dashboard_app.analyses.means.figure import draw, tell
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import month, sources, tool

ANALYSIS = Analysis(
    id="means",
    family=Family.TRENDS,
    cost=Cost.QUICK,
    version=5,
    params=(tool(), sources(), month("from"), month("to")),
    result=Means,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
