"""Budgets: what is free, what costs, whose bucket it is, and what the refused are told."""

import time
from collections.abc import Callable

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from limits import parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from dashboard_app.server import visitor
from dashboard_app.server.limits import kind_of
from dashboard_app.server.storages import SharedStorage

Fresh = Callable[..., FlaskClient]
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"


@pytest.fixture
def storage() -> SharedStorage:
    found = storage_from_string("shared://")
    assert isinstance(found, SharedStorage)
    return found


def test_the_storage_counts_within_a_window(storage: SharedStorage) -> None:
    assert [storage.incr("a", 60), storage.incr("a", 60, amount=3), storage.get("a")] == [1, 4, 4]
    assert storage.get("b") == 0
    assert storage.get_expiry("a") == pytest.approx(time.time() + 60, abs=2)
    assert storage.get_expiry("b") == pytest.approx(time.time(), abs=2)


def test_the_storage_forgets_when_told(storage: SharedStorage) -> None:
    storage.incr("a", 60)
    storage.incr("b", 60)
    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    storage.reset()
    assert storage.get("b") == 0
    assert storage.check()


def test_a_limit_over_the_storage_holds_and_comes_back(
    storage: SharedStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    limiter, limit = FixedWindowRateLimiter(storage), parse("3 per 10 seconds")
    assert [limiter.hit(limit, "client") for _ in range(5)] == [True, True, True, False, False]
    assert limiter.get_window_stats(limit, "client").remaining == 0
    assert limiter.hit(limit, "other")
    now[0] += 10
    assert limiter.test(limit, "client")
    assert limiter.hit(limit, "client")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/health", "free"),
        ("/metrics", "free"),
        ("/robots.txt", "free"),
        ("/assets/style.css", "free"),
        ("/_dash-component-suites/dash/deps/react.js", "free"),
        ("/", "views"),
        ("/trends?tool=Benchmarking", "views"),
        ("/_dash-layout", "views"),
        ("/_dash-update-component", "views"),
        ("/_dash-update-component?cacheKey=a&job=b", "polls"),
        ("/api/v1/tools", "api"),
        ("/api/v1/series?format=csv", "downloads"),
        ("/healthy", "views"),
    ],
)
def test_each_request_has_its_budget(path: str, kind: str) -> None:
    assert kind_of(Flask("x").request_class(EnvironBuilder(path).get_environ())) == kind


def test_who_asks_too_often_is_told_when_to_come_back(fresh: Fresh) -> None:
    client = fresh(limit_api="3 per minute")
    answers = [client.get("/api/v1/tools") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert answers[0].headers["RateLimit-Limit"] == "3"
    assert 1 <= int(answers[0].headers["RateLimit-Reset"]) <= 61
    assert "Retry-After" not in answers[0].headers
    refused = answers[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.json is not None
    assert refused.json["error"]["retry_seconds"] == int(refused.headers["Retry-After"])


def test_a_reader_is_told_in_a_sentence_of_the_language(fresh: Fresh) -> None:
    client = fresh(limit_views="1 per minute")
    assert client.get("/").status_code == 200
    spanish, english = client.get("/?lang=es"), client.get("/?lang=en")
    assert (spanish.status_code, english.status_code) == (429, 429)
    assert "demasiadas peticiones" in spanish.text
    assert "Too many requests" in english.text


def test_budgets_do_not_drain_each_other(fresh: Fresh) -> None:
    client = fresh(limit_views="1 per minute", limit_api="1 per minute")
    assert [client.get(path).status_code for path in ("/", "/api/v1/tools")] == [200, 200]
    assert [client.get(path).status_code for path in ("/", "/api/v1/tools")] == [429, 429]
    assert [client.get("/health").status_code for _ in range(5)] == [200] * 5


def test_csv_files_have_a_budget_of_their_own(fresh: Fresh) -> None:
    client = fresh(limit_downloads="1 per minute")
    path = "/api/v1/series?format=csv"
    assert [client.get(path).status_code for _ in range(2)] == [200, 429]
    assert client.get("/api/v1/series").status_code == 200


def test_what_is_stored_costs_no_computation(fresh: Fresh) -> None:
    client = fresh(limit_computations="1 per minute")
    path = "/api/v1/analyses/means?tool="
    assert client.get(path + "Benchmarking").status_code == 200
    refused = client.get(path + "Calidad Total")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.json is not None
    assert refused.json["error"]["code"] == "computations_spent"
    assert [client.get(path + "Benchmarking").status_code for _ in range(3)] == [200] * 3


def test_joining_a_job_on_its_way_costs_nothing(fresh: Fresh) -> None:
    client = fresh(limit_computations="1 per minute")
    path = "/api/v1/analyses/change_points?source=google_trends&tool="
    assert [client.get(path + "Benchmarking").status_code for _ in range(3)] == [202] * 3
    assert client.get(path + "Calidad Total").status_code == 429


def test_crawlers_get_what_is_stored_and_start_nothing(fresh: Fresh) -> None:
    client = fresh()
    path = "/api/v1/analyses/means?tool=Benchmarking"
    crawler = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
    assert client.get(path, headers=crawler).status_code == 403
    assert client.get(path, headers={"User-Agent": CHROME}).status_code == 200
    assert client.get(path, headers=crawler).status_code == 200


@pytest.mark.parametrize(
    ("agent", "crawler"),
    [
        (CHROME, False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", False),
        ("python-requests/2.32", False),
        ("curl/8.0", False),
        ("CUBOT Note 20 Chrome/120", False),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", True),
        ("facebookexternalhit/1.1", True),
        ("WhatsApp/2.23", True),
        ("Slackbot-LinkExpanding 1.0", True),
        ("GPTBot/1.2", True),
        ("", False),
    ],
)
def test_crawlers_are_known_by_their_name(agent: str, crawler: bool) -> None:
    asked = Flask("x").request_class(EnvironBuilder(headers=[("User-Agent", agent)]).get_environ())
    assert visitor.is_crawler(asked) is crawler


@pytest.mark.parametrize(
    ("address", "bucket"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("not an address", "unknown"),
    ],
)
def test_a_household_is_one_client(address: str, bucket: str) -> None:
    made = EnvironBuilder(environ_overrides={"REMOTE_ADDR": address}).get_environ()
    assert visitor.address(Flask("x").request_class(made)) == bucket


def seen_address(fresh: Fresh, proxies: int, header: str | None) -> str:
    """As whom the application sees a client that comes through a proxy at 10.0.0.1."""
    client = fresh(trusted_proxies=proxies)
    seen: list[str] = []
    client.application.before_request(lambda: seen.append(visitor.address(request)))
    headers = {} if header is None else {"X-Forwarded-For": header}
    client.get("/health", headers=headers, environ_overrides={"REMOTE_ADDR": "10.0.0.1"})
    return seen[0]


@pytest.mark.parametrize(
    ("proxies", "header", "seen"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        (2, "6.6.6.6, 203.0.113.9, 172.16.0.1", "203.0.113.9"),
        (1, None, "10.0.0.1"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "6.6.6.6, rubbish", "unknown"),
    ],
)
def test_a_forged_forwarding_header_gains_nothing(
    fresh: Fresh, proxies: int, header: str | None, seen: str
) -> None:
    assert seen_address(fresh, proxies, header) == seen


def test_the_name_in_the_log_does_not_tell_the_address() -> None:
    made = EnvironBuilder(environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).get_environ()
    name = visitor.name(Flask("x").request_class(made))
    assert "203" not in name
    assert name == visitor.name(Flask("x").request_class(made))
    assert isinstance(Request(made), Request)
