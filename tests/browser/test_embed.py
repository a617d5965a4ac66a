"""An answer alone, in the frame of a page of another site."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from dashboard_app.data import demo
from dashboard_app.words import speak
from tests.browser.reader import Reader

pytestmark = pytest.mark.browser

TOOL = demo.panel().tools[1]
PAGE = (
    '<!doctype html><title>A blog</title><link rel="icon" href="data:,"><iframe src="{}"></iframe>'
)
REFUSED = re.compile("frame-ancestors|X-Frame-Options|Refused to frame|Framing")


class _Blog(BaseHTTPRequestHandler):
    def __init__(self, framed: str, *rest: object) -> None:
        self.framed = framed
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        body = PAGE.format(self.framed).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def blog(site: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A page on another port, so of another origin, that frames a path of ours."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Blog, site + request.param))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("blog", [f"/embed/trends?tool={TOOL}&lang=es"], indirect=True)
def test_another_site_shows_figure_finding_and_source_alone(reader: Reader, blog: str) -> None:
    reader.page.goto(blog)
    frame = reader.page.frame_locator("iframe")
    expect(frame.locator("#figure .main-svg").first).to_be_visible()
    expect(frame.locator("#finding")).not_to_be_empty()
    link = frame.get_by_role("link", name=speak("es").tool(TOOL))
    expect(link).to_have_attribute("href", re.compile(rf"^{reader.site}/trends\?.*lang=es"))
    expect(link).to_have_attribute("target", "_blank")
    for shell in ("nav", "header", "footer", "input", ".downloads", ".folded"):
        expect(frame.locator(f"{shell}:visible")).to_have_count(0)
    for language in ("es", "en"):
        expect(frame.locator("#demo")).to_contain_text(speak(language)("page_demo"))


@pytest.mark.parametrize("blog", [f"/trends?tool={TOOL}&lang=es"], indirect=True)
def test_the_page_itself_is_not_shown_by_another_site(reader: Reader, blog: str) -> None:
    with reader.page.expect_console_message(lambda said: bool(REFUSED.search(said.text))):
        reader.page.goto(blog)
    expect(reader.page.frame_locator("iframe").locator("#figure")).to_have_count(0)
    reader.complaints.clear()
