"""A real Gunicorn on demonstration data, and a real Chromium to look at it."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.browser.reader import Reader
from trials.serving import serving

# The machine's network that comes and goes; a figure that comes late after Plotly came early.
NO_FAULTS = ("ERR_NETWORK_CHANGED", "was preloaded using link preload")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that shows the demonstration."""
    with serving(tmp_path_factory.mktemp("site")) as server:
        yield server.url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, where CHROMIUM says or where the system has it."""
    path = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )
    if not path:
        pytest.fail("no Chromium was found; CHROMIUM may say where it is")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def reader(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Somebody at a desk whose browser speaks Spanish; no error may have been logged at the end."""
    options: dict[str, Any] = {"locale": "es-VE", "viewport": {"width": 1280, "height": 900}}
    options.update(getattr(request, "param", {}))
    context = browser.new_context(**options)
    page = context.new_page()
    complaints = _listen(page)
    person = Reader(page, site, complaints)
    yield person
    context.close()
    assert not person.complaints, person.complaints


def _listen(page: Page) -> list[str]:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def logged(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(
            known in message.text for known in NO_FAULTS
        ):
            complaints.append(message.text)

    page.on("console", logged)

    def foreign(sent: Request) -> None:
        if not sent.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            complaints.append(f"a request to {sent.url}")

    page.on("request", foreign)
    return complaints
