"""The running container: pages, an analysis, health, restart, and the volume kept."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.container.conftest import Container

pytestmark = pytest.mark.container

Start = Callable[..., Container]


def first_tool(container: Container) -> str:
    tool: str = container.get("/api/v1/tools").json()["tools"][0]["id"]
    return tool


def analysis(container: Container, name: str, **params: str) -> dict[str, object]:
    """Ask the API until the answer is there."""
    path = f"/api/v1/analyses/{name}?{urlencode(params)}"
    container.until(lambda: container.get(path).status != 202, seconds=120)
    answer = container.get(path)
    assert answer.status == 200, answer.body
    read: dict[str, object] = answer.json()
    return read


def database(path: Path, tool: str) -> bytes:
    """A database of the customer's form with one rising monthly series."""
    with sqlite3.connect(path) as connection:
        for table in (
            *("google_trends", "google_books", "crossref"),
            *("bain_usability", "bain_satisfaction"),
        ):
            connection.execute(
                f"CREATE TABLE {table} (date TEXT NOT NULL, keyword TEXT NOT NULL,"
                " value REAL NOT NULL, PRIMARY KEY (date, keyword))"
            )
        rows = [
            (f"{2004 + month // 12}-{1 + month % 12:02d}-01", tool, month * 100 / 239)
            for month in range(240)
        ]
        connection.executemany("INSERT INTO google_trends VALUES (?, ?, ?)", rows)
    connection.close()
    return path.read_bytes()


def put(container: Container, content: bytes) -> None:
    """New data as DEPLOYMENT.md tells the operator to put them."""
    script = "cat > /data/new.db && mv /data/new.db /data/data.db"
    container.run("sh", "-c", script, given=content)


def until_shown(container: Container, tool: str) -> None:
    """Wait until every web worker has taken up new data: each looks for itself, within 10 s."""

    def shown() -> bool:
        return all(first_tool(container) == tool for _ in range(12))

    container.until(shown, seconds=20)


def test_it_serves_pages_answers_and_health(start: Start) -> None:
    container = start()
    container.until_healthy()
    page = container.get("/")
    assert page.status == 200
    assert b"<html" in page.body
    # Pages are served before the job process is there, which is not healthy yet.
    container.until(lambda: container.get("/health").json()["status"] == "healthy")
    assert container.get("/health").json()["data"]["demo"] is True
    answer = analysis(container, "trends", tool=first_tool(container))
    assert answer["result"]
    assert "gunicorn/" not in page.headers.get("Server", "")


def test_its_log_begins_with_what_it_found(start: Start) -> None:
    container = start("--env=DASHBOARD_METRICS_TOKEN=not-to-be-told-to-anybody")
    container.until_healthy()
    said = container.logs()
    assert "found: /data can be written to" in said
    assert "found: no database" in said
    assert "not-to-be-told" not in said


def test_data_put_on_the_volume_are_shown_without_a_restart(start: Start, tmp_path: Path) -> None:
    container = start()
    container.until_healthy()
    put(container, database(tmp_path / "data.db", "Ábaco de Contraste"))
    until_shown(container, "Ábaco de Contraste")
    assert container.get("/health").json()["data"]["demo"] is False


def test_a_restart_and_a_new_container_keep_the_volume(start: Start, tmp_path: Path) -> None:
    first = start()
    first.until_healthy()
    put(first, database(tmp_path / "data.db", "Benchmarking"))
    until_shown(first, "Benchmarking")
    before = analysis(first, "trends", tool="Benchmarking")
    first.engine("restart", first.name)
    first.until_healthy()
    after = analysis(first, "trends", tool="Benchmarking")
    assert after["computed_at"] == before["computed_at"]
    first.engine("stop", first.name)
    second = start()
    second.until_healthy()
    again = analysis(second, "trends", tool="Benchmarking")
    assert again["computed_at"] == before["computed_at"]


def test_the_former_mounts_are_found(start: Start, tmp_path: Path) -> None:
    content = database(tmp_path / "data.db", "Outsourcing")
    container = start()
    container.until_healthy()
    put(container, content)
    name = container.inspect("{{(index .Mounts 0).Name}}")
    # The engine may not see this machine's files: the file comes from the volume itself.
    where = container.engine("volume", "inspect", "--format", "{{.Mountpoint}}", name)
    former = start(
        f"--mount=type=bind,src={where}/data.db,dst=/app/dashboard_app/data.db,readonly",
        on="--tmpfs=/data:uid=1000,gid=1000",
    )
    former.until_healthy()
    assert first_tool(former) == "Outsourcing"
    assert former.get("/health").json()["data"]["demo"] is False


def test_without_a_writable_volume_it_serves_and_says_so(start: Start, volume: str) -> None:
    container = start(on=f"--volume={volume}:/data:ro")
    container.until(lambda: container.get("/health").status == 200)
    assert container.get("/health").json()["status"] == "degraded"
    assert "found: /data cannot be written to by user 1000" in container.logs()
    assert container.get("/").status == 200
    assert analysis(container, "trends", tool=first_tool(container))["result"]


def test_a_wrong_setting_ends_it_with_one_sentence(start: Start) -> None:
    container = start("--env=DASHBOARD_JOB_PROCESES=2", "--env=PORT=eighty")
    container.until(container.ended)
    assert container.inspect("{{.State.ExitCode}}") != "0"
    said = container.logs()
    assert "did you mean DASHBOARD_JOB_PROCESSES?" in said
    assert "PORT" in said
    assert "Traceback" not in said


def test_without_data_and_demonstration_it_does_not_start(start: Start) -> None:
    container = start("--env=DASHBOARD_DEMO=never")
    container.until(container.ended)
    said = container.logs()
    assert "Cannot start: there is no data.db" in said
    assert "Traceback" not in said


def test_it_stops_when_told_to(start: Start) -> None:
    container = start()
    container.until_healthy()
    container.engine("stop", "--time=10", container.name)
    # 137 would be a kill: it did not stop by itself in the time that Swarm gives by default.
    assert container.inspect("{{.State.ExitCode}}") == "0"


@pytest.mark.parametrize("said", ["Starting gunicorn", "Booting worker"])
def test_it_stops_when_told_to_while_it_starts(start: Start, said: str) -> None:
    container = start()
    container.until(lambda: said in container.logs())
    container.engine("stop", "--time=7", container.name)
    assert container.inspect("{{.State.ExitCode}}") == "0"
