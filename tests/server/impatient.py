"""The configuration of Gunicorn with little patience, so that a test can wait for its end."""

from pathlib import Path

from dashboard_app.server import web_worker

HEAD_SECONDS, REQUEST_SECONDS = 2, 3

exec(Path("gunicorn.conf.py").read_text("utf-8"))

web_worker.HEAD_SECONDS = HEAD_SECONDS
web_worker.REQUEST_SECONDS = REQUEST_SECONDS
