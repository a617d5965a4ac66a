"""Rolling updates as Dokploy does them, under views and with long analyses queued and running."""

import os
import subprocess
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest

from tests.container.conftest import Engine
from tests.container.swarm import Service, Visitors, running, swarm

pytestmark = pytest.mark.update

JOBS_BEFORE, JOBS_MEANWHILE = 12, 4
NEVER_HEALTHY = "HEALTHCHECK --interval=1s --timeout=2s --start-period=1s --retries=2 CMD false"
ENDS_AT_ONCE = "ENV DASHBOARD_DEMO=never"

Derive = Callable[[str, str], str]


@pytest.fixture(scope="module")
def derived(engine: Engine, image: str) -> Iterator[Derive]:
    """Makes images of other versions: the image under test with a line more."""
    made: list[str] = []

    def derive(version: str, line: str) -> str:
        name = f"management-tools-dashboard-test:{version}"
        subprocess.run(
            [engine.client, "build", "--quiet", "--tag", name, "-"],
            input=f"FROM {image}\nENV APP_VERSION={version}\n{line}\n".encode(),
            capture_output=True,
            check=True,
            env={**os.environ, "DOCKER_BUILDKIT": "1"},
        )
        made.append(name)
        return name

    yield derive
    for name in made:
        engine("rmi", "--force", name)


@pytest.fixture
def service(engine: Engine, derived: Derive, volume: str) -> Iterator[Service]:
    with swarm(engine), running(engine, derived("1.0.0", ""), volume) as found:
        yield found


def tools(service: Service) -> list[str]:
    return [one["id"] for one in service.get("/api/v1/tools").json()["tools"]]


def question(name: str, tool: str) -> str:
    params = urlencode({"tool": tool, "source": "google_trends"})
    return f"/api/v1/analyses/{name}?{params}"


def test_no_request_fails_no_job_is_lost_and_answers_are_kept(
    service: Service, derived: Derive
) -> None:
    some = tools(service)
    stored = question("trends", some[0])
    computed_at = service.get(stored).json()["computed_at"]
    jobs = [question("forecast", tool) for tool in some[:JOBS_BEFORE]]
    for job in jobs:
        assert service.get(job).status in {200, 202}

    def work_is_under_way() -> bool:
        return {"queued", "running"} <= {service.get(job).json().get("state") for job in jobs}

    service.until(work_is_under_way, 20)
    visitors = Visitors(service.get, ("/", "/health", stored, "/api/v1/tools"))
    with visitors.looking():
        later = [question("change_points", tool) for tool in some[:JOBS_MEANWHILE]]
        visitors_jobs = iter(later)
        assert service.get(next(visitors_jobs)).status in {200, 202}
        assert service.update(derived("2.0.0", "")) == "completed"
        for job in visitors_jobs:
            assert service.get(job).status in {200, 202}
        service.until(lambda: service.version() == "2.0.0", 60)
        answers = {}
        for job in [*jobs, *later]:
            service.until(lambda job=job: service.get(job).status != 202, 180)  # type: ignore[misc]
            answers[job] = service.get(job)
    assert not visitors.failed
    assert visitors.answered > 50
    assert {answer.status for answer in answers.values()} == {200}
    assert all("result" in a.json() or "refusal" in a.json() for a in answers.values())
    assert service.get(stored).json()["computed_at"] == computed_at


@pytest.mark.parametrize("broken", [NEVER_HEALTHY, ENDS_AT_ONCE])
def test_a_broken_version_is_rolled_back_and_nobody_notices(
    service: Service, derived: Derive, broken: str
) -> None:
    job = question("forecast", tools(service)[0])
    assert service.get(job).status in {200, 202}
    visitors = Visitors(service.get, ("/", "/health", "/api/v1/tools"))
    with visitors.looking():
        assert service.update(derived("3.0.0", broken)) == "rollback_completed"
        service.until(lambda: service.get(job).status != 202, 180)
    assert not visitors.failed
    assert service.version() == "1.0.0"
    assert service.get(job).status == 200
