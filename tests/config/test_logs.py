"""Log lines: one an event, whatever comes from outside."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import logs

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def root_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    root.handlers = []
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers = handlers
    root.setLevel(level)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_a_plain_line_has_time_level_name_message_and_facts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.start("INFO", "plain", None)
    logging.getLogger("a.b").warning("it %s", "went", extra={"status": 404, "path": "/x"})
    (line,) = lines(capsys)
    moment, rest = line.split(" ", 1)
    assert moment.endswith("Z")
    assert rest == "WARNING a.b: it went status=404 path=/x"


def test_a_line_break_from_outside_forges_no_event(capsys: pytest.CaptureFixture[str]) -> None:
    logs.start("INFO", "plain", None)
    logging.getLogger("a").info("asked", extra={"path": "/x\n2026 INFO a: all is well\r\x1b[2J"})
    (line,) = lines(capsys)
    assert "\\n2026" in line
    assert "\x1b" not in line


def test_a_traceback_stays_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.start("INFO", "plain", None)
    try:
        raise KeyError("gone")
    except KeyError:
        logging.getLogger("a").exception("failed")
    (line,) = lines(capsys)
    assert "KeyError" in line


def test_a_json_line_is_an_object_with_the_facts_as_fields(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.start("INFO", "json", None)
    logging.getLogger("a").info("año %d", 1, extra={"ms": 1.5, "where": Path("/d")})
    (line,) = lines(capsys)
    event = json.loads(line)
    assert event["message"] == "año 1"
    assert event["level"] == "INFO"
    assert event["ms"] == 1.5
    assert event["where"] == "/d"


def test_lines_below_the_level_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.start("WARNING", "plain", None)
    logging.getLogger("a").info("quiet")
    assert lines(capsys) == []


def test_a_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no"):
        logs.start("INFO", "plain", tmp_path / "no" / "such" / "folder.log")


WRITER = """
import logging, sys
from pathlib import Path
from config import logs
logs.FILE_BYTES = 20_000
logs.start("INFO", "plain", Path(sys.argv[1]))
for number in range(300):
    logging.getLogger("w").info("line", extra={"number": number, "by": sys.argv[2]})
"""


def test_a_file_rotated_by_several_processes_loses_no_line(tmp_path: Path) -> None:
    file = tmp_path / "dashboard.log"
    command = [sys.executable, "-c", WRITER, str(file)]
    writers = [
        subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.DEVNULL) for name in "abc"
    ]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0, 0]
    files = [one for one in tmp_path.iterdir() if one.suffix != ".lock"]
    written = [line for one in files for line in one.read_text("utf-8").splitlines()]
    assert len(files) > 1
    told = {line.split("line ", 1)[1] for line in written}
    assert told == {f"number={n} by={name}" for n in range(300) for name in "abc"}
