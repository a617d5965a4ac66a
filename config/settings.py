"""Every setting of the dashboard, declared once: its name, type, default and meaning."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from config.declaration import (
    declarations,
    one_of,
    path,
    rates,
    setting,
    text,
    url,
    whole,
    yes_or_no,
)

PREFIX = "DASHBOARD_"


class WrongSettings(ValueError):
    """All that is wrong with the environment, one sentence each in `faults`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("Cannot start: " + " ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Settings:
    """What the operator decided; an environment variable that is empty counts as not set."""

    port: int = setting("PORT", 8050, "The port on which the dashboard listens.", whole(1, 65535))
    workers: int = setting("MAX_WORKERS", 2, "How many web workers answer requests.", whole(1, 64))
    worker_seconds: int = setting(
        "WORKER_TIMEOUT",
        60,
        "After how many silent seconds a web worker is taken for dead and replaced.",
        whole(5, 3600),
    )
    log_level: str = setting(
        "LOG_LEVEL",
        "INFO",
        "From which level on log lines are written.",
        one_of("DEBUG", "INFO", "WARNING", "ERROR"),
    )
    version: str = setting(
        "APP_VERSION",
        "0.1.0",
        "The version that /health and the pages tell; the image sets it when it is built.",
        text(),
    )
    flask_env: str = setting(
        "FLASK_ENV",
        "production",
        "With development the workers load the code anew when a file of it changes.",
        one_of("production", "development", "testing"),
    )
    redis_url: str | None = setting(
        "REDIS_URL",
        None,
        "A Redis server, 7 or newer. When it is set, jobs, answers and rate limits are shared by "
        "all machines that name it, and Celery workers run the jobs.",
        url("redis", "rediss"),
        secret=True,
    )
    data_dir: Path = setting(
        "DATA_DIR",
        Path("data"),
        "The folder of the databases and of everything that is kept; /data in the container.",
        path(),
    )
    database: Path | None = setting(
        "DASHBOARD_DATABASE",
        None,
        "The database of series.",
        path(),
        default_text="data.db in DATA_DIR, else in dashboard_app/",
    )
    notes: Path | None = setting(
        "DASHBOARD_NOTES",
        None,
        "The database of notes and DOIs.",
        path(),
        default_text="notes_and_doi.db beside the database of series",
    )
    demo: str = setting(
        "DASHBOARD_DEMO",
        "auto",
        "Whether a synthetic demonstration set is shown: auto when no database is found, "
        "always, or never (then the start fails without a database).",
        one_of("auto", "always", "never"),
    )
    cache_dir: Path = setting(
        "DASHBOARD_CACHE_DIR",
        Path("data/cache"),
        "The folder of stored answers and of the job queue; one volume for all containers.",
        path(),
        default_text="cache in DATA_DIR",
    )
    cache_mb: int = setting(
        "DASHBOARD_CACHE_MB",
        1024,
        "How many megabytes of stored answers are kept.",
        whole(16, 1_000_000),
    )
    job_processes: int = setting(
        "DASHBOARD_JOB_PROCESSES",
        1,
        "How many long computations run at once; 0 where another container runs them.",
        whole(0, 64),
    )
    job_seconds: int = setting(
        "DASHBOARD_JOB_SECONDS",
        300,
        "After how many seconds a long computation is ended.",
        whole(5, 86_400),
    )
    job_mb: int = setting(
        "DASHBOARD_JOB_MB",
        1024,
        "How many megabytes of memory a long computation may take.",
        whole(256, 1_000_000),
    )
    queue_length: int = setting(
        "DASHBOARD_QUEUE_LENGTH",
        100,
        "How many long computations may wait; further ones are told when to ask again.",
        whole(1, 100_000),
    )
    jobs_per_visitor: int = setting(
        "DASHBOARD_JOBS_PER_VISITOR",
        4,
        "How many long computations one visitor may have waiting or running.",
        whole(1, 1000),
    )
    warm: bool = setting(
        "DASHBOARD_WARM",
        True,
        "Whether the first page and all long analyses are computed while nobody waits.",
        yes_or_no(),
    )
    backups: int = setting(
        "DASHBOARD_BACKUPS",
        0,
        "How many daily copies of the databases are kept in backups in DATA_DIR; 0 makes none.",
        whole(0, 1000),
    )
    trusted_proxies: int = setting(
        "DASHBOARD_TRUSTED_PROXIES",
        0,
        "How many proxies stand before the dashboard: 1 behind Traefik as Dokploy runs it, "
        "2 with Cloudflare before that, 0 when it is reached directly.",
        whole(0, 5),
    )
    metrics_token: str | None = setting(
        "DASHBOARD_METRICS_TOKEN",
        None,
        "The bearer token that opens /metrics; without one there is no /metrics.",
        text(longest=256, shortest=16),
        secret=True,
    )
    log_format: str = setting(
        "DASHBOARD_LOG_FORMAT",
        "plain",
        "How log lines are written: for people or for machines.",
        one_of("plain", "json"),
    )
    log_file: Path | None = setting(
        "DASHBOARD_LOG_FILE",
        None,
        "A file that also gets the log lines; it is begun anew at 10 MB and five are kept.",
        path(),
    )
    limit_views: str = setting(
        "DASHBOARD_LIMIT_VIEWS",
        "600 per 10 seconds; 20000 per hour",
        "How often one address may ask for pages and their stored answers.",
        rates(),
    )
    limit_computations: str = setting(
        "DASHBOARD_LIMIT_COMPUTATIONS",
        "60 per minute; 600 per hour",
        "How many answers that are not stored yet one address may have computed.",
        rates(),
    )
    limit_api: str = setting(
        "DASHBOARD_LIMIT_API",
        "120 per minute; 3000 per hour",
        "How often one address may call the API.",
        rates(),
    )
    limit_downloads: str = setting(
        "DASHBOARD_LIMIT_DOWNLOADS",
        "30 per minute; 300 per hour",
        "How many CSV files and documents one address may download.",
        rates(),
    )

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> "Settings":
        """The settings that an environment makes; WrongSettings names everything wrong in it."""
        given: dict[str, Any] = {}
        faults = _unknown(environ)
        for item, declared in declarations(cls):
            raw = environ.get(declared.name, "").strip()
            if not raw:
                continue
            try:
                given[item.name] = declared.read(raw)
            except ValueError:
                shown = "a value that" if declared.secret else f"{raw[:60]!r}, which"
                faults.append(f"{declared.name} is {shown} is not {declared.may_be}.")
        settings = cls(**given)
        if "cache_dir" not in given:
            settings = replace(settings, cache_dir=settings.data_dir / "cache")
        faults += _contradictions(settings)
        if faults:
            raise WrongSettings(faults)
        return settings

    def shown(self) -> dict[str, str]:
        """Every setting by its environment name as text, secrets masked, for the start's log."""
        return {
            declared.name: _shown(getattr(self, item.name), declared.secret)
            for item, declared in declarations(type(self))
        }


def from_environment() -> Settings:
    """The settings of this process."""
    return Settings.load(os.environ)


def _shown(value: Any, secret: bool) -> str:
    if value is None:
        return "not set"
    return "set, not shown" if secret else str(value)


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = [declared.name for _, declared in declarations(Settings)]
    faults = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known:
            # The prefix, which all share, would make every name look near.
            own = {one.removeprefix(PREFIX): one for one in known}
            nearest = get_close_matches(name.removeprefix(PREFIX), own, n=1, cutoff=0.6)
            hint = f"; did you mean {own[nearest[0]]}?" if nearest else "."
            faults.append(f"{name} is not a setting{hint}")
    return faults


def _contradictions(settings: Settings) -> list[str]:
    faults = []
    if settings.demo == "always" and settings.database is not None:
        faults.append("DASHBOARD_DEMO is always, but DASHBOARD_DATABASE names a database.")
    if settings.jobs_per_visitor > settings.queue_length:
        faults.append(
            f"DASHBOARD_JOBS_PER_VISITOR ({settings.jobs_per_visitor}) is more than "
            f"DASHBOARD_QUEUE_LENGTH ({settings.queue_length})."
        )
    return faults
