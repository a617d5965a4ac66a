"""A small database with every kind of series, and the application over it."""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import Dash

from config.settings import Settings
from dashboard_app.app import create_app
from trials import databases

TOOL, OTHER = "Benchmarking", "Calidad Total"
SURVEYS = {1993: 70.0, 1996: 91.0, 1999: 88.0, 2000: 86.0, 2002: 100.0, 2004: 80.0, 2008: 0.0}


def wave(count: int, peak: float) -> list[float]:
    """A year's season on a slow rise, from 0 to about `peak`."""
    return [peak * (0.5 + 0.2 * math.sin(math.pi * i / 6) + 0.3 * i / count) for i in range(count)]


def database(path: Path) -> Path:
    """data.db of two tools: one in three sources, one in one."""
    surveys = [(f"{year}-01-01", value) for year, value in SURVEYS.items()]
    return databases.write(
        path,
        {
            (TOOL, "google_trends"): databases.monthly("2004-01", wave(120, 90.0)),
            (TOOL, "google_books"): databases.monthly("1990-01", wave(240, 80.0)),
            (TOOL, "bain_usability"): surveys,
            (OTHER, "google_trends"): databases.monthly("2004-01", wave(120, 60.0)[::-1]),
        },
    )


def app(folder: Path, **settings: Any) -> Dash:
    """The application over the small database, with nothing kept from before."""
    found = database(folder / "data.db")
    return create_app(
        replace(Settings(), data_dir=folder, database=found, cache_dir=folder / "cache", **settings)
    )
