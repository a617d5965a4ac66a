"""What each question costs on a real panel, beside the bound that it must keep.

    python -m benchmarks.speed [data.db] [--tools 4] [--only trends,report]

CPU seconds of this process, which other work on the machine changes little; `make speed` holds
it to one thread, as job processes are held.
Every analysis of a tool is asked as the report asks it, of each source by itself where it takes
one; refusals are not counted. Without an argument, data.db is looked for in DATA_DIR.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.answering import answer
from benchmarks.real_data import add_database, panel_at
from dashboard_app.analyses import BY_ID, SINGLE
from dashboard_app.analyses.report.compute import questions
from dashboard_app.analysis import Analysis, Cost
from dashboard_app.data.panel import Panel
from dashboard_app.params import Raw

QUICK_SECONDS = 0.150
LONG_SECONDS = {"forecast": 5.0, "change_points": 3.0, "diffusion": 10.0, "lead_lag": 20.0,
                "clusters": 10.0, "report": 60.0}  # fmt: skip
OTHER_LONG_SECONDS = 20.0
OF_ONE_TOOL = [one for one in SINGLE if any(param.name == "tool" for param in one.params)]
LANDSCAPES: Mapping[str, Raw] = {
    **{one.id: {} for one in SINGLE if one not in OF_ONE_TOOL},
    "lead_lag": {"scope": ["pooled"]},
}


class Taken(NamedTuple):
    """CPU seconds of each answer to one kind of question."""

    name: str
    bound: float
    seconds: list[float]


def main() -> None:
    """Print one line for each kind of question; the exit code says whether all bounds hold."""
    panel, options = _arguments()
    print(f"{'question':22}{'answers':>8}{'median, s':>11}{'longest':>9}{'bound':>8}")
    slow = []
    for cost in _costs(panel, options.tools, options.only):
        middle = statistics.median(cost.seconds) if cost.seconds else float("nan")
        longest = max(cost.seconds, default=float("nan"))
        kept = middle < cost.bound
        slow += [] if kept else [cost.name]
        print(f"{cost.name:22}{len(cost.seconds):8}{middle:11.3f}{longest:9.3f}"
              f"{cost.bound:8g}{'' if kept else '  NOT KEPT'}", flush=True)  # fmt: skip
    sys.exit(f"over their bound: {', '.join(slow)}" if slow else 0)


def _arguments() -> tuple[Panel, argparse.Namespace]:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    add_database(parser)
    parser.add_argument("--tools", type=int, default=4, help="of how many tools (default: 4)")
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(BY_ID))
    options = parser.parse_args()
    return panel_at(options.database), options


def _costs(panel: Panel, most: int, only: Sequence[str]) -> Iterator[Taken]:
    tools = panel.tools[:: max(1, len(panel.tools) // most)][:most]
    for analysis in OF_ONE_TOOL:
        if analysis.id in only:
            asked = [
                raw
                for tool in tools
                for _, raw in questions([analysis], tool, panel.sources_of(tool))
            ]
            yield Taken(analysis.id, _bound(analysis), _seconds(analysis, panel, asked))
    for name, raw in LANDSCAPES.items():
        if name in only:
            label = " ".join([name, *(value for values in raw.values() for value in values)])
            yield Taken(label, _bound(BY_ID[name]), _seconds(BY_ID[name], panel, [raw] * 3))
    if "report" in only:
        asked = [{"tool": [tool]} for tool in tools[:1]]
        yield Taken("report, none stored", LONG_SECONDS["report"],
                    _seconds(BY_ID["report"], panel, asked))  # fmt: skip


def _bound(analysis: Analysis[Any]) -> float:
    if analysis.cost is Cost.QUICK:
        return QUICK_SECONDS
    return LONG_SECONDS.get(analysis.id, OTHER_LONG_SECONDS)


def _seconds(analysis: Analysis[Any], panel: Panel, asked: Sequence[Raw]) -> list[float]:
    return [taken for raw in asked if (taken := cpu_seconds(analysis, panel, raw)) is not None]


def cpu_seconds(analysis: Analysis[Any], panel: Panel, raw: Raw) -> float | None:
    """What one answer costs; None where the data refuse it."""
    before = time.process_time()
    found = answer(analysis, panel, raw)
    return None if found is None else time.process_time() - before


if __name__ == "__main__":
    main()
