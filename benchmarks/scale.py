"""What becomes of costs when there are 10 and 100 times as many tools.

    python -m benchmarks.scale [data.db] [--times 1,10,100]

The tools of a data.db (by default the demonstration) are written several times over, each copy
with noise of its own. Printed are the CPU seconds of each analysis of the same tool, of each
landscape with the power of the number of tools at which it grew, of reading the data and the
memory that it takes, and what a first visit and the list of tools weigh.
"""

import argparse
import gzip
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from math import log, nan
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from urllib.request import Request, urlopen

import numpy as np

from benchmarks.soak_place import served, unlimited
from benchmarks.speed import LANDSCAPES, OF_ONE_TOOL, cpu_seconds
from dashboard_app.analyses import BY_ID
from dashboard_app.data import demo
from dashboard_app.data.database import load
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Raw

NOISE = 4.0
"""Standard deviation of what tells a copy from its model, on the scale of 0 to 100."""
PATHS = ("/trends?lang=es", "/_dash-layout", "/api/v1/tools")
OWN_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
UNCHANGED, UNCHANGED_SECONDS = 1.5, 0.02
"""A one-tool cost that grew by less counts as unchanged: machines are not steadier than that."""

Row = tuple[str, list[float]]


def main() -> None:
    """Print a table; the exit code says whether the cost of a one-tool analysis is unchanged."""
    model, times = _arguments()
    columns: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        for factor in times:
            database = Path(folder) / str(factor) / "data.db"
            _write(database, model, factor)
            columns.append(dict(_measured(database)))
    print(f"{'':34}" + "".join(f"{f'{factor} x':>12}" for factor in times) + f"{'growth':>10}")
    grown = []
    for name in columns[0]:
        row = [column.get(name, nan) for column in columns]
        power = log(row[-1] / row[0]) / log(times[-1] / times[0]) if row[0] > 0 else nan
        print(f"{name:34}" + "".join(f"{value:12.3g}" for value in row) + f"  n^{power:.2f}")
        more = row[-1] > UNCHANGED * row[0] and row[-1] - row[0] > UNCHANGED_SECONDS
        if name.startswith("one tool") and more:
            grown.append(name)
    sys.exit(f"grew with the number of tools: {', '.join(grown)}" if grown else 0)


def _arguments() -> tuple[Path | None, list[int]]:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("database", type=Path, nargs="?", help="default: the demonstration")
    parser.add_argument("--times", default="1,10,100", help="how many times as many tools")
    options = parser.parse_args()
    return options.database, [int(text) for text in options.times.split(",")]


def _write(database: Path, model: Path | None, factor: int) -> None:
    """Each series of the model, and its copies: "Benchmarking 2", "Benchmarking 3" ..."""
    database.parent.mkdir()
    if model is None:
        demo.write(database)
    else:
        database.write_bytes(model.read_bytes())
    random = np.random.default_rng(factor)
    with sqlite3.connect(database) as connection:
        # Indexes beside the primary key would double the file, and nothing reads them.
        for (name,) in connection.execute(OWN_INDEXES).fetchall():
            connection.execute(f'DROP INDEX "{name}"')
        for table in SOURCE_IDS:
            rows = connection.execute(f"SELECT date, keyword, value FROM {table}").fetchall()
            values = np.array([value for *_, value in rows])
            for copy in range(2, factor + 1):
                noisy = np.clip(values + NOISE * random.normal(size=len(values)), 0, 100)
                connection.executemany(
                    f"INSERT INTO {table} (date, keyword, value) VALUES (?, ?, ?)",
                    (
                        (date, f"{tool} {copy}", round(float(value), 2))
                        for (date, tool, _), value in zip(rows, noisy, strict=True)
                    ),
                )
    connection.execute("VACUUM")
    connection.close()


def _measured(database: Path) -> Iterator[tuple[str, float]]:
    before = time.process_time()
    panel = load(database)
    yield "tools", float(len(panel.tools))
    yield "reading the data, s", time.process_time() - before
    # Of this process since its start, so the data must be measured from the least to the most.
    yield "reading the data, MiB at most", getrusage(RUSAGE_SELF).ru_maxrss / 1024
    yield from _analyses(panel)
    yield from _pages(database)


def _analyses(panel: Panel) -> Iterator[tuple[str, float]]:
    tool = panel.tools[0]
    for analysis in OF_ONE_TOOL:
        yield f"one tool: {analysis.id}, s", _median(panel, analysis.id, {"tool": [tool]})
    for name, raw in LANDSCAPES.items():
        yield f"all tools: {name}, s", _median(panel, name, raw)


def _median(panel: Panel, name: str, raw: Raw) -> float:
    """CPU seconds: the middle of three, or of one where it takes long."""
    first = cpu_seconds(BY_ID[name], panel, raw) or nan
    if not first < 2:
        return first
    return float(np.median([first, *(cpu_seconds(BY_ID[name], panel, raw) or nan for _ in "12")]))


def _pages(database: Path) -> Iterator[tuple[str, float]]:
    with served(database.parent, DASHBOARD_WARM="no", **unlimited("API")) as place:
        for path in PATHS:
            address = f"http://127.0.0.1:{place.port}{path}"
            headers = {"Accept-Encoding": "gzip", "Referer": f"http://127.0.0.1:{place.port}/"}
            taken = []
            for _ in range(5):
                before = time.perf_counter()
                with urlopen(Request(address, headers=headers), timeout=120) as answer:
                    body = answer.read()
                    packed = answer.headers.get("Content-Encoding") == "gzip"
                taken.append(time.perf_counter() - before)
            size = len(body) if packed else len(gzip.compress(body))
            yield f"{path.partition('?')[0]}, kB compressed", size / 1000
            yield f"{path.partition('?')[0]}, s", float(np.median(taken))


if __name__ == "__main__":
    main()
