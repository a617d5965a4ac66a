"""Whatever stands in a file, reading it ends in clean series or in one clear refusal."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard_app.data import writing
from dashboard_app.data.database import load
from dashboard_app.data.importer import read_folder
from dashboard_app.data.panel import Panel
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.rows import LARGEST_VALUE
from dashboard_app.data.snapshot import Unreadable
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.data.tabular import number
from trials.databases import write_loose

hostile = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

good_dates = st.builds("{:04d}-{:02d}-01".format, st.integers(1900, 2100), st.integers(1, 12))
cells = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(),
    st.text(max_size=12),
    st.binary(max_size=8),
)
dates = st.one_of(good_dates, good_dates, st.text(max_size=12), cells)
names = st.one_of(st.sampled_from(["A", "Gestión", "Gestio\u0301n", " A "]), cells)
values = st.one_of(st.floats(0, 100), cells)
tables = st.lists(st.tuples(st.sampled_from(SOURCE_IDS), dates, names, values), max_size=60)


def check_clean(panel: Panel) -> None:
    """Every promise that a panel makes to those who compute with it."""
    assert panel.tools == tuple(dict.fromkeys(panel.tools))
    assert {tool for tool, _ in panel.series} == set(panel.tools)
    for (tool, source), series in panel.series.items():
        assert (series.tool, series.source) == (tool, source)
        assert 0 < len(tool) <= 200
        assert tool.isprintable()
        for months, numbers in (
            (series.months, series.values),
            (series.guide_months, series.guide_values),
        ):
            assert len(months) == len(numbers)
            assert np.isfinite(numbers).all()
            assert (np.diff(months.astype(int)) > 0).all()
        assert series.n > 0
        assert len(series.respondents) in (0, series.n)
        assert (np.abs(series.values) <= LARGEST_VALUE).all()


@hostile
@given(rows=tables)
def test_any_cells_in_the_five_tables(tmp_path: Path, rows: list[tuple[object, ...]]) -> None:
    path = write_loose(tmp_path / "data.db", {})
    with sqlite3.connect(path) as connection:
        for source, *row in rows:
            text = [
                cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
                for cell in row
            ]
            connection.execute(f"INSERT INTO {source} VALUES (?, ?, ?)", text)
    connection.close()
    try:
        panel = load(path)
    except Unreadable:
        return
    check_clean(panel)


@hostile
@given(
    months=st.lists(st.integers(0, 600), min_size=1, max_size=80, unique=True),
    source=st.sampled_from(SOURCE_IDS),
    data=st.data(),
)
def test_any_dates_in_any_source(
    tmp_path: Path, months: list[int], source: str, data: st.DataObject
) -> None:
    numbers = data.draw(st.lists(st.floats(-1e9, 1e9), min_size=len(months), max_size=len(months)))
    rows = [
        (f"{1980 + month // 12}-{month % 12 + 1:02d}-01", value)
        for month, value in zip(months, numbers, strict=True)
    ]
    check_clean(load(write_loose(tmp_path / "data.db", {("A", source): rows})))


@hostile
@given(flips=st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 255)), max_size=40))
def test_any_bytes_of_a_database_overwritten(tmp_path: Path, flips: list[tuple[int, int]]) -> None:
    rows = [(f"{year}-01-01", float(year % 7)) for year in range(1950, 2020)]
    path = write_loose(tmp_path / "data.db", {("A", source): rows for source in SOURCE_IDS})
    content = bytearray(path.read_bytes())
    for at, byte in flips:
        content[at % len(content)] = byte
    path.write_bytes(bytes(content))
    try:
        panel = load(path)
    except Unreadable:
        return
    check_clean(panel)


@hostile
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@pytest.mark.parametrize("name", ["GT_a.csv", "GB_1990-1999.json"])
def test_any_bytes_as_a_raw_file(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    series, (report,) = read_folder(tmp_path)
    for one in series:
        assert np.isfinite(one.values).all()
    assert series or report.refused


lines = st.lists(
    st.tuples(
        st.one_of(good_dates, st.text(max_size=8)),
        st.one_of(st.floats().map(repr), st.text(max_size=8), st.sampled_from(["<1", "", "1,5"])),
    ),
    max_size=25,
)


@hostile
@given(rows=lines, source=st.sampled_from(["GT", "GB", "BU", "BS", "CR"]))
def test_what_is_taken_of_any_table_is_written_and_reads_back(
    tmp_path: Path, rows: list[tuple[str, str]], source: str
) -> None:
    text = "\n".join(["Date;Tool", *(";".join(row) for row in rows)])
    folder = tmp_path / source
    folder.mkdir(exist_ok=True)
    (folder / f"{source}_tool.csv").write_bytes(text.encode("utf-8", "replace"))
    series, _ = read_folder(folder)
    if not series:
        return
    writing.write(tmp_path / "data.db", series, {})
    panel = load(tmp_path / "data.db")
    check_clean(panel)
    (one,) = series
    assert list(panel.get(one.tool, one.source).values) == list(one.values)


@hostile
@given(
    values=st.lists(st.floats(-1e12, 1e12), min_size=2, max_size=13),
    source=st.sampled_from(SOURCE_IDS),
)
def test_any_raw_series_makes_an_index_between_0_and_100(
    tmp_path: Path, values: list[float], source: str
) -> None:
    months = np.datetime64("1993-01", "M") + 24 * np.arange(len(values))
    writing.write(tmp_path / "data.db", [RawSeries("A", source, months, np.array(values))], {})
    connection = sqlite3.connect(tmp_path / "data.db")
    low, high = connection.execute(f"SELECT min(value), max(value) FROM {source}").fetchone()
    connection.close()
    assert 0 <= low <= high <= 100


@hostile
@given(cell=st.text(max_size=20), delimiter=st.sampled_from([",", ";", "\t"]))
def test_any_cell_is_a_number_or_a_clear_refusal(cell: str, delimiter: str) -> None:
    try:
        got = number(cell, delimiter)
    except ValueError:
        return
    assert isinstance(got, float)
