"""A program under gevent that uses queue and store in a Redis that stands still.

`python -m tests.cache.remote_greenlets URL DIRECTORY` prints, as JSON, for each call how it came
out, how often another greenlet ran meanwhile, and the longest time in ms in which none did.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402
import sys  # noqa: E402
from collections.abc import Callable  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from cache.engine import Bounds  # noqa: E402
from cache.place import engine  # noqa: E402
from cache.remote import line  # noqa: E402
from tests.cache.greenlets import Ticker, outcome  # noqa: E402


def main(url: str, directory: str) -> None:
    """Make each call once before Redis stands still, and once after."""
    # Each call waits, and not as long as it may.
    line.QUIET_SECONDS, line.PATIENCE_SECONDS = 0.0, 0.1
    made = engine(Path(directory), Bounds(), url)
    jobs, store = made.jobs, made.store
    calls: dict[str, Callable[[], Any]] = {
        "ask": lambda: jobs.ask("key", "module:function", {}),
        "look": lambda: jobs.look("kept"),
        "holds": lambda: jobs.holds("ticket"),
        "withdraw": lambda: jobs.withdraw("other"),
        "again": lambda: jobs.again("kept"),
        "count": lambda: jobs.count("answers", "trends", "stored"),
        "queue state": lambda: jobs.state()["status"],
        "get": lambda: store.get("kept"),
        "put": lambda: store.put("key", b"answer"),
        "store state": lambda: store.state()["status"],
    }
    for call in calls.values():
        call()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    told, ticker = {}, Ticker()
    for name, call in calls.items():
        ticker.reset()
        found = outcome(call)
        told[name] = {
            "outcome": found, "ticks": ticker.ticks, "ms": 1000 * ticker.stood_still(),
        }  # fmt: skip
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
