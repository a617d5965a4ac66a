"""A directory with a database in it, which may be damaged, removed or replaced under us."""

import contextlib
import fcntl
import logging
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)

HEADER = b"SQLite format 3\x00"
ASIDE = ".damaged-"
LOCK_SECONDS = 0.01
"""How long SQLite itself may wait for a lock: a gevent worker stands still meanwhile, while longer
waits are slept, which other greenlets share."""
KEPT_ASIDE = 1
"""How many damaged directories are kept for whoever wants to look into them."""

Identity = tuple[int, int]


class Trouble(Exception):
    """The ground cannot be used just now: full, read-only, locked or out of reach."""


class Ground:
    """Where a database lives. Every user of the directory sees the same one or opens it anew.

    SQLite goes on writing into a database that was deleted, and no other process would see
    that; so users compare `identity()` with the one they opened before each use.
    """

    def __init__(self, directory: Path, database: str) -> None:
        self.directory = directory
        self.database = directory / database
        self._peep: tuple[Identity, int] | None = None

    def prepare(self) -> None:
        """Make the directory, readable by its owner alone. Raises Trouble."""
        try:
            # `parents=True` would make them for everybody to read.
            self.directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.directory.mkdir(mode=0o700, exist_ok=True)
            if self.directory.stat().st_mode & 0o077:
                self.directory.chmod(0o700)
        except OSError as error:
            raise Trouble(f"{self.directory} cannot be used: {error.strerror}") from error

    def identity(self) -> Identity | None:
        """Which file the database is now; None where there is none."""
        try:
            seen = os.stat(self.database)
        except OSError:
            return None
        return seen.st_dev, seen.st_ino

    def sound(self) -> bool:
        """Whether the file begins as a database does; an empty or absent one may become it."""
        try:
            head = os.pread(self._peephole(), len(HEADER), 0)
        except OSError:
            return True
        return head in (b"", HEADER)

    def _peephole(self) -> int:
        """A descriptor of the database that stays open as long as the file is the same.

        To close any descriptor of a file gives up all POSIX locks that the process holds on
        it, SQLite's included. Another process would then take itself for the last user, and
        delete the write-ahead log that this one goes on writing into.
        """
        here = self.identity()
        if self._peep is None or self._peep[0] != here:
            opened = os.open(self.database, os.O_RDONLY | os.O_CLOEXEC)
            seen = os.fstat(opened)
            before, self._peep = self._peep, ((seen.st_dev, seen.st_ino), opened)
            if before is not None:
                os.close(before[1])
        return self._peep[1]

    def set_aside(self, opened: Identity | None) -> None:
        """Rename the damaged directory away, unless somebody has done so since it was opened."""
        with self._alone():
            if opened is None or opened != self.identity():
                return
            aside = self.directory.with_name(f"{self.directory.name}{ASIDE}{secrets.token_hex(4)}")
            try:
                self.directory.rename(aside)
            except OSError as error:
                raise Trouble(f"{self.directory} cannot be set aside: {error.strerror}") from error
            log.error("%s was damaged; it was set aside as %s", self.directory, aside.name)
            self._forget(aside)

    def _forget(self, newest: Path) -> None:
        older = [
            path
            for path in self.directory.parent.glob(f"{self.directory.name}{ASIDE}*")
            if path != newest
        ]
        older.sort(key=lambda path: path.name)
        for path in older[: max(0, len(older) - KEPT_ASIDE + 1)]:
            shutil.rmtree(path, ignore_errors=True)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        self.directory.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.directory.parent / ".mend", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file is no database of ours, rather than that it is busy."""
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    text = str(error)
    if isinstance(error, sqlite3.OperationalError):
        return "no such" in text or "malformed" in text or "has no column" in text
    return not isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError)


def is_busy(error: sqlite3.Error) -> bool:
    """Whether somebody else holds the lock."""
    return isinstance(error, sqlite3.OperationalError) and (
        "locked" in str(error) or "busy" in str(error)
    )
