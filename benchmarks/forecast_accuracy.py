"""How well the forecast does on real monthly series, beside R's forecast package.

    python -m benchmarks.forecast_accuracy [data.db] [--r r_forecasts.csv] [--series series.csv]

Each monthly series is cut at the end of 2018, 2019, 2020, 2021 and 2022 and forecast 12 months
ahead from 2004-01, by the analysis that the dashboard runs. Without an argument, data.db is
looked for in DATA_DIR. The other methods of the answer are scored on the same targets. With
R's forecasts of the same series (see r_forecasts.R) R is scored on them too, and each source
is compared with the best of R's methods; without, R's table of all 23 tools is printed. The
other sources are forecast from the past too, and it is counted what their intervals held.
"""

import argparse
import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.answering import answer
from benchmarks.forecast_rolling import held_elsewhere
from benchmarks.forecast_scores import Forecasts, Scores, columns, line, read_r, written
from benchmarks.real_data import add_database, panel_at
from dashboard_app.analyses.forecast import ANALYSIS
from dashboard_app.analyses.forecast.asked import Asked
from dashboard_app.analyses.forecast.methods import METHODS, run_all
from dashboard_app.analysis import silent
from dashboard_app.data.panel import Floats, Panel, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.stats.calendar import even
from dashboard_app.stats.mase import naive_scale

FIRST = np.datetime64("2004-01")
CUTS = tuple(np.datetime64(f"{year}-12") for year in range(2018, 2023))
AHEAD = 12
PERIOD = 12
SEARCHED = Asked("arima")
"""ARIMA as its own method, not as a member of the combination."""
WORST = 1.02
"""On no source may the combination's error be above this times that of R's best method."""

# R 4.2, forecast 8.20, one core; all 23 tools: MASE of both sources, Google Trends, Crossref,
# the median, coverage of 95 % intervals.
R_TABLE = {
    "naive": (1.1179, 1.252, 0.984, 0.872, 0.978),
    "seasonal naive": (0.9925, 0.996, 0.989, 0.796, 0.947),
    "ets": (0.8473, 0.840, 0.854, 0.632, 0.882),
    "auto.arima": (0.8834, 0.957, 0.810, 0.672, 0.917),
    "thetaf": (0.9748, 0.974, 0.976, 0.688, 0.934),
    "stlf (robust, ets)": (0.8836, 0.878, 0.889, 0.639, float("nan")),
    "best combination, in hindsight": (0.8206, *[float("nan")] * 4),
}


@dataclass(frozen=True)
class Target:
    """One origin of one series: what was known, what came, and the scale of its errors."""

    tool: str
    source: str
    cut: np.datetime64
    known: Floats
    truth: Floats
    scale: float


@dataclass
class Record:
    """The scores of each method, and what the combination's forecasts cost."""

    scores: dict[str, Scores] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)

    def add(self, method: str, target: Target, mean: Floats, held: float) -> None:
        """Score one forecast."""
        miss = float(np.mean(np.abs(target.truth - mean))) / target.scale
        self.scores.setdefault(method, Scores()).add(target.source, miss, held)


def main() -> None:
    """Print the tables."""
    asked = _arguments()
    panel = panel_at(asked.database)
    if asked.series:
        _write_series(panel, asked.series)
        return
    print(f"{'ours':<32}{columns()}")
    ours = _ours(panel)
    for method in METHODS:
        print(line(method, ours.scores[method]))
    print(
        f"seconds of CPU for a forecast with its whole backtest: median "
        f"{np.median(ours.seconds):.2f}, longest {max(ours.seconds):.2f}"
    )
    for told in held_elsewhere(panel):
        print(told)
    print()
    if asked.r:
        _compare(ours, _theirs(panel, read_r(asked.r)))
    else:
        print(f"{'R 4.2, forecast 8.20, all 23 tools':<32}{columns()}")
        for method, numbers in R_TABLE.items():
            print(written(method, *numbers))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.forecast_accuracy")
    add_database(parser)
    parser.add_argument("--r", type=Path, help="R's forecasts of these series")
    parser.add_argument("--series", type=Path, help="write the series for R, and stop")
    return parser.parse_args()


def _monthly(panel: Panel) -> Iterator[Series]:
    return (one for one in panel.series.values() if one.cadence == Cadence.MONTHLY)


def _targets(panel: Panel) -> Iterator[Target]:
    for series in _monthly(panel):
        grid = even(series)
        for cut in CUTS:
            known = grid.values[(grid.months >= FIRST) & (grid.months <= cut)]
            truth = grid.values[(grid.months > cut) & (grid.months <= cut + AHEAD)]
            scale = naive_scale(known, PERIOD)
            if scale > 0 and len(truth) == AHEAD:
                yield Target(series.tool, series.source, cut, known, truth, scale)


def _write_series(panel: Panel, path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("tool", "source", "month", "value"))
        for series in _monthly(panel):
            grid = even(series)
            for month, value in zip(grid.months, grid.values, strict=True):
                if month >= FIRST:
                    writer.writerow((series.tool, series.source, str(month), repr(float(value))))


def _ours(panel: Panel) -> Record:
    record = Record()
    for target in _targets(panel):
        raw = {
            "tool": [target.tool],
            "source": [target.source],
            "from": [str(FIRST)],
            "to": [str(target.cut)],
        }
        began = time.process_time()
        found = answer(ANALYSIS, panel, raw)
        if found is None:
            continue
        record.seconds.append(time.process_time() - began)
        low, high = found.forecast__low_95, found.forecast__high_95
        held = float(np.mean((low <= target.truth) & (target.truth <= high)))
        record.add("combination", target, found.forecast__value, held)
        others = run_all(target.known, PERIOD, (len(target.known),), AHEAD, None, SEARCHED, silent)
        for method in METHODS[1:]:
            record.add(method, target, others[method][-1], float("nan"))
    return record


def _theirs(panel: Panel, forecasts: Forecasts) -> Record:
    record = Record()
    for target in _targets(panel):
        of_target = forecasts.get((target.tool, target.source, str(target.cut)), {})
        for method, (mean, low, high) in of_target.items():
            held = float(np.mean((low <= target.truth) & (target.truth <= high)))
            record.add(method, target, mean, held)
    return record


def _compare(ours: Record, theirs: Record) -> None:
    print(f"{'R, on the same series':<32}{columns()}")
    for method, scores in theirs.scores.items():
        print(line(method, scores))
    for source in ours.scores["combination"].sources:
        best = min(theirs.scores, key=lambda method: theirs.scores[method].mean(source))
        ratio = ours.scores["combination"].mean(source) / theirs.scores[best].mean(source)
        verdict = "within" if ratio <= WORST else "above"
        print(f"{source}: {ratio:.3f} times R's best, {best}; {verdict} the bound of {WORST}")


if __name__ == "__main__":
    main()
