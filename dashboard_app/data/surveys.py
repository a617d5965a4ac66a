"""When Bain's surveys were held, and how many people answered each."""

import numpy as np

from dashboard_app.data.panel import Counts, Months
from dashboard_app.data.rows import UNKNOWN
from dashboard_app.data.sources import SURVEY_RESPONDENTS

SURVEY_MONTHS: Months = np.array(
    [f"{year}-01" for year in sorted(SURVEY_RESPONDENTS)], dtype="datetime64[M]"
)


def respondents(months: Months) -> Counts:
    """The respondents of the survey in each of these months, UNKNOWN where there was none."""
    known = {f"{year}-01": size for year, size in SURVEY_RESPONDENTS.items()}
    return np.array([known.get(str(month), UNKNOWN) for month in months], dtype=np.int64)
