"""An analysis asked directly, without server and store."""

from typing import TypeVar

from dashboard_app.analysis import Analysis, CannotAnalyse, Result, silent
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, Raw, parse

R = TypeVar("R", bound=Result)


def answer(analysis: Analysis[R], panel: Panel, raw: Raw) -> R | None:
    """The result for parameters as the API writes them; None where the data cannot answer."""
    params = parse(analysis.params, raw, Choices(panel.tools, SOURCE_IDS))
    try:
        return analysis.compute(panel, params, silent)
    except CannotAnalyse:
        return None
