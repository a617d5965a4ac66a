"""The log of requests: one line each, which tells no address and no secret."""

import logging

import pytest
from flask.testing import FlaskClient


def facts(caplog: pytest.LogCaptureFixture) -> dict[str, object]:
    (record,) = [one for one in caplog.records if one.name == "dashboard.access"]
    return vars(record)


def test_a_request_is_one_event_with_its_facts(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.get("/api/v1/tools", environ_overrides={"REMOTE_ADDR": "203.0.113.9"})
    told = facts(caplog)
    assert (told["method"], told["path"], told["status"]) == ("GET", "/api/v1/tools", 200)
    assert isinstance(told["ms"], float)
    assert isinstance(told["bytes"], int)
    assert "203.0.113.9" not in str(told)


def test_secrets_of_a_request_are_not_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client.get(
        "/api/v1/tools?token=hunter2",
        headers={"Authorization": "Bearer hunter2", "Cookie": "session=hunter2"},
    )
    client.get("/metrics", headers={"Authorization": "Bearer hunter2"})
    ours = [one for one in caplog.records if not one.name.startswith("asyncio")]
    assert "hunter2" not in str([vars(record) for record in ours])


def test_health_checks_do_not_fill_the_log(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    client.get("/health")
    assert not [one for one in caplog.records if one.name == "dashboard.access"]
