"""The queue of all machines as askers see it; cache.jobs.Queue says what each question means."""

from collections.abc import Callable, Mapping
from typing import Any

from cache.asking import Counter, Counts, full, ticket_for, working, written
from cache.jobs import GUESS_SECONDS, SEEN_SECONDS, remaining
from cache.ledger import OutOfReach
from cache.remote.line import Line
from cache.remote.secret import Secret
from cache.states import Look, Priority, State

Ring = Callable[[], None]
Clock = Callable[[], float]


class Queue:
    """Jobs and tickets in Redis, which every process of every machine shares.

    `ring` tells the machines that run jobs that there is one. Times are those of Redis' clock;
    a `clock` of one's own takes its place in tests.
    """

    def __init__(
        self,
        line: Line,
        secret: Secret,
        ring: Ring,
        *,
        length: int = 100,
        jobs_per_visitor: int = 4,
        clock: Clock | None = None,
    ) -> None:
        self.secret = secret
        self._ledger, self._ring, self._clock = line.script("ledger"), ring, clock
        self._bounds = {"length": length, "per_visitor": jobs_per_visitor}
        self._counts = Counts(self._write_counts)

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
    ) -> str:
        """A ticket for the job of this key, which is made if nobody asked before. Raises Busy."""
        text, given = written(args), ticket_for(priority, ticket)
        told = self._ask(
            "ask", key=key, name=name, args=text, visitor=visitor, priority=int(priority),
            label=label, ticket=given, guess=GUESS_SECONDS, **self._bounds,
        )  # fmt: skip
        if "busy" in told:
            raise full(told["busy"])
        if told["ring"]:
            self._ring()
        return given

    def look(self, key: str) -> Look | None:
        """How far the job is; None where there is none. Raises OutOfReach, a Busy."""
        told = self._ask("look", key=key, guess=GUESS_SECONDS)
        return _look(key, told) if told else None

    def holds(self, ticket: str) -> str | None:
        """The key that this ticket waits for; "" once it was given back, None if it is unknown."""
        told = self._ask("holds", ticket=ticket, seen_seconds=SEEN_SECONDS)
        return str(told["key"]) if told else None

    def withdraw(self, ticket: str) -> bool:
        """Give a ticket back. The job goes with its last one; True where it did."""
        return bool(self._ask("withdraw", ticket=ticket))

    def again(self, key: str) -> None:
        """Put a job that is done back in line, because its answer is gone."""
        if self._ask("again", key=key)["ring"]:
            self._ring()

    def count(self, what: str, label: str, kind: str = "") -> None:
        """Add one to a counter that all machines share; never raises."""
        self._counts.add((what, label, kind))

    def counters(self) -> dict[tuple[str, str, str], int]:
        """All counters as (what, label, kind) -> n."""
        told = list(self._ask("counters"))
        found: dict[tuple[str, str, str], int] = {}
        for counter, n in zip(told[::2], told[1::2], strict=True):
            what, label, kind = counter.split("\t")
            found[what, label, kind] = int(n)
        return found

    def by_state(self) -> dict[str, int]:
        """How many jobs stand in each state."""
        return {**{state.value: 0 for state in State}, **self._ask("by_state")}

    def state(self) -> dict[str, Any]:
        """For /health: {status: healthy|degraded, detail, queued, running, runners}."""
        try:
            told = self._ask("state")
        except OutOfReach as error:
            return {"status": "degraded", "detail": error.detail}
        return working(told["queued"], told["running"], told["runners"])

    def _write_counts(self, counts: Mapping[Counter, int]) -> None:
        self._ask("count", counts=[[*counter, n] for counter, n in counts.items()])

    def _ask(self, question: str, **told: Any) -> Any:
        return self._ledger.ask(question, now=self._clock() if self._clock else None, **told)


def _look(key: str, told: Mapping[str, Any]) -> Look:
    job, now, typical = told["job"], float(told["now"]), told["typical"]
    state, fraction, expected = State(job["state"]), float(job["fraction"]), typical[job["label"]]
    position, left = 0, None
    if state is State.QUEUED:
        ahead = list(told["ahead"])
        position = 1 + sum("started" not in one for one in ahead)
        before = sum(_left(typical[one["label"]], one, now) for one in ahead)
        left = before / told["processes"] + expected
    elif state is State.RUNNING:
        left = _left(expected, job, now)
    return Look(
        key, state, job["name"], position, fraction, job["phrase"], left, job["reference"],
        job["payload"], int(job["serial"]),
    )  # fmt: skip


def _left(expected: float, job: Mapping[str, Any], now: float) -> float:
    if "started" not in job:
        return expected
    return remaining(expected, max(0.0, now - float(job["started"])), float(job["fraction"]))
