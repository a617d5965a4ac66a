"""`demo`: the demonstration written as a data.db, to look at or to try the dashboard with."""

import sqlite3
from argparse import ArgumentParser, Namespace
from pathlib import Path

from config.settings import Settings
from dashboard_app.commands.command import Command, Say
from dashboard_app.data import demo
from dashboard_app.data.database import DATABASE_NAME, load
from dashboard_app.data.snapshot import Unreadable


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "database", type=Path, nargs="?", metavar="FILE", help="where to (default: in DATA_DIR)"
    )


def _run(arguments: Namespace, settings: Settings, say: Say) -> int:
    database = arguments.database or settings.data_dir / DATABASE_NAME
    if database.exists() and not _is_demonstration(database):
        say(f"{database} is there and is no demonstration; it was left as it is.")
        return 1
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        demo.write(database)
    except (OSError, sqlite3.Error, Unreadable) as error:
        say(f"{database}: nothing was changed: {error}")
        return 1
    say(f"{database}: synthetic data of {len(demo.TRUTH)} invented tools.")
    return 0


def _is_demonstration(database: Path) -> bool:
    try:
        return load(database).demo
    except Unreadable:
        return False


COMMAND = Command("demo", "write the synthetic demonstration set", _arguments, _run)
