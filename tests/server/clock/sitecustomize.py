"""A wall clock that a test can set while a server runs: the file CLOCK_FILE holds seconds to add.

Python loads this module at the start of every interpreter that finds it on PYTHONPATH.
"""

import os
import time
from collections.abc import Callable

true_time, true_time_ns = time.time, time.time_ns


def shift() -> float:
    """Seconds that the clock is ahead; negative when it was set back."""
    try:
        with open(os.environ["CLOCK_FILE"], encoding="utf-8") as file:
            return float(file.read() or 0)
    except (KeyError, OSError):
        return 0.0


def _shifted() -> float:
    return true_time() + shift()


def _shifted_ns() -> int:
    return true_time_ns() + int(shift() * 1e9)


clocks: dict[str, Callable[[], float]] = {"time": _shifted, "time_ns": _shifted_ns}
for name, clock in clocks.items():
    setattr(time, name, clock)
