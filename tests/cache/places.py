"""The two places where the engine may keep what it knows, for tests of what holds in both."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cache.engine import Jobs, Store, Turns
from cache.jobs import Queue
from cache.remote.jobs import Queue as RemoteQueue
from cache.remote.line import Line
from cache.remote.secret import Secret as RemoteSecret
from cache.remote.store import Store as RemoteStore
from cache.remote.turns import Turns as RemoteTurns
from cache.secret import Secret
from cache.store import Store as LocalStore
from cache.turns import Turns as LocalTurns

Clock = Callable[[], float]


class Disk:
    """A directory of one machine."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def jobs(self, clock: Clock = time.monotonic, **bounds: int) -> Jobs:
        """The queue as askers see it."""
        return Queue(self.directory, clock=clock, **bounds)

    def turns(self, owner: str, clock: Clock = time.monotonic) -> Turns:
        """The queue as runners see it."""
        return LocalTurns(self.directory, owner, clock)

    def store(self, limit_mb: int) -> Store:
        """The answers."""
        return LocalStore(self.directory, limit_mb)


class Redis:
    """A Redis server of many machines; `rings` counts how often their workers were told."""

    def __init__(self, url: str, directory: Path) -> None:
        self.line, self.directory, self.rings = Line(url), directory, 0

    def ring(self) -> None:
        """In the place of Celery."""
        self.rings += 1

    def jobs(self, clock: Clock | None = None, **bounds: Any) -> RemoteQueue:
        """The queue as askers see it."""
        secret = RemoteSecret(self.line, Secret(self.directory))
        return RemoteQueue(self.line, secret, self.ring, clock=clock, **bounds)

    def turns(self, owner: str, clock: Clock | None = None) -> RemoteTurns:
        """The queue as the machine of this name sees it."""
        return RemoteTurns(self.line, owner, self.ring, clock=clock)

    def store(self, limit_mb: int) -> RemoteStore:
        """The answers."""
        return RemoteStore(self.line, limit_mb)


Place = Disk | Redis
