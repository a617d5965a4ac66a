"""The queue on a disk: its files may vanish or be held by another, and it goes on."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from cache.jobs import Queue
from cache.states import Busy, State
from cache.turns import Turns
from tests.cache.asking import ask


def test_all_users_go_on_together_after_the_directory_is_removed(tmp_path: Path) -> None:
    queue, turns = Queue(tmp_path), Turns(tmp_path, "pool")
    ask(queue, "before")
    turns.beat([])
    shutil.rmtree(tmp_path / "queue")
    ask(queue, "after")
    claimed = turns.claim()
    assert claimed is not None
    assert claimed.key == "after"


def test_a_queue_that_another_holds_is_busy_after_a_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(tmp_path)
    ask(queue, "key")
    pauses: list[float] = []
    monkeypatch.setattr("cache.ledger.PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr("time.sleep", pauses.append)
    holder = sqlite3.connect(tmp_path / "queue" / "queue.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy):
        queue.ledger.write(lambda db: db.execute("DELETE FROM jobs"), patience_seconds=0.1)
    # Readers wait for nobody.
    look = queue.look("key")
    assert look is not None
    assert look.state is State.QUEUED
    holder.close()
    assert pauses
    assert max(pauses) < 0.05
