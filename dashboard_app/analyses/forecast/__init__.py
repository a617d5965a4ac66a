"""Forecast: what next? Methods that compete on the series' own past, and honest intervals."""

from pathlib import Path

from dashboard_app.analyses.forecast.asked import CONSTANTS, FORMS
from dashboard_app.analyses.forecast.compute import SCALES, Forecast, compute
from dashboard_app.analyses.forecast.figure import draw, tell
from dashboard_app.analyses.forecast.methods import METHODS
from dashboard_app.analyses.selection import WINDOW
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import choice, counts, integer, source, tool

MOST_AHEAD = 36
HIGHEST_ORDER, HIGHEST_SEASONAL = (12, 2, 12), (2, 1, 2)
"""The largest p, d, q of ARIMA that can be asked for, and the largest P, D, Q of its season."""

ANALYSIS = Analysis(
    id="forecast",
    family=Family.OUTLOOK,
    cost=Cost.LONG,
    version=9,
    params=(
        tool(),
        source(),
        *WINDOW,
        choice("method", *METHODS),
        choice("log", *SCALES),
        counts("order", *HIGHEST_ORDER),
        counts("seasonal_order", *HIGHEST_SEASONAL),
        choice("constant", *CONSTANTS),
        choice("form", *FORMS),
        # 0 asks for what is usual: 12 months, 5 years or 2 surveys.
        integer("horizon", 0, 0, MOST_AHEAD),
    ),
    result=Forecast,
    compute=compute,
    draw=draw,
    tell=tell,
    folder=Path(__file__).parent,
)
