"""data.db: where it is found, and how it becomes a panel."""

import hashlib
import logging
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from dashboard_app.data.catalogue import filing_key
from dashboard_app.data.observations import (
    NO_MONTHS,
    examine,
    from_observations,
    from_table,
    unasked_surveys,
)
from dashboard_app.data.oddities import Tally
from dashboard_app.data.panel import Panel, Series
from dashboard_app.data.rows import Column, Reader, shown
from dashboard_app.data.snapshot import BROKEN, Unreadable, open_snapshot
from dashboard_app.data.sources import BY_ID, SOURCE_IDS

Demo = Literal["auto", "always", "never"]

DATABASE_NAME = "data.db"
NOTES_NAME = "notes_and_doi.db"
BESIDE_THE_CODE = Path(__file__).parents[1]
"""Where the databases were mounted before there was a DATA_DIR."""

COLUMNS = ("date", "keyword", "value")
OBSERVATIONS = "observations"
OBSERVATION_COLUMNS = ("date", "keyword", "value", "respondents", "source")
METADATA = "metadata"
OURS = {*SOURCE_IDS, OBSERVATIONS, METADATA}

AllSeries = dict[tuple[str, str], Series]

log = logging.getLogger(__name__)


class NoData(Exception):
    """There is nothing to show, and no demonstration is wanted: the sentence that says so."""


@dataclass(frozen=True)
class Files:
    """The pair of databases that is used; a database of None is the demonstration."""

    database: Path | None
    notes: Path | None
    wanted: tuple[Path | None, Path | None, Path, str]
    """What `find` was asked, to ask it again."""

    @property
    def demo(self) -> bool:
        """Whether the demonstration stands in for data."""
        return self.database is None


def find(database: Path | None, notes: Path | None, data_dir: Path, demo: str) -> Files:
    """The databases: those named, else in `data_dir`, else beside the code, else the demonstration.

    A file that was named is used even where it is missing: then the panel is empty and says
    so, instead of a demonstration that nobody asked for. Raises NoData where nothing is found
    and `demo` is "never".
    """
    if demo not in get_args(Demo):
        raise ValueError(f"demo is {demo!r}; it may be one of {', '.join(get_args(Demo))}")
    wanted = (database, notes, data_dir, demo)
    if demo == "always":
        return Files(None, None, wanted)
    found = database or _first(DATABASE_NAME, data_dir)
    if found is None and demo == "never":
        raise NoData(
            f"there is no {DATABASE_NAME} in {data_dir} or {BESIDE_THE_CODE},"
            " DASHBOARD_DATABASE names none, and DASHBOARD_DEMO=never forbids the demonstration"
        )
    if found is None:
        return Files(None, None, wanted)
    return Files(found, notes or _first(NOTES_NAME, found.parent, data_dir), wanted)


def _first(name: str, *folders: Path) -> Path | None:
    for folder in (*folders, BESIDE_THE_CODE):
        if _is_there(folder / name):
            return folder / name
    return None


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except PermissionError:
        # Loading will say so; invented data in place of forbidden ones would hide it.
        return True


def load(path: Path, demo: bool = False) -> Panel:
    """The panel of a database; Unreadable where nothing in it can be used."""
    snapshot = open_snapshot(path)
    tally = Tally()
    if snapshot.missing_bytes:
        tally.note("truncated", count=snapshot.missing_bytes)
    try:
        return read(snapshot.connection, str(path), tally, demo)
    except BROKEN as error:
        raise Unreadable(path, f"it is damaged ({error})") from None
    finally:
        snapshot.connection.close()


def read(connection: sqlite3.Connection, path: str, tally: Tally, demo: bool = False) -> Panel:
    """The panel of an open database; Unreadable, and what is in BROKEN."""
    connection.text_factory = bytes
    tables = _tables(connection)
    if not tables & {*SOURCE_IDS, OBSERVATIONS}:
        raise Unreadable(path, f"none of its tables is one of {', '.join(SOURCE_IDS)}")
    for name in sorted(tables - OURS):
        tally.note("unknown_table", example=name)
    series = _all_series(connection, tables, tally)
    if not series:
        odd = ", ".join(dict.fromkeys(oddity.code for oddity in tally.oddities()))
        raise Unreadable(path, f"not one observation in it can be used ({odd})")
    demo = demo or _metadata(connection, tables).get("demo") == "1"
    tools = tuple(sorted({tool for tool, _ in series}, key=lambda tool: (filing_key(tool), tool)))
    return Panel(_fingerprint(series, demo), demo, tools, series, tally.oddities())


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {name for (raw,) in rows if not (name := shown(raw)).startswith("sqlite_")}


def _all_series(connection: sqlite3.Connection, tables: set[str], tally: Tally) -> AllSeries:
    reader = Reader(tally)
    observed = _observed(connection, tables, reader, tally)
    drawn: dict[str, dict[str, Column]] = {}
    for source in SOURCE_IDS:
        if source in tables:
            rows = _rows(connection, source, source, COLUMNS, tally)
            drawn[source] = reader.columns(source, rows)
        elif source not in observed:
            tally.note("table_missing", source)
    series = _from_tables(drawn, tally)
    for source, columns in observed.items():
        for tool, column in columns.items():
            before = series.get((tool, source))
            series[tool, source] = from_observations(tool, source, column, before, tally)
    for one in series.values():
        examine(one, tally)
    return series


def _from_tables(drawn: Mapping[str, Mapping[str, Column]], tally: Tally) -> AllSeries:
    series: AllSeries = {}
    for tool in dict.fromkeys(tool for columns in drawn.values() for tool in columns):
        lines = {source: columns[tool] for source, columns in drawn.items() if tool in columns}
        unasked = unasked_surveys(lines)
        for source, column in lines.items():
            series[tool, source] = from_table(
                tool, source, column, tally, unasked.get(source, NO_MONTHS)
            )
    return series


def _observed(
    connection: sqlite3.Connection, tables: set[str], reader: Reader, tally: Tally
) -> dict[str, dict[str, Column]]:
    """What the importer's own table holds: columns by source and tool."""
    if OBSERVATIONS not in tables:
        return {}
    by_source: dict[str, list[tuple[object, ...]]] = {}
    for *row, source in _rows(connection, OBSERVATIONS, "", OBSERVATION_COLUMNS, tally):
        by_source.setdefault(shown(source), []).append(tuple(row))
    for unknown in by_source.keys() - BY_ID.keys():
        tally.note("unknown_table", example=f"{OBSERVATIONS}: {unknown}")
    return {
        source: reader.columns(source, by_source[source])
        for source in SOURCE_IDS
        if source in by_source
    }


def _rows(
    connection: sqlite3.Connection,
    table: str,
    source: str,
    columns: tuple[str, ...],
    tally: Tally,
) -> list[tuple[object, ...]]:
    """All rows of a table; none, and an oddity, where the table is not as it should be."""
    there = {shown(row[1]).lower() for row in connection.execute(f"PRAGMA table_info({table})")}
    if missing := [column for column in columns if column not in there]:
        tally.note("table_columns", source, example=f"{table}: {', '.join(missing)}")
        return []
    try:
        # A query may pass over damage without an error; the check reads all of the table.
        (verdict,) = connection.execute(f"PRAGMA quick_check({table})").fetchone()
        if shown(verdict) != "ok":
            raise sqlite3.DatabaseError(shown(verdict))
        rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table} NOT INDEXED")
        found = rows.fetchall()
    except BROKEN as error:
        log.warning("table %s is damaged: %s", table, error)
        tally.note("table_damaged", source, example=table)
        return []
    if not found:
        tally.note("table_empty", source, example=table)
    return found


def _metadata(connection: sqlite3.Connection, tables: set[str]) -> Mapping[str, str]:
    if METADATA not in tables:
        return {}
    try:
        rows = connection.execute(f"SELECT key, value FROM {METADATA}").fetchall()
    except BROKEN:
        return {}
    return {shown(key): shown(value) for key, value in rows}


def _fingerprint(series: AllSeries, demo: bool) -> str:
    """The sha256 of what the panel holds, so that the same data always have the same name."""
    digest = hashlib.sha256(f"panel 1 {demo}".encode())
    for (tool, source), one in sorted(series.items()):
        digest.update(f"\n{tool}\t{source}\t{one.cadence}\t{one.unit}\t{one.n}\n".encode())
        for column in (one.months, one.values, one.guide_months, one.guide_values, one.respondents):
            digest.update(f"{column.dtype.str} {len(column)} ".encode() + column.tobytes())
    return digest.hexdigest()
