"""`work` says why it does nothing where there is nothing to do; test_remote.py runs it."""

import pytest

from dashboard_app.__main__ import main


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "REDIS_URL is not set"),
        ({"REDIS_URL": "redis://host/0", "DASHBOARD_JOB_PROCESSES": "0"}, "runs no jobs"),
    ],
)
def test_without_jobs_to_run_it_says_why_and_ends(
    settings: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert main(["work"]) == 1
    assert said in capsys.readouterr().out
