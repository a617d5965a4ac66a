"""Lead and lag: which source moves first?"""

from pathlib import Path

from dashboard_app.analyses.lead_lag.compute import LeadLag, compute
from dashboard_app.analyses.lead_lag.figure import draw, tell
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, integer, sources, tools

ANALYSIS = Analysis(
    id="lead_lag",
    family=Family.RELATIONS,
    cost=Cost.LONG,
    version=5,
    params=(
        tools(most=6),
        sources(),
        *WINDOW,
        choice("scope", "chosen", "pooled"),
        choice("form", "auto", "levels", "differenced"),
        integer("order", 0, 0, 12),
        choice("season", "auto", "removed", "kept"),
    ),
    result=LeadLag,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
