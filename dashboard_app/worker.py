"""What a job process runs: one LONG question, computed on the current data. Never imports Dash."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from cache import memory, place
from cache.engine import Bounds
from cache.plan import Plan
from cache.pool import Pool
from cache.states import Outdated
from config import logs
from config.settings import Settings, from_environment
from dashboard_app.data.database import find
from dashboard_app.data.live import Live
from dashboard_app.results import RUN, Question, Recall, ask_of, compute, default_questions, kept

Tell = Callable[[Any], None]

_held: dict[str, Live] = {}
"""The data of this process: loaded once by `prepare`, shared by all jobs forked from it."""

_known: dict[str, Recall] = {}
"""How a job of this process finds answers that are stored already."""


def plan(settings: Settings) -> Plan:
    """What the pool of job processes is told, by the settings."""
    return Plan(
        directory=settings.cache_dir,
        store_mb=settings.cache_mb,
        processes=settings.job_processes,
        job_seconds=settings.job_seconds,
        job_mb=settings.job_mb,
        prepare="dashboard_app.worker:prepare",
        prepare_args={
            "database": _text(settings.database),
            "notes": _text(settings.notes),
            "data_dir": str(settings.data_dir),
            "demo": settings.demo,
            "store": [str(settings.cache_dir), settings.cache_mb, settings.redis_url is not None],
            "log": [settings.log_level, settings.log_format, _text(settings.log_file)],
        },
        ahead="dashboard_app.worker:ahead" if settings.warm else "",
        functions=(RUN,),
    )


def pool(settings: Settings) -> Pool:
    """The job processes of this machine; with a Redis they take the jobs of all machines."""
    if settings.redis_url is None:
        return Pool(plan(settings))
    return Pool(plan(settings), "dashboard_app.worker:work")


def work(plan_json: str, owner: str, pool_pid: str) -> None:
    """The process of the Celery worker. It finds Redis' address in the environment, as its pool
    did: on its command line everybody on the machine could read the password.
    """
    from cache.remote.worker import main

    main(plan_json, owner, pool_pid, str(from_environment().redis_url))


def bounds(settings: Settings) -> Bounds:
    """How much the engine keeps and takes, by the settings."""
    return Bounds(
        store_mb=settings.cache_mb,
        length=settings.queue_length,
        jobs_per_visitor=settings.jobs_per_visitor,
        processes=max(1, settings.job_processes),
        job_seconds=settings.job_seconds,
    )


def prepare(
    database: str | None,
    notes: str | None,
    data_dir: str,
    demo: str,
    log: list[str | None],
    store: tuple[str, int, bool] | None = None,
) -> None:
    """Have the data and the libraries in memory. Raises NoData."""
    if not _held:
        level, form, file = log
        logs.start(level or "INFO", form or "plain", _path(file))
        _held["live"] = Live(find(_path(database), _path(notes), Path(data_dir), demo))
    if store is not None and not _known:
        directory, limit_mb, shared = store
        url = from_environment().redis_url if shared else None
        _known["recall"] = partial(kept, place.store(Path(directory), limit_mb, url))
    _held["live"].panel()
    memory.give_back()


def run(set_progress: Tell, question: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a question that `Question.job` wrote, as the store keeps it.

    Views register this very function as Dash's background callback; there it is only a name.
    What Dash is given then is {state: "ready", key}, {state: "failed", key, reference},
    {state: "outdated", key, reference}, after which the page asks anew, or {state: "busy", key,
    retry_seconds}, and as progress {state, key, fraction, phrase, position, seconds_left}.
    Raises Outdated where the data that were asked of have been replaced.
    """

    def progress(fraction: float, phrase: str) -> None:
        set_progress({"fraction": fraction, "phrase": phrase})

    return compute(_current(question), progress, recall=_known.get("recall"))


def ahead(set_progress: Tell) -> dict[str, Any]:
    """The questions that visitors are likely to ask, as jobs to be done in idle hours."""
    asks = [
        {
            "key": question.key,
            "name": RUN,
            "args": {"question": question.job()},
            "label": question.analysis.id,
        }
        for question in default_questions(_held["live"].panel())
    ]
    return {"asks": json.dumps(asks)}


def _current(told: Mapping[str, Any]) -> Question:
    live = _held["live"]
    question = ask_of(live.panel(), told["analysis"], told["params"])
    if question.key != told["key"]:
        live.state()  # looks at the files at once
        question = ask_of(live.panel(), told["analysis"], told["params"])
    if question.key != told["key"]:
        raise Outdated(f"asked of {told['data'][:12]}, now {question.data_fingerprint[:12]}")
    return question


def _path(text: str | None) -> Path | None:
    return Path(text) if text else None


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
