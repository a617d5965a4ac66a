"""Soaks the dashboard behind a proxy: `python -m benchmarks.soak --minutes 10`.

Everything is on loopback and bounded: 50 visitors, 10 crawlers, 2 askers of long analyses, one slow
sender, and one flood of at most 200 requests a second, which comes and goes every 20 s, so that
what others feel with it and without it is measured at the same time.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

import psutil

from benchmarks.soak_place import Place, find_nginx, proxied
from benchmarks.soak_visitors import (
    CRAWLER,
    FLOOD_THREADS,
    PAGES,
    Book,
    Client,
    Sample,
    ask_jobs,
    crawl,
    drip,
    flood,
    view,
    visit,
)

VISITORS, CRAWLERS, ASKERS = 50, 10, 2
FLOOD_TURN_SECONDS = 20.0
TOOLS = 8
SLOW = "visitor"

Memory = list[tuple[float, float]]


def main(arguments: list[str]) -> int:
    """Run the soak and print what was measured."""
    parser = argparse.ArgumentParser(description="Soak the dashboard behind nginx.")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--nginx", help="the program, where it is not installed")
    parser.add_argument("--data", type=Path, help="data.db; else the demonstration")
    chosen = parser.parse_args(arguments)
    nginx = find_nginx(chosen.nginx)
    if nginx is None:
        print("nginx is not there: apt-get install nginx-light, or --nginx says where it is")
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="soak-") as folder,
        proxied(Path(folder), nginx, chosen.data) as found,
    ):
        print(f"load of the machine before: {psutil.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        report(*soak(found, chosen.minutes * 60))
    return 0


def soak(found: Place, seconds: float) -> tuple[Book, Memory, list[float], float]:
    """What happened, the memory over time, when the slow sender was cut, and the beginning."""
    tools = _warm(found)
    book, stop, cut = Book(), threading.Event(), list[float]()
    began = time.monotonic()
    port = found.port

    def flooding() -> bool:
        return flood_is_on(time.monotonic() - began)

    threads = [
        *(_thread(visit, Client(SLOW, n, port, book), stop, tools, n) for n in range(VISITORS)),
        *(
            _thread(crawl, Client("crawler", n, port, book, CRAWLER), stop, tools, n)
            for n in range(CRAWLERS)
        ),
        *(_thread(ask_jobs, Client("asker", n, port, book), stop, tools, n) for n in range(ASKERS)),
        *(
            _thread(flood, Client("flood", 0, port, book), stop, flooding)
            for _ in range(FLOOD_THREADS)
        ),
        _thread(drip, port, stop, cut),
    ]
    memory: Memory = []
    while (passed := time.monotonic() - began) < seconds:
        memory.append((passed, found.megabytes()))
        time.sleep(min(5.0, max(0.0, seconds - passed)))
    stop.set()
    for thread in threads:
        thread.join(90)
    return book, memory, cut, began


def flood_is_on(passed: float) -> bool:
    """Whether the flood comes at this second: every other turn, never in the first."""
    return int(passed // FLOOD_TURN_SECONDS) % 2 == 1


def _warm(found: Place) -> list[str]:
    # The soak measures stored answers; computing them is the business of another benchmark.
    client = Client("warm", 0, found.port, Book())
    tools = [one["id"] for one in json.loads(client.ask("/api/v1/tools")[1])["tools"]][:TOOLS]
    for number, tool in enumerate(tools):
        one = Client("warm", 1 + number, found.port, Book())
        for page in PAGES:
            view(one, f"/{page}?{urlencode({'tool': tool, 'lang': 'es'})}")
    return tools


def _thread(target: object, *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, daemon=True)  # type: ignore[arg-type]
    thread.start()
    return thread


def report(book: Book, memory: Memory, cut: list[float], began: float) -> None:
    """Print each figure with what it is held against."""
    light = [one for one in book.samples if one[0] == SLOW]
    flooded = [one for one in light if flood_is_on(one[1] - began)]
    calm = [one for one in light if not flood_is_on(one[1] - began) and one[1] - began > 10]
    codes = Counter(one[2] for one in book.samples if one[0] == "flood")
    print(f"requests: {dict(Counter(one[0] for one in book.samples))}")
    print(f"light requests, ms: {_quantiles(light)} (p99 wanted below 300)")
    print(f"  without the flood: {_quantiles(calm)}; with it: {_quantiles(flooded)}")
    slower = _median(flooded) / _median(calm) - 1
    print(f"  the flood slows the median of others by {slower:+.0%} (wanted: at most 20 %)")
    print(f"flood: {codes[429]} of {sum(codes.values())} answered 429, {codes[200]} answered")
    for who in sorted({one[0] for one in book.samples} - {"flood"}):
        print(f"statuses of {who}s: {_statuses(one for one in book.samples if one[0] == who)}")
    errors = [one for one in book.samples if one[2] >= 500 or one[2] == 0]
    print(f"5xx or no answer: {len(errors)} {_statuses(errors)} (wanted: 0)")
    print(f"the slow sender was cut off {len(cut)} times, after {_seconds(cut)}")
    print(f"memory (PSS), MB: {_memory(memory)}")


def _quantiles(samples: list[Sample]) -> str:
    taken = sorted(1000 * one[3] for one in samples)
    if len(taken) < 2:
        return "none"
    cuts = statistics.quantiles(taken, n=100)
    return f"p50 {cuts[49]:.0f}, p95 {cuts[94]:.0f}, p99 {cuts[98]:.0f} of {len(taken)}"


def _median(samples: list[Sample]) -> float:
    return statistics.median(one[3] for one in samples) if samples else float("nan")


def _statuses(samples: Iterable[Sample]) -> dict[int, int]:
    return dict(sorted(Counter(one[2] for one in samples).items()))


def _seconds(cut: list[float]) -> str:
    return f"{statistics.median(cut):.0f} s" if cut else "none"


def _memory(memory: Memory) -> str:
    if memory[-1][0] < 150:
        return f"{memory[-1][1]:.0f} at the end; the soak is too short to compare minutes"
    second = statistics.median(one for at, one in memory if 60 <= at < 120)
    last = statistics.median(one for at, one in memory if at >= memory[-1][0] - 60)
    change = f"{last / second - 1:+.1%}, wanted: within 5 %"
    return f"second minute {second:.0f}, last minute {last:.0f} ({change})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
