"""The ground under a database: looking at it must not take SQLite's locks away."""

import sqlite3
import subprocess
import sys
from pathlib import Path

from cache.ground import Ground

VISIT = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=10)
connection.execute("INSERT INTO kept VALUES ('theirs')")
connection.commit()
connection.close()
"""


def test_to_look_at_a_database_in_use_parts_no_two_processes(tmp_path: Path) -> None:
    ground = Ground(tmp_path / "ground", "some.db")
    ground.prepare()
    ours = sqlite3.connect(ground.database, timeout=10)
    ours.execute("PRAGMA journal_mode=WAL")
    ours.execute("CREATE TABLE kept (what TEXT)")
    ours.commit()
    for _ in range(3):
        assert ground.sound()
        # Whoever closes last deletes the log: with our locks gone, that would be this visitor.
        subprocess.run([sys.executable, "-c", VISIT, str(ground.database)], check=True)
        ours.execute("INSERT INTO kept VALUES ('ours')")
        ours.commit()
    seen = sqlite3.connect(ground.database)
    told = seen.execute("SELECT what, count(*) FROM kept GROUP BY what ORDER BY what").fetchall()
    seen.close()
    ours.close()
    assert told == [("ours", 3), ("theirs", 3)]


def test_a_replaced_or_damaged_file_is_seen(tmp_path: Path) -> None:
    ground = Ground(tmp_path / "ground", "some.db")
    assert ground.sound()
    ground.prepare()
    ground.database.write_bytes(b"")
    assert ground.sound()
    ground.database.unlink()
    ground.database.write_bytes(b"noise, not a database")
    assert not ground.sound()
    ground.database.unlink()
    assert ground.sound()
