"""The queue's database: transactions that wait without holding a thread, and mend what is damaged.

One connection serves a whole process. A call into SQLite never yields to another greenlet, and
`_lock` orders threads, so a transaction is never shared; waiting for another process is slept
outside the lock, a few milliseconds at a time, which gevent turns into letting others run.
"""

import contextlib
import logging
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from cache.ground import LOCK_SECONDS, Ground, Identity, Trouble, is_busy, is_damage
from cache.states import Busy

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 2.0
VERSION = 1

SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, args TEXT NOT NULL, label TEXT NOT NULL,
    priority INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL,
    owner TEXT, lease TEXT, until REAL, started REAL,
    crashes INTEGER NOT NULL DEFAULT 0, losses INTEGER NOT NULL DEFAULT 0,
    fraction REAL NOT NULL DEFAULT 0, phrase TEXT NOT NULL DEFAULT '',
    payload TEXT NOT NULL DEFAULT '', serial INTEGER NOT NULL DEFAULT 0,
    reference TEXT NOT NULL DEFAULT '', ended REAL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_line ON jobs (state, priority, seq);
CREATE TABLE IF NOT EXISTS tickets (
    ticket TEXT PRIMARY KEY, key TEXT NOT NULL, visitor TEXT NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS tickets_key ON tickets (key);
CREATE INDEX IF NOT EXISTS tickets_visitor ON tickets (visitor);
CREATE TABLE IF NOT EXISTS runners (owner TEXT PRIMARY KEY, until REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS runs (label TEXT, seconds REAL) STRICT;
CREATE INDEX IF NOT EXISTS runs_label ON runs (label);
CREATE TABLE IF NOT EXISTS tallies (
    what TEXT, label TEXT, kind TEXT, n INTEGER NOT NULL, PRIMARY KEY (what, label, kind)
) STRICT;
"""

T = TypeVar("T")
Use = Callable[[sqlite3.Connection], T]


class OutOfReach(Busy):
    """The queue's database cannot be used just now; `detail` says why."""

    def __init__(self, detail: str) -> None:
        super().__init__(5.0)
        self.detail = detail


class Ledger:
    """The database of one queue directory. Both methods raise OutOfReach and lose nothing."""

    def __init__(self, directory: Path, checkpoints: bool = False) -> None:
        self.ground = Ground(Path(directory) / "queue", "queue.db")
        self._checkpoints = checkpoints
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._opened: Identity | None = None
        self._pid = 0
        self.trouble: str | None = None

    def read(self, use: Use[T]) -> T:
        """What `use` reads; readers wait for nobody."""
        return self._try(use, write=False)

    def write(self, use: Use[T], patience_seconds: float = PATIENCE_SECONDS) -> T:
        """What `use` returns once all that it wrote is kept; it may be called more than once."""
        return self._try(use, write=True, patience_seconds=patience_seconds)

    def checkpoint(self) -> None:
        """Move what was written into the main file; done by runners, so that no web worker is."""
        with contextlib.suppress(OutOfReach):
            self.read(lambda db: db.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall())

    def mend(self) -> None:
        """Set a database aside that does not begin like one; the next use begins anew."""
        if not self.ground.sound():
            self._set_aside()

    def _try(self, use: Use[T], write: bool, patience_seconds: float = PATIENCE_SECONDS) -> T:
        deadline = time.monotonic() + patience_seconds
        mended = False
        while True:
            try:
                with self._lock:
                    value = self._once(use, write)
            except sqlite3.Error as caught:
                error: Exception = caught
                if is_damage(caught) and not mended:
                    mended = True
                    self._set_aside()
                    continue
                if is_busy(caught) and time.monotonic() < deadline:
                    # Unequal pauses, so that those who wait do not meet again at every try.
                    time.sleep(random.uniform(0.001, 0.008))
                    continue
            except (OSError, Trouble) as caught:
                error = caught
            else:
                self.trouble = None
                return value
            if self.trouble is None:
                log.warning("the queue cannot be used: %s", error)
            self.trouble = str(error)
            raise OutOfReach(self.trouble) from error

    def _once(self, use: Use[T], write: bool) -> T:
        connection = self._open()
        if not write:
            return use(connection)
        connection.execute("BEGIN IMMEDIATE")
        try:
            value = use(connection)
            connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            raise
        return value

    def _open(self) -> sqlite3.Connection:
        here = self.ground.identity()
        connection = self._connection
        if connection is None or here is None or here != self._opened or self._pid != os.getpid():
            self.ground.prepare()
            connection = self._connect()
            self._connection, self._pid = connection, os.getpid()
            self._opened = self.ground.identity()
        return connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.ground.database,
            timeout=LOCK_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        # A checkpoint waits for the disk. Runners do it on purpose; others only in need.
        connection.execute(f"PRAGMA wal_autocheckpoint={1000 if self._checkpoints else 20000}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError(f"a queue of version {version}")
        if version == 0:
            connection.executescript(
                f"BEGIN IMMEDIATE;{SCHEMA}PRAGMA user_version={VERSION};COMMIT;"
            )
        return connection

    def _set_aside(self) -> None:
        with self._lock:
            self._connection = None
            try:
                self.ground.set_aside(self.ground.identity())
            except (OSError, Trouble) as error:
                log.error("the damaged queue cannot be set aside: %s", error)
