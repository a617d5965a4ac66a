"""Questions that no page of ours sends: each is refused with a clear status and starts nothing."""

from pathlib import Path
from typing import Any

import pytest
from dash import _callback_signing

from cache.jobs import Queue
from tests.server import small

LONG = {"analysis": "change_points", "params": {}}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (None, 400),
        ("text", 400),
        ([], 400),
        ({}, 400),
        ({**LONG, "analysis": "no_such"}, 404),
        ({**LONG, "params": {"code": ["print"]}}, 400),
        ({**LONG, "params": {"tool": "Benchmarking"}}, 400),
        ({**LONG, "params": {"tool": [["Benchmarking"]]}}, 400),
        ({**LONG, "params": {"tool": ["../../etc/passwd"]}}, 400),
        ({**LONG, "params": ["tool"]}, 400),
    ],
)
def test_a_question_that_is_none_is_refused(tmp_path: Path, told: Any, status: int) -> None:
    app = small.app(tmp_path)
    secret, scope = app._get_signing_secret(), _callback_signing.END_SCOPE
    end_id = _callback_signing.sign(secret, scope, "page")
    response = app.server.test_client().post(
        "/_dash-update-component",
        query_string={"endId": end_id},
        json={
            "output": "finished.data",
            "outputs": {"id": "finished", "property": "data"},
            "inputs": [{"id": "pending", "property": "data", "value": told}],
            "changedPropIds": ["pending.data"],
        },
    )
    assert response.status_code == status
    assert Queue(tmp_path / "cache").by_state()["queued"] == 0
