"""What happens to a container, and to its volume: served or degraded with a word, nothing lost."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.container.conftest import Answer, Container
from tests.container.test_running import database, first_tool, put, until_shown

pytestmark = pytest.mark.container

Start = Callable[..., Container]
JOBS = 3
PLENTY = (
    "--env=DASHBOARD_WARM=no",
    "--env=DASHBOARD_JOBS_PER_VISITOR=100",
    "--env=DASHBOARD_LIMIT_API=100000 per minute",
)


def ask(container: Container, analysis: str, tool: str) -> Answer:
    params = urlencode({"tool": tool, "source": "google_trends"})
    return container.get(f"/api/v1/analyses/{analysis}?{params}")


def ask_jobs(container: Container) -> list[str]:
    """Ask for long analyses and return their tools; at least one of them is not answered yet."""
    some = [one["id"] for one in container.get("/api/v1/tools").json()["tools"]][:JOBS]
    statuses = [ask(container, "forecast", tool).status for tool in some]
    assert 202 in statuses
    assert set(statuses) <= {200, 202}
    return some


def assert_answered(container: Container, tools: list[str]) -> None:
    for tool in tools:
        container.until(lambda t=tool: ask(container, "forecast", t).status != 202, 120)  # type: ignore[misc]
        assert ask(container, "forecast", tool).status == 200


def status(container: Container, check: str) -> str:
    told: str = container.get("/health").json()["checks"][check]["status"]
    return told


def test_killed_with_jobs_it_answers_all_of_them_after_its_start(start: Start) -> None:
    container = start(*PLENTY)
    container.until_healthy()
    computed_at = ask(container, "trends", first_tool(container)).json()["computed_at"]
    tools = ask_jobs(container)
    container.engine("kill", "--signal=KILL", container.name)
    container.engine("start", container.name)
    container.until_healthy()
    assert ask(container, "trends", tools[0]).json()["computed_at"] == computed_at
    assert_answered(container, tools)


def test_three_restarts_in_a_row_lose_nothing(start: Start) -> None:
    container = start(*PLENTY)
    container.until_healthy()
    tools = ask_jobs(container)
    for _ in range(3):
        container.engine("restart", "--time=10", container.name)
    container.until_healthy()
    assert_answered(container, tools)
    container.until(lambda: status(container, "cache") == status(container, "jobs") == "healthy")


def test_a_full_volume_is_told_and_pages_and_answers_go_on(start: Start) -> None:
    container = start(*PLENTY, on="--tmpfs=/data:rw,uid=1000,gid=1000,size=8m")
    container.until_healthy()
    tool = first_tool(container)
    assert ask(container, "trends", tool).status == 200
    container.run("sh", "-c", "cat /dev/zero > /data/filler 2>/dev/null || true")
    # Each web worker keeps what it told for half a second.
    container.until(lambda: all(status(container, "cache") == "degraded" for _ in range(12)), 20)
    told = container.get("/health")
    assert told.status == 200
    assert told.json()["status"] == "degraded"
    assert "/data" not in told.body.decode()
    assert container.get("/").status == 200
    assert ask(container, "trends", tool).status == 200
    assert ask(container, "means", tool).status == 200
    container.run("rm", "/data/filler")
    container.until(lambda: container.get("/health").json()["status"] == "healthy", 30)


def test_a_database_that_is_damaged_missing_or_replaced_never_takes_pages_away(
    start: Start, tmp_path: Path
) -> None:
    container = start(*PLENTY)
    container.until_healthy()
    put(container, database(tmp_path / "one.db", "Benchmarking"))
    until_shown(container, "Benchmarking")
    put(container, os.urandom(50_000))
    container.until(lambda: status(container, "database") == "degraded", 20)
    assert container.get("/").status == 200
    assert first_tool(container) == "Benchmarking"
    container.run("rm", "/data/data.db")
    time_of_looks = time.monotonic() + 5
    while time.monotonic() < time_of_looks:
        assert first_tool(container) == "Benchmarking"
        assert container.get("/health").json()["status"] == "degraded"
    put(container, database(tmp_path / "two.db", "Outsourcing"))
    until_shown(container, "Outsourcing")
    container.until(lambda: status(container, "database") == "healthy", 20)


def test_a_proxy_that_sends_no_headers_is_answered(start: Start) -> None:
    container = start("--env=DASHBOARD_TRUSTED_PROXIES=2")
    container.until_healthy()
    page = container.get("/")
    assert page.status == 200
    assert "Strict-Transport-Security" not in page.headers
    assert container.get("/health").status == 200
    assert ask(container, "trends", first_tool(container)).status == 200
