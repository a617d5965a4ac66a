"""What both queues do alike with an ask: its text, its ticket, its refusal, its count."""

import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from cache.ledger import OutOfReach
from cache.states import Busy, Priority

ARGS_LENGTH = 100_000
SHORTEST_SECONDS, LONGEST_SECONDS = 1.0, 300.0
"""What somebody is told who finds the queue full: bounds of when to ask again."""

Counter = tuple[str, str, str]
"""What is counted, the label of the job, the kind of its outcome."""


def written(args: Mapping[str, Any]) -> str:
    """The arguments as JSON. Raises TypeError or ValueError for what is not, or is too long."""
    text = json.dumps(args, allow_nan=False)
    if len(text) > ARGS_LENGTH:
        raise ValueError(f"args of {len(text)} letters, at most {ARGS_LENGTH}")
    return text


def ticket_for(priority: Priority, ticket: str | None) -> str:
    """The ticket of who asks, made if there is none yet; IDLE work holds none, so ""."""
    return "" if priority is Priority.IDLE else ticket or secrets.token_hex(16)


def full(seconds: float) -> Busy:
    """The refusal of a full queue that expects room in so many seconds."""
    return Busy(min(LONGEST_SECONDS, max(SHORTEST_SECONDS, seconds)))


def working(queued: int, running: int, runners: int) -> dict[str, Any]:
    """What /health says of a queue that can be used."""
    return {
        "status": "healthy" if runners else "degraded",
        "detail": None if runners else "no job process is running",
        "queued": queued,
        "running": running,
        "runners": runners,
    }


class Counts:
    """Counts that are kept here until they can be written down, which may fail and never raises."""

    def __init__(self, write: Callable[[Mapping[Counter, int]], object]) -> None:
        self._write = write
        self._waiting: dict[Counter, int] = {}

    def add(self, counter: Counter) -> None:
        """Count one more, and write down all that waits."""
        self._waiting[counter] = self._waiting.get(counter, 0) + 1
        taken, self._waiting = self._waiting, {}
        try:
            self._write(taken)
        except OutOfReach:
            for waited, n in taken.items():
                self._waiting[waited] = self._waiting.get(waited, 0) + n
