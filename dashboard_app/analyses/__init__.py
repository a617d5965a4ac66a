"""The registry: every question that the dashboard can ask, one line each."""

from typing import Any

from dashboard_app.analysis import Analysis

ANALYSES: tuple[Analysis[Any], ...] = ()

BY_ID: dict[str, Analysis[Any]] = {analysis.id: analysis for analysis in ANALYSES}
