"""The first lines of a container's log tell the truth about settings, data and volume."""

import sqlite3
from pathlib import Path

import pytest

from dashboard_app.__main__ import main


def told(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path


def test_databases_are_told_with_the_rows_of_each_table(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(folder / "data.db") as connection:
        connection.execute("CREATE TABLE crossref (date TEXT, keyword TEXT, value REAL)")
        connection.execute("INSERT INTO crossref VALUES ('2004-01-01', 'Benchmarking', 1.0)")
    connection.close()
    assert main(["found"]) == 0
    assert f"{folder / 'data.db'}, crossref 1 rows" in told(capsys)


def test_a_database_that_cannot_be_used_is_told_with_the_reason(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "data.db").write_bytes(b"no database at all")
    assert main(["found"]) == 0
    assert "data.db is there and cannot be used" in told(capsys)


def test_without_data_the_demonstration_is_announced(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["found"]) == 0
    assert "demonstration" in told(capsys)


def test_without_data_and_demonstration_nothing_starts(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_DEMO", "never")
    assert main(["found"]) == 1
    assert "Cannot start: there is no data.db" in told(capsys)


def test_secrets_are_not_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASHBOARD_METRICS_TOKEN", "a-token-of-sixteen")
    monkeypatch.setenv("REDIS_URL", "redis://:password-in-it@cache:6379/0")
    assert main(["found"]) == 0
    said = told(capsys)
    assert "DASHBOARD_METRICS_TOKEN=set" in said
    assert "a-token-of-sixteen" not in said
    assert "password-in-it" not in said


def test_a_folder_that_cannot_be_written_to_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file where the folder should be: rights would not stop a test that runs as root.
    (folder / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(folder / "file"))
    assert main(["found"]) == 0
    assert "cannot be written to" in told(capsys)
