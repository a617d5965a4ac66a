"""`backup`: whole, checked, all or nothing, and no more of them than are wanted."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard_app.__main__ import main
from dashboard_app.data import backup
from dashboard_app.data.database import load
from dashboard_app.data.snapshot import Unreadable
from trials.databases import monthly, with_schema, write

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    for name in ("DASHBOARD_DATABASE", "DASHBOARD_NOTES", "DASHBOARD_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    def call(*given: str) -> tuple[int, str]:
        code = main(["backup", *given])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


@pytest.fixture
def database(tmp_path: Path) -> Path:
    values = [float(n) for n in range(60)]
    return write(
        tmp_path / "data.db", {("Benchmarking", "google_trends"): monthly("2004-01", values)}
    )


def test_a_backup_is_the_same_data(run: Run, database: Path, tmp_path: Path) -> None:
    with_schema(tmp_path / "notes_and_doi.db", ["CREATE TABLE tool_notes (Herramienta, DOI)"])
    code, said = run()
    assert code == 0
    (made,) = backup.there(tmp_path / "backups")
    assert load(made / "data.db").fingerprint == load(database).fingerprint
    assert (made / "notes_and_doi.db").exists()
    assert "60 rows" in said


def test_it_copies_what_is_still_in_the_log_of_a_writer(tmp_path: Path, database: Path) -> None:
    writer = sqlite3.connect(database)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("INSERT INTO google_trends VALUES ('2020-01-01', 'Benchmarking', 5)")
    writer.commit()
    (copied,) = backup.make([database], tmp_path / "kept", NOW)
    writer.close()
    assert copied.rows["google_trends"] == 61
    assert copied.file.parent.name == "2026-03-01T040000Z"
    reader = sqlite3.connect(copied.file)
    assert reader.execute("SELECT count(*) FROM google_trends").fetchone() == (61,)
    reader.close()


@pytest.mark.parametrize("damage", ["truncated", "noise", "missing"])
def test_what_cannot_be_copied_whole_is_not_kept(
    run: Run, database: Path, tmp_path: Path, damage: str
) -> None:
    run()
    content = database.read_bytes()
    if damage == "truncated":
        database.write_bytes(content[: len(content) // 2])
    elif damage == "noise":
        database.write_bytes(content[:200] + b"\xa5" * (len(content) - 200))
    before = backup.there(tmp_path / "backups")
    source = database if damage != "missing" else tmp_path / "other.db"
    with pytest.raises(Unreadable):
        backup.make([source], tmp_path / "backups", NOW)
    assert backup.there(tmp_path / "backups") == before
    assert not (tmp_path / "backups" / backup.UNFINISHED).exists()


def test_a_failed_backup_is_told_by_the_exit_code(run: Run, database: Path) -> None:
    database.write_bytes(b"not a database at all")
    code, said = run()
    assert code == 1
    assert "No backup was made" in said


def test_only_the_newest_are_kept_and_nothing_else_is_touched(
    database: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for day in range(5):
        backup.make([database], folder, NOW + timedelta(days=day))
    (folder / "by hand").mkdir()
    assert [old.name[:10] for old in backup.thin(folder, 2)] == [
        "2026-03-01",
        "2026-03-02",
        "2026-03-03",
    ]
    assert [one.name[:10] for one in backup.there(folder)] == ["2026-03-04", "2026-03-05"]
    assert (folder / "by hand").is_dir()
    assert backup.thin(folder, 2) == []


def test_all_backups_cannot_be_thinned_out(database: Path, tmp_path: Path) -> None:
    backup.make([database], tmp_path / "backups", NOW)
    with pytest.raises(ValueError, match="at least one backup"):
        backup.thin(tmp_path / "backups", 0)
    assert len(backup.there(tmp_path / "backups")) == 1


@pytest.mark.parametrize(
    ("hours", "due"), [(0, False), (23, False), (24, True), (100, True), (-5, True)]
)
def test_a_daily_backup_is_due_after_a_day(
    database: Path, tmp_path: Path, hours: int, due: bool
) -> None:
    folder = tmp_path / "backups"
    assert backup.due(folder, NOW)
    backup.make([database], folder, NOW)
    assert backup.due(folder, NOW + timedelta(hours=hours)) is due


def test_daily_makes_no_second_one(run: Run, database: Path, tmp_path: Path) -> None:
    assert run("--daily")[0] == 0
    code, said = run("--daily")
    assert code == 0
    assert "less than a day" in said
    assert len(backup.there(tmp_path / "backups")) == 1


def test_the_demonstration_needs_none(run: Run, tmp_path: Path) -> None:
    code, said = run()
    assert code == 0
    assert "demonstration" in said
    assert not (tmp_path / "backups").exists()


def test_keeping_none_is_refused(run: Run, database: Path) -> None:
    assert run("--keep", "0")[0] == 1
