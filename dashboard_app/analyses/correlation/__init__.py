"""Correlation: which series move together, in levels and without their trends?"""

from pathlib import Path

from dashboard_app.analyses.correlation.compute import Correlation, compute
from dashboard_app.analyses.correlation.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, sources, tools

ANALYSIS = Analysis(
    id="correlation",
    family=Family.RELATIONS,
    cost=Cost.QUICK,
    version=2,
    params=(
        tools(most=12),
        sources(),
        *WINDOW,
        choice("method", "pearson", "spearman"),
    ),
    result=Correlation,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
