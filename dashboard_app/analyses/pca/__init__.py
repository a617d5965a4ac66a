"""Principal components: what do the chosen series have in common?"""

from pathlib import Path

from dashboard_app.analyses.pca.compute import Pca, compute
from dashboard_app.analyses.pca.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, sources, tools

ANALYSIS = Analysis(
    id="pca",
    family=Family.RELATIONS,
    cost=Cost.QUICK,
    version=4,
    params=(
        tools(most=24),
        sources(),
        *WINDOW,
        choice("form", "detrended", "levels", "differenced"),
        choice("matrix", "correlation", "covariance"),
    ),
    result=Pca,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
