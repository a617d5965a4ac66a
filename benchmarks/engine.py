"""Measures the job engine beside Dash's DiskcacheManager: `python -m benchmarks.engine`.

Same machine, same small application, Gunicorn with two gevent workers, polls every 200 ms.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from benchmarks.engine_client import Lost, Server, Visitor
from benchmarks.process_memory import megabytes
from cache.store import Store

VISITORS = 16
JOB_SECONDS = 2.0
LIGHT_SECONDS = 8.0

Row = dict[str, Any]


@contextmanager
def served(engine: str) -> Iterator[tuple[Server, Path]]:
    """A server of one engine with an empty directory."""
    folder = Path(tempfile.mkdtemp(prefix="engine-"))
    server = Server(engine, folder / "cache")
    try:
        server.wait()
        if engine == "ours":
            _runner_ready(server)
        yield server, folder / "runs.log"
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _runner_ready(server: Server) -> None:
    visitor = Visitor(server.url, patient=True)
    visitor.ask("compute", "ready", 0.0, server.directory.parent / "ready.log")


def stored(engine: str) -> Row:
    """Milliseconds to a stored answer: median of 100."""
    with served(engine) as (server, log):
        visitor = Visitor(server.url)
        visitor.ask("compute", "x", 0.1, log)
        rounds = 100 if engine == "ours" else 20
        taken = [_seconds(lambda: visitor.ask("compute", "x", 0.1, log)) for _ in range(rounds)]
    return {"stored answer, median, ms": 1000 * statistics.median(taken)}


def crowd(engine: str) -> Row:
    """One visitor alone, then 16 with the same question."""
    with served(engine) as (server, log):
        alone = _seconds(lambda: Visitor(server.url).ask("compute", "alone", JOB_SECONDS, log))
        visitors = [Visitor(server.url) for _ in range(VISITORS)]
        errors: list[str] = []

        def ask(visitor: Visitor) -> None:
            try:
                visitor.ask("compute", "crowd", JOB_SECONDS, log)
            except (Lost, OSError) as error:
                errors.append(str(error))

        together = _seconds(lambda: _all(ask, visitors))
        runs = _runs(log, "crowd")
    return {
        "one visitor with a job of 2 s, s": alone,
        "16 visitors with the same job, s": together,
        "16 visitors: times of one alone": together / alone,
        "16 visitors: computations": runs,
        "16 visitors: errors": len(errors),
    }


def light(engine: str) -> Row:
    """p99 of a light callback, idle, then while 16 different jobs are under way."""
    with served(engine) as (server, log):
        idle = _light(server)
        visitors = [Visitor(server.url) for _ in range(VISITORS)]

        def begin(visitor: Visitor) -> None:
            name = f"job-{id(visitor)}"
            try:
                visitor.begin("compute", [name, JOB_SECONDS, str(log)])
            except (Lost, OSError):
                return

        _all(begin, visitors)
        busy = _light(server)
    return {
        "light callback, idle, p99, ms": 1000 * idle,
        "light callback, 16 jobs under way, p99, ms": 1000 * busy,
        "light callback: times of its idle p99": busy / idle,
    }


def sleeping(engine: str) -> Row:
    """How many of 100 (stock: 10) jobs that sleep are lost."""
    asked = 100 if engine == "ours" else 10
    with served(engine) as (server, log):
        visitors = [Visitor(server.url) for _ in range(10)]
        lost: list[Any] = []

        def ask(visitor: Visitor) -> None:
            for at in range(asked // 10):
                try:
                    visitor.ask("sleep", f"{id(visitor)}-{at}", 0.5, log)
                except (Lost, OSError) as error:
                    lost.append(error)

        _all(ask, visitors)
    return {"jobs that sleep: lost, %": 100 * len(lost) / asked}


def error(engine: str) -> Row:
    """What the second ask gets after the first one raised."""
    with served(engine) as (server, log):
        visitor = Visitor(server.url)
        told = []
        for _ in range(2):
            try:
                visitor.ask("fail", "x", 1.0, log)
                told.append("answer")
            except Lost as lost:
                told.append(str(lost))
        runs = _runs(log, "x")
    again = "computed again" if told[1] == "answer" and runs == 2 else f"stored error ({told[1]})"
    return {"the same question after an error": again}


def first_instruction(engine: str) -> Row:
    """Milliseconds from the ask to the job's first instruction, median of 20."""
    with served(engine) as (server, log):
        visitor = Visitor(server.url)
        taken = []
        for at in range(20):
            began = time.time()
            taken.append(visitor.ask("compute", f"x{at}", 0.05, log)["began"] - began)
    return {"from ask to first instruction, median, ms": 1000 * statistics.median(taken)}


def memory(engine: str) -> Row:
    """Megabytes (PSS) of the whole server at rest, and of the runner alone."""
    with served(engine) as (server, _):
        family = [psutil.Process(server.process.pid), *server.family()]
        total = megabytes(family)
        runner = server.runner()
        alone = megabytes([runner]) if runner else 0.0
    return {"memory of the server at rest, PSS, MB": total, "of it the job runner": alone}


def hits(engine: str) -> Row:
    """Microseconds of a hit with 10 and with 10,000 answers of 100 kB kept (1 GB)."""
    if engine != "ours":
        return {}
    row: Row = {}
    folder = Path(tempfile.mkdtemp(prefix="engine-"))
    try:
        store = Store(folder, 2048)
        answer = os.urandom(100_000)
        for at in range(10_000):
            store.put(f"{at:064x}", answer)
            if at + 1 in (10, 10_000):
                row[f"hit with {at + 1:,} answers kept, median, µs"] = _hit(store, at + 1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return row


MEASURES: tuple[Callable[[str], Row], ...] = (
    stored, crowd, light, sleeping, error, first_instruction, memory, hits,
)  # fmt: skip


def _hit(store: Store, kept: int) -> float:
    keys = [f"{at % kept:064x}" for at in range(kept - 1000, kept)]
    return 1e6 * statistics.median(_seconds(partial(store.get, key)) for key in keys)


def _light(server: Server) -> float:
    visitor = Visitor(server.url)
    taken = []
    until = time.monotonic() + LIGHT_SECONDS
    while time.monotonic() < until:
        taken.append(visitor.light())
        time.sleep(0.005)
    return statistics.quantiles(taken, n=100)[98]


def _seconds(work: Callable[[], Any]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _all(work: Callable[[Visitor], None], visitors: list[Visitor]) -> None:
    gate = threading.Barrier(len(visitors))

    def one(visitor: Visitor) -> None:
        gate.wait()
        work(visitor)

    with ThreadPoolExecutor(len(visitors)) as pool:
        list(pool.map(one, visitors))


def _runs(log: Path, name: str) -> int:
    lines = log.read_text().splitlines() if log.exists() else []
    return sum(line.split()[0] == name for line in lines)


def _written(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return "-" if value is None else str(value)


def main() -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help=", ".join(one.__name__ for one in MEASURES))
    chosen = parser.parse_args().only
    print(f"{'what':<46} {'stock':>16} {'ours':>16} {'ratio':>8}")
    for measure in MEASURES:
        if chosen and measure.__name__ not in chosen:
            continue
        stock = measure("stock")
        ours = measure("ours")
        for what in ours:
            left, right = stock.get(what), ours[what]
            both = isinstance(left, int | float) and isinstance(right, int | float) and right
            ratio = f"{left / right:.1f}" if both else ""
            print(f"{what:<46} {_written(left):>16} {_written(right):>16} {ratio:>8}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
