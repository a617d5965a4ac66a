"""How Gunicorn serves the dashboard: gevent workers that share one loaded program.

Started by `gunicorn -c gunicorn.conf.py dashboard_app.app:server`; all values come from config.
"""

import os
import sys
from pathlib import Path
from typing import Any

# Numerical libraries must not start threads in a web worker; they look at their first import.
os.putenv("OPENBLAS_NUM_THREADS", "1")

from gunicorn import glogging

from config import logs
from config.settings import WrongSettings, from_environment
from dashboard_app.server import launch

try:
    settings = from_environment()
    logs.start(settings.log_level, settings.log_format, settings.log_file)
except (WrongSettings, OSError) as error:
    sys.exit(str(error))

launch.start(settings)

FAST_TMP = Path("/dev/shm")

wsgi_app = "dashboard_app.app:server"
bind = f"0.0.0.0:{settings.port}"
workers = settings.workers
worker_class = "gevent"
worker_connections = 1000
# The program is loaded once, before the workers are forked, so that they share its memory and
# the counters of budgets and metrics.
preload_app = settings.flask_env != "development"
reload = settings.flask_env == "development"
timeout = settings.worker_seconds
graceful_timeout = 8  # Swarm kills after 10 s unless it is told otherwise.
keepalive = 75  # Longer than a proxy keeps an idle connection, so that it never meets a closed one.
worker_tmp_dir = str(FAST_TMP) if FAST_TMP.is_dir() and os.access(FAST_TMP, os.W_OK) else None
control_socket_disable = True
limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
forwarded_allow_ips = "*" if settings.trusted_proxies else "127.0.0.1"
proc_name = "dashboard"


class Log(glogging.Logger):
    """Gunicorn's log lines among ours, in our form; requests are logged by the application."""

    def setup(self, cfg: Any) -> None:
        """Leave the handlers to config.logs."""
        self.error_log.handlers = []
        self.error_log.propagate = True
        self.error_log.setLevel(settings.log_level)
        self.access_log.disabled = True


logger_class = Log


def on_exit(server: Any) -> None:
    """Hand the jobs back when the master leaves."""
    launch.stop()
