"""Scores of forecasts as rows of a table, and R's forecasts as r_forecasts.R writes them."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dashboard_app.data.panel import Floats

MONTHLY_SOURCES = ("google_trends", "crossref")

Forecasts = Mapping[tuple[str, str, str], Mapping[str, tuple[Floats, Floats, Floats]]]
"""By tool, source and last known month: each method's means and 95 % limits."""


@dataclass
class Scores:
    """MASE and share inside the 95 % interval, one entry a forecast, by source."""

    mase: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    held: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, source: str, mase: float, held: float) -> None:
        """Keep the scores of one forecast."""
        self.mase[source].append(mase)
        self.held[source].append(held)

    @property
    def sources(self) -> list[str]:
        """The sources that have a forecast."""
        return list(self.mase)

    def mean(self, source: str) -> float:
        """The mean MASE on one source; NaN where it has none."""
        return float(np.mean(self.mase[source])) if self.mase.get(source) else float("nan")

    def covered(self, source: str) -> float:
        """The share of one source's targets inside their intervals; NaN without intervals."""
        return float(np.mean(self.held[source])) if self.held.get(source) else float("nan")


def columns() -> str:
    """The head of the table."""
    return f"{'mean MASE':>10}{'GT':>8}{'CR':>8}{'median':>8}{'cover':>8}{'GT':>8}{'CR':>8}{'n':>6}"


def line(method: str, scores: Scores) -> str:
    """One method's row: all, Google Trends, Crossref, median; coverage of the same three."""
    every = [one for values in scores.mase.values() for one in values]
    held = [one for values in scores.held.values() for one in values]
    trends, crossref = MONTHLY_SOURCES
    return (
        written(
            method,
            float(np.mean(every)),
            scores.mean(trends),
            scores.mean(crossref),
            float(np.median(every)),
            float(np.mean(held)),
        )
        + f"{scores.covered(trends):>8.3f}{scores.covered(crossref):>8.3f}{len(every):>6}"
    )


def written(
    method: str, mean: float, trends: float, crossref: float, median: float, held: float
) -> str:
    """The first columns of a row."""
    return f"{method:<32}{mean:>10.4f}{trends:>8.3f}{crossref:>8.3f}{median:>8.3f}{held:>8.3f}"


def read_r(path: Path) -> Forecasts:
    """R's forecasts; the rows of one forecast follow each other, its steps in order."""
    rows: dict[tuple[str, str, str], dict[str, list[tuple[float, ...]]]]
    rows = defaultdict(lambda: defaultdict(list))
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            numbers = tuple(float(row[name]) for name in ("mean", "low", "high"))
            rows[row["tool"], row["source"], row["cut"]][row["method"]].append(numbers)
    return {key: {method: _three(steps) for method, steps in found.items()}
            for key, found in rows.items()}  # fmt: skip


def _three(steps: list[tuple[float, ...]]) -> tuple[Floats, Floats, Floats]:
    mean, low, high = np.array(steps, dtype=np.float64).T
    return mean, low, high
