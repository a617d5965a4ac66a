"""A series as its source gave it: true dates and raw units, before anything is made of it."""

from dataclasses import dataclass

import numpy as np

from dashboard_app.data.panel import Counts, Floats, Months
from dashboard_app.data.rows import UNKNOWN
from dashboard_app.data.sources import BY_ID, Cadence
from dashboard_app.data.surveys import respondents


@dataclass(frozen=True, eq=False)
class RawSeries:
    """Observations of one tool in one source: sorted, without repeats, without missing values."""

    tool: str
    source: str
    months: Months
    values: Floats

    @property
    def respondents(self) -> Counts:
        """The respondents of each survey, UNKNOWN where it is no survey or one of unknown size."""
        if BY_ID[self.source].cadence is not Cadence.SURVEY:
            return np.full(len(self.months), UNKNOWN)
        return respondents(self.months)
