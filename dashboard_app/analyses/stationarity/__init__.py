"""Stationarity: does it wander? Three tests together, and one verdict in words."""

from pathlib import Path

from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analyses.stationarity.compute import LAGS, Stationarity, compute
from dashboard_app.analyses.stationarity.figure import draw, tell
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, number, source, tool
from dashboard_app.stats.zivot_andrews import TRIM

ANALYSIS = Analysis(
    id="stationarity",
    family=Family.LIFE_CYCLE,
    cost=Cost.QUICK,
    version=6,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("around", "line", "level"),
        choice("adf_lags", *LAGS),
        choice("kpss_lags", *LAGS),
        choice("za_model", "both", "level", "slope"),
        choice("za_lags", *LAGS),
        number("za_trim", TRIM, 0.0, 0.25),
    ),
    result=Stationarity,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
