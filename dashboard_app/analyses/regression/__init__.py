"""Regression: how does one series go with another?"""

from pathlib import Path

from dashboard_app.analyses.regression.compute import Regression, compute
from dashboard_app.analyses.regression.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, integer, source, tool

ANALYSIS = Analysis(
    id="regression",
    family=Family.RELATIONS,
    cost=Cost.QUICK,
    version=6,
    params=(
        tool(),
        tool("y_tool", optional=True),
        source("x_source"),
        source("y_source"),
        *WINDOW,
        choice("form", "levels", "detrended", "differenced"),
        choice("degree", "auto", "1", "2", "3", "4"),
        integer("lag", -1, -1, 60),
        choice("lag_rule", "root", "newey_west"),
        choice("prewhitening", "no", "yes"),
    ),
    result=Regression,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
