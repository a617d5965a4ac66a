"""`work`: run the long analyses of all machines that share a Redis, and serve no pages."""

import signal
from argparse import Namespace
from threading import Event

from config.settings import Settings
from dashboard_app.commands.command import Command, Say, no_arguments


def _run(_: Namespace, settings: Settings, say: Say) -> int:
    # Here, because no other command needs the analyses, and `found` runs at each start.
    from dashboard_app import worker

    if settings.redis_url is None:
        say("REDIS_URL is not set: the jobs of one machine are run by its own server.")
        return 1
    if settings.job_processes == 0:
        say("DASHBOARD_JOB_PROCESSES is 0: this machine runs no jobs.")
        return 1
    told_to_stop = Event()
    for sent in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sent, lambda *_: told_to_stop.set())
    pool = worker.pool(settings)
    pool.start()
    say(f"Up to {settings.job_processes} long analyses run here at once.")
    told_to_stop.wait()
    pool.stop()
    return 0


COMMAND = Command(
    "work", "run the long analyses of all machines that share REDIS_URL", no_arguments, _run
)
