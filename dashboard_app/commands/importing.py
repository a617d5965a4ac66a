"""`import DIR`: a data.db made from raw files."""

import sqlite3
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from dashboard_app.commands.command import Command, Say
from dashboard_app.data import writing
from dashboard_app.data.database import DATABASE_NAME, load
from dashboard_app.data.importer import Report, read_folder
from dashboard_app.data.raw import RawSeries
from dashboard_app.data.snapshot import Unreadable

MOST_LINES = 20
"""How many refused lines of one file are told one by one."""


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="the folder of the raw files")
    parser.add_argument(
        "--database", type=Path, metavar="FILE", help="the database to make (default: as served)"
    )
    parser.add_argument(
        "--strict", action="store_true", help="change nothing if any line or file is refused"
    )


def _run(arguments: Namespace, settings: Settings, say: Say) -> int:
    database = arguments.database or settings.database or settings.data_dir / DATABASE_NAME
    try:
        series, reports = read_folder(arguments.folder)
    except OSError as error:
        say(f"{arguments.folder}: {error.strerror or 'it cannot be read'}. Nothing was changed.")
        return 1
    for report in reports:
        _tell(report, say)
    refused = sum(len(report.refused) for report in reports)
    say(f"{len(reports)} files: {len(series)} series taken, {refused} lines or files refused.")
    if not series or (arguments.strict and refused):
        say(f"{database}: nothing was changed.")
        return 1
    gone = _tools(database) - {one.tool for one in series}
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        writing.write(database, series, {"created_at": datetime.now(UTC).isoformat()})
    except (OSError, sqlite3.Error, Unreadable) as error:
        say(f"{database}: nothing was changed: {error}")
        return 1
    say(f"{database}: written, {_extent(series)}.")
    if gone:
        say(f"No longer in it: {', '.join(sorted(gone))}.")
        say(f"The database before is kept as {writing.previous(database)}.")
    return 0


def _tell(report: Report, say: Say) -> None:
    say(str(report.path))
    for taken in report.taken:
        say(f"  took {taken}")
    for remark in report.remarks:
        say(f"  note: {remark}")
    for refused in report.refused[:MOST_LINES]:
        where = f"line {refused.line}" if refused.line else "the file"
        say(f"  refused {where}: {refused.reason}")
    if more := len(report.refused) - MOST_LINES:
        if more > 0:
            say(f"  refused {more} more lines")
    if not report.taken and not report.refused:
        say("  refused the file: it has no rows")


def _extent(series: list[RawSeries]) -> str:
    tools = {one.tool for one in series}
    observations = sum(len(one.months) for one in series)
    return f"{len(tools)} tools, {len(series)} series, {observations} observations"


def _tools(database: Path) -> set[str]:
    """The tools of the database that is about to be replaced."""
    try:
        return set(load(database).tools)
    except Unreadable:
        return set()


COMMAND = Command("import", "make a database from raw files", _arguments, _run)
