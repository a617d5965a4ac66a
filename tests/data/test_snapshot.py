"""A database is read as it was at one moment, and nothing is written beside it."""

import os
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from dashboard_app.data.database import load
from dashboard_app.data.snapshot import Unreadable, open_snapshot, probe, row_counts
from trials.databases import monthly, write

ROWS = monthly("2004-01", range(30))


def in_wal_mode(path: Path) -> Path:
    """The database at `path` with WAL in its header, as the customer's has it."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    assert path.read_bytes()[18:20] == b"\x02\x02"
    return path


def test_wal_mode_on_a_folder_that_nobody_may_write(tmp_path: Path) -> None:
    folder = tmp_path / "volume"
    folder.mkdir()
    path = in_wal_mode(write(folder / "data.db", {("A", "crossref"): ROWS}))
    path.chmod(stat.S_IRUSR)
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert load(path).get("A", "crossref").n == 30
        probe(path)
        assert os.listdir(folder) == ["data.db"]
    finally:
        folder.chmod(stat.S_IRWXU)


def test_nothing_appears_beside_the_file(tmp_path: Path) -> None:
    path = in_wal_mode(write(tmp_path / "data.db", {("A", "crossref"): ROWS}))
    before = path.read_bytes(), path.stat().st_mtime_ns
    load(path)
    probe(path)
    assert os.listdir(tmp_path) == ["data.db"]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_rows_still_in_the_write_ahead_log_are_read(tmp_path: Path) -> None:
    path = in_wal_mode(write(tmp_path / "data.db", {("A", "crossref"): ROWS}))
    writer = sqlite3.connect(path)
    try:
        writer.execute("INSERT INTO crossref VALUES ('2006-07-01', 'A', 99)")
        writer.commit()
        assert (tmp_path / "data.db-wal").stat().st_size > 0
        assert load(path).get("A", "crossref").values[-1] == 99
    finally:
        writer.close()


def test_a_file_replaced_while_it_is_read_is_old_or_new_but_never_both(tmp_path: Path) -> None:
    months = 400
    old = write(tmp_path / "old.db", {("A", "crossref"): monthly("1950-01", [1] * months)})
    new = write(tmp_path / "new.db", {("A", "crossref"): monthly("1950-01", [2] * months)})
    contents = old.read_bytes(), new.read_bytes()
    path = tmp_path / "data.db"
    path.write_bytes(contents[0])
    over = threading.Event()

    def replace() -> None:
        turn = 0
        while not over.is_set():
            turn += 1
            (tmp_path / "next.db").write_bytes(contents[turn % 2])
            (tmp_path / "next.db").replace(path)

    writer = threading.Thread(target=replace)
    writer.start()
    try:
        for _ in range(20):
            try:
                values = load(path).get("A", "crossref").values
            except Unreadable:
                continue
            assert len(values) == months
            assert len(set(values.tolist())) == 1
    finally:
        over.set()
        writer.join()


def test_probing_tells_a_good_file_from_a_bad_one(tmp_path: Path) -> None:
    path = write(tmp_path / "data?#.db", {("A", "crossref"): ROWS})
    probe(path)
    path.write_bytes(b"SQLite format 3\x00" + b"\x00" * 4096)
    with pytest.raises(Unreadable, match="damaged"):
        probe(path)
    path.unlink()
    with pytest.raises(Unreadable):
        probe(path)
    assert not path.exists()


def test_text_is_given_as_bytes(tmp_path: Path) -> None:
    snapshot = open_snapshot(write(tmp_path / "data.db", {("A", "crossref"): ROWS}))
    assert snapshot.missing_bytes == 0
    (name,) = snapshot.connection.execute("SELECT keyword FROM crossref LIMIT 1").fetchone()
    assert name == b"A"
    snapshot.connection.close()


def test_rows_are_counted_in_tables_of_any_name(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "data.db")
    connection.execute('CREATE TABLE "the ""best"" ones" (x)')
    connection.execute('INSERT INTO "the ""best"" ones" VALUES (1), (2)')
    connection.execute("CREATE TABLE empty (x)")
    connection.commit()
    connection.close()
    snapshot = open_snapshot(tmp_path / "data.db")
    assert row_counts(snapshot.connection) == {"empty": 0, 'the "best" ones': 2}
    snapshot.connection.close()
