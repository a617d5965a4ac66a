"""The server as it is deployed: real workers, real signals, counters that hold for all of them."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.server import small
from tests.waiting import until
from trials.serving import Server, environment, free_port, run_to_end, serving

pytestmark = pytest.mark.server
TOKEN = "0123456789abcdef0123"
BUDGET = 40


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("gunicorn")
    small.database(folder / "data.db")
    with serving(
        folder,
        MAX_WORKERS="2",
        DASHBOARD_METRICS_TOKEN=TOKEN,
        DASHBOARD_TRUSTED_PROXIES="1",
        DASHBOARD_LIMIT_DOWNLOADS=f"{BUDGET} per hour",
        DASHBOARD_LIMIT_API="100000 per minute",
        DASHBOARD_LOG_FORMAT="json",
        APP_VERSION="9.8.7",
        DASHBOARD_BACKUPS="3",
    ) as found:
        yield found


def as_client(address: str) -> dict[str, str]:
    return {"X-Forwarded-For": address}


def requests_counted(server: Server) -> float:
    text = server.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    line = 'dashboard_requests_total{route="/api/v1/sources",status="200"} '
    return sum(float(one.removeprefix(line)) for one in text.splitlines() if one.startswith(line))


def test_it_serves_with_the_version_and_its_job_process(server: Server) -> None:
    told = server.get("/health").json()
    assert told["version"] == "9.8.7"
    assert told["data"]["tools"] == 2
    until(lambda: server.get("/health").json()["checks"]["jobs"]["status"] == "healthy")
    # The first worker answers while the second is still being forked.
    until(lambda: len(server.workers()) == 2)


def test_libraries_of_quick_analyses_are_there_once_and_start_no_threads(server: Server) -> None:
    for worker in server.workers():
        assert "statsmodels" in Path(f"/proc/{worker}/maps").read_text()
        # OpenBLAS starts its threads when it is loaded.
        assert len(list(Path(f"/proc/{worker}/task").iterdir())) == 1


def test_the_daily_backup_is_made(server: Server) -> None:
    backups = server.log.parent / "backups"
    until(lambda: any(backups.glob("2*/data.db")))


def test_a_long_analysis_is_answered_in_the_end(server: Server) -> None:
    path = f"/api/v1/analyses/change_points?tool={small.TOOL}&source=google_trends"
    first = server.get(path)
    assert first.status_code in (200, 202)
    if first.status_code == 202:
        assert first.json()["state"] in ("queued", "running")
        assert int(first.headers["Retry-After"]) >= 1
    answers: list[requests.Response] = []

    def answered() -> bool:
        # What is asked once more may be one question too many for the limit.
        answers.append(server.get(path))
        return answers[-1].status_code == 200

    until(answered)
    told = answers[-1].json()
    assert told["id"] == "change_points"
    assert ("result" in told) != ("refusal" in told)


def test_a_budget_is_exact_over_all_workers_and_a_recycled_one(server: Server) -> None:
    path = "/api/v1/series?format=csv"

    def ask(_: int) -> int:
        return server.get(path, headers=as_client("198.51.100.1")).status_code

    with ThreadPoolExecutor(8) as crowd:
        codes = list(crowd.map(ask, range(BUDGET // 2)))
        before = set(server.workers())
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        until(lambda: len(set(server.workers()) - before) == 2)
        until(lambda: server.get("/health").status_code == 200)
        codes += list(crowd.map(ask, range(BUDGET)))
    assert codes.count(200) == BUDGET
    assert codes.count(429) == BUDGET // 2
    assert server.get(path, headers=as_client("198.51.100.2")).status_code == 200


def test_a_forged_address_in_front_gains_nothing(server: Server) -> None:
    forged = {"X-Forwarded-For": "6.6.6.6, 198.51.100.1"}
    assert server.get("/api/v1/series?format=csv", headers=forged).status_code == 429


def test_metrics_are_exact_over_all_workers(server: Server) -> None:
    before = requests_counted(server)
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda _: server.get("/api/v1/sources"), range(50)))
    assert requests_counted(server) - before == 50


def test_a_slow_sender_holds_nobody_up(server: Server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
    try:
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-")
        for _ in range(4):
            assert server.get("/health").status_code == 200
    finally:
        for one in slow:
            one.close()


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"a" * 20_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-Many: 1\r\n" * 200 + b"\r\n",
        b"NONSENSE\r\n\r\n",
    ],
)
def test_heads_out_of_all_bounds_are_refused(server: Server, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), 10) as one:
        one.sendall(head)
        answered = one.recv(200)
    assert answered.startswith(b"HTTP/1.1 4")


def test_a_large_body_is_cut_off(server: Server) -> None:
    response = requests.post(
        f"{server.url}/_dash-update-component",
        data=b" " * 700_000,
        headers={"Content-Type": "application/json"},
        timeout=20,
    )
    assert response.status_code == 413


def test_log_lines_are_one_json_object_each(server: Server) -> None:
    server.get("/api/v1/tools", headers=as_client("198.51.100.77"))
    lines = server.log.read_text().splitlines()
    events = [json.loads(line) for line in lines]
    assert [event for event in events if event["message"] == "request"]
    assert TOKEN not in server.log.read_text()
    assert "198.51.100.77" not in server.log.read_text()


def test_a_graceful_stop_answers_what_it_has_begun(tmp_path: Path) -> None:
    small.database(tmp_path / "data.db")
    with serving(tmp_path, MAX_WORKERS="1") as server, ThreadPoolExecutor(4) as crowd:
        path = f"/api/v1/analyses/trends?tool={small.TOOL}"
        asked = [crowd.submit(server.get, path) for _ in range(4)]
        until(lambda: any(one.done() for one in asked))
        children = server.workers()
        assert server.stop() == 0
        assert all(one.result().status_code == 200 for one in asked)
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_a_master_that_read_its_configuration_again_still_stops_workers_and_runner(
    tmp_path: Path,
) -> None:
    small.database(tmp_path / "data.db")
    with serving(tmp_path, MAX_WORKERS="1") as server:
        before = set(server.workers())
        server.process.send_signal(signal.SIGHUP)
        until(lambda: server.workers() and not before & set(server.workers()))
        runners = set(server.children()) - set(server.workers()) - before
        assert len(runners) == 1
        assert server.stop() == 0
        # It waited for the runner, which would else end only when its master is gone.
        assert not [pid for pid in runners if Path(f"/proc/{pid}").exists()]
        assert "Shutting down: Master" in server.log.read_text()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"PORT": "many"}, "PORT is 'many'"),
        ({"DASHBOARD_CASHE_MB": "5"}, "did you mean DASHBOARD_CACHE_MB?"),
        ({"DASHBOARD_DEMO": "never"}, "DASHBOARD_DEMO=never"),
        ({"DASHBOARD_LOG_FILE": "/no/such/folder/log"}, "/no/such/folder"),
    ],
)
def test_a_start_that_cannot_be_says_why_in_one_line_and_ends(
    tmp_path: Path, settings: dict[str, str], said: str
) -> None:
    port = str(free_port())
    ended = run_to_end(environment(tmp_path, **{"PORT": port, **settings}))
    assert ended.returncode != 0
    lines = [line for line in (ended.stdout + ended.stderr).splitlines() if said in line]
    assert len(lines) == 1
    assert "Traceback" not in ended.stdout + ended.stderr
