"""Raw files are taken as their programs save them, and what is refused is told line by line."""

import json
import sqlite3
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from dashboard_app.data import writing
from dashboard_app.data.database import load
from dashboard_app.data.importer import Report, read_folder
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.rows import UNKNOWN

TRENDS = """Category: All categories

Month,benchmarking: (Worldwide)
2004-01,86
2004-02,<1
2004-03,100
"""


def read(folder: Path, name: str, content: str | bytes) -> tuple[list[RawSeries], Report]:
    """The series and the report of one file."""
    raw = content.encode() if isinstance(content, str) else content
    (folder / name).write_bytes(raw)
    series, (report,) = read_folder(folder)
    return series, report


def rows(series: RawSeries) -> list[tuple[str, float]]:
    """A series as rows."""
    return list(zip(map(str, series.months), series.values.tolist(), strict=True))


def refused(report: Report) -> list[int]:
    """The lines that were refused."""
    return [one.line for one in report.refused]


def test_a_raw_file(tmp_path: Path) -> None:
    (series,), report = read(
        tmp_path, "BU_Calidad_Total_6313.csv", "Year,Calidad Total\n1993-01,76.0\n1996-01,66.5\n"
    )
    assert (series.tool, series.source) == ("Calidad Total", "bain_usability")
    assert rows(series) == [("1993-01", 76), ("1996-01", 66.5)]
    assert list(series.respondents) == [500, 784]
    assert report.taken == ["Calidad Total in bain_usability: 2 observations, 1993-01 to 1996-01"]
    assert not report.refused


def test_google_trends_as_it_exports(tmp_path: Path) -> None:
    (series,), report = read(tmp_path, "multiTimeline.csv", TRENDS)
    assert (series.tool, series.source) == ("Benchmarking", "google_trends")
    assert rows(series) == [("2004-01", 86), ("2004-02", 0.5), ("2004-03", 100)]
    assert 'values "<1" count as 0.5' in " ".join(report.remarks)


def test_google_trends_in_spanish_with_several_terms_and_semicolons(tmp_path: Path) -> None:
    content = (
        "\ufeffCategoría: Todas las categorías\r\n\r\n"
        "Mes;reingeniería lunática: (España);outsourcing: (España)\r\n"
        "2004-01;86;12\r\n2004-02;< 1;13\r\n"
    )
    series, report = read(tmp_path, "multiTimeline (1).csv", content)
    assert [one.tool for one in series] == ["reingeniería lunática", "Outsourcing"]
    assert [one.source for one in series] == ["google_trends"] * 2
    assert rows(series[0])[1] == ("2004-02", 0.5)
    assert not report.refused


def test_the_same_term_in_two_regions_is_taken_once(tmp_path: Path) -> None:
    content = "Month,tqm: (Worldwide),tqm: (Spain)\n2004-01,1,5\n2004-02,2,6\n"
    (series,), report = read(tmp_path, "GT_x.csv", content)
    assert list(series.values) == [1, 2]
    assert refused(report) == [1]


def test_weeks_become_means_of_months(tmp_path: Path) -> None:
    content = "Week,tqm: (Worldwide)\n2024-01-07,10\n2024-01-14,20\n2024-02-04,7\n"
    (series,), report = read(tmp_path, "multiTimeline.csv", content)
    assert rows(series) == [("2024-01", 15), ("2024-02", 7)]
    assert "3 values became the means of 2 months" in " ".join(report.remarks)


def test_the_ngram_viewer_as_a_table(tmp_path: Path) -> None:
    content = "year,Balanced Scorecard (All)\n1950,1.5e-09\n1951,2.5E-09\n"
    (series,), _ = read(tmp_path, "ngram.csv", content)
    assert (series.tool, series.source) == ("Cuadro de Mando Integral", "google_books")
    assert rows(series) == [("1950-01", 1.5e-9), ("1951-01", 2.5e-9)]


def test_the_ngram_viewer_as_it_answers(tmp_path: Path) -> None:
    answer = [
        {
            "ngram": "tqm (All)",
            "parent": "",
            "type": "CASE_INSENSITIVE",
            "timeseries": [1e-9, 3e-9],
        },
        {"ngram": "TQM", "parent": "tqm (All)", "type": "EXPANSION", "timeseries": [1e-9, 2e-9]},
    ]
    (series,), _ = read(tmp_path, "ngrams_1999-2000.json", json.dumps(answer))
    assert (series.tool, series.source) == ("tqm", "google_books")
    assert rows(series) == [("1999-01", 1e-9), ("2000-01", 3e-9)]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("ngrams.json", '[{"ngram": "a", "parent": "", "timeseries": [1]}]', "tells no years"),
        ("ngrams_1990-1999.json", '[{"ngram": "a", "timeseries": [1]}]', "one value for each year"),
        ("ngrams_1990-1999.json", "{}", "one value for each year"),
        ("ngrams_1990-1999.json", "[1", "no answer"),
        ("GB_a.csv", "", "no header line"),
        ("GB_a.csv", "Year,A\n", "no header line"),
        ("GB_a.csv", "1990,1\n1991,2\n", "no header line"),
        ("GB_a.csv", "Year,A\n\x00\n", "zero bytes"),
        ("a.csv", "Year,A\n1990,1\n", "source cannot be told"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_with_the_reason(
    tmp_path: Path, name: str, content: str, reason: str
) -> None:
    series, report = read(tmp_path, name, content)
    assert not series
    assert refused(report) == [0]
    assert reason in report.refused[0].reason


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_way_to_save_the_same_table(
    tmp_path: Path, encoding: str, end: str, delimiter: str
) -> None:
    lines = ["Year,Gestión del Cambio", "1993-01,76.5", "1996-01,6E-1"]
    content = end.join(lines).replace(",", delimiter).encode(encoding)
    (series,), report = read(tmp_path, "BU_x.csv", content)
    assert series.tool == "Gestión del Cambio"
    assert list(series.values) == [76.5, 0.6]
    assert not report.refused


def test_decomposed_names_in_file_and_header(tmp_path: Path) -> None:
    name = unicodedata.normalize("NFD", "CR_GestióndelCambio_monthly_relative.csv")
    header = unicodedata.normalize("NFD", "Gestión del Cambio")
    (series,), _ = read(tmp_path, name, f"Date,{header}\n2000-01,1\n")
    assert series.tool == "Gestión del Cambio"


def test_the_file_name_tells_the_tool_where_the_header_has_a_search_term(tmp_path: Path) -> None:
    (series,), _ = read(
        tmp_path, "GT_Calidad_Total_9935.csv", "Month,tqm + total quality\n2004-01,5\n"
    )
    assert series.tool == "Calidad Total"


def test_the_file_name_tells_the_tool_where_the_header_names_none(tmp_path: Path) -> None:
    (series,), _ = read(tmp_path, "GB_Caudal_del_Nilo_1234.csv", "Year,Value\n1871,1120\n")
    assert series.tool == "Caudal del Nilo"


@pytest.mark.parametrize("name", ["multiTimeline (3).csv", "time_series_Worldwide_2004.csv"])
def test_google_trends_is_known_by_its_file_names(tmp_path: Path, name: str) -> None:
    (series,), _ = read(tmp_path, name, '"Time","balanced scorecard"\n"2004-01-01",7\n')
    assert (series.tool, series.source) == ("Cuadro de Mando Integral", "google_trends")


@pytest.mark.parametrize(
    ("cell", "value"),
    [("86,5", 86.5), ("1.234,5", 1234.5), ("6,28E-10", 6.28e-10), ("70 %", 70), ("-0,5", -0.5)],
)
def test_decimal_commas(tmp_path: Path, cell: str, value: float) -> None:
    (series,), _ = read(tmp_path, "BU_a.csv", f"Año;A\n1993-01;{cell}\n")
    assert list(series.values) == [value]


def test_bad_lines_are_refused_by_number_and_the_others_taken(tmp_path: Path) -> None:
    content = (
        "Title,,\n\nMonth,A\n"  # header in line 3
        "2004-01,1\n2004-02,x\n2004-03,\n2004-13,4\n2004-04,inf\n2004-05,nan\n"
        '2004-06,"1,234"\n2004-07,1e300\n2004-01,1\n2004-01,2\n2004-08,8,9\n2004-09,1_0\n'
        '2004-10,"5\n2004-11,11\nTotal,99\n'
    )
    (series,), report = read(tmp_path, "GT_a.csv", content)
    assert rows(series) == [("2004-01", 1), ("2004-10", 5), ("2004-11", 11)]
    assert refused(report) == [5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 18]
    assert "line 4" in next(one.reason for one in report.refused if one.line == 13)


def test_dates_out_of_order_are_sorted_and_told(tmp_path: Path) -> None:
    (series,), report = read(tmp_path, "BS_a.csv", "Year,A\n2000-01,4\n1993-01,3.5\n")
    assert rows(series) == [("1993-01", 3.5), ("2000-01", 4)]
    assert "not in order" in " ".join(report.remarks)


def test_values_outside_the_unit_are_kept_and_told(tmp_path: Path) -> None:
    (series,), report = read(tmp_path, "BS_a.csv", "Year,A\n1993-01,350\n")
    assert list(series.values) == [350]
    assert "outside 0 to 5" in " ".join(report.remarks)


def test_two_files_about_the_same_are_not_mixed(tmp_path: Path) -> None:
    (tmp_path / "GT_a_1.csv").write_text("Month,A\n2004-01,1\n")
    (tmp_path / "GT_a_2.csv").write_text("Month,A\n2004-01,2\n")
    (tmp_path / "readme.md").write_text("not data")
    series, reports = read_folder(tmp_path)
    assert [list(one.values) for one in series] == [[1]]
    assert [refused(report) for report in reports] == [[], [0]]


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        read_folder(tmp_path / "gone")


def raw(tool: str, source: str, first: str, values: list[float], step: int = 1) -> RawSeries:
    """A series with one value each `step` months."""
    months = np.datetime64(first, "M") + step * np.arange(len(values))
    return RawSeries(tool, source, months, np.array(values, dtype=float))


SERIES = [
    raw("A", "google_trends", "2004-01", [3, 100, 7, 0.5]),
    raw("A", "crossref", "1999-01", [0.1, 0, 0.3, 0.2] * 6),
    raw("A", "google_books", "1999-01", [1e-9, 5e-9, 2e-9], step=12),
    raw("A", "bain_usability", "2000-01", [40, 60, 20], step=24),
    raw("B", "bain_satisfaction", "2001-01", [4.25], step=24),
    raw("B", "crossref", "1999-01", [0, 0, 0]),
    raw("C", "google_books", "1999-01", [7e-9, 7e-9], step=12),
]


def test_what_was_written_reads_back_as_raw_observations(tmp_path: Path) -> None:
    writing.write(tmp_path / "data.db", SERIES, {})
    panel = load(tmp_path / "data.db")
    assert not panel.demo
    assert len(panel.series) == len(SERIES)
    for one in SERIES:
        got = panel.get(one.tool, one.source)
        assert list(got.months) == list(one.months)
        assert list(got.values) == list(one.values)
    assert panel.get("A", "bain_usability").unit == "percent"
    assert list(panel.get("A", "bain_usability").respondents) == [214, 708, 960]
    assert len(panel.get("B", "bain_satisfaction").respondents) == 0


def test_a_program_that_knows_only_the_five_tables_can_read_the_file(tmp_path: Path) -> None:
    writing.write(tmp_path / "data.db", SERIES, {})
    with sqlite3.connect(tmp_path / "data.db") as connection:
        got = connection.execute(
            "SELECT date, value FROM bain_usability WHERE keyword = 'A' ORDER BY date"
        ).fetchall()
        books = connection.execute("SELECT count(*) FROM google_books").fetchone()
        connection.execute("DROP TABLE observations")
    connection.close()
    assert len(got) == 49
    assert got[0] == ("2000-01-01", 50)
    assert {value for _, value in got[24::24]} == {100, 0}
    assert books == (60,)
    # And from the five tables alone the observations come back, on the index.
    panel = load(tmp_path / "data.db")
    assert list(panel.get("A", "bain_usability").values) == [50, 100, 0]
    books_back = panel.get("A", "google_books").values
    np.testing.assert_allclose(np.corrcoef(books_back, SERIES[2].values)[0, 1], 1)


def test_a_failed_writing_leaves_the_old_database(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    writing.write(path, SERIES[:1], {})
    before = path.read_bytes()
    twice = [SERIES[0], SERIES[0]]
    with pytest.raises(sqlite3.Error):
        writing.write(path, twice, {})
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["data.db"]


def test_a_database_that_another_program_is_writing_to_is_left(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    writing.write(path, SERIES[:1], {})
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = WAL")
    writer.execute("UPDATE crossref SET value = 1")
    writer.execute("INSERT INTO metadata VALUES ('x', 'y')")
    writer.commit()
    with pytest.raises(OSError, match="another program"):
        writing.write(path, SERIES, {})
    writer.close()


def test_the_database_before_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "data.db"
    writing.write(path, SERIES[:1], {})
    before = path.read_bytes()
    writing.write(path, SERIES, {})
    assert writing.previous(path).read_bytes() == before


def test_surveys_of_unknown_years_have_no_size() -> None:
    assert list(raw("A", "bain_usability", "1993-01", [1, 2], step=12).respondents) == [
        500,
        UNKNOWN,
    ]
