"""The five sources: how often each one observes, and in which unit."""

from dataclasses import dataclass
from enum import StrEnum


class Cadence(StrEnum):
    """How often a source observes, from the finest to the coarsest."""

    MONTHLY = "monthly"
    YEARLY = "yearly"
    SURVEY = "survey"

    @property
    def coarseness(self) -> int:
        """0 for the finest cadence; series of several cadences meet at the largest."""
        return list(Cadence).index(self)


@dataclass(frozen=True)
class Source:
    """One source: its table in data.db, its name in tool_notes, what its raw files hold."""

    id: str
    notes_name: str
    file_prefix: str
    cadence: Cadence
    raw_unit: str


SOURCES: tuple[Source, ...] = (
    Source("google_trends", "Google_Trends", "GT", Cadence.MONTHLY, "search_index"),
    Source("google_books", "Google_Books", "GB", Cadence.YEARLY, "relative_frequency"),
    Source("bain_usability", "BAIN_Ind_Usabilidad", "BU", Cadence.SURVEY, "percent"),
    Source("bain_satisfaction", "BAIN_Ind_Satisfacción", "BS", Cadence.SURVEY, "mean_score"),
    Source("crossref", "Crossref", "CR", Cadence.MONTHLY, "share_of_works"),
)

SOURCE_IDS: tuple[str, ...] = tuple(source.id for source in SOURCES)
BY_ID: dict[str, Source] = {source.id: source for source in SOURCES}

# A survey stands at January of its year. Respondents as Bain published them.
SURVEY_RESPONDENTS: dict[int, int] = {
    1993: 500,
    1996: 784,
    1999: 475,
    2000: 214,
    2002: 708,
    2004: 960,
    2006: 1221,
    2008: 1430,
    2010: 1230,
    2012: 1208,
    2014: 1067,
    2017: 1268,
    2022: 1068,
}


def coarsest(cadences: list[Cadence]) -> Cadence:
    """The cadence at which series of these cadences can meet."""
    return max(cadences, key=lambda cadence: cadence.coarseness)
