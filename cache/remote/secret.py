"""The secret that signs handles, shared by all machines."""

import time
from collections.abc import Callable
from typing import Any

from cache.ledger import OutOfReach
from cache.remote.line import Line
from cache.secret import Secret as Own

LOOK_SECONDS = 10.0
"""How old what a process knows may be: who finds that Redis lost all gives it what he knows."""


class Secret:
    """Made once, in Redis, so that a page that one machine answered goes on at any other."""

    def __init__(self, line: Line, own: Own) -> None:
        self._line, self._own = line, own
        self._known: bytes | None = None
        self._due = 0.0

    def get(self, generate: Callable[[], bytes]) -> bytes:
        """The secret of all machines; while Redis is away the last known, or this machine's own."""
        if self._known is not None and time.monotonic() < self._due:
            return self._known
        ours = self._known or self._own.get(generate)
        name = f"{self._line.prefix}secret"

        def share(redis: Any) -> bytes:
            return redis.set(name, ours, nx=True, get=True) or ours

        try:
            self._known = bytes(self._line.ask(share))
        except OutOfReach:
            return ours
        self._due = time.monotonic() + LOOK_SECONDS
        return self._known
