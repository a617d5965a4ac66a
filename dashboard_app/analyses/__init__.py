"""The registry: every question that the dashboard can ask, in the order in which it offers them."""

from typing import Any

from dashboard_app.analyses import (
    change_points,
    clusters,
    correlation,
    diffusion,
    forecast,
    lead_lag,
    means,
    overview,
    pca,
    periodogram,
    regression,
    report,
    seasonality,
    stationarity,
    trajectory,
    trends,
)
from dashboard_app.analysis import Analysis

SINGLE: tuple[Analysis[Any], ...] = (
    trends.ANALYSIS,
    means.ANALYSIS,
    trajectory.ANALYSIS,
    seasonality.ANALYSIS,
    periodogram.ANALYSIS,
    correlation.ANALYSIS,
    regression.ANALYSIS,
    pca.ANALYSIS,
    lead_lag.ANALYSIS,
    stationarity.ANALYSIS,
    change_points.ANALYSIS,
    diffusion.ANALYSIS,
    forecast.ANALYSIS,
    overview.ANALYSIS,
    clusters.ANALYSIS,
)  # fmt: skip

ANALYSES = (*SINGLE, report.over(SINGLE))

BY_ID: dict[str, Analysis[Any]] = {analysis.id: analysis for analysis in ANALYSES}
