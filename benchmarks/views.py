"""How many views a second two web workers serve from stored answers, and what the budgets cost.

    python -m benchmarks.views [data.db] [--seconds 10] [--clients 8]

A view is what a page sends when its reader chooses another tool: two requests, the first
for the question and its controls, the second for the answer with its figure, sentence and table.
A worker keeps the figures that it drew last, so views are measured twice: of few figures in turn,
which have been drawn, and of so many that each has to be drawn again. Beside them stands the
page itself. Clients keep their connections, ask for gzip as browsers do and share the cores with
the server; every answer was computed before.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode

import psutil
from flask import Flask

from benchmarks.soak_place import PLENTY, Place, served, unlimited
from benchmarks.soak_visitors import BROWSER, PAGES, Book, Client, call, stores
from config.settings import from_environment
from dashboard_app.server import limits

WANTED_PER_SECOND = 100
FORMER_PER_SECOND = "3.3 to 8.4"
"""Requests a second of the two dashboards that the data come from, four workers, two cores."""

WANTED_LIMIT_MS = 0.3
LANGUAGES = ("es", "en")
DRAWN_BEFORE = 30
"""Of so many views in turn a worker keeps every figure; of all of them, none."""

LIMITED_REQUESTS = 5_000
ROUNDS = 5

Request = tuple[str, bytes | None]
Sent = list[list[Request]]
"""What each client sends in turn: lists of requests that make one unit, for instance a view."""


def main(arguments: list[str]) -> int:
    """Measure and print; 1 where less was reached than wanted."""
    parser = argparse.ArgumentParser(description="Measure views a second and the cost of limits.")
    parser.add_argument("data", nargs="?", type=Path, help="data.db; else the demonstration")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=8)
    chosen = parser.parse_args(arguments)
    budgets = unlimited("VIEWS", "COMPUTATIONS", "API")
    data = {"DASHBOARD_DATABASE": str(chosen.data)} if chosen.data else {}
    print(f"load of the machine before: {psutil.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with (
        tempfile.TemporaryDirectory(prefix="views-") as folder,
        served(Path(folder), DASHBOARD_WARM="no", MAX_WORKERS="2", **budgets, **data) as place,
    ):
        pages, views = _prepared(place.port)
        few = views[:DRAWN_BEFORE]
        print(f"{'2 workers, ' + str(chosen.clients) + ' clients':30}{'a second':>9}{'CPU, ms':>9}")

        def measure(what: str, units: Sent) -> float:
            return _measure(what, place, units, chosen.seconds, chosen.clients)

        measure("pages (GET)", pages)
        measure("views, figure drawn anew", views)
        _measure("views, warming up", place, few, chosen.seconds / 2, chosen.clients)
        reached = measure("views, figure drawn before", few)
    print(f"requests of views a second: {2 * reached:.0f} (wanted: {WANTED_PER_SECOND})")
    print(f"the dashboards that the data come from: {FORMER_PER_SECOND} requests a second")
    cost = _cost_of_limits()
    print(f"budgets: {cost:.3f} ms of processor time a request (wanted: below {WANTED_LIMIT_MS})")
    return 0 if 2 * reached >= WANTED_PER_SECOND and cost < WANTED_LIMIT_MS else 1


def _prepared(port: int) -> tuple[Sent, Sent]:
    """Every page of every tool, and the views of them, all answered once."""
    client = Client("warm", 0, port, Book())
    tools = [one["id"] for one in json.loads(client.ask("/api/v1/tools")[1])["tools"]]
    callbacks = json.loads(client.ask("/_dash-dependencies")[1])
    analyses = json.loads(client.ask("/api/v1/analyses")[1])["analyses"]
    quick = {one["id"] for one in analyses if one["cost"] == "quick"}
    paths = [
        (f"/{page}", f"?{urlencode({'tool': tool, 'lang': language})}")
        for language in LANGUAGES
        for tool in tools
        for page in PAGES
        if page in quick
    ]
    views = []
    for number, (place, search) in enumerate(paths):
        visitor = Client("maker", number % 200, port, Book())
        views.append(_view(visitor, callbacks, place, search))
        visitor.close()
    client.close()
    return [[(place + search, None)] for place, search in paths], views


def _view(client: Client, callbacks: list[object], place: str, search: str) -> list[Request]:
    """The requests of one view; the second is made of what the first brought."""
    referrer = {"Referer": f"http://127.0.0.1{place}{search}"}
    kept = dict(stores(json.loads(client.ask("/_dash-layout", headers=referrer)[1])))
    values = {"question.data": None, "form.data": kept.get("form"), "theme.data": "light"}
    values |= {"address.pathname": place, "address.search": search}
    path, question = call(callbacks, "question.data", values)
    status, text = client.ask(path, question)
    if status != 200:
        raise SystemExit(f"{place}{search}: the question was answered {status}")
    values["question.data"] = json.loads(text)["response"]["question"]["data"]
    _, answer = call(callbacks, "answer.children", values)
    status, _ = client.ask(path, answer)
    if status != 200:
        raise SystemExit(f"{place}{search}: the answer was answered {status}")
    return [(path, json.dumps(body).encode()) for body in (question, answer)]


def _measure(what: str, place: Place, units: Sent, seconds: float, clients: int) -> float:
    """Units a second; printed with the processor time of the server and the latency of each."""
    taken: list[float] = []
    wrong: list[int] = []
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_send, args=(place.port, number, units, end, taken, wrong))
        for number in range(clients)
    ]
    began, used = time.monotonic(), _cpu_seconds(place)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(taken) / (time.monotonic() - began)
    cpu_ms = 1000 * (_cpu_seconds(place) - used) / len(taken)
    cuts = statistics.quantiles((1000 * one for one in taken), n=100)
    told = f"p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, not 200: {len(wrong)}"
    print(f"{what:30}{rate:9.0f}{cpu_ms:9.1f}  {told}")
    return rate


def _cpu_seconds(place: Place) -> float:
    family = psutil.Process(place.server.pid)
    times = [one.cpu_times() for one in [family, *family.children()]]
    return sum(one.user + one.system for one in times)


def _send(
    port: int, number: int, units: Sent, end: float, taken: list[float], wrong: list[int]
) -> None:
    headers = {
        "User-Agent": BROWSER,
        "Accept-Encoding": "gzip",
        "Content-Type": "application/json",
    }
    connection = HTTPConnection("127.0.0.1", port, source_address=(f"127.9.0.{number + 1}", 0))
    turn = cycle(units[number % len(units) :] + units[: number % len(units)])
    while time.monotonic() < end:
        began = time.monotonic()
        for path, body in next(turn):
            connection.request("GET" if body is None else "POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                wrong.append(answer.status)
        taken.append(time.monotonic() - began)
    connection.close()


def _cost_of_limits() -> float:
    """Milliseconds of processor time that the budgets add to a request, the median of rounds."""
    plain, limited = Flask("plain"), Flask("limited")
    settings = replace(from_environment(), limit_views=f"{PLENTY}; 1000000000 per hour")
    limits.start(limited, settings)
    for app in (plain, limited):
        app.add_url_rule("/", "root", lambda: "")
    ask_plain, ask_limited = plain.test_client().get, limited.test_client().get
    return statistics.median(
        _cpu_ms(lambda: ask_limited("/")) - _cpu_ms(lambda: ask_plain("/")) for _ in range(ROUNDS)
    )


def _cpu_ms(ask: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(LIMITED_REQUESTS // ROUNDS):
        ask()
    return 1000 * (time.process_time() - began) / (LIMITED_REQUESTS // ROUNDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
