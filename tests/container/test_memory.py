"""What the container holds in memory after use, all processes together."""

from collections.abc import Callable
from contextlib import closing
from itertools import cycle, islice, product
from urllib.parse import urlencode

import pytest

from benchmarks.soak_visitors import PAGES, Book, Client, view
from tests.container.conftest import Container

pytestmark = pytest.mark.container

MOST_MB = 350
VIEWS, JOBS = 200, 20
PLENTY = [
    "--env=DASHBOARD_LIMIT_API=100000 per minute",
    "--env=DASHBOARD_LIMIT_COMPUTATIONS=100000 per minute",
    "--env=DASHBOARD_LIMIT_VIEWS=100000 per minute",
    "--env=DASHBOARD_JOBS_PER_VISITOR=100",
    "--env=DASHBOARD_WARM=no",
]
HELD = """
import glob, os
held = {}
for path in glob.glob("/proc/[0-9]*"):
    if int(path.split("/")[2]) != os.getpid():
        pages = dict(line.split()[:2] for line in open(path + "/smaps_rollup") if "kB" in line)
        held[path] = int(pages["Pss:"]) * 1.024 / 1000
print(round(sum(held.values())))
"""


def held_megabytes(container: Container) -> int:
    """Memory of all processes in MB, pages that they share counted once (PSS)."""
    return int(container.run("python", "-c", HELD))


def test_it_holds_little_after_views_and_long_analyses(start: Callable[..., Container]) -> None:
    container = start(*PLENTY)
    container.until_healthy()
    tools = [one["id"] for one in container.get("/api/v1/tools").json()["tools"]]
    book = Book()
    port = int(container.engine("port", container.name, "8050/tcp").splitlines()[0].split(":")[-1])
    for number, (tool, page) in enumerate(islice(cycle(product(tools, PAGES)), VIEWS)):
        # A connection of its own for each view, so that no worker has all of them.
        with closing(Client("visitor", number % 200, port, book)) as client:
            view(client, f"/{page}?{urlencode({'tool': tool, 'lang': 'es'})}")
    assert {status for _, _, status, _ in book.samples} == {200}
    asks = [
        f"/api/v1/analyses/{name}?{urlencode({'tool': tool, 'source': 'google_trends'})}"
        for name, tool in islice(product(("forecast", "change_points"), tools), JOBS)
    ]
    for ask in asks:
        container.get(ask)
    for ask in asks:
        container.until(lambda ask=ask: container.get(ask).status != 202, 120)  # type: ignore[misc]
    assert held_megabytes(container) <= MOST_MB
