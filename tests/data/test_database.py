"""What of a database can be used is used and named; what cannot stops that part alone."""

import os
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from dashboard_app.data.database import NoData, find, load
from dashboard_app.data.oddities import USED
from dashboard_app.data.panel import INDEX_UNIT, Oddity, Panel
from dashboard_app.data.snapshot import Unreadable
from dashboard_app.words import LANGUAGES, speak
from trials.databases import monthly, panel, with_schema, write, write_loose

GOOD = {("A", "google_trends"): monthly("2004-01", range(40))}


def odd(of: Panel, code: str) -> Oddity:
    """The one oddity of this kind."""
    (found,) = [oddity for oddity in of.oddities if oddity.code == code]
    return found


def test_a_good_database_has_nothing_odd(tmp_path: Path) -> None:
    got = panel(tmp_path, GOOD)
    assert got.tools == ("A",)
    assert [oddity.code for oddity in got.oddities] == ["table_empty"] * 4
    series = got.get("A", "google_trends")
    assert series.unit == INDEX_UNIT
    assert series.n == 40
    assert str(series.months[0]) == "2004-01"
    assert list(series.values) == list(range(40))


def test_the_same_data_have_the_same_name_whatever_the_order_of_rows(tmp_path: Path) -> None:
    rows = monthly("2004-01", range(40))
    first = load(write(tmp_path / "a.db", {("A", "crossref"): rows}))
    second = load(write(tmp_path / "b.db", {("A", "crossref"): rows[::-1]}))
    assert first.fingerprint == second.fingerprint
    changed = [*rows[:-1], (rows[-1][0], 39.5)]
    assert load(write(tmp_path / "c.db", {("A", "crossref"): changed})).fingerprint != (
        first.fingerprint
    )


def test_a_demonstration_says_so_and_has_another_name(tmp_path: Path) -> None:
    real = load(write(tmp_path / "a.db", GOOD))
    demo = load(write(tmp_path / "b.db", GOOD, {"demo": "1"}))
    assert (real.demo, demo.demo) == (False, True)
    assert real.fingerprint != demo.fingerprint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"SQLite format 3\x00" + b"\x10", "truncated"),
        (os.urandom(4096), "not a SQLite database"),
        (b"date;keyword;value\n2004-01;A;1\n", "not a SQLite database"),
    ],
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "data.db"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=reason):
        load(path)


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    with pytest.raises(Unreadable, match="no such file"):
        load(path)
    assert not path.exists()


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="directory"):
        load(tmp_path)


def test_a_database_of_something_else(tmp_path: Path) -> None:
    path = with_schema(tmp_path / "data.db", ["CREATE TABLE birds (name TEXT)"])
    with pytest.raises(Unreadable, match="none of its tables"):
        load(path)


def test_a_database_without_rows(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not one observation"):
        load(write(tmp_path / "data.db", {}))


def test_wrong_columns_stop_that_source_alone(tmp_path: Path) -> None:
    path = write(tmp_path / "data.db", GOOD)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE crossref")
        connection.execute("CREATE TABLE crossref (day TEXT, keyword TEXT, value REAL)")
    connection.close()
    got = load(path)
    assert got.tools == ("A",)
    assert odd(got, "table_columns").source == "crossref"
    assert "date" in str(odd(got, "table_columns").facts["example"])


def test_missing_and_unknown_tables_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "data.db", GOOD)
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE crossref")
        connection.execute("CREATE TABLE scopus (date TEXT, keyword TEXT, value REAL)")
    connection.close()
    got = load(path)
    assert got.has("A", "google_trends")
    assert odd(got, "table_missing").source == "crossref"
    assert odd(got, "unknown_table").facts["example"] == "scopus"


def big(path: Path) -> Path:
    """A database in which each table takes several pages."""
    rows = monthly("1950-01", np.arange(800) % 100)
    tables = ("google_trends", "google_books", "crossref")
    return write(path, {(tool, table): rows for table in tables for tool in "ABC"})


def test_a_truncated_database_is_used_as_far_as_it_is_whole(tmp_path: Path) -> None:
    path = big(tmp_path / "data.db")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    got = load(path)
    assert not odd(got, "truncated").facts["count"] == 0
    damaged = {oddity.source for oddity in got.oddities if oddity.code == "table_damaged"}
    assert damaged
    assert not damaged & {source for _, source in got.series}
    assert got.series


@pytest.mark.parametrize("seed", range(8))
def test_noise_never_becomes_more_than_a_clear_message(tmp_path: Path, seed: int) -> None:
    path = big(tmp_path / "data.db")
    content = bytearray(path.read_bytes())
    rng = np.random.default_rng(seed)
    start = int(rng.integers(0 if seed % 2 else 4096, len(content) - 9000))
    content[start : start + 8192] = rng.bytes(8192)
    path.write_bytes(bytes(content))
    try:
        got = load(path)
    except Unreadable:
        return
    assert any(not oddity.used for oddity in got.oddities)
    for series in got.series.values():
        assert np.isfinite(series.values).all()


def test_damage_in_the_schema_itself_is_a_clear_message(tmp_path: Path) -> None:
    path = write(tmp_path / "data.db", GOOD)
    content = path.read_bytes()
    at = content.index(b"CREATE TABLE crossref")
    path.write_bytes(content[: at + 13] + b"\x80" + content[at + 14 :])
    with pytest.raises(Unreadable, match="damaged"):
        load(path)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("<1", "value_text"),
        ("1_0", "value_text"),
        (b"\xff\xfe", "value_text"),
        (None, "value_missing"),
        ("nan", "value_not_finite"),
        (float("inf"), "value_not_finite"),
        ("-Infinity", "value_not_finite"),
        (1e300, "value_too_large"),
    ],
)
def test_a_value_that_is_no_number_is_left_out_and_named(
    tmp_path: Path, value: object, code: str
) -> None:
    rows = [*monthly("2004-01", range(40)), ("2007-05-01", value)]
    got = load(write_loose(tmp_path / "data.db", {("A", "google_trends"): rows}))
    assert got.get("A", "google_trends").n == 40
    assert odd(got, code).tool == "A"
    assert not odd(got, code).used


def test_a_number_kept_as_text_is_used_and_named(tmp_path: Path) -> None:
    rows = [*monthly("2004-01", range(40)), ("2007-05-01", "12.5")]
    got = load(write_loose(tmp_path / "data.db", {("A", "google_trends"): rows}))
    assert got.get("A", "google_trends").values[-1] == 12.5
    assert odd(got, "value_as_text").used


@pytest.mark.parametrize(
    "date", ["2004-13-01", "May 2004", "", None, 0, "0099-01-01", "2004-02-31x"]
)
def test_a_date_that_is_none_is_left_out_and_named(tmp_path: Path, date: object) -> None:
    rows = [*monthly("2004-01", range(40)), (date, 1.0)]
    got = load(write_loose(tmp_path / "data.db", {("A", "google_trends"): rows}))
    assert got.get("A", "google_trends").n == 40
    assert odd(got, "date_bad").facts["count"] == 1


@pytest.mark.parametrize(
    "date", ["2007-05", "2007-5-1", "2007-05-17", "2007-05-01T00:00:00", "2007/05/01"]
)
def test_other_ways_to_write_a_month_are_understood(tmp_path: Path, date: str) -> None:
    rows = [*monthly("2004-01", range(40)), (date, 77.0)]
    series = load(write_loose(tmp_path / "data.db", {("A", "google_trends"): rows})).get(
        "A", "google_trends"
    )
    assert (str(series.months[-1]), series.values[-1]) == ("2007-05", 77.0)


def test_repeated_dates(tmp_path: Path) -> None:
    rows = [*monthly("2004-01", range(40)), ("2004-01-01", 0.0), ("2004-03-01", 4.0)]
    got = load(write_loose(tmp_path / "data.db", {("A", "crossref"): rows}))
    assert list(got.get("A", "crossref").values[:4]) == [0, 1, 3, 3]
    assert odd(got, "duplicate_same").facts == {"count": 1, "example": "2004-01"}
    assert odd(got, "duplicate_conflict").facts == {"count": 1, "example": "2004-03"}


def test_dates_out_of_order_are_sorted_and_named(tmp_path: Path) -> None:
    rows = monthly("2004-01", range(40))
    rows[3], rows[4] = rows[4], rows[3]
    got = load(write(tmp_path / "data.db", {("A", "crossref"): rows}))
    assert list(got.get("A", "crossref").values) == list(range(40))
    assert odd(got, "unsorted").facts == {"count": 1, "example": "2004-04"}


def test_a_gap_is_named_and_not_filled(tmp_path: Path) -> None:
    rows = monthly("2004-01", range(40))
    got = load(write(tmp_path / "data.db", {("A", "crossref"): rows[:10] + rows[13:]}))
    assert got.get("A", "crossref").n == 37
    assert odd(got, "gap").facts == {"count": 3, "example": "2004-10"}


def test_one_point_all_zero_constant_and_almost_empty(tmp_path: Path) -> None:
    few = [0.0] * 40
    few[7] = 100.0
    got = panel(
        tmp_path,
        {
            ("One", "crossref"): monthly("2004-01", [5]),
            ("Zero", "crossref"): monthly("2004-01", [0] * 40),
            ("Flat", "crossref"): monthly("2004-01", [7] * 40),
            ("Few", "crossref"): monthly("2004-01", few),
        },
    )
    assert odd(got, "one_point").tool == "One"
    assert odd(got, "all_zero").tool == "Zero"
    assert odd(got, "constant").tool == "Flat"
    assert odd(got, "few_nonzero").tool == "Few"
    assert len(got.tools) == 4


def test_values_far_out_of_range_are_used_and_named(tmp_path: Path) -> None:
    got = panel(tmp_path, {("A", "crossref"): monthly("1949-01", range(90, 140))})
    assert got.get("A", "crossref").values[-1] == 139
    assert odd(got, "out_of_range").facts["count"] == 39


def test_names_decomposed_or_with_byte_order_mark_are_one_tool(tmp_path: Path) -> None:
    rows = monthly("2004-01", range(20))
    got = load(
        write_loose(
            tmp_path / "data.db",
            {
                ("Gestión", "google_trends"): rows,
                ("Gestio\u0301n", "crossref"): rows,
                ("Gestio\u0301n", "bain_usability"): rows,
                ("\ufeffGestión \r\n", "google_books"): rows,
            },
        )
    )
    assert got.tools == ("Gestión",)
    assert got.sources_of("Gestión") == (
        "google_trends",
        "google_books",
        "bain_usability",
        "crossref",
    )
    named = [oddity for oddity in got.oddities if oddity.code == "name_spelling"]
    assert {oddity.source for oddity in named} == {
        "google_books",
        "bain_usability",
        "crossref",
    }


def test_a_name_in_latin_1_is_read_and_named(tmp_path: Path) -> None:
    path = write_loose(tmp_path / "data.db", GOOD)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO crossref VALUES ('2004-01-01', CAST(x'4765737469F36E' AS TEXT), 1)"
        )
    connection.close()
    got = load(path)
    assert got.tools == ("A", "Gestión")
    assert odd(got, "name_encoding").tool == "Gestión"


@pytest.mark.parametrize("name", [None, "", "   ", 7, "x" * 201, "a\x00b"])
def test_rows_without_a_usable_name_are_left_out_and_named(tmp_path: Path, name: object) -> None:
    path = write_loose(tmp_path / "data.db", GOOD)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO crossref VALUES ('2004-01-01', ?, 1)", (name,))
    connection.close()
    got = load(path)
    assert got.tools == ("A",)
    assert odd(got, "name_bad").facts["count"] == 1


def test_every_oddity_has_its_phrase_in_both_languages() -> None:
    for language in LANGUAGES:
        words = speak(language)
        for code in USED:
            assert words(f"oddity_{code}", count=2, example="x")


class TestFind:
    """Named files, then DATA_DIR, then beside the code, then the demonstration."""

    def test_a_named_file_comes_first(self, tmp_path: Path) -> None:
        named, other = tmp_path / "named.db", tmp_path / "data.db"
        named.touch()
        other.touch()
        assert find(named, None, tmp_path, "auto").database == named
        assert find(None, None, tmp_path, "auto").database == other

    def test_a_named_file_that_is_missing_is_not_replaced_by_invented_data(
        self, tmp_path: Path
    ) -> None:
        files = find(tmp_path / "gone.db", None, tmp_path, "auto")
        assert files.database == tmp_path / "gone.db"
        assert not files.demo

    def test_notes_are_found_beside_the_database(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()
        (tmp_path / "notes_and_doi.db").touch()
        database, notes = tmp_path / "a" / "mine.db", tmp_path / "a" / "notes_and_doi.db"
        database.touch()
        notes.touch()
        assert find(database, None, tmp_path, "auto").notes == notes

    def test_nothing_there(self, tmp_path: Path) -> None:
        assert find(None, None, tmp_path, "auto").demo
        with pytest.raises(NoData, match="DASHBOARD_DEMO=never"):
            find(None, None, tmp_path, "never")

    def test_the_demonstration_can_be_asked_for(self, tmp_path: Path) -> None:
        (tmp_path / "data.db").touch()
        assert find(None, None, tmp_path, "always").demo
        with pytest.raises(ValueError, match="auto, always, never"):
            find(None, None, tmp_path, "perhaps")
