"""The queue of all machines as those see it who run jobs; cache.turns.Turns says what it does."""

import secrets
import time
from collections.abc import Sequence
from typing import Any

from cache.jobs import RUNS_KEPT
from cache.remote.jobs import Clock, Ring
from cache.remote.line import Line
from cache.states import Outcome
from cache.turns import (
    KEPT_SECONDS,
    LEASE_SECONDS,
    MOST_CRASHES,
    MOST_LOSSES,
    TICKET_SECONDS,
    Job,
)

LOOK_SECONDS = 0.25
"""How often, at most, Redis is asked which of our jobs were withdrawn."""
LEADER_SECONDS = 10.0
"""How long one machine alone computes ahead of time without being heard of."""


class Turns:
    """One machine's side of the queue; all its processes share `owner`, and run `slots` jobs.

    A job whose question is outdated here is left to machines that have not said so yet: while
    new data are brought to one machine after the other, each job finds one that has its data.
    """

    def __init__(
        self, line: Line, owner: str, ring: Ring, slots: int = 1, clock: Clock | None = None
    ) -> None:
        self._ledger, self._owner, self._ring = line.script("ledger"), owner, ring
        self._slots, self._clock = slots, clock
        self._held: dict[str, int] = {}
        self._held_until = 0.0

    def next_priority(self) -> int | None:
        """The priority of the job that is next in line for this machine."""
        told = self._ask("next")
        return int(told["priority"]) if told else None

    def claim(self) -> Job | None:
        """The next job, now ours for LEASE_SECONDS."""
        lease = secrets.token_hex(8)
        told = self._ask("claim", lease=lease, lease_seconds=LEASE_SECONDS)
        self._held_until = 0.0
        if not told:
            return None
        return Job(told["key"], told["name"], told["args"], told["label"], told["priority"], lease)

    def held(self) -> dict[str, int]:
        """Leases of this machine with each job's priority, at most LOOK_SECONDS old."""
        now = time.monotonic()
        if now >= self._held_until:
            self._held = {lease: int(priority) for lease, priority in self._ask("held")}
            self._held_until = now + (0.0 if self._clock else LOOK_SECONDS)
        return self._held

    def beat(self, leases: Sequence[str]) -> None:
        """Say that this machine lives, and hold on to its jobs."""
        told = {"lease_seconds": LEASE_SECONDS, "slots": self._slots}
        self._ask("beat", leases=list(leases), **told)

    def advance(self, job: Job, fraction: float, phrase: str, payload: str) -> None:
        """Write down how far a job is."""
        self._of(job, "advance", fraction=fraction, phrase=phrase, payload=payload)

    def finish(self, job: Job, seconds: float, computed: bool = True) -> None:
        """The answer is in the store; those who wait will find it there."""
        self._of(job, "finish", seconds=seconds, computed=computed, runs_kept=RUNS_KEPT)

    def fail(self, job: Job, outcome: Outcome, reference: str) -> None:
        """The job ended without an answer; nothing of it is kept but the reference."""
        self._maybe_ring(self._of(job, "fail", outcome=str(outcome), reference=reference))

    def crash(self, job: Job, reference: str) -> bool:
        """The job's process died; True where it is tried once more."""
        return self._maybe_ring(self._of(job, "crash", most=MOST_CRASHES, reference=reference))

    def release(self, job: Job) -> None:
        """Hand a job back as if it had never been claimed."""
        self._maybe_ring(self._of(job, "release"))

    def retire(self) -> None:
        """Say that this machine stops."""
        self._ask("retire")

    def reclaim(self, own: bool = False) -> list[str]:
        """Put jobs back whose machine is gone; returns the keys of those given up."""
        told = self._ask(
            "reclaim", own=own, lease_seconds=LEASE_SECONDS, most=MOST_LOSSES,
            reference=secrets.token_hex(4),
        )  # fmt: skip
        for _ in range(told["back"]):
            self._ring()
        return list(told["lost"])

    def sweep(self) -> None:
        """Forget tickets of pages that are gone, and ended jobs that nobody waits for."""
        self._ask("sweep", ticket_seconds=TICKET_SECONDS, kept_seconds=KEPT_SECONDS)

    def waiting(self) -> int:
        """How many jobs wait in line."""
        return int(self._ask("by_state")["queued"])

    def leads(self) -> bool:
        """Whether this machine is the one that computes ahead of time; it is from then on."""
        return bool(self._ask("leads", lease_seconds=LEADER_SECONDS))

    def _of(self, job: Job, question: str, **told: Any) -> Any:
        return self._ask(question, key=job.key, label=job.label, lease=job.lease, **told)

    def _maybe_ring(self, told: Any) -> bool:
        if told["ring"]:
            self._ring()
        return bool(told["ring"])

    def _ask(self, question: str, **told: Any) -> Any:
        now = self._clock() if self._clock else None
        return self._ledger.ask(question, owner=self._owner, now=now, **told)
