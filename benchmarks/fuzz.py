"""Sends the API and the callbacks what nobody should send: `python -m benchmarks.fuzz`.

A real Gunicorn is asked over loopback. Each request is made from a seed: valid ones are changed
in one to three places, others are made of nothing. Memory is that of all processes (PSS).
"""

import argparse
import copy
import json
import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.soak_place import Place, served, unlimited
from benchmarks.soak_visitors import Book, Client, call

THREADS = 8
WARM = 5_000
"""After so many requests what is loaded at the first use is there, and memory is compared."""

SETTLE_SECONDS = 65.0
"""Freed memory is given back once a minute."""

JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 1e308, float("nan"), "", "a" * 6000, "\0", "\ud800", "../..",
    "<script>", "Benchmarking", "trends", "2010-01", [], {}, [[]] * 50, {"a": {"b": []}},
)  # fmt: skip
WORDS = (
    "Benchmarking", "all", "10", "crossref", "google_trends", "2010-01", "1e400", "-5", "nan", "",
    "json", "csv", "0x10", "\u0661", "%00", "'; DROP TABLE", "a" * 500, "\u202e", "true",
)  # fmt: skip
Asked = tuple[str, str, bytes | None]


class Maker:
    """Makes requests for the routes, parameters and callbacks that the dashboard declares."""

    def __init__(self, port: int) -> None:
        one = Client("maker", 0, port, Book())
        self._analyses = json.loads(one.ask("/api/v1/analyses")[1])["analyses"]
        declared = json.loads(one.ask("/_dash-dependencies")[1])
        self._callbacks = [one for one in declared if "." in one["output"]]

    def make(self, seed: int) -> Asked:
        """The request of a seed: method, path, body."""
        chance = random.Random(seed)
        return self._api(chance) if chance.random() < 0.5 else self._callback(chance)

    def _api(self, chance: random.Random) -> Asked:
        analysis = chance.choice(self._analyses)
        names = [one["name"] for one in analysis["params"]]
        path = chance.choice(("analyses/", "analyses/", "analyses/", "series", "tools", "x/", ""))
        if path == "analyses/":
            path += chance.choice((analysis["id"], analysis["id"], quote(chance.choice(WORDS))))
        fields = [
            (chance.choice((*names, "format", "table", "lang")), chance.choice(WORDS))
            for _ in range(chance.choice((0, 1, 1, 2, 3, 80)))
        ]
        method = chance.choices(("GET", "HEAD", "POST", "DELETE"), (20, 1, 1, 1))[0]
        return method, f"/api/v1/{path}?{urlencode(fields)}", None

    def _callback(self, chance: random.Random) -> Asked:
        path, query = "/_dash-update-component", ""
        if chance.random() < 0.1:
            query = "?" + urlencode({"cacheKey": chance.choice(WORDS), "job": chance.choice(WORDS)})
        kind = chance.random()
        if kind < 0.05:
            return "POST", path + query, chance.randbytes(chance.choice((0, 10, 5000)))
        if kind < 0.1:
            return "POST", path + query, b"[" * chance.choice((10, 100_000))
        declared = chance.choice(self._callbacks)
        values = {"question.data": {"name": "trends", "state": "ready", "raw": {}}}
        values["form.data"] = {"name": "trends", "language": "en", "values": {}}
        body = copy.deepcopy(call([declared], declared["output"], values)[1])
        for _ in range(chance.choice((0, 1, 1, 2, 3))):
            body = _changed(body, chance)
        return "POST", path + query, json.dumps(body).encode()


def _changed(value: Any, chance: random.Random) -> Any:
    """The value with one part of it replaced, removed or repeated."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        name = chance.choice(list(value))
        if chance.random() < 0.15:
            return {key: one for key, one in value.items() if key != name}
        return {**value, name: _changed(value[name], chance)}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place = chance.randrange(len(value))
        if chance.random() < 0.15:
            return value * 2
        return [*value[:place], _changed(value[place], chance), *value[place + 1 :]]
    return chance.choice(JUNK)


def send(port: int, maker: Maker, seeds: range) -> tuple[Counter[int], list[int]]:
    """The statuses of the requests of these seeds, and the seeds that were answered 500."""
    counted: Counter[int] = Counter()
    faults: list[int] = []
    one = HTTPConnection("127.0.0.1", port, timeout=60)
    for seed in seeds:
        method, path, body = maker.make(seed)
        headers = {} if body is None else {"Content-Type": "application/json"}
        try:
            one.request(method, path, body, headers)
            answer = one.getresponse()
            answer.read()
            status = answer.status
        except (OSError, HTTPException):
            one.close()
            status = 0
        counted[status] += 1
        if status in (0, 500):
            faults.append(seed)
    one.close()
    return counted, faults


def send_all(found: Place, maker: Maker, first: int, end: int) -> tuple[Counter[int], list[int]]:
    """The same, by several threads at once."""
    counted: Counter[int] = Counter()
    faults: list[int] = []
    parts = [range(first + n, end, THREADS) for n in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as crowd:
        for codes, wrong in crowd.map(lambda part: send(found.port, maker, part), parts):
            counted += codes
            faults += wrong
    return counted, faults


def main(arguments: list[str]) -> int:
    """Fuzz and print; 1 where anything was answered 500 or not at all."""
    parser = argparse.ArgumentParser(description="Fuzz the API and the callbacks.")
    parser.add_argument("--requests", type=int, default=100_000)
    chosen = parser.parse_args(arguments)
    plenty = unlimited("VIEWS", "API", "DOWNLOADS")
    with (
        tempfile.TemporaryDirectory(prefix="fuzz-") as folder,
        served(Path(folder), DASHBOARD_WARM="no", LOG_LEVEL="ERROR", **plenty) as found,
    ):
        maker = Maker(found.port)
        send_all(found, maker, 0, WARM)
        time.sleep(SETTLE_SECONDS)
        before, began = found.megabytes(), time.monotonic()
        counted, faults = send_all(found, maker, WARM, WARM + chosen.requests)
        seconds = time.monotonic() - began
        time.sleep(SETTLE_SECONDS)
        print(f"{chosen.requests} requests in {seconds:.0f} s: {dict(sorted(counted.items()))}")
        print(f"memory (PSS), MB: {before:.0f} before, {found.megabytes():.0f} after")
        print(f"answered 500, or not at all: {len(faults)} (seeds {faults[:10]})")
        if faults:
            print(found.log.read_text("utf-8")[-3000:])
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
