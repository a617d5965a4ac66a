"""The engine as its users see it, whether it lies on one machine's disk or in Redis."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from cache.jobs import Queue
from cache.states import Look, Outcome, Priority
from cache.store import Store as LocalStore
from cache.turns import Job


class Store(Protocol):
    """Answers as bytes by key (cache.store.Store)."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, data: bytes) -> bool: ...
    def drop(self, key: str) -> None: ...
    def state(self) -> dict[str, Any]: ...


class Secret(Protocol):
    """The secret that signs handles (cache.secret.Secret)."""

    def get(self, generate: Callable[[], bytes]) -> bytes: ...


class Jobs(Protocol):
    """The queue of those who ask and wait (cache.jobs.Queue)."""

    @property
    def secret(self) -> Secret: ...

    def ask(
        self,
        key: str,
        name: str,
        args: Mapping[str, Any],
        *,
        visitor: str = "",
        priority: Priority = Priority.VISITOR,
        label: str = "",
        ticket: str | None = None,
    ) -> str: ...
    def look(self, key: str) -> Look | None: ...
    def holds(self, ticket: str) -> str | None: ...
    def withdraw(self, ticket: str) -> bool: ...
    def again(self, key: str) -> None: ...
    def count(self, what: str, label: str, kind: str = "") -> None: ...
    def counters(self) -> dict[tuple[str, str, str], int]: ...
    def by_state(self) -> dict[str, int]: ...
    def state(self) -> dict[str, Any]: ...


class Turns(Protocol):
    """The queue of those who run jobs (cache.turns.Turns)."""

    def next_priority(self) -> int | None: ...
    def claim(self) -> Job | None: ...
    def held(self) -> dict[str, int]: ...
    def beat(self, leases: Sequence[str]) -> None: ...
    def advance(self, job: Job, fraction: float, phrase: str, payload: str) -> None: ...
    def finish(self, job: Job, seconds: float, computed: bool = True) -> None: ...
    def fail(self, job: Job, outcome: Outcome, reference: str) -> None: ...
    def crash(self, job: Job, reference: str) -> bool: ...
    def release(self, job: Job) -> None: ...
    def retire(self) -> None: ...
    def reclaim(self, own: bool = False) -> list[str]: ...
    def sweep(self) -> None: ...


@dataclass(frozen=True)
class Engine:
    """What a web worker needs of the engine."""

    store: Store
    jobs: Jobs


@dataclass(frozen=True)
class Bounds:
    """How much the engine keeps and takes; `processes` is what one machine runs at once."""

    store_mb: int = 1024
    length: int = 100
    jobs_per_visitor: int = 4
    processes: int = 1
    job_seconds: float = 300.0


def engine(directory: Path, bounds: Bounds, redis_url: str | None = None) -> Engine:
    """The engine of a directory, for one machine; or with a Redis, for all that share it.

    Without a Redis neither its library nor Celery is imported.
    """
    if redis_url is not None:
        from cache.remote import shared

        return shared.engine(directory, bounds, redis_url)
    jobs = Queue(
        directory,
        length=bounds.length,
        jobs_per_visitor=bounds.jobs_per_visitor,
        processes=bounds.processes,
    )
    return Engine(store(directory, bounds.store_mb), jobs)


def store(directory: Path, limit_mb: int, redis_url: str | None = None) -> Store:
    """The store alone, as a job process needs it."""
    if redis_url is not None:
        from cache.remote.line import Line
        from cache.remote.store import Store as RemoteStore

        return RemoteStore(Line(redis_url), limit_mb)
    return LocalStore(directory, limit_mb)
