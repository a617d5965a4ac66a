"""A program under gevent that uses queue and store while another process holds their locks.

`python -m tests.cache.greenlets DIRECTORY` prints, as JSON, for each call how it came out, how
often another greenlet ran meanwhile, and the longest time in ms in which none did.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402

from cache.jobs import Queue  # noqa: E402
from cache.states import Busy  # noqa: E402
from cache.store import Store  # noqa: E402


class Ticker:
    """Another greenlet of the same worker, which wants to run every millisecond."""

    def __init__(self) -> None:
        self.ticks, self.longest = 0, 0.0
        self._last = time.monotonic()
        gevent.spawn(self._run)

    def reset(self) -> None:
        self.ticks, self.longest, self._last = 0, 0.0, time.monotonic()

    def stood_still(self) -> float:
        """Seconds for which it could not run, at the longest."""
        return max(self.longest, time.monotonic() - self._last)

    def _run(self) -> None:
        while True:
            now = time.monotonic()
            self.longest = max(self.longest, now - self._last)
            self._last = now
            self.ticks += 1
            gevent.sleep(0.001)


def outcome(call: Callable[[], Any]) -> Any:
    try:
        found = call()
    except Busy:
        return "Busy"
    if isinstance(found, dict):
        return found["status"]
    return found.decode() if isinstance(found, bytes) else found


def main(directory: str) -> None:
    queue, store = Queue(Path(directory)), Store(Path(directory), 16)
    opened = Store(Path(directory), 16)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    opened.get("kept")
    queue.look("kept")
    sys.stdin.readline()
    ticker = Ticker()
    gevent.sleep(0.05)
    told = {}
    calls: dict[str, Callable[[], Any]] = {
        "ask": lambda: queue.ask("new", "module:function", {}),
        "withdraw": lambda: queue.withdraw("ticket"),
        "holds": lambda: queue.holds("ticket"),
        "again": lambda: queue.again("kept"),
        "look": lambda: queue.look("no such key"),
        "count": lambda: queue.count("answers", "label", "stored"),
        "queue state": queue.state,
        "get": lambda: opened.get("kept"),
        "get, opening": lambda: store.get("kept"),
        "miss": lambda: opened.get("missing"),
        "put": lambda: opened.put("new", b"new"),
        "put, opening": lambda: Store(Path(directory), 16).put("new", b"new"),
        "drop": lambda: opened.drop("kept"),
        "store state": opened.state,
    }
    for name, call in calls.items():
        ticker.reset()
        found = outcome(call)
        told[name] = {"outcome": found, "ticks": ticker.ticks, "ms": 1000 * ticker.stood_still()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
