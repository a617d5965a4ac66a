"""`found`: what a container found when it started, for the first lines of its log."""

import os
from argparse import Namespace
from contextlib import closing
from pathlib import Path

from config.settings import Settings
from dashboard_app.commands.command import Command, Say, no_arguments
from dashboard_app.data.database import NoData, find
from dashboard_app.data.snapshot import BROKEN, Unreadable, open_snapshot, row_counts


def _run(arguments: Namespace, settings: Settings, say: Say) -> int:
    say(f"found: dashboard {settings.version}")
    for name, text in settings.shown().items():
        say(f"found: {name}={text}")
    say(f"found: {_volume(settings.data_dir)}")
    try:
        files = find(settings.database, settings.notes, settings.data_dir, settings.demo)
    except NoData as error:
        say(f"Cannot start: {error}.")
        return 1
    if files.database is None:
        say("found: no database, so the synthetic demonstration set is shown")
    for path in (files.database, files.notes):
        if path is not None:
            say(f"found: {_database(path)}")
    return 0


def _volume(folder: Path) -> str:
    """Whether the folder of the data can be written to. It is tried: rights may not tell all."""
    trial = folder / f".trial-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        trial.touch()
        trial.unlink()
    except OSError as error:
        user = f"user {os.getuid()}"
        return f"{folder} cannot be written to by {user} ({error.strerror}); nothing will be kept"
    return f"{folder} can be written to"


def _database(path: Path) -> str:
    """A database with the rows of each of its tables, or why it cannot be read."""
    try:
        with closing(open_snapshot(path).connection) as connection:
            counts = row_counts(connection)
    except (Unreadable, *BROKEN) as error:
        return f"{path} is there and cannot be used: {error}"
    tables = ", ".join(f"{name} {rows} rows" for name, rows in counts.items())
    return f"{path}, {tables or 'without tables'}"


COMMAND = Command(
    "found", "say what a start would find: settings, volume, data", no_arguments, _run
)
