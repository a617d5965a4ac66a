"""Everything that can be asked of one tool, answered at once: the analysis made of analyses."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from dashboard_app.analyses.report.compute import Report, compute, gather
from dashboard_app.analyses.report.figure import draw, tell
from dashboard_app.analysis import Analysis, Cost, Family
from dashboard_app.params import tool

FOLDER = Path(__file__).parent
VERSION = 1


def over(analyses: Sequence[Analysis[Any]]) -> Analysis[Report]:
    """The report over these analyses: handed in, since no analysis imports another.

    Its version rises with any of theirs, for its answer holds their answers.
    """
    return Analysis(
        id="report",
        family=Family.LANDSCAPE,
        cost=Cost.LONG,
        version=VERSION + sum(analysis.version for analysis in analyses),
        params=(tool(),),
        result=Report,
        compute=partial(compute, analyses),
        draw=partial(draw, {analysis.id: analysis for analysis in analyses}),
        tell=tell,
        folder=FOLDER,
        gather=partial(gather, analyses),
    )
