"""Diffusion: which life cycle does the tool follow, and where in it does it stand?"""

from pathlib import Path

from dashboard_app.analyses.diffusion.compute import Diffusion, compute
from dashboard_app.analyses.diffusion.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, integer, source, tool

ANALYSIS = Analysis(
    id="diffusion",
    family=Family.LIFE_CYCLE,
    cost=Cost.LONG,
    version=6,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("cadence", "auto", "own", "yearly"),
        integer("rounds", 500, 100, 2000),
    ),
    result=Diffusion,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
