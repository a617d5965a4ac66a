"""Shows that published numbers come back: from a data.db of published series, over HTTP.

`make reference` writes the database, starts the dashboard on it as in production, asks the
public API for each case, and prints what was published beside what was answered. It ends with
1 where anything is missed. Arguments choose analyses: `make reference ARGS='pca diffusion'`.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.reference_case import Case
from benchmarks.reference_cases import cases
from benchmarks.reference_checks import Check, Missing, digits, printed
from benchmarks.soak_place import unlimited
from trials.databases import write
from trials.serving import Server, serving

PATIENCE_SECONDS = 300.0
ROW = "{:<14} {:<44} {:<26} {:>16} {:>18} {:>6}  {}"

Ask = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Line:
    """One published number and what the dashboard made of it."""

    case: Case
    what: str
    published: str
    ours: str
    digits: float
    agrees: bool


class NoAnswer(Exception):
    """The API gave no result: a refusal, an error, or nothing in time."""


def main(chosen: Sequence[str]) -> int:
    """Print the table of the chosen analyses, all by default; 1 where a number is missed."""
    asked = [case for case in cases() if not chosen or case.analysis in chosen]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database(folder, asked)
        with serving(folder, **unlimited("API", "COMPUTATIONS")) as server:
            return report(compare(asked, over_http(server)))


def database(folder: Path, asked: Sequence[Case]) -> Path:
    """A data.db of the usual tables that holds the series of these cases."""
    return write(folder / "data.db", {key: rows for case in asked for key, rows in _series(case)})


def _series(case: Case) -> list[tuple[tuple[str, str], list[tuple[str, float]]]]:
    return list(case.series.items())


def over_http(server: Server) -> Ask:
    """Asks the public API and polls, as it says, while a long answer is on its way."""

    def ask(analysis: str, query: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            response = server.get(f"/api/v1/analyses/{analysis}", params=query)
            if response.status_code != 202:
                return answered(response.status_code, response.json())
            time.sleep(float(response.headers["Retry-After"]))
        raise NoAnswer("no answer in time")

    return ask


def answered(status: int, told: dict[str, Any]) -> dict[str, Any]:
    """The result in a response. Raises NoAnswer."""
    if status != 200:
        raise NoAnswer(f"HTTP {status}: {told}")
    if "refusal" in told:
        raise NoAnswer(f"refused: {told['refusal']['message']}")
    result: dict[str, Any] = told["result"]
    return result


def compare(asked: Sequence[Case], ask: Ask) -> Iterator[Line]:
    """Each published number of each case beside ours."""
    for case in asked:
        try:
            result = ask(case.analysis, {"tool": list(case.tools), **case.query})
        except NoAnswer as error:
            yield Line(case, "answer", "a result", str(error), 0.0, False)
            continue
        for check in case.checks:
            yield from _lines(case, check, result)


def _lines(case: Case, check: Check, result: dict[str, Any]) -> Iterator[Line]:
    try:
        ours = check.ours(result)
    except Missing as error:
        yield Line(case, check.what, ", ".join(check.published), str(error), 0.0, False)
        return
    for published, value, shown in zip(check.published, ours, printed(ours), strict=True):
        yield Line(
            case,
            check.what,
            published,
            shown,
            digits(published, value),
            check.agrees(published, value),
        )


def report(lines: Iterator[Line]) -> int:
    """Print each line as it comes, then how many agree."""
    print(ROW.format("analysis", "data", "check", "published", "ours", "digits", "").rstrip())
    agreed = missed = 0
    for line in lines:
        agreed, missed = agreed + line.agrees, missed + (not line.agrees)
        verdict = "pass" if line.agrees else "FAIL"
        print(
            ROW.format(
                line.case.analysis,
                line.case.data,
                line.what,
                line.published,
                line.ours,
                f"{line.digits:.1f}",
                verdict,
            ),
            flush=True,
        )
    print(f"{agreed} of {agreed + missed} published numbers agree")
    return 1 if missed or not agreed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
