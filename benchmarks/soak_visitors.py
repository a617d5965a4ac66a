"""Who comes during the soak: visitors, crawlers, a flood, a slow sender, askers of jobs."""

import gzip
import json
import random
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PAGES = ("trends", "means", "correlation", "seasonality", "regression", "overview")
LONG = ("forecast", "change_points")
PAUSE_SECONDS = (2.0, 6.0)
CRAWL_SECONDS = 5.0
FLOOD_PER_SECOND = 200
TIMEOUT_SECONDS = 60.0

KINDS = ("visitor", "crawler", "asker", "flood", "warm", "maker")
FLOOD_THREADS = 4

Sample = tuple[str, float, int, float]
"""Who, when it began (monotonic), status (0 where there was no answer), seconds."""


@dataclass
class Book:
    """What happened, written by all threads."""

    samples: list[Sample] = field(default_factory=list)

    def note(self, who: str, began: float, status: int) -> None:
        """One request has ended."""
        self.samples.append((who, began, status, time.monotonic() - began))


class Client:
    """One address on loopback, with one connection that is kept open, as a browser's."""

    def __init__(self, who: str, number: int, port: int, book: Book, agent: str = BROWSER) -> None:
        self._who, self._book, self._agent = who, book, agent
        self._connection = HTTPConnection(
            "127.0.0.1",
            port,
            timeout=TIMEOUT_SECONDS,
            # All of 127/8 is loopback, so that each client has an address of its own.
            source_address=(f"127.{1 + KINDS.index(who)}.0.{1 + number}", 0),
        )

    def ask(
        self, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Status and body of one request; status 0 where there was none."""
        sent = {"User-Agent": self._agent, "Accept-Encoding": "gzip", **(headers or {})}
        text = None if body is None else json.dumps(body)
        if text is not None:
            sent["Content-Type"] = "application/json"
        began = time.monotonic()
        try:
            self._connection.request("GET" if text is None else "POST", path, text, sent)
            answer = self._connection.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, HTTPException):
            self._connection.close()
            self._book.note(self._who, began, 0)
            return 0, b""
        self._book.note(self._who, began, status)
        packed = answer.getheader("Content-Encoding") == "gzip"
        return status, gzip.decompress(content) if packed else content

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def visit(client: Client, stop: threading.Event, tools: list[str], seed: int) -> None:
    """Look at one page after the other, with pauses, as a reader does."""
    chance = random.Random(seed)
    while not stop.wait(chance.uniform(*PAUSE_SECONDS)):
        query = urlencode({"tool": chance.choice(tools), "lang": "es"})
        view(client, f"/{chance.choice(PAGES)}?{query}")


def view(client: Client, path: str) -> None:
    """All requests of one page as Dash's renderer sends them, without the static files."""
    client.ask(path)
    referrer = {"Referer": f"http://127.0.0.1{path}"}
    _, text = client.ask("/_dash-layout", headers=referrer)
    _, declared = client.ask("/_dash-dependencies")
    if not text or not declared:
        return
    kept = dict(stores(json.loads(text)))
    values = {"question.data": kept.get("question"), "form.data": kept.get("form")}
    place, _, search = path.partition("?")
    values |= {"address.pathname": place, "address.search": f"?{search}", "theme.data": "light"}
    callbacks = json.loads(declared)
    if values["question.data"] is None:
        status, answered = client.ask(*call(callbacks, "question.data", values))
        if status != 200:
            return
        values["question.data"] = json.loads(answered)["response"]["question"]["data"]
    client.ask(*call(callbacks, "answer.children", values))


def stores(component: Any) -> Any:
    """Name and data of each store in a layout."""
    if isinstance(component, dict):
        props = component.get("props")
        if component.get("type") == "Store" and props and "data" in props:
            yield props["id"], props["data"]
        for inside in component.values():
            yield from stores(inside)
    elif isinstance(component, list):
        for inside in component:
            yield from stores(inside)


def call(callbacks: list[Any], output: str, values: Mapping[str, Any]) -> tuple[str, Any]:
    """Path and body of the callback that writes this output, with the values it is to have."""
    wanted = next(
        one
        for one in callbacks
        if output == one["output"] or output in one["output"].strip(".").split("...")
    )
    outputs = [_named(name) for name in wanted["output"].strip(".").split("...")]
    body = {
        "output": wanted["output"],
        "outputs": outputs if wanted["output"].startswith("..") else outputs[0],
        "inputs": [_filled(one, values) for one in wanted["inputs"]],
        "state": [_filled(one, values) for one in wanted["state"]],
        "changedPropIds": ["question.data" if output == "answer.children" else "address.search"],
    }
    return "/_dash-update-component", body


def _named(name: str) -> dict[str, str]:
    component, prop = name.rsplit(".", 1)
    return {"id": component, "property": prop}


def _filled(declared: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    if declared["id"].startswith("{"):
        return []  # No control has been changed.
    value = values.get(f"{declared['id']}.{declared['property']}")
    return {"id": declared["id"], "property": declared["property"], "value": value}


def crawl(client: Client, stop: threading.Event, tools: list[str], seed: int) -> None:
    """Follow links as robots.txt allows, and once a round one that it does not."""
    chance = random.Random(seed)
    while not stop.wait(CRAWL_SECONDS):
        tool = urlencode({"tool": chance.choice(tools)})
        client.ask("/robots.txt")
        client.ask(f"/{chance.choice(PAGES)}?{tool}")
        client.ask(f"/api/v1/analyses/{chance.choice(LONG)}?{tool}&source=crossref")


def ask_jobs(client: Client, stop: threading.Event, tools: list[str], seed: int) -> None:
    """Have one long analysis after the other computed, waiting for each."""
    chance = random.Random(seed)
    while not stop.is_set():
        asked = {
            "tool": chance.choice(tools),
            "source": chance.choice(("google_trends", "crossref")),
        }
        path = f"/api/v1/analyses/{chance.choice(LONG)}?{urlencode(asked)}"
        while client.ask(path)[0] == 202 and not stop.wait(2.0):
            continue
        stop.wait(3.0)


def flood(client: Client, stop: threading.Event, wanted: Callable[[], bool]) -> None:
    """One of FLOOD_THREADS that ask FLOOD_PER_SECOND together, while it is wanted."""
    while not stop.is_set():
        if not wanted():
            stop.wait(0.1)
            continue
        began = time.monotonic()
        client.ask("/api/v1/tools")
        pause = FLOOD_THREADS / FLOOD_PER_SECOND
        stop.wait(max(0.0, pause - (time.monotonic() - began)))


def drip(port: int, stop: threading.Event, cut: list[float]) -> None:
    """Send a request drop by drop, again and again; `cut` gets the seconds until each was cut."""
    while not stop.is_set():
        began = time.monotonic()
        with socket.create_connection(("127.0.0.1", port)) as one:
            try:
                one.sendall(b"POST /_dash-update-component HTTP/1.1\r\nHost: a\r\n")
                while not stop.wait(1.0):
                    one.sendall(b"X-Drop: 1\r\n")
            except OSError:
                cut.append(time.monotonic() - began)
