"""Notes are read from the customer's schema; whatever is odd in it stops nothing else."""

import sqlite3
from pathlib import Path

import pytest

from dashboard_app.data.notes import load_notes
from dashboard_app.data.snapshot import Unreadable
from trials.databases import with_schema

SCHEMA = (
    'CREATE TABLE "tool_notes" ("Herramienta" TEXT, "Source" TEXT, "DOI" TEXT,'
    ' "Notes" TEXT, "Links" TEXT, "Keywords" TEXT)'
)
ROWS = [
    ("Calidad Total", "Google_Trends", "10.5281/zenodo.1", "**Nota**\n", "https://a.b/c", "tqm"),
    ("Calidad Total", "IC", "https://doi.org/10.5281/zenodo.2", None, None, None),
    ("Calidad Total", "BAIN_Ind_Satisfaccio\u0301n", "n/a", "Texto", "javascript:alert(1)", None),
    ("Calidad Total", "Scopus", "", "", "", ""),
    (None, "Crossref", "", "", "", ""),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file of notes."""
    path = with_schema(tmp_path / "notes_and_doi.db", [SCHEMA])
    with sqlite3.connect(path) as connection:
        connection.executemany("INSERT INTO tool_notes VALUES (?, ?, ?, ?, ?, ?)", ROWS)
    connection.close()
    return path


def test_a_note_has_its_parts(path: Path) -> None:
    note = load_notes(path).of("Calidad Total", "google_trends")
    assert note is not None
    assert (note.doi, note.text, note.links, note.keywords) == (
        "10.5281/zenodo.1",
        "**Nota**",
        ("https://a.b/c",),
        "tqm",
    )


def test_the_report_has_a_doi_alone(path: Path) -> None:
    assert load_notes(path).report_doi("Calidad Total") == "10.5281/zenodo.2"
    assert load_notes(path).report_doi("Otra") is None


def test_only_real_identifiers_and_web_links_are_given_on(path: Path) -> None:
    note = load_notes(path).of("Calidad Total", "bain_satisfaction")
    assert note is not None
    assert (note.doi, note.links, note.text) == ("", (), "Texto")


def test_rows_of_unknown_sources_are_named(path: Path) -> None:
    notes = load_notes(path)
    assert notes.odd == ("Calidad Total / Scopus", " / Crossref")
    assert notes.tools == {"Calidad Total"}
    assert notes.of("Calidad Total", "crossref") is None


def test_a_file_without_the_table_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="tool_notes"):
        load_notes(with_schema(tmp_path / "n.db", ["CREATE TABLE birds (name TEXT)"]))
    with pytest.raises(Unreadable, match="no such file"):
        load_notes(tmp_path / "missing.db")


def test_missing_columns_beside_the_first_two_are_read_as_nothing(tmp_path: Path) -> None:
    path = with_schema(
        tmp_path / "n.db",
        [
            "CREATE TABLE tool_notes (Herramienta TEXT, Source TEXT, DOI TEXT)",
            "INSERT INTO tool_notes VALUES ('A', 'Crossref', '10.5281/zenodo.9')",
        ],
    )
    note = load_notes(path).of("A", "crossref")
    assert note is not None
    assert (note.doi, note.text, note.links) == ("10.5281/zenodo.9", "", ())
