"""The whole data in memory: every series of every tool, as its observations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard_app.data.sources import SOURCE_IDS, Cadence

Months = NDArray[np.datetime64]  # dtype datetime64[M]
Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Texts = NDArray[np.str_]

INDEX_UNIT = "index_of_own_range"
"""Unit of a series of which only data.db is there: 0..100 of this tool's own range."""


FINGERPRINT_LETTERS = 12
"""So many letters of a fingerprint are shown; two versions of the data never share them."""


def shortened(fingerprint: str) -> str:
    """A fingerprint as it is shown."""
    return fingerprint[:FINGERPRINT_LETTERS]


@dataclass(frozen=True, eq=False)
class Series:
    """One tool as one source saw it: the observations, each with its own date.

    `months` and `values` have one entry per observation, sorted, without repeats and
    without missing values. `guide_months` and `guide_values` are the interpolated months
    of data.db: a line to draw between observations, never an input to a statistic; they
    are empty where the source observes monthly. `respondents` is empty except for surveys
    of known size.
    """

    tool: str
    source: str
    cadence: Cadence
    unit: str
    months: Months
    values: Floats
    guide_months: Months
    guide_values: Floats
    respondents: Counts

    @property
    def n(self) -> int:
        """How many observations there are."""
        return len(self.values)

    def between(self, first: np.datetime64 | None, last: np.datetime64 | None) -> "Series":
        """The observations from month `first` to month `last`, both included; None is open."""

        def inside(months: Months) -> NDArray[np.bool_]:
            keep = np.ones(len(months), dtype=bool)
            if first is not None:
                keep &= months >= first
            if last is not None:
                keep &= months <= last
            return keep

        kept, guided = inside(self.months), inside(self.guide_months)
        return replace(
            self,
            months=self.months[kept],
            values=self.values[kept],
            guide_months=self.guide_months[guided],
            guide_values=self.guide_values[guided],
            respondents=self.respondents[kept] if len(self.respondents) else self.respondents,
        )


@dataclass(frozen=True)
class Oddity:
    """One thing about the input that is odd: what it is, where, and whether it was used.

    `code` names a phrase; `facts` fill its placeholders.
    """

    code: str
    source: str
    tool: str
    used: bool
    facts: Mapping[str, str | int | float]


@dataclass(frozen=True, eq=False)
class Panel:
    """All series of one version of the data, which `fingerprint` names."""

    fingerprint: str
    demo: bool
    tools: tuple[str, ...]
    series: Mapping[tuple[str, str], Series]
    oddities: tuple[Oddity, ...] = ()

    def has(self, tool: str, source: str) -> bool:
        """Whether the source has at least one observation of the tool."""
        return (tool, source) in self.series

    def get(self, tool: str, source: str) -> Series:
        """The series of one tool from one source; KeyError where there is none."""
        return self.series[tool, source]

    def sources_of(self, tool: str) -> tuple[str, ...]:
        """The sources that have this tool, in the fixed order of sources."""
        return tuple(source for source in SOURCE_IDS if (tool, source) in self.series)
