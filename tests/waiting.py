"""The one way in which a test waits: until something holds, and not for ever."""

import time
from collections.abc import Callable
from typing import Any

import pytest

DEADLINE_SECONDS = 60.0
PAUSE_SECONDS = 0.01


def until(holds: Callable[[], Any], what: str | Callable[[], object] = "") -> Any:
    """What `holds` returns once it is true; a failure after the deadline, which says `what`."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        if found := holds():
            return found
        time.sleep(PAUSE_SECONDS)
    told = what() if callable(what) else what
    pytest.fail(f"did not come about in {DEADLINE_SECONDS:.0f} s: {told or holds}")
