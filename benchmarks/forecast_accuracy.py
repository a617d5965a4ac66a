"""How well the forecast does on real monthly series, beside R's forecast package.

    python -m benchmarks.forecast_accuracy [data.db]

Each monthly series is cut at the end of 2018, 2019, 2020, 2021 and 2022 and forecast 12 months
ahead from 2004-01, by the analysis that the dashboard runs. Without an argument, data.db is
looked for in DATA_DIR. The other methods of the answer are scored on the same targets.
"""

import os
import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from dashboard_app.analyses.forecast import ANALYSIS
from dashboard_app.analyses.forecast.methods import METHODS, run_all
from dashboard_app.analysis import CannotAnalyse, silent
from dashboard_app.data.database import load
from dashboard_app.data.panel import Panel, Series
from dashboard_app.data.sources import Cadence
from dashboard_app.params import Choices, parse
from dashboard_app.stats.mase import naive_scale

FIRST = np.datetime64("2004-01")
CUTS = tuple(np.datetime64(f"{year}-12") for year in range(2018, 2023))
AHEAD = 12
PERIOD = 12

# R 4.2, forecast 8.20, one core; all 23 tools: MASE of both sources, Google Trends, Crossref,
# the median, coverage of 95 % intervals, seconds a fit.
R_TABLE = {
    "naive": (1.1179, 1.252, 0.984, 0.872, 0.978, 0.3 / 230),
    "seasonal naive": (0.9925, 0.996, 0.989, 0.796, 0.947, 0.3 / 230),
    "ets": (0.8473, 0.840, 0.854, 0.632, 0.882, 132 / 230),
    "auto.arima": (0.8834, 0.957, 0.810, 0.672, 0.917, 1100 / 230),
    "thetaf": (0.9748, 0.974, 0.976, 0.688, 0.934, 2 / 230),
    "stlf (robust, ets)": (0.8836, 0.878, 0.889, 0.639, float("nan"), float("nan")),
    "best combination, in hindsight": (0.8206, *[float("nan")] * 5),
}

Scores = dict[str, dict[str, list[float]]]
"""MASE per method and source."""


def main() -> None:
    """Print both tables."""
    database = _database()
    if not database.is_file():
        sys.exit(f"There is no {database}: name a data.db, or the folder of one in DATA_DIR.")
    panel = load(database)
    scores: Scores = defaultdict(lambda: defaultdict(list))
    held: dict[str, list[float]] = defaultdict(list)
    seconds: list[float] = []
    for (tool, source), series in panel.series.items():
        if series.cadence == Cadence.MONTHLY:
            for cut in CUTS:
                _score(panel, series, tool, source, cut, scores, held, seconds)
    _print(scores, held, seconds)


def _database() -> Path:
    if len(sys.argv) > 1:
        return Path(sys.argv[1])
    return Path(os.environ.get("DATA_DIR", "data")) / "data.db"


def _score(
    panel: Panel,
    series: Series,
    tool: str,
    source: str,
    cut: np.datetime64,
    scores: Scores,
    held: dict[str, list[float]],
    seconds: list[float],
) -> None:
    known = series.between(FIRST, cut)
    coming = series.between(cut + 1, cut + AHEAD)
    scale = naive_scale(known.values, PERIOD)
    if not scale > 0 or coming.n < AHEAD:
        return
    raw = {"tool": [tool], "source": [source], "from": [str(FIRST)], "to": [str(cut)]}
    params = parse(ANALYSIS.params, raw, Choices(panel.tools, [source]))
    began = time.process_time()
    try:
        answer = ANALYSIS.compute(panel, params, silent)
    except CannotAnalyse:
        return
    seconds.append(time.process_time() - began)
    truth = coming.values
    held[source].append(
        float(np.mean((answer.forecast__low_95 <= truth) & (truth <= answer.forecast__high_95)))
    )
    scores["combination"][source].append(
        float(np.mean(np.abs(truth - answer.forecast__value))) / scale
    )
    found = run_all(known.values, PERIOD, (known.n,), AHEAD, None, True, silent)
    for method in METHODS[1:]:
        miss = float(np.mean(np.abs(truth - found[method][-1])))
        scores[method][source].append(miss / scale)


def _print(scores: Scores, held: dict[str, list[float]], seconds: list[float]) -> None:
    sources = list(scores["combination"])
    fits = sum(len(values) for values in scores["combination"].values())
    print(f"{fits} forecasts, {AHEAD} months ahead; sources: {', '.join(sources)}")
    print(f"{'ours':<32}{'mean MASE':>10}{'GT':>8}{'CR':>8}{'median':>8}")
    for method in METHODS:
        by_source = [scores[method][source] for source in ("google_trends", "crossref")]
        every = [value for values in by_source for value in values]
        means = [float(np.mean(values)) if values else float("nan") for values in by_source]
        print(
            f"{method:<32}{np.mean(every):>10.4f}{means[0]:>8.3f}{means[1]:>8.3f}"
            f"{np.median(every):>8.3f}"
        )
    covered = {source: float(np.mean(values)) for source, values in held.items()}
    whole = float(np.mean([value for values in held.values() for value in values]))
    print(f"coverage of the combination's 95 % intervals: {whole:.3f}", covered)
    print(
        f"seconds of CPU for a forecast with its whole backtest: median {np.median(seconds):.2f}, "
        f"longest {max(seconds):.2f}"
    )
    print()
    print("R 4.2, forecast 8.20, on all 23 tools (no backtest inside its seconds)")
    print(f"{'R':<32}{'mean MASE':>10}{'GT':>8}{'CR':>8}{'median':>8}{'cover':>8}{'s/fit':>8}")
    for method, (mean, trends, crossref, median, cover, fit) in R_TABLE.items():
        print(
            f"{method:<32}{mean:>10.4f}{trends:>8.3f}{crossref:>8.3f}{median:>8.3f}"
            f"{cover:>8.3f}{fit:>8.3f}"
        )


if __name__ == "__main__":
    main()
