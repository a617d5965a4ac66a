"""One moment of a SQLite file, read into memory; beside the file nothing is ever written."""

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"SQLite format 3\x00"
HEADER_BYTES = 100
LARGEST_MB = 512
TRIES = 5

ROLLBACK_JOURNAL = b"\x01\x01"
"""Bytes 18 and 19 of the header of a file that is not in WAL mode."""


BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged database may raise; its very messages may be damaged text."""


class Unreadable(Exception):
    """A file that cannot be used at all: which one, and why, in one clear clause."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = str(path), reason


@dataclass(frozen=True)
class Signature:
    """What `stat` tells of a file: two equal signatures are taken for the same content."""

    inode: int
    size: int
    modified_ns: int
    changed_ns: int
    """When its rights or its name changed, too: a file that was forbidden may be allowed."""
    log: tuple[int, int]
    """Size and time of the write-ahead log beside the file; zeros where there is none."""


def signature(path: Path) -> Signature:
    """The signature of a file; OSError where it cannot be asked."""
    told = path.stat()
    try:
        beside = write_ahead_log(path).stat()
        log = (beside.st_size, beside.st_mtime_ns) if beside.st_size else (0, 0)
    except OSError:
        log = (0, 0)
    return Signature(told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns, log)


@dataclass(frozen=True)
class Snapshot:
    """A database in memory, and how many bytes its header promises beyond those there are."""

    connection: sqlite3.Connection
    missing_bytes: int


def open_snapshot(path: Path) -> Snapshot:
    """A copy in memory of the whole file, as it was at one moment.

    Opening the file itself read-only was rejected: in WAL mode SQLite then makes -wal and
    -shm files beside it, which fails on a read-only volume, and `immutable=1` reads rubbish
    when the file is replaced while it is read. The copy costs twice the size of the file
    while it is made, and once for as long as loading takes. Text comes out as bytes, so that
    a wrong encoding stops nothing. Raises Unreadable.
    """
    for _ in range(TRIES):
        try:
            before = signature(path)
            snapshot = _open(path, before)
            if signature(path) == before:
                return snapshot
            snapshot.connection.close()
        except FileNotFoundError:
            raise Unreadable(path, "there is no such file") from None
        except OSError as error:
            raise Unreadable(path, error.strerror or "it cannot be read") from None
    raise Unreadable(path, "it changed again and again while it was read")


def row_counts(database: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has, by name. Raises what is in BROKEN.

    The connection's text comes as bytes, as that of a snapshot does.
    """
    tables = database.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall()
    counts = {}
    for (raw,) in tables:
        name = raw.decode()
        quoted = name.replace('"', '""')
        (counts[name],) = database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
    return counts


def probe(path: Path) -> None:
    """Read the schema from the file itself, in under a millisecond; Unreadable."""
    try:
        with path.open("rb") as file:
            _check_header(path, file.read(HEADER_BYTES))
        # Immutable: no lock, no -shm; a file that changes meanwhile is read anew anyway.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        finally:
            connection.close()
    except OSError as error:
        raise Unreadable(path, error.strerror or "it cannot be read") from None
    except BROKEN as error:
        raise Unreadable(path, f"it is damaged ({error})") from None


def _open(path: Path, told: Signature) -> Snapshot:
    if path.is_dir():
        raise Unreadable(path, "it is a directory")
    if told.size > LARGEST_MB * 2**20:
        raise Unreadable(path, f"it is larger than {LARGEST_MB} MB")
    content = _content(path, told.size)
    _check_header(path, content)
    if told.log != (0, 0):
        content = _with_log(path)
    missing = _missing_bytes(content)
    if missing > LARGEST_MB * 2**20:
        raise Unreadable(path, "it is truncated, or its header is damaged")
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.text_factory = bytes
    # SQLite refuses a file that is too short; with empty pages at its end only the tables
    # that reach into them are found damaged.
    content.extend(bytes(missing))
    # A database in memory cannot be in WAL mode, and refuses a header that says so.
    content[18:20] = ROLLBACK_JOURNAL
    connection.deserialize(content)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return Snapshot(connection, missing)


def _content(path: Path, size: int) -> bytearray:
    # To be changed in place: each copy of a large file counts in a container's memory.
    content = bytearray(size)
    with path.open("rb") as file:
        del content[file.readinto(content) :]
    return content


def _check_header(path: Path, content: bytes | bytearray) -> None:
    if not content:
        raise Unreadable(path, "it is empty")
    if not content.startswith(MAGIC):
        raise Unreadable(path, "it is not a SQLite database")
    if len(content) < HEADER_BYTES:
        raise Unreadable(path, "it is truncated: not even its header is whole")


def _missing_bytes(content: bytearray) -> int:
    page_bytes = int.from_bytes(content[16:18], "big")
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    pages = int.from_bytes(content[28:32], "big")
    return max(0, pages * page_bytes - len(content))


def _with_log(path: Path) -> bytearray:
    """The content with its write-ahead log folded in, done on copies elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "copy.db")
        shutil.copyfile(path, copy)
        shutil.copyfile(write_ahead_log(path), write_ahead_log(copy))
        connection = sqlite3.connect(copy)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except BROKEN as error:
            raise Unreadable(path, f"its write-ahead log cannot be read ({error})") from None
        finally:
            connection.close()
        return _content(copy, copy.stat().st_size)


def write_ahead_log(path: Path) -> Path:
    """The file in which SQLite keeps what is not yet in the database itself."""
    return path.with_name(path.name + "-wal")
