"""Complete and checked copies of the databases, each set in a folder named by its time."""

import os
import shutil
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dashboard_app.data.snapshot import BROKEN, Unreadable, open_snapshot, row_counts

FOLDER = "backups"
"""The folder of the backups within the data folder, unless another is named."""

NAME = "%Y-%m-%dT%H%M%SZ"
UNFINISHED = ".unfinished"
DAY = timedelta(hours=24)


@dataclass(frozen=True)
class Copied:
    """One database in a backup: how many rows each of its tables has, in the copy as before."""

    file: Path
    rows: dict[str, int]


def make(files: Iterable[Path], folder: Path, now: datetime) -> list[Copied]:
    """A new backup of these files; it appears under its name only when all of it is checked.

    Each file is copied as it was at one moment, also while it is written or replaced. Raises
    Unreadable where a file cannot be copied whole, OSError where the folder cannot be written.
    """
    finished = folder / now.astimezone(UTC).strftime(NAME)
    unfinished = folder / UNFINISHED
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    try:
        copied = [_copy(file, unfinished / file.name) for file in files]
        unfinished.rename(finished)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return [Copied(finished / one.file.name, one.rows) for one in copied]


def there(folder: Path) -> list[Path]:
    """The finished backups of a folder, oldest first; other folders in it are left out."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and time_of(path))


def time_of(backup: Path) -> datetime | None:
    """When a backup was made, as its name says; None for what is no backup."""
    try:
        return datetime.strptime(backup.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def due(folder: Path, now: datetime) -> bool:
    """Whether the newest backup is a day old, or dated in the future by a clock that was wrong."""
    newest = max((time_of(one) or now for one in there(folder)), default=None)
    return newest is None or not timedelta(0) <= now - newest < DAY


def thin(folder: Path, keep: int) -> list[Path]:
    """Delete the oldest backups so that `keep`, 1 or more, are left; those that were deleted."""
    if keep < 1:
        raise ValueError(f"keep is {keep}; at least one backup is kept")
    old = there(folder)[:-keep]
    for backup in old:
        shutil.rmtree(backup)
    return old


def _copy(source: Path, target: Path) -> Copied:
    snapshot = open_snapshot(source)
    try:
        if snapshot.missing_bytes:
            raise Unreadable(source, f"{snapshot.missing_bytes} bytes of it are missing")
        rows = _row_counts(snapshot.connection, source)
        copy = sqlite3.connect(target)
        try:
            snapshot.connection.backup(copy)
            _check(copy, rows, source)
        except sqlite3.Error as error:
            raise Unreadable(source, f"it is damaged ({error})") from error
        finally:
            copy.close()
    finally:
        snapshot.connection.close()
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return Copied(target, rows)


def _check(copy: sqlite3.Connection, rows: dict[str, int], source: Path) -> None:
    copy.text_factory = bytes
    (told,) = copy.execute("PRAGMA integrity_check").fetchone()
    if told != b"ok":
        raise Unreadable(source, "it is damaged")
    if _row_counts(copy, source) != rows:
        raise Unreadable(source, "its copy has other rows")


def _row_counts(database: sqlite3.Connection, source: Path) -> dict[str, int]:
    try:
        return row_counts(database)
    except BROKEN as error:
        raise Unreadable(source, f"its tables cannot be read ({error})") from error
