"""A wall clock that is set back, or forward, under a server that runs."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
import requests

from tests.server import small
from tests.waiting import until
from trials import databases
from trials.serving import Server, serving

pytestmark = pytest.mark.server

CLOCK = Path(__file__).with_name("clock")
DAY_SECONDS = 86_400
BUDGET = 5


@pytest.fixture(params=[-30 * DAY_SECONDS, 400 * DAY_SECONDS], ids=["back", "forward"])
def shifted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Server, str, Path]]:
    """A server that has a stored answer and a used-up budget, whose clock was then set."""
    clock = tmp_path / "clock"
    clock.write_text("0")
    small.database(tmp_path / "data.db")
    with serving(
        tmp_path,
        PYTHONPATH=str(CLOCK),
        CLOCK_FILE=str(clock),
        DASHBOARD_LIMIT_DOWNLOADS=f"{BUDGET} per hour",
        DASHBOARD_LIMIT_API="100000 per minute",
    ) as server:
        computed_at = server.get(question("trends")).json()["computed_at"]
        for _ in range(BUDGET):
            assert download(server).status_code == 200
        clock.write_text(str(request.param))
        yield server, computed_at, tmp_path


def question(analysis: str) -> str:
    return f"/api/v1/analyses/{analysis}?{urlencode({'tool': small.TOOL})}"


def download(server: Server) -> requests.Response:
    return server.get("/api/v1/series?format=csv")


def answered(server: Server, path: str) -> requests.Response:
    found: list[requests.Response] = []

    def no_longer_waits() -> bool:
        found.append(server.get(path))
        return found[-1].status_code != 202

    until(no_longer_waits)
    return found[-1]


def test_stored_answers_new_ones_and_long_ones_are_given(
    shifted: tuple[Server, str, Path],
) -> None:
    server, computed_at, _ = shifted
    assert answered(server, question("trends")).json()["computed_at"] == computed_at
    assert answered(server, question("means")).status_code == 200
    long = answered(server, question("change_points"))
    assert long.status_code == 200
    assert "result" in long.json() or "refusal" in long.json()
    again = answered(server, question("change_points"))
    assert again.json()["computed_at"] == long.json()["computed_at"]
    checks = server.get("/health").json()["checks"]
    assert {
        name: checks[name]["status"] for name in ("database", "cache", "jobs")
    } == dict.fromkeys(("database", "cache", "jobs"), "healthy")


def test_a_budget_stays_used_up_and_not_for_ever(
    shifted: tuple[Server, str, Path],
) -> None:
    server, _, _ = shifted
    codes = [download(server).status_code for _ in range(2 * BUDGET)]
    assert set(codes) == {429}
    refused = download(server)
    assert refused.status_code == 429
    # Seconds are rounded up.
    assert int(refused.headers["Retry-After"]) <= 3601


def test_new_data_are_taken_up(shifted: tuple[Server, str, Path]) -> None:
    server, _, folder = shifted
    other = databases.write(
        folder / "other.db",
        {("Nueva", "google_trends"): databases.monthly("2010-01", small.wave(60, 50.0))},
    )
    other.replace(folder / "data.db")
    until(lambda: [one["id"] for one in server.get("/api/v1/tools").json()["tools"]] == ["Nueva"])
