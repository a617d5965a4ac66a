"""A gevent worker while another process holds the locks: its other greenlets go on running."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from cache.jobs import Queue
from cache.store import Store

ROOT = Path(__file__).parents[2]
FEW_TICKS = 10
"""A call that waits lets others run at every try; it makes far more tries than that."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    place = tmp_path_factory.mktemp("cache")
    queue, store = Queue(place, clock=lambda: 0.0), Store(place, 16)
    queue.ask("kept", "module:function", {}, ticket="ticket")
    store.put("kept", b"answer")
    command = [sys.executable, "-m", "tests.cache.greenlets", str(place)]
    with (
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as other,
        closing(sqlite3.connect(place / "queue" / "queue.db", isolation_level=None)) as one,
        closing(sqlite3.connect(place / "store" / "cache.db", isolation_level=None)) as two,
    ):
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        for database in (one, two):
            database.execute("PRAGMA busy_timeout=10000")
            database.execute("BEGIN IMMEDIATE")
        out, _ = other.communicate("\n", timeout=60)
        yield json.loads(out)


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        ("ask", "Busy"),
        ("withdraw", "Busy"),
        ("holds", "Busy"),
        ("again", "Busy"),
        ("look", None),
        ("count", None),
        ("queue state", "degraded"),
        ("get", "answer"),
        ("get, opening", "answer"),
        ("miss", None),
        ("put", False),
        ("put, opening", False),
        ("drop", None),
        ("store state", "degraded"),
    ],
)
def test_a_call_that_cannot_have_the_lock_gives_up_by_itself(
    told: dict[str, Any], call: str, outcome: object
) -> None:
    assert told[call]["outcome"] == outcome


@pytest.mark.parametrize(
    "call",
    ["ask", "withdraw", "holds", "again", "get, opening", "put", "put, opening", "drop"],
)
def test_while_a_call_waits_for_the_lock_other_greenlets_run(
    told: dict[str, Any], call: str
) -> None:
    assert told[call]["ticks"] > FEW_TICKS
