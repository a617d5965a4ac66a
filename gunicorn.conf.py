"""How Gunicorn serves the dashboard: gevent workers that share one loaded program.

Started by `gunicorn -c gunicorn.conf.py dashboard_app.app:server`; all values come from config.
"""

import gc
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

from gevent import monkey
from gunicorn import glogging

from cache import memory
from cache.pool import pools
from config import logs
from config.settings import WrongSettings, from_environment


def leave(*_: Any) -> None:
    """Heed a stop during the start, which Gunicorn would miss; the kill would come instead."""
    sys.exit(0)


# Not when Gunicorn reads this again, at SIGHUP: its master then has handlers of its own, threads,
# and gevent's patches.
starts = not monkey.is_module_patched("socket")
if starts:
    # Gunicorn's own handler comes once the program is loaded; the first process of a container
    # ignores a signal that it does not handle.
    signal.signal(signal.SIGTERM, leave)
# Numerical libraries must not start threads in a web worker; they look at their first import.
os.putenv("OPENBLAS_NUM_THREADS", "1")

try:
    settings = from_environment()
except WrongSettings as error:
    sys.exit(str(error))

SHARED = (
    "dashboard_app.analyses",
    "plotly.graph_objects",
    "statsmodels.nonparametric.smoothers_lowess",
    "statsmodels.stats.diagnostic",
    "statsmodels.tsa.stattools",
)
"""What analyses need, some of it only when they run. Loaded before any fork, it is there once for
the job runner, its jobs and all web workers."""


def fork_runner() -> None:
    """Load what all processes share, and fork the job runner off while that can be done."""
    from dashboard_app.worker import pool

    for name in SHARED:
        importlib.import_module(name)
    gc.collect()
    memory.give_back()
    gc.freeze()
    pools.append(pool(settings))
    pools[-1].fork()


if starts:
    fork_runner()

# The program is loaded before the fork, but Gunicorn's gevent worker patches after it, when the
# sockets and locks of the program are already there unpatched. Not patched here are os, signal,
# subprocess and queue, which Gunicorn's master needs as they are to watch over its workers.
monkey.patch_socket()
monkey.patch_ssl()
monkey.patch_dns()
monkey.patch_select()
monkey.patch_thread()
monkey.patch_time()

try:
    logs.start(settings.log_level, settings.log_format, settings.log_file)
except OSError as error:
    sys.exit(str(error))

FAST_TMP = Path("/dev/shm")

wsgi_app = "dashboard_app.app:server"
bind = f"0.0.0.0:{settings.port}"
workers = settings.workers
worker_class = "dashboard_app.server.web_worker.Worker"
worker_connections = 1000
preload_app = settings.flask_env != "development"
reload = settings.flask_env == "development"
timeout = settings.worker_seconds
# Swarm kills after 10 s unless it is told otherwise.
graceful_timeout = 8
# Longer than a proxy keeps an idle connection, so that it never writes into a closed one.
keepalive = 95
worker_tmp_dir = str(FAST_TMP) if os.access(FAST_TMP, os.W_OK) else None
control_socket_disable = True
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
proc_name = "dashboard"


class Log(glogging.Logger):  # type: ignore[misc]
    """Gunicorn's log lines among ours, in our form; requests are logged by the application."""

    def setup(self, cfg: Any) -> None:
        """Leave the handlers to config.logs."""
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.error_log.setLevel(settings.log_level)
        self.access_log.disabled = True


logger_class = Log


def when_ready(server: Any) -> None:
    """Start the job processes: after the program was loaded, before a worker is forked."""
    from dashboard_app.server import daily_backup

    heed_stops()
    server.log.info("settings", extra=settings.shown())
    for pool in pools:
        pool.start()
    daily_backup.start(settings)
    draw_one()
    # What is there now stays: a collection in a worker would only copy its pages.
    gc.collect()
    memory.give_back()
    gc.freeze()


def heed_stops() -> None:
    """Have a worker that is not ready yet leave when it is told to.

    Until it has handlers of its own it has its master's, which would take the signal for the
    master's; the master would then wait for it until the kill.
    """
    master, of_master = os.getpid(), signal.getsignal(signal.SIGTERM)

    def heed(number: int, frame: Any) -> None:
        if os.getpid() != master:
            os._exit(0)
        if callable(of_master):
            of_master(number, frame)

    signal.signal(signal.SIGTERM, heed)


def draw_one() -> None:
    """Draw a figure, by which Plotly loads what each worker would else load by its first answer."""
    import plotly.graph_objects as go

    from dashboard_app.figures.look import LIGHT

    LIGHT.dress(go.Figure(go.Scatter(x=[0.0], y=[0.0]))).to_json()


def on_exit(server: Any) -> None:
    """Hand the jobs back when the master leaves."""
    for pool in pools:
        pool.stop()
