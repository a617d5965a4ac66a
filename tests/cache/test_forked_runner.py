"""A runner that Gunicorn's master forks before it has threads, instead of starting a Python."""

import subprocess
import sys
from pathlib import Path

import psutil

from tests.waiting import until

FORKS = """
import os, signal, sys
from pathlib import Path
from tests.cache.conftest import Engine

one = Engine(Path(sys.argv[1]))
one.pool.fork()
if sys.argv[2] == "leave":
    print(one.pool._forked[0])
    os._exit(0)
one.pool.start()
one.ask("first", "square", x=3)
print(one.answer("first")["value"])
runner = one.pool.pid
print(Path(f"/proc/{runner}/cmdline").read_bytes() == Path("/proc/self/cmdline").read_bytes())
os.kill(runner, signal.SIGKILL)
one.ask("second", "square", x=4)
print(one.answer("second")["value"], one.pool.pid != runner)
one.pool.stop()
"""


def forking(directory: Path, how: str) -> list[str]:
    """What a process without threads said that forked its runner off."""
    done = subprocess.run(
        [sys.executable, "-c", FORKS, str(directory), how], capture_output=True, text=True
    )
    assert not done.returncode, done.stderr
    return done.stdout.split()


def test_a_forked_runner_works_and_is_replaced_when_it_dies(tmp_path: Path) -> None:
    assert forking(tmp_path, "start") == ["9", "True", "16", "True"]


def test_a_forked_runner_that_is_never_started_leaves(tmp_path: Path) -> None:
    (runner,) = forking(tmp_path, "leave")
    until(lambda: not psutil.pid_exists(int(runner)), "the runner leaves")
