"""A data.db written: the five tables of old, and beside them the observations themselves."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dashboard_app.data.database import METADATA, OBSERVATIONS, load
from dashboard_app.data.interpolation import monthly_index
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.rows import UNKNOWN
from dashboard_app.data.snapshot import write_ahead_log
from dashboard_app.data.sources import SOURCE_IDS

TABLE = """CREATE TABLE {name} (
    date TEXT NOT NULL, keyword TEXT NOT NULL, value REAL NOT NULL,
    PRIMARY KEY (date, keyword)
)"""
OBSERVATIONS_TABLE = f"""CREATE TABLE {OBSERVATIONS} (
    keyword TEXT NOT NULL, source TEXT NOT NULL, date TEXT NOT NULL, value REAL NOT NULL,
    respondents INTEGER,
    PRIMARY KEY (source, keyword, date)
)"""
METADATA_TABLE = f"CREATE TABLE {METADATA} (key TEXT PRIMARY KEY, value TEXT)"


def write(path: Path, series: Sequence[RawSeries], metadata: Mapping[str, str]) -> None:
    """Put a new database at `path`, at once and whole; on any error what was there stays.

    What was there is kept beside it under `previous(path)`. The new file is read back before it
    takes the place of the old one. Raises OSError, sqlite3.Error and Unreadable.
    """
    if _log_is_open(path):
        log = write_ahead_log(path)
        raise OSError(f"{log} is not empty: another program is writing to the database")
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        connection = sqlite3.connect(name)
        try:
            fill(connection, series, metadata)
        finally:
            connection.close()
        _check(Path(name), series)
        # mkstemp lets only its owner read; a volume may be read by another user.
        Path(name).chmod(0o644)
        if path.exists():
            shutil.copyfile(path, previous(path))
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def previous(path: Path) -> Path:
    """Where the database that a new one replaced is kept."""
    return path.with_name(path.name + ".previous")


def _log_is_open(path: Path) -> bool:
    """Whether rows wait in a write-ahead log: it would be applied to the new file too."""
    log = write_ahead_log(path)
    return log.exists() and log.stat().st_size > 0


def _check(path: Path, series: Sequence[RawSeries]) -> None:
    """Read a database back; sqlite3.DatabaseError where it does not hold what was written."""
    panel = load(path)
    for one in series:
        found = panel.series.get((one.tool, one.source))
        if found is None or not np.array_equal(found.values, one.values):
            raise sqlite3.DatabaseError(f"{one.tool} in {one.source} does not read back")


def fill(
    connection: sqlite3.Connection, series: Sequence[RawSeries], metadata: Mapping[str, str]
) -> None:
    """Make the tables in an empty database and put the series into them."""
    for table in SOURCE_IDS:
        connection.execute(TABLE.format(name=table))
    connection.execute(OBSERVATIONS_TABLE)
    connection.execute(METADATA_TABLE)
    crossref = {one.tool: one for one in series if one.source == "crossref"}
    total = 0
    for one in series:
        months, values = monthly_index(one, crossref.get(one.tool))
        total += len(months)
        connection.executemany(
            f"INSERT INTO {one.source} VALUES (?, ?, ?)",
            [
                (f"{month}-01", one.tool, float(value))
                for month, value in zip(months, values, strict=True)
            ],
        )
        connection.executemany(
            f"INSERT INTO {OBSERVATIONS} VALUES (?, ?, ?, ?, ?)", _observations(one)
        )
    told = {"schema_version": "1.0", "total_records": str(total), **metadata}
    connection.executemany(f"INSERT INTO {METADATA} VALUES (?, ?)", sorted(told.items()))
    connection.commit()


def _observations(one: RawSeries) -> list[tuple[str, str, str, float, int | None]]:
    rows = zip(one.months, one.values, one.respondents, strict=True)
    return [
        (
            one.tool,
            one.source,
            f"{month}-01",
            float(value),
            None if respondents == UNKNOWN else int(respondents),
        )
        for month, value, respondents in rows
    ]
