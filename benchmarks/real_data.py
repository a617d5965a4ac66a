"""The data.db that a benchmark measures: the one that is named, else that in DATA_DIR."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path

from dashboard_app.data.database import DATABASE_NAME, load
from dashboard_app.data.panel import Panel


def add_database(parser: ArgumentParser) -> None:
    """Let the first argument name the database."""
    usual = Path(os.environ.get("DATA_DIR", "data")) / DATABASE_NAME
    parser.add_argument("database", nargs="?", type=Path, default=usual)


def panel_at(database: Path) -> Panel:
    """The panel of a database; the benchmark ends where there is none."""
    if not database.is_file():
        sys.exit(f"There is no {database}: name a data.db, or its folder in DATA_DIR.")
    return load(database)
