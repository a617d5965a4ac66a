"""`backup`: a checked copy of the databases, made while they are served."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from config.settings import Settings
from dashboard_app.commands.command import Command, Say
from dashboard_app.data import backup
from dashboard_app.data.database import NoData, find
from dashboard_app.data.snapshot import Unreadable

KEPT = 14


def _arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", type=Path, nargs="?", metavar="DIR", help="(default: backups in DATA_DIR)"
    )
    parser.add_argument(
        "--keep", type=int, default=KEPT, metavar="N", help=f"how many are kept (default: {KEPT})"
    )
    parser.add_argument("--daily", action="store_true", help="only where the newest is a day old")


def _run(arguments: Namespace, settings: Settings, say: Say) -> int:
    if arguments.keep < 1:
        say("--keep must be 1 or more.")
        return 1
    folder = arguments.folder or settings.data_dir / backup.FOLDER
    now = datetime.now(UTC)
    if arguments.daily and not backup.due(folder, now):
        say(f"The newest backup in {folder} is less than a day old.")
        return 0
    try:
        found = find(settings.database, settings.notes, settings.data_dir, settings.demo)
    except NoData as error:
        say(str(error))
        return 1
    if found.database is None:
        say("There is no database: the demonstration needs no backup.")
        return 0
    files = [file for file in (found.database, found.notes) if file is not None]
    try:
        copied = backup.make(files, folder, now)
    except (Unreadable, OSError) as error:
        say(f"No backup was made: {error}")
        return 1
    for one in copied:
        say(f"{one.file}: {sum(one.rows.values())} rows in {len(one.rows)} tables, checked")
    for old in backup.thin(folder, arguments.keep):
        say(f"{old}: deleted, {arguments.keep} are kept")
    return 0


COMMAND = Command(
    "backup",
    "copy the databases as they are now, check the copy, and delete old ones",
    _arguments,
    _run,
)
