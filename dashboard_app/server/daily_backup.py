"""The daily backup: a thread of Gunicorn's master that runs the command when it is due."""

import logging
import sys
from datetime import UTC, datetime
from subprocess import DEVNULL, PIPE, STDOUT

from gevent.monkey import get_original

from config.settings import Settings
from dashboard_app.data import backup

log = logging.getLogger(__name__)
LOOK_SECONDS = 600
FIRST_LOOK_SECONDS = 5


def start(settings: Settings) -> None:
    """Watch over the backups, where the settings want any.

    The copy is made by a process of its own: a worker may be forked from the master at any
    moment, and must not inherit a lock that a thread was holding.
    """
    if settings.backups:
        get_original("_thread", "start_new_thread")(_watch, (settings,))


def _watch(settings: Settings) -> None:
    sleep = get_original("time", "sleep")
    # Not while the first workers are forked: one forked just then would hold the pipes open
    # through which the command answers.
    sleep(FIRST_LOOK_SECONDS)
    while True:
        if backup.due(settings.data_dir / backup.FOLDER, datetime.now(UTC)):
            make(settings)
        sleep(LOOK_SECONDS)


def make(settings: Settings) -> int:
    """Run the command and log what it says; its exit code."""
    command = [sys.executable, "-m", "dashboard_app", "backup", "--daily"]
    process = get_original("subprocess", "Popen")(
        [*command, "--keep", str(settings.backups)], stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
    )
    said, _ = process.communicate()
    code = int(process.returncode)
    for line in said.decode("utf-8", "replace").splitlines():
        log.log(logging.ERROR if code else logging.INFO, "backup: %s", line)
    return code
