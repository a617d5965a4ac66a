"""/health: it reads the data for real, and says what is wrong with them."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from config.settings import Settings
from dashboard_app.app import create_app
from dashboard_app.data.database import find
from dashboard_app.data.live import Live
from dashboard_app.server import health as module
from dashboard_app.server import volume
from tests.server import small
from trials import databases

Fresh = Callable[..., FlaskClient]


@pytest.fixture(autouse=True)
def asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_SECONDS", -1.0)


def test_it_tells_version_checks_and_data(client: FlaskClient) -> None:
    response = client.get("/health")
    told = response.json
    assert response.status_code == 200
    assert told is not None
    assert told["version"] == "0.1.0"
    assert told["service"] == "management-tools-dashboard"
    assert set(told["checks"]) == {"database", "notes", "cache", "jobs"}
    assert told["checks"]["database"]["status"] == "healthy"
    assert told["data"]["tools"] == 2
    assert told["data"]["demo"] is False
    assert len(told["data"]["fingerprint"]) >= 16
    assert response.headers["Cache-Control"] == "no-store"


def test_without_job_processes_it_is_degraded_and_still_serves(client: FlaskClient) -> None:
    told = client.get("/health").json
    assert told is not None
    assert told["status"] == "degraded"
    assert told["checks"]["jobs"]["status"] == "degraded"


def test_a_database_that_goes_away_is_told_and_the_last_good_data_are_served(
    fresh: Fresh, tmp_path: Path
) -> None:
    client = fresh()
    (tmp_path / "data.db").unlink()
    response = client.get("/health")
    assert response.json is not None
    assert response.status_code == 200
    assert response.json["status"] == "degraded"
    assert response.json["checks"]["database"]["status"] == "degraded"
    assert "data.db" in response.json["checks"]["database"]["detail"]
    assert client.get("/api/v1/tools").status_code == 200


def test_where_there_never_was_good_data_nobody_can_be_served(fresh: Fresh, tmp_path: Path) -> None:
    client = fresh()
    application = client.application
    assert application.test_client().get("/health").status_code == 200
    noise = tmp_path / "noise"
    noise.mkdir()
    (noise / "data.db").write_bytes(os.urandom(4096))
    bad = replace(Settings(), data_dir=noise, database=noise / "data.db", cache_dir=noise / "c")
    response = create_app(bad).server.test_client().get("/health")
    assert response.status_code == 503
    assert response.json is not None
    assert response.json["status"] == "unhealthy"
    assert response.json["checks"]["database"]["detail"]


def test_new_data_are_taken_up_and_named(fresh: Fresh, tmp_path: Path) -> None:
    client = fresh()
    before = client.get("/health").json
    other = databases.write(
        tmp_path / "other.db",
        {("Nueva", "google_trends"): databases.monthly("2010-01", small.wave(60, 50.0))},
    )
    old = time.time() - 60
    os.utime(other, (old, old))
    other.replace(tmp_path / "data.db")
    after = client.get("/health").json
    assert before is not None
    assert after is not None
    assert after["data"]["tools"] == 1
    assert after["data"]["fingerprint"] != before["data"]["fingerprint"]
    tools = client.get("/api/v1/tools").json
    assert tools is not None
    assert [tool["id"] for tool in tools["tools"]] == ["Nueva"]


@pytest.mark.parametrize(
    ("free", "total", "full"),
    [
        (10_000_000_000, 100_000_000_000, False),
        (300_000_000, 100_000_000_000, False),
        (100_000_000, 100_000_000_000, True),
        (60_000_000, 1_000_000_000, False),
        (40_000_000, 1_000_000_000, True),
    ],
)
def test_a_volume_that_is_nearly_full_is_told(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, free: int, total: int, full: bool
) -> None:
    monkeypatch.setattr(volume, "free", lambda folder: (free, total))
    told = client.get("/health").json
    assert told is not None
    cache = told["checks"]["cache"]
    assert cache["status"] == ("degraded" if full else "healthy")
    assert ("nearly full" in str(cache["detail"])) is full


def test_an_answer_is_kept_for_a_moment(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEPT_SECONDS", 1000.0)
    first = client.get("/health").json
    assert client.get("/health").json == first


def test_the_demonstration_says_so(tmp_path: Path) -> None:
    app = create_app(
        replace(Settings(), data_dir=tmp_path, demo="always", cache_dir=tmp_path / "c")
    )
    told = app.server.test_client().get("/health").json
    assert told is not None
    assert told["data"]["demo"] is True
    assert told["data"]["tools"] > 0


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ("[Errno 30] Read-only file system: '/srv/my data/cache/x.db'", "system: 'x.db'"),
        ("no room in /srv/cache/store, nothing is kept", "no room in store, nothing is kept"),
        ("unable to open database file", "unable to open database file"),
        ("60 of 23/24 rows", "60 of 23/24 rows"),
    ],
)
def test_no_path_of_the_machine_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, detail: str, told: str
) -> None:
    live = Live(find(None, None, tmp_path, "always"))
    state = module.Health(live, {"cache": lambda: {"status": "degraded", "detail": detail}}, "1")
    said = state.tell()["checks"]["cache"]["detail"]
    assert told in said
    assert "/srv" not in said
