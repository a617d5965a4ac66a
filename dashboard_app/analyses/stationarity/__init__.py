"""Stationarity: does it wander? Three tests together, and one verdict in words."""

from pathlib import Path

from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analyses.stationarity.compute import LAGS, Stationarity, compute
from dashboard_app.analyses.stationarity.figure import draw, tell
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, source, tool

ANALYSIS = Analysis(
    id="stationarity",
    family=Family.LIFE_CYCLE,
    cost=Cost.QUICK,
    version=2,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("around", "line", "level"),
        choice("adf_lags", *LAGS),
        choice("kpss_lags", *LAGS),
    ),
    result=Stationarity,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
