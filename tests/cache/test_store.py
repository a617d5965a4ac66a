"""The store: keeps bytes, evicts by use, and goes on serving when its files are harmed."""

import os
import pickle
import shutil
import sqlite3
from pathlib import Path

import pytest

from cache.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache", 16)


def database(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "store" / "cache.db"


def test_keeps_bytes_for_all_who_share_the_directory(store: Store, tmp_path: Path) -> None:
    assert store.put("key", b"small")
    assert store.put("large", b"x" * 100_000)
    other = Store(tmp_path / "cache", 16)
    assert (other.get("key"), other.get("large")) == (b"small", b"x" * 100_000)
    assert store.get("absent") is None


def test_forgets_what_is_dropped(store: Store) -> None:
    store.put("key", b"value")
    store.drop("key")
    assert store.get("key") is None


def test_the_directory_is_its_owners_alone(store: Store, tmp_path: Path) -> None:
    store.put("key", b"value")
    for directory in (tmp_path / "cache", tmp_path / "cache" / "store"):
        assert directory.stat().st_mode & 0o077 == 0


def test_a_pickle_in_the_database_is_a_miss_and_is_not_run(store: Store, tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "run"),)

    store.put("key", b"value")
    with sqlite3.connect(database(tmp_path)) as db:
        db.execute("UPDATE Cache SET mode=4, value=?", (pickle.dumps(Trap()),))
    db.close()
    assert store.get("key") is None
    assert not (tmp_path / "run").exists()


def test_a_row_that_points_out_of_the_directory_reads_nothing(store: Store, tmp_path: Path) -> None:
    (tmp_path / "private").write_bytes(b"private")
    store.put("key", b"x" * 100_000)
    with sqlite3.connect(database(tmp_path)) as db:
        db.execute("UPDATE Cache SET filename='../../private'")
    db.close()
    assert store.get("key") is None
    store.drop("key")
    assert (tmp_path / "private").exists()


def test_a_missing_file_is_a_miss(store: Store, tmp_path: Path) -> None:
    store.put("key", b"x" * 100_000)
    for file in (tmp_path / "cache" / "store").rglob("*.val"):
        file.unlink()
    assert store.get("key") is None
    assert store.state()["status"] == "healthy"


def test_goes_on_after_its_directory_is_removed(store: Store, tmp_path: Path) -> None:
    store.put("key", b"value")
    shutil.rmtree(tmp_path / "cache")
    assert store.get("key") is None
    assert store.put("key", b"again")
    assert Store(tmp_path / "cache", 16).get("key") == b"again"
    assert store.state()["status"] == "healthy"


@pytest.mark.parametrize("opened", [True, False])
def test_a_database_of_noise_is_set_aside(store: Store, tmp_path: Path, opened: bool) -> None:
    if opened:
        store.put("key", b"value")
    database(tmp_path).parent.mkdir(parents=True, exist_ok=True)
    for file in database(tmp_path).parent.iterdir():
        file.write_bytes(os.urandom(50_000))
    database(tmp_path).write_bytes(os.urandom(50_000))
    assert store.state()["status"] == "healthy"
    assert store.get("key") is None
    assert store.put("key", b"again")
    assert store.get("key") == b"again"
    assert len(list((tmp_path / "cache").glob("store.damaged-*"))) == 1


def test_a_database_of_another_program_is_set_aside(store: Store, tmp_path: Path) -> None:
    database(tmp_path).parent.mkdir(parents=True)
    with sqlite3.connect(database(tmp_path)) as db:
        db.execute("CREATE TABLE Cache (something INTEGER)")
    db.close()
    assert store.put("key", b"value")
    assert store.get("key") == b"value"


def test_only_the_latest_damaged_directory_is_kept(store: Store, tmp_path: Path) -> None:
    for _ in range(3):
        store.put("key", b"value")
        database(tmp_path).write_bytes(os.urandom(10_000))
        store.state()
    assert len(list((tmp_path / "cache").glob("store.damaged-*"))) == 1


def test_says_so_while_the_disk_takes_nothing_and_is_well_again_after(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the directory should be")
    assert store.get("key") is None
    assert not store.put("key", b"value")
    state = store.state()
    assert state["status"] == "degraded"
    assert state["detail"]
    (tmp_path / "cache").unlink()
    assert store.state()["status"] == "healthy"
    assert store.put("key", b"value")


def test_a_locked_database_is_waited_for_in_short_pauses(tmp_path: Path) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            db.execute("ROLLBACK")

    waiting = Store(tmp_path / "cache", 16, sleep=sleep)
    waiting.put("key", b"value")
    db = sqlite3.connect(database(tmp_path), isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    assert waiting.put("key", b"other")
    db.close()
    assert len(pauses) == 3


def test_what_is_kept_is_read_while_another_process_writes(store: Store, tmp_path: Path) -> None:
    store.put("small", b"value")
    store.put("large", b"x" * 100_000)
    writer = sqlite3.connect(database(tmp_path), isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert store.get("small") == b"value"
    assert store.get("large") == b"x" * 100_000
    assert store.get("absent") is None
    writer.close()
