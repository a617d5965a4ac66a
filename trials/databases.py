"""Small databases of chosen series: `write(path, {(tool, table): [(date, value), ...]})`."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path

from dashboard_app.data.database import load
from dashboard_app.data.panel import Panel
from dashboard_app.data.sources import SOURCE_IDS

Rows = Iterable[tuple[object, object]]
Tables = Mapping[tuple[str, str], Rows]

TABLE = "CREATE TABLE {name} (date TEXT NOT NULL, keyword TEXT NOT NULL, value REAL NOT NULL{key})"
KEY = ", PRIMARY KEY (date, keyword)"
METADATA = "CREATE TABLE metadata (key TEXT PRIMARY KEY, value TEXT)"


def write(path: Path, series: Tables, metadata: Mapping[str, str] | None = None) -> Path:
    """A data.db of the customer's schema that holds these series; all five tables are there."""
    with_schema(path, [TABLE.format(name=name, key=KEY) for name in SOURCE_IDS] + [METADATA])
    connection = _connect(path)
    for (tool, table), rows in series.items():
        connection.executemany(
            f"INSERT INTO {table} (date, keyword, value) VALUES (?, ?, ?)",
            [(date, tool, value) for date, value in rows],
        )
    connection.executemany("INSERT INTO metadata VALUES (?, ?)", list((metadata or {}).items()))
    connection.commit()
    connection.close()
    return path


def write_loose(path: Path, series: Tables) -> Path:
    """The same without types or keys, so that rows of any kind can be put in."""
    with_schema(path, [f"CREATE TABLE {name} (date, keyword, value)" for name in SOURCE_IDS])
    connection = _connect(path)
    for (tool, table), rows in series.items():
        connection.executemany(
            f"INSERT INTO {table} VALUES (?, ?, ?)", [(date, tool, value) for date, value in rows]
        )
    connection.commit()
    connection.close()
    return path


def with_schema(path: Path, statements: Iterable[str]) -> Path:
    """A new database in which these statements were run."""
    path.unlink(missing_ok=True)
    connection = _connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return path


def _connect(path: Path) -> sqlite3.Connection:
    """A connection that does not wait for the disk: no trial outlives a power cut."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY")
    return connection


def panel(folder: Path, series: Tables) -> Panel:
    """The panel of these series, loaded from a database written into `folder`."""
    return load(write(folder / "small.db", series))


def monthly(first: str, values: Iterable[float]) -> list[tuple[str, float]]:
    """Rows for `write`: one value a month from month `first` (YYYY-MM) on."""
    year, month = (int(part) for part in first.split("-"))
    rows = []
    for value in values:
        rows.append((f"{year:04d}-{month:02d}-01", float(value)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return rows


def yearly(first: int, values: Iterable[float]) -> list[tuple[str, float]]:
    """Rows for `write`: one value a year, standing at January, from year `first` on."""
    return [(f"{first + i:04d}-01-01", float(value)) for i, value in enumerate(values)]
