"""The queue as those see it who run jobs: claims under a lease, and how each job ended."""

import secrets
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cache.jobs import CLOCK_STEP_SECONDS, RUNS_KEPT, Clock, tally
from cache.ledger import Ledger
from cache.states import Outcome, Priority, State

LEASE_SECONDS = 4.0
"""How long a job stays with a runner that is not heard of."""
MOST_CRASHES = 2
MOST_LOSSES = 6
"""How often a job's runner may die before the job is held to be the reason."""
TICKET_SECONDS = 600.0
"""A page that has not polled for so long is gone."""
KEPT_SECONDS = 600.0
"""How long an ended job is remembered for those who have not looked yet."""


@dataclass(frozen=True)
class Job:
    """A job in a runner's hands; `lease` is good for this one claim."""

    key: str
    name: str
    args: str
    label: str
    priority: int
    lease: str


class Turns:
    """One runner's side of the queue; `owner` names the pool that watches over the runner."""

    def __init__(self, directory: Path, owner: str, clock: Clock = time.monotonic) -> None:
        self.ledger = Ledger(directory, checkpoints=True)
        self._owner, self._clock = owner, clock

    def next_priority(self) -> int | None:
        """The priority of the job that is next in line; a cheap read."""
        row = self.ledger.read(
            lambda db: db.execute("SELECT min(priority) FROM jobs WHERE state='queued'").fetchone()
        )
        return None if row[0] is None else int(row[0])

    def claim(self) -> Job | None:
        """The next job, now ours for LEASE_SECONDS."""
        lease = secrets.token_hex(8)
        now = self._clock()

        def use(db: sqlite3.Connection) -> Job | None:
            row = db.execute(
                "SELECT key, name, args, label, priority FROM jobs WHERE state='queued'"
                " ORDER BY priority, seq LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE jobs SET state='running', owner=?, lease=?, until=?, started=?,"
                " fraction=0, phrase='' WHERE key=?",
                (self._owner, lease, now + LEASE_SECONDS, now, row[0]),
            )
            key, name, args, label, priority = row
            return Job(key, name, args, label, priority, lease)

        return self.ledger.write(use)

    def held(self) -> dict[str, int]:
        """Our leases that still hold, each with its job's priority now; others were withdrawn."""
        rows = self.ledger.read(
            lambda db: db.execute(
                "SELECT lease, priority FROM jobs WHERE owner=? AND state='running'",
                (self._owner,),
            ).fetchall()
        )
        return dict(rows)

    def beat(self, leases: Sequence[str]) -> None:
        """Say that this runner lives, and hold on to its jobs."""
        now = self._clock()

        def use(db: sqlite3.Connection) -> None:
            db.execute(
                "INSERT OR REPLACE INTO runners VALUES (?,?)", (self._owner, now + LEASE_SECONDS)
            )
            db.executemany(
                "UPDATE jobs SET until=? WHERE lease=? AND state='running'",
                [(now + LEASE_SECONDS, lease) for lease in leases],
            )

        self.ledger.write(use)

    def advance(self, job: Job, fraction: float, phrase: str, payload: str) -> None:
        """Write down how far a job is."""
        self.ledger.write(
            lambda db: db.execute(
                "UPDATE jobs SET fraction=?, phrase=?, payload=?, serial=serial+1 WHERE lease=?",
                (fraction, phrase, payload, job.lease),
            )
        )

    def finish(self, job: Job, seconds: float, computed: bool = True) -> None:
        """The answer is in the store; those who wait will find it there."""

        def use(db: sqlite3.Connection) -> None:
            if computed:
                tally(db, "computations", job.label, "")
                tally(db, "jobs", job.label, Outcome.COMPUTED)
                db.execute("INSERT INTO runs VALUES (?,?)", (job.label, seconds))
                db.execute(
                    "DELETE FROM runs WHERE label=? AND rowid NOT IN (SELECT rowid FROM runs"
                    " WHERE label=? ORDER BY rowid DESC LIMIT ?)",
                    (job.label, job.label, RUNS_KEPT),
                )
            self._end(db, job, State.DONE, "")

        self.ledger.write(use)

    def fail(self, job: Job, outcome: Outcome, reference: str) -> None:
        """The job ended without an answer; nothing of it is kept but the reference."""

        def use(db: sqlite3.Connection) -> None:
            tally(db, "jobs", job.label, outcome)
            outdated = outcome is Outcome.OUTDATED
            self._end(db, job, State.OUTDATED if outdated else State.FAILED, reference)

        self.ledger.write(use)

    def crash(self, job: Job, reference: str) -> bool:
        """The job's process died; True where it is tried once more."""

        def use(db: sqlite3.Connection) -> bool:
            row = db.execute(
                "UPDATE jobs SET crashes=crashes+1 WHERE lease=? RETURNING crashes", (job.lease,)
            ).fetchone()
            tally(db, "jobs", job.label, Outcome.CRASHED)
            if row is not None and row[0] < MOST_CRASHES:
                _requeue(db, job.lease)
                return True
            self._end(db, job, State.FAILED, reference)
            return False

        return self.ledger.write(use)

    def release(self, job: Job) -> None:
        """Hand a job back as if it had never been claimed."""

        def use(db: sqlite3.Connection) -> None:
            tally(db, "jobs", job.label, Outcome.HANDED_BACK)
            _requeue(db, job.lease)

        self.ledger.write(use)

    def retire(self) -> None:
        """Say that this runner stops."""
        self.ledger.write(
            lambda db: db.execute("DELETE FROM runners WHERE owner=?", (self._owner,))
        )

    def reclaim(self, own: bool = False) -> list[str]:
        """Put jobs back whose runner is gone; returns the keys of those given up.

        With `own`, those of this pool's former runner, which the pool has seen die.
        """
        now = self._clock()

        def use(db: sqlite3.Connection) -> list[str]:
            # No lease can end later than LEASE_SECONDS from now, unless the machine was
            # started again since and its clock with it.
            rows = db.execute(
                "SELECT lease, key, label, losses FROM jobs WHERE state='running'"
                " AND (until<? OR until>? OR (? AND owner=?))",
                (now, now + 2 * LEASE_SECONDS, own, self._owner),
            ).fetchall()
            lost: list[str] = []
            for lease, key, label, losses in rows:
                db.execute("UPDATE jobs SET losses=losses+1 WHERE lease=?", (lease,))
                if losses + 1 < MOST_LOSSES:
                    _requeue(db, lease)
                    continue
                lost.append(key)
                tally(db, "jobs", label, Outcome.CRASHED)
                db.execute(
                    "UPDATE jobs SET state='failed', reference=?, ended=? WHERE lease=?",
                    (secrets.token_hex(4), now, lease),
                )
            return lost

        return self.ledger.write(use)

    def sweep(self) -> None:
        """Forget tickets of pages that are gone, and ended jobs that nobody waits for."""
        now = self._clock()

        def use(db: sqlite3.Connection) -> None:
            db.execute("UPDATE tickets SET seen=? WHERE seen>?", (now, now))
            db.execute("DELETE FROM tickets WHERE seen<?", (now - TICKET_SECONDS,))
            db.execute(
                "DELETE FROM jobs WHERE state IN ('done', 'failed', 'outdated')"
                " AND NOT coalesce(ended BETWEEN ? AND ?, 0)",
                (now - KEPT_SECONDS, now),
            )
            db.execute(
                "DELETE FROM tickets WHERE key<>'' AND NOT EXISTS"
                " (SELECT 1 FROM jobs WHERE jobs.key=tickets.key)"
            )
            db.execute(
                "DELETE FROM jobs WHERE priority<>? AND state IN ('queued', 'running')"
                " AND NOT EXISTS (SELECT 1 FROM tickets WHERE tickets.key=jobs.key)",
                (Priority.IDLE,),
            )
            db.execute(
                "DELETE FROM runners WHERE NOT until BETWEEN ? AND ?",
                (now - CLOCK_STEP_SECONDS, now + CLOCK_STEP_SECONDS),
            )

        self.ledger.write(use)
        self.ledger.checkpoint()

    def _end(self, db: sqlite3.Connection, job: Job, state: State, reference: str) -> None:
        db.execute(
            "UPDATE jobs SET state=?, reference=?, ended=?, owner=NULL, lease=NULL WHERE lease=?",
            (state, reference, self._clock(), job.lease),
        )


def _requeue(db: sqlite3.Connection, lease: str) -> None:
    db.execute(
        "UPDATE jobs SET state='queued', owner=NULL, lease=NULL, until=NULL, fraction=0,"
        " phrase='' WHERE lease=?",
        (lease,),
    )
