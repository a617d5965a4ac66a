"""The operator's commands tell what they did, and their exit code whether it was well."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard_app.__main__ import main
from dashboard_app.data.database import load
from trials.databases import monthly, with_schema, write

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command run with DATA_DIR in a folder of its own: exit code and what it said."""
    for name in ("DASHBOARD_DATABASE", "DASHBOARD_NOTES", "DASHBOARD_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    def call(*given: str | Path) -> tuple[int, str]:
        code = main([str(one) for one in given])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder of two raw files, one of which has a bad line."""
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "GT_Benchmarking_1.csv").write_text("Month,Benchmarking\n2004-01,1\n2004-02,2\n")
    (folder / "CR_Benchmarking.csv").write_text("Date,Benchmarking\n2004-01,1\n2004-02,?\n")
    return folder


def test_import_makes_a_database_and_tells_of_each_file(
    run: Run, raw: Path, tmp_path: Path
) -> None:
    code, said = run("import", raw)
    assert code == 0
    assert "took Benchmarking in google_trends: 2 observations" in said
    assert "refused line 3: '?' is not a number" in said
    assert "2 series taken, 1 lines or files refused" in said
    assert load(tmp_path / "data" / "data.db").tools == ("Benchmarking",)


def test_a_strict_import_changes_nothing_when_a_line_is_refused(
    run: Run, raw: Path, tmp_path: Path
) -> None:
    code, said = run("import", raw, "--strict")
    assert code == 1
    assert "nothing was changed" in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["gone", "empty"])
def test_an_import_of_nothing_leaves_the_old_database(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    path = write(tmp_path / "old.db", {("A", "crossref"): monthly("2000-01", range(30))})
    before = path.read_bytes()
    code, said = run("import", tmp_path / name, "--database", path)
    assert code == 1
    assert "othing was changed" in said
    assert path.read_bytes() == before


def test_import_tells_which_tools_are_gone_and_keeps_the_database_before(
    run: Run, raw: Path, tmp_path: Path
) -> None:
    path = write(tmp_path / "old.db", {("Antigua", "crossref"): monthly("2000-01", range(30))})
    code, said = run("import", raw, "--database", path)
    assert code == 0
    assert "No longer in it: Antigua" in said
    assert load(tmp_path / "old.db.previous").tools == ("Antigua",)


def test_demo_writes_a_demonstration_but_never_over_data(run: Run, tmp_path: Path) -> None:
    assert run("demo")[0] == 0
    assert load(tmp_path / "data" / "data.db").demo
    assert run("demo")[0] == 0
    path = write(tmp_path / "mine.db", {("A", "crossref"): monthly("2000-01", range(30))})
    code, said = run("demo", path)
    assert code == 1
    assert "no demonstration" in said
    assert not load(path).demo


def test_check_tells_what_is_in_a_good_pair(run: Run, raw: Path) -> None:
    run("import", raw)
    code, said = run("check")
    assert code == 0
    assert "1 tools, 2 series, 3 observations" in said
    assert "google_trends: 1 tools, 2 observations, 2004-01 to 2004-02" in said
    assert "no file of notes" in said


def test_check_without_data_tells_of_the_demonstration(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, said = run("check")
    assert code == 0
    assert "synthetic demonstration" in said
    monkeypatch.setenv("DASHBOARD_DEMO", "never")
    code, said = run("check")
    assert code == 1
    assert "DASHBOARD_DEMO=never" in said


def test_check_finds_names_that_do_not_match_and_tools_without_notes(
    run: Run, tmp_path: Path
) -> None:
    rows = monthly("2000-01", range(30))
    database = write(
        tmp_path / "data.db",
        {("Gestión del Cambio", "crossref"): rows, ("Otra", "crossref"): rows},
    )
    notes = with_schema(
        tmp_path / "notes.db",
        [
            "CREATE TABLE tool_notes (Herramienta, Source, DOI, Notes, Links, Keywords)",
            "INSERT INTO tool_notes (Herramienta, Source)"
            " VALUES ('Gestion del cambio', 'Crossref')",
        ],
    )
    code, said = run("check", "--database", database, "--notes", notes)
    assert code == 0
    assert "did they mean Gestión del Cambio?" in said
    assert "no notes about Otra" in said
    assert "tools without a translation: Otra" in said


def test_check_fails_when_something_cannot_be_used(run: Run, tmp_path: Path) -> None:
    database = write(tmp_path / "data.db", {("A", "crossref"): monthly("2000-01", range(30))})
    assert run("check", "--database", database)[0] == 0
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO crossref VALUES ('someday', 'A', 1)")
    connection.close()
    code, said = run("check", "--database", database)
    assert code == 1
    assert "someday" in said
    database.write_bytes(b"noise" * 1000)
    code, said = run("check", "--database", database)
    assert code == 1
    assert "not a SQLite database" in said


def test_a_wrong_setting_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASHBOARD_DEMO", "perhaps")
    code, said = run("check")
    assert code == 1
    assert "DASHBOARD_DEMO" in said


def test_a_wrong_command_line_is_told() -> None:
    with pytest.raises(SystemExit) as told:
        main(["fly"])
    assert told.value.code == 2
