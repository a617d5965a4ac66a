"""The queue's database: used by many at once, damaged, of another version, out of reach."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from cache.jobs import Queue
from cache.ledger import OutOfReach
from cache.states import State
from tests.cache.asking import NAME, ask, state


@pytest.mark.parametrize("opened", [True, False])
def test_a_queue_of_noise_is_set_aside(tmp_path: Path, opened: bool) -> None:
    queue = Queue(tmp_path)
    if opened:
        ask(queue, "before")
    (tmp_path / "queue").mkdir(exist_ok=True)
    for file in [*(tmp_path / "queue").iterdir(), tmp_path / "queue" / "queue.db"]:
        file.write_bytes(os.urandom(20_000))
    queue.state()
    ask(queue, "after")
    assert state(queue, "after") is State.QUEUED
    assert len(list(tmp_path.glob("queue.damaged-*"))) == 1


def test_a_queue_of_another_version_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    db = sqlite3.connect(tmp_path / "queue" / "queue.db")
    db.execute("PRAGMA user_version=999")
    db.close()
    ask(Queue(tmp_path), "key")
    assert len(list(tmp_path.glob("queue.damaged-*"))) == 1


def test_a_queue_out_of_reach_is_busy_and_says_why(tmp_path: Path) -> None:
    (tmp_path / "queue").write_text("a file where the directory should be")
    queue = Queue(tmp_path)
    with pytest.raises(OutOfReach):
        ask(queue, "key")
    queue.count("answers", "trends", "stored")
    assert queue.state()["status"] == "degraded"
    (tmp_path / "queue").unlink()
    ask(queue, "key")
    queue.count("answers", "trends", "stored")
    assert queue.counters()["answers", "trends", "stored"] == 2


def test_many_at_once_make_one_job_each_and_lose_no_ticket(tmp_path: Path) -> None:
    tickets: list[str] = []

    def visit() -> None:
        own = Queue(tmp_path, length=100)
        for at in range(10):
            tickets.append(own.ask(f"key-{at}", NAME, {}))

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    for one in visitors:
        one.start()
    for one in visitors:
        one.join()
    queue = Queue(tmp_path)
    assert len(set(tickets)) == 80
    assert all(queue.holds(ticket) for ticket in tickets)
    assert queue.by_state()["queued"] == 10
