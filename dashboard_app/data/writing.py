"""A data.db written: the five tables of old, and beside them the observations themselves."""

import os
import sqlite3
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from dashboard_app.data.database import METADATA, OBSERVATIONS
from dashboard_app.data.interpolation import monthly_index
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.rows import UNKNOWN
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

    Raises OSError and sqlite3.Error.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    try:
        connection = sqlite3.connect(name)
        try:
            fill(connection, series, metadata)
        finally:
            connection.close()
        # mkstemp lets only its owner read; a volume may be read by another user.
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


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
