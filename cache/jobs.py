"""The queue as those see it who ask and wait: one job a key, a ticket for each who waits."""

import sqlite3
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cache.asking import Counter, Counts, full, ticket_for, working, written
from cache.ledger import Ledger, OutOfReach
from cache.secret import Secret
from cache.states import OVER, Look, Outcome, Priority, State

SEEN_SECONDS = 5.0
"""How often, at most, a ticket's poll is written down."""
RUNS_KEPT = 20
GUESS_SECONDS = 5.0
"""What a job is expected to take before any of its label has run."""
CLOCK_STEP_SECONDS = 60.0
"""A runner's lease that ends later than this was written before the clock was set back."""

Clock = Callable[[], float]


class Queue:
    """Jobs and tickets in a database file that every process of one machine shares.

    Times are those of the machine's monotonic clock, which all its processes and containers
    share, so that setting the wall clock changes nothing.
    """

    def __init__(
        self,
        directory: Path,
        *,
        length: int = 100,
        jobs_per_visitor: int = 4,
        processes: int = 1,
        clock: Clock = time.monotonic,
    ) -> None:
        self.secret = Secret(directory)
        self.ledger = Ledger(directory)
        self._length, self._per_visitor, self._processes = length, jobs_per_visitor, processes
        self._clock = clock
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
        """A ticket for the job of this key, which is made if nobody asked before.

        `name` is "module:function", `args` its keyword arguments as JSON holds them. A job
        that failed, is outdated, or whose answer is gone, is made anew. IDLE work holds no
        ticket, so "".
        Raises Busy when the queue or the visitor's share is full; TypeError or ValueError for
        args that are not JSON.
        """
        text, given = written(args), ticket_for(priority, ticket)

        def use(db: sqlite3.Connection) -> None:
            row = db.execute("SELECT state, priority FROM jobs WHERE key=?", (key,)).fetchone()
            over = row is None or row[0] in OVER
            if priority is Priority.VISITOR:
                self._admit(db, key, visitor, label, new=over)
            if over:
                self._put(db, key, name, text, label, priority)
            elif row[1] > priority:
                db.execute("UPDATE jobs SET priority=? WHERE key=?", (priority, key))
            if given:
                db.execute(
                    "INSERT OR REPLACE INTO tickets VALUES (?,?,?,?)",
                    (given, key, visitor, self._clock()),
                )

        self.ledger.write(use)
        return given

    def look(self, key: str) -> Look | None:
        """How far the job is; None where there is none. Raises OutOfReach, a Busy."""
        return self.ledger.read(lambda db: self._look(db, key))

    def holds(self, ticket: str) -> str | None:
        """The key that this ticket waits for; "" once it was given back, None if it is unknown.

        To ask keeps the ticket from growing old.
        """
        row = self.ledger.read(
            lambda db: db.execute(
                "SELECT key, seen FROM tickets WHERE ticket=?", (ticket,)
            ).fetchone()
        )
        if row is None:
            return None
        now = self._clock()
        if not 0 <= now - row[1] < SEEN_SECONDS:
            self.ledger.write(
                lambda db: db.execute("UPDATE tickets SET seen=? WHERE ticket=?", (now, ticket))
            )
        return str(row[0])

    def withdraw(self, ticket: str) -> bool:
        """Give a ticket back. The job goes with its last one; True where it did."""

        def use(db: sqlite3.Connection) -> bool:
            row = db.execute(
                "SELECT key FROM tickets WHERE ticket=? AND key<>''", (ticket,)
            ).fetchone()
            if row is None:
                return False
            # What is left tells a page that polls once more from one whose queue was lost.
            db.execute("UPDATE tickets SET key='', visitor='' WHERE ticket=?", (ticket,))
            return abandon(db, row[0])

        return self.ledger.write(use)

    def again(self, key: str) -> None:
        """Put a job that is done back in line, because its answer is gone."""
        self.ledger.write(
            lambda db: db.execute(
                "UPDATE jobs SET state='queued', crashes=0, losses=0 WHERE key=? AND state='done'",
                (key,),
            )
        )

    def count(self, what: str, label: str, kind: str = "") -> None:
        """Add one to a counter that all processes share; never waits, never raises."""
        self._counts.add((what, label, kind))

    def counters(self) -> dict[tuple[str, str, str], int]:
        """All counters as (what, label, kind) -> n.

        what is "computations" (kind ""), "answers" (kind stored, computed) or "jobs" (kind one
        of Outcome), label the job's label.
        """
        rows = self.ledger.read(
            lambda db: db.execute(
                "SELECT what, label, kind, n FROM tallies WHERE what<>'probes'"
            ).fetchall()
        )
        return {(what, label, kind): n for what, label, kind, n in rows}

    def by_state(self) -> dict[str, int]:
        """How many jobs stand in each state."""
        rows = self.ledger.read(
            lambda db: db.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall()
        )
        return {**{state.value: 0 for state in State}, **dict(rows)}

    def state(self) -> dict[str, Any]:
        """For /health: {status: healthy|degraded, detail, queued, running, runners}."""
        self.ledger.mend()
        now = self._clock()
        try:
            # A write, because a full or read-only disk still reads.
            self.ledger.write(lambda db: tally(db, "probes", "", "", 1), patience_seconds=0.2)
            jobs = self.by_state()
            runners = self.ledger.read(
                lambda db: db.execute(
                    "SELECT count(*) FROM runners WHERE until BETWEEN ? AND ?",
                    (now, now + CLOCK_STEP_SECONDS),
                ).fetchone()[0]
            )
        except OutOfReach as error:
            return {"status": "degraded", "detail": error.detail}
        return working(jobs["queued"], jobs["running"], runners)

    def _write_counts(self, counts: Mapping[Counter, int]) -> None:
        def use(db: sqlite3.Connection) -> None:
            for counter, n in counts.items():
                tally(db, *counter, n)

        self.ledger.write(use, patience_seconds=0)

    def _admit(self, db: sqlite3.Connection, key: str, visitor: str, label: str, new: bool) -> None:
        (own,) = db.execute(
            "SELECT count(DISTINCT key) FROM tickets JOIN jobs USING (key)"
            " WHERE visitor=? AND key<>? AND state IN ('queued', 'running')",
            (visitor, key),
        ).fetchone()
        (line,) = db.execute(
            "SELECT count(*) FROM jobs WHERE state='queued' AND priority=?", (Priority.VISITOR,)
        ).fetchone()
        if (visitor and own >= self._per_visitor) or (new and line >= self._length):
            raise full(typical(db, label) / self._processes)

    def _put(
        self,
        db: sqlite3.Connection,
        key: str,
        name: str,
        args: str,
        label: str,
        priority: Priority,
    ) -> None:
        (seq,) = db.execute("SELECT coalesce(max(seq), 0) + 1 FROM jobs").fetchone()
        db.execute(
            "INSERT OR REPLACE INTO jobs (key, name, args, label, priority, seq, state)"
            " VALUES (?,?,?,?,?,?,'queued')",
            (key, name, args, label, priority, seq),
        )

    def _look(self, db: sqlite3.Connection, key: str) -> Look | None:
        row = db.execute(
            "SELECT name, state, priority, seq, label, started, fraction, phrase, payload, serial,"
            " reference FROM jobs WHERE key=?",
            (key,),
        ).fetchone()
        if row is None:
            return None
        name, state, priority, seq, label, started, fraction, phrase, payload, serial, ref = row
        position, left = 0, None
        if state == State.QUEUED:
            position, left = self._place(db, priority, seq, label)
        elif state == State.RUNNING:
            left = remaining(typical(db, label), max(0.0, self._clock() - started), fraction)
        return Look(key, State(state), name, position, fraction, phrase, left, ref, payload, serial)

    def _place(
        self, db: sqlite3.Connection, priority: int, seq: int, label: str
    ) -> tuple[int, float]:
        ahead = db.execute(
            "SELECT label, started, fraction FROM jobs WHERE state='running' AND priority<=?"
            " UNION ALL SELECT label, NULL, 0 FROM jobs"
            " WHERE state='queued' AND (priority, seq) < (?, ?)",
            (priority, priority, seq),
        ).fetchall()
        now = self._clock()
        before = sum(
            typical(db, other)
            if started is None
            else remaining(typical(db, other), max(0.0, now - started), fraction)
            for other, started, fraction in ahead
        )
        position = 1 + sum(started is None for _, started, _ in ahead)
        return position, before / self._processes + typical(db, label)


def abandon(db: sqlite3.Connection, key: str) -> bool:
    """Take a job away that no ticket waits for; its process is stopped by its runner."""
    (left,) = db.execute("SELECT count(*) FROM tickets WHERE key=?", (key,)).fetchone()
    if left:
        return False
    row = db.execute("DELETE FROM jobs WHERE key=? RETURNING label, state", (key,)).fetchone()
    if row is None or row[1] not in (State.QUEUED, State.RUNNING):
        return False
    tally(db, "jobs", row[0], Outcome.WITHDRAWN)
    return True


def tally(db: sqlite3.Connection, what: str, label: str, kind: str, n: int = 1) -> None:
    """Add to one counter."""
    db.execute(
        "INSERT INTO tallies VALUES (?,?,?,?)"
        " ON CONFLICT (what, label, kind) DO UPDATE SET n=n+excluded.n",
        (what, label, kind, n),
    )


def typical(db: sqlite3.Connection, label: str) -> float:
    """Seconds that a job of this label took, on the median of its last runs."""
    rows = db.execute(
        "SELECT seconds FROM runs WHERE label=? ORDER BY rowid DESC LIMIT ?", (label, RUNS_KEPT)
    ).fetchall()
    past = sorted(seconds for (seconds,) in rows)
    return past[len(past) // 2] if past else GUESS_SECONDS


def remaining(expected: float, elapsed: float, fraction: float) -> float:
    """Seconds left: what past runs say, giving way to the job's own pace as it advances."""
    by_runs = max(0.0, expected - elapsed)
    if fraction <= 0:
        return by_runs
    by_pace = elapsed * (1 - fraction) / fraction
    return (1 - fraction) * by_runs + fraction * by_pace
