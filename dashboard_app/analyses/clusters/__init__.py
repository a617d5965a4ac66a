"""Clusters: which tools share a course?"""

from pathlib import Path

from dashboard_app.analyses.clusters.compute import Clusters, compute
from dashboard_app.analyses.clusters.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import integer, source

ANALYSIS = Analysis(
    id="clusters",
    family=Family.LANDSCAPE,
    cost=Cost.LONG,
    version=4,
    params=(source(), *WINDOW, integer("groups", 0, 0, 8)),
    result=Clusters,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
