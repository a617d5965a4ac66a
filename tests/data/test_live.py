"""A changed file is taken up whole and soon; a bad one never takes the place of a good one."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from dashboard_app.data.database import find
from dashboard_app.data.live import LOOK_SECONDS, SETTLED_SECONDS, Live
from tests.data.test_notes import SCHEMA
from trials.databases import monthly, with_schema, write


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 1e10  # far after any file of a test was written

    def __call__(self) -> float:
        return self.seconds

    def wait(self) -> None:
        """Let so much time pass that a change must be seen."""
        self.seconds += LOOK_SECONDS


@pytest.fixture
def clock() -> Clock:
    """The time for both the age of files and the pause between looks."""
    return Clock()


def put(path: Path, top: int) -> None:
    """A database whose values go up to `top`, moved to `path` at once."""
    write(path.with_name("next.db"), {("A", "crossref"): monthly("2000-01", range(top + 1))})
    path.with_name("next.db").replace(path)


def live_on(folder: Path, clock: Clock, demo: str = "auto") -> Live:
    """Live data of a folder."""
    return Live(find(None, None, folder, demo), now=clock, tick=clock)


def top(live: Live) -> float:
    """The largest value of the current panel."""
    return float(live.panel().get("A", "crossref").values.max())


def test_a_new_file_is_taken_up_and_an_old_panel_stays_whole(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "data.db", 30)
    live = live_on(tmp_path, clock)
    before = live.panel()
    put(tmp_path / "data.db", 40)
    assert live.panel() is before
    clock.wait()
    assert top(live) == 40
    assert before.get("A", "crossref").values.max() == 30
    assert live.state()["fingerprint"] not in ("", before.fingerprint)


def test_without_a_change_the_panel_is_the_same_object(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "data.db", 30)
    live = live_on(tmp_path, clock)
    before = live.panel()
    clock.wait()
    assert live.panel() is before


@pytest.mark.parametrize("content", [b"", b"noise" * 999, None])
def test_a_bad_file_leaves_the_last_good_one(
    tmp_path: Path, clock: Clock, content: bytes | None
) -> None:
    path = tmp_path / "data.db"
    put(path, 30)
    live = live_on(tmp_path, clock)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    clock.wait()
    assert top(live) == 30
    state = live.state()
    assert state["status"] == "degraded"
    assert state["detail"].startswith("data.db: ")
    assert str(tmp_path) not in state["detail"]
    put(path, 50)
    clock.wait()
    assert top(live) == 50
    assert live.state()["status"] == "healthy"
    assert live.state()["detail"] == ""


def test_a_damaged_file_does_not_take_the_place_of_a_whole_one(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "data.db"
    put(path, 900)
    live = live_on(tmp_path, clock)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    clock.wait()
    assert top(live) == 900
    assert live.state()["status"] == "degraded"


def test_a_file_still_being_written_is_waited_for(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "data.db"
    put(path, 30)
    live = live_on(tmp_path, clock)
    put(path, 40)
    clock.wait()
    os.utime(path, (clock.seconds, clock.seconds - SETTLED_SECONDS / 2))
    assert top(live) == 30
    clock.wait()
    assert top(live) == 40


def test_a_named_file_that_is_missing_is_told_and_then_taken_up(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "mine.db"
    live = Live(find(path, None, tmp_path, "auto"), now=clock, tick=clock)
    assert live.panel().tools == ()
    assert live.panel().oddities[0].code == "unreadable"
    assert live.panel().oddities[0].facts["example"] == "mine.db"
    assert live.state()["status"] == "unhealthy"
    put(path, 30)
    clock.wait()
    assert top(live) == 30
    assert live.state()["status"] == "healthy"


def test_data_take_the_place_of_the_demonstration_but_not_the_other_way(
    tmp_path: Path, clock: Clock
) -> None:
    live = live_on(tmp_path, clock)
    assert live.panel().demo
    assert live.state() == {
        "status": "healthy",
        "detail": "",
        "tools": len(live.panel().tools),
        "fingerprint": live.panel().fingerprint,
        "demo": True,
    }
    note = live.notes().of(live.panel().tools[0], "crossref")
    assert note is not None
    assert "sintéticos" in note.text
    put(tmp_path / "data.db", 30)
    clock.wait()
    assert not live.panel().demo
    assert top(live) == 30
    assert live.notes().tools == frozenset()
    (tmp_path / "data.db").unlink()
    clock.wait()
    assert top(live) == 30
    assert live.state()["status"] == "degraded"


def test_notes_come_and_go_without_stopping_the_data(tmp_path: Path, clock: Clock) -> None:
    put(tmp_path / "data.db", 30)
    live = live_on(tmp_path, clock)
    assert live.notes_state()["status"] == "degraded"
    notes = tmp_path / "notes_and_doi.db"
    with_schema(
        notes, [SCHEMA, "INSERT INTO tool_notes (Herramienta, Source) VALUES ('A', 'Crossref')"]
    )
    clock.wait()
    assert live.notes().of("A", "crossref") is not None
    assert live.notes_state() == {"status": "healthy", "detail": "", "notes": 1}
    notes.unlink()
    clock.wait()
    assert live.notes().of("A", "crossref") is not None
    assert live.notes_state()["status"] == "degraded"
    assert live.state()["status"] == "healthy"


def test_health_reads_the_file_itself(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "data.db"
    put(path, 30)
    live = live_on(tmp_path, clock)
    told = path.stat()
    with path.open("r+b") as file:
        file.write(b"\x00" * 200)
    os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    assert live.state()["status"] == "degraded"


def test_many_threads_see_old_or_new_but_never_nothing(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    put(path, 30)
    live = Live(
        find(None, None, tmp_path, "auto"), now=lambda: 1e10, tick=iter(range(0, 10**7, 9)).__next__
    )
    seen: set[float] = set()
    wrong: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(60):
                seen.add(top(live))
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    put(path, 40)
    for thread in threads:
        thread.join()
    assert not wrong
    assert seen <= {30, 40}
    assert top(live) == 40


def test_health_tells_of_a_source_that_could_not_be_used(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "data.db"
    put(path, 30)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE google_books")
        connection.execute("CREATE TABLE google_books (day TEXT)")
    connection.close()
    state = live_on(tmp_path, clock).state()
    assert state["status"] == "degraded"
    assert "table_columns google_books" in state["detail"]
    assert state["tools"] == 1


def test_health_tells_of_rows_that_could_not_be_used(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "data.db"
    put(path, 30)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO crossref VALUES ('someday', 'A', 1)")
    connection.close()
    state = live_on(tmp_path, clock).state()
    assert state["status"] == "healthy"
    assert state["detail"] == "date_bad crossref A (1, someday)"
