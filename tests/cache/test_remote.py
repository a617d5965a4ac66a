"""What Redis adds to the engine: answers, secret and jobs of many machines, and its being away."""

import json
import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from ssl import CERT_REQUIRED
from typing import Any

import pytest
from redis.connection import Connection

from cache.ledger import OutOfReach
from cache.remote import line
from cache.remote.bell import celery
from cache.remote.line import PATIENCE_SECONDS, Line
from cache.remote.secret import Secret
from cache.remote.store import KEPT_SECONDS, Store
from cache.secret import Secret as Own
from cache.states import Outcome, State
from cache.turns import LEASE_SECONDS
from tests.cache.places import Place, Redis
from tests.redis_server import RedisServer
from tests.waiting import until

pytestmark = pytest.mark.redis
NAME = "module:function"
ROOT = Path(__file__).parents[2]
CROWD = 400


@pytest.fixture
def many(redis: RedisServer, tmp_path: Path) -> Redis:
    return Redis(redis.url, tmp_path)


def test_answers_are_bytes_that_all_machines_find(place: Place) -> None:
    store = place.store(16)
    data = bytes(range(256)) * 400
    assert store.put("key", data)
    assert store.put("empty columns", b"\x00")
    assert place.store(16).get("key") == data
    assert place.store(16).get("empty columns") == b"\x00"
    assert store.get("absent") is None
    store.drop("key")
    assert store.get("key") is None
    assert store.state()["answers"] == 1


def test_answers_used_longest_ago_make_room(place: Place) -> None:
    store = place.store(16)
    store.put("often", os.urandom(400_000))
    for at in range(80):
        store.put(f"once-{at}", os.urandom(400_000))
        assert store.get("often") is not None
    assert store.get("once-0") is None
    assert store.get("once-79") is not None
    assert store.state()["megabytes"] <= 17


def test_an_answer_put_twice_is_counted_once(many: Redis) -> None:
    store = many.store(16)
    for _ in range(3):
        store.put("key", os.urandom(1024 * 1024))
    assert store.state() == {
        "status": "healthy", "detail": None, "answers": 1, "megabytes": 1.0,
    }  # fmt: skip


def test_an_answer_that_redis_let_go_is_a_miss_and_leaves_the_count(
    many: Redis, redis: RedisServer
) -> None:
    store = many.store(16)
    store.put("key", os.urandom(1024 * 1024))
    assert 0 < redis.client.ttl("dashboard:answers:key") <= KEPT_SECONDS
    redis.client.delete("dashboard:answers:key")
    assert store.get("key") is None
    assert store.state()["megabytes"] == 0


def test_a_stored_answer_is_one_round_trip(many: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    store = many.store(16)
    store.put("key", b"value")
    assert store.get("key") == b"value"
    sent: list[object] = []
    send = Connection.send_packed_command

    def counted(self: Connection, command: object, *args: object, **how: object) -> None:
        sent.append(command)
        send(self, command, *args, **how)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(Connection, "send_packed_command", counted)
    assert store.get("key") == b"value"
    assert len(sent) == 1


def test_a_redis_that_is_full_takes_answers_and_never_jobs(redis: RedisServer, many: Redis) -> None:
    jobs = many.jobs()
    ticket = jobs.ask("waits", NAME, {})
    many.store(16).put("key", b"value")
    redis.client.set("dashboard:secret", b"x" * 64)
    volatile = {key for key in redis.client.keys("*") if redis.client.ttl(key) != -1}
    assert volatile == {b"dashboard:answers:key"}
    assert jobs.holds(ticket) == "waits"


def test_a_redis_that_is_full_and_may_take_nothing_still_gives_answers(
    redis: RedisServer, many: Redis
) -> None:
    store = many.store(16)
    store.put("key", b"value")
    redis.client.config_set("maxmemory-policy", "noeviction")
    redis.client.config_set("maxmemory", 1)
    try:
        assert store.get("key") == b"value"
        assert not store.put("other", b"value")
        assert store.state()["status"] == "degraded"
    finally:
        redis.client.config_set("maxmemory", 0)
    assert store.get("other") is None
    assert store.put("other", b"value")
    assert store.state()["answers"] == 2


def test_all_machines_sign_with_one_secret_that_survives_redis(
    redis: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Secret(Line(redis.url), Own(tmp_path / "one"))
    other = Secret(Line(redis.url), Own(tmp_path / "other"))
    made = one.get(lambda: b"one's own secret of some length")
    assert other.get(lambda: b"the other's, which comes second") == made
    redis.client.flushall()
    monkeypatch.setattr("cache.remote.secret.LOOK_SECONDS", 0.0)
    again = Secret(Line(redis.url), Own(tmp_path / "one"))
    assert other.get(lambda: b"not asked for any more") == made
    other._due = 0.0
    assert other.get(lambda: b"not asked for any more") == made
    assert again.get(lambda: b"a new machine's, which is late") == made


def test_an_outdated_question_is_left_to_machines_with_other_data(many: Redis) -> None:
    now = [1000.0]
    jobs = many.jobs(lambda: now[0])
    one, other = (many.turns(name, lambda: now[0]) for name in ("one", "other"))
    for turns in (one, other):
        turns.beat([])
    jobs.ask("key", NAME, {}, label="label")
    rung = many.rings
    job = one.claim()
    assert job is not None
    one.fail(job, Outcome.OUTDATED, "reference")
    assert many.rings == rung + 1
    assert one.claim() is None
    assert one.next_priority() is None
    taken = other.claim()
    assert taken is not None
    assert taken.key == "key"
    other.fail(taken, Outcome.OUTDATED, "of the last")
    look = jobs.look("key")
    assert look is not None
    assert (look.state, look.reference) == (State.OUTDATED, "of the last")
    # Asked anew, it is a question for everybody again.
    jobs.ask("key", NAME, {}, label="label")
    assert one.claim() is not None


def test_a_machine_that_is_gone_is_not_waited_for(many: Redis) -> None:
    now = [1000.0]
    jobs = many.jobs(lambda: now[0])
    one, gone = (many.turns(name, lambda: now[0]) for name in ("one", "gone"))
    gone.beat([])
    now[0] += LEASE_SECONDS + 1
    one.beat([])
    jobs.ask("key", NAME, {}, label="label")
    job = one.claim()
    assert job is not None
    one.fail(job, Outcome.OUTDATED, "reference")
    assert jobs.look("key").state is State.OUTDATED  # type: ignore[union-attr]


def test_workers_are_told_of_each_job_that_can_be_taken(many: Redis) -> None:
    now = [1000.0]
    jobs, turns = many.jobs(lambda: now[0]), many.turns("one", lambda: now[0])
    jobs.ask("key", NAME, {})
    jobs.ask("key", NAME, {})
    assert many.rings == 1
    job = turns.claim()
    assert job is not None
    turns.release(job)
    assert many.rings == 2
    job = turns.claim()
    assert job is not None
    assert turns.crash(job, "reference")
    assert many.rings == 3
    turns.claim()
    now[0] += LEASE_SECONDS + 1
    turns.reclaim()
    assert many.rings == 4


def test_one_machine_alone_leads_until_it_is_not_heard_of(redis: RedisServer, many: Redis) -> None:
    one, other = many.turns("one"), many.turns("other")
    assert [one.leads(), other.leads(), one.leads()] == [True, False, True]
    redis.client.pexpire("dashboard:jobs:leader", 1)
    until(other.leads)
    assert not one.leads()


@pytest.fixture
def own_server(tmp_path: Path) -> RedisServer:
    server = RedisServer(tmp_path)
    server.start()
    return server


def test_while_redis_is_away_answers_are_missed_and_jobs_are_busy(
    own_server: RedisServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    many = Redis(own_server.url, tmp_path / "machine")
    store, jobs = many.store(16), many.jobs()
    store.put("key", b"value")
    ticket = jobs.ask("job", NAME, {})
    jobs.count("answers", "trends", "stored")
    own_server.stop()
    for _ in range(3):
        assert store.get("key") is None
        assert not store.put("key", b"other")
        jobs.count("answers", "trends", "stored")
        with pytest.raises(OutOfReach):
            jobs.ask("other", NAME, {})
    assert store.state()["detail"] == jobs.state()["detail"] == "Redis does not answer"
    assert store.state()["status"] == jobs.state()["status"] == "degraded"
    assert len([one for one in caplog.records if one.levelname == "WARNING"]) == 1
    own_server.start()
    until(lambda: store.get("key") == b"value")
    assert jobs.holds(ticket) == "job"
    jobs.count("answers", "trends", "stored")
    assert jobs.counters()["answers", "trends", "stored"] == 5
    own_server.stop()


def test_a_redis_that_stands_still_is_waited_for_once(
    own_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(Line(own_server.url), 16)
    store.put("key", b"value")
    own_server.stand_still()
    waits: list[float] = []
    for _ in range(20):
        began = time.monotonic()
        assert store.get("key") is None
        waits.append(time.monotonic() - began)
    # Not how long it took, but how often it was waited for, within one time of quiet.
    assert sum(wait > PATIENCE_SECONDS / 2 for wait in waits) == 1
    own_server.go_on()
    until(lambda: store.get("key") == b"value")
    own_server.stop()


def test_as_many_ask_at_once_as_a_web_worker_has_visitors(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "PATIENCE_SECONDS", 30.0)
    asked = Line(redis.url)
    with ThreadPoolExecutor(CROWD) as crowd:
        found = [
            crowd.submit(asked.ask, lambda client: client.blpop("gate", 20)) for _ in range(CROWD)
        ]
        deadline = time.monotonic() + 15
        while redis.client.info("clients")["blocked_clients"] < CROWD:
            if time.monotonic() > deadline or any(one.done() for one in found):
                break
            time.sleep(0.01)
        redis.client.rpush("gate", *range(CROWD))
        values = {one.result()[1] for one in found}
    assert len(values) == CROWD
    assert asked.trouble is None


def test_the_line_holds_what_a_web_worker_may_take() -> None:
    told = (ROOT / "gunicorn.conf.py").read_text("utf-8")
    (most,) = re.findall(r"^worker_connections = (\d+)$", told, re.MULTILINE)
    assert line.MOST_CONNECTIONS > int(most)


def test_connections_that_are_all_in_use_do_not_quiet_the_line(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "MOST_CONNECTIONS", 1)
    asked = Line(redis.url)

    def two_at_once(client: Any) -> None:
        with client.pipeline() as held:
            held.watch("key")
            client.get("key")

    with pytest.raises(OutOfReach):
        asked.ask(two_at_once)
    assert asked.trouble == "Redis refuses: MaxConnectionsError"
    assert asked.ask(lambda client: client.get("key")) is None


def test_what_redis_refuses_is_told_without_its_place(redis: RedisServer, many: Redis) -> None:
    try:
        redis.client.config_set("maxmemory", 1)
        store = many.store(16)
        assert not store.put("key", b"value")
        assert store.state()["detail"] == "Redis refuses: OutOfMemoryError"
        with pytest.raises(OutOfReach):
            many.jobs().ask("key", NAME, {})
        assert many.jobs().state()["detail"] == "Redis refuses: OutOfMemoryError"
    finally:
        redis.client.config_set("maxmemory", 0)
    assert many.store(16).state()["status"] == "healthy"


@pytest.mark.parametrize(
    ("url", "checked"),
    [
        ("redis://host/0", False),
        ("rediss://host/0", {"ssl_cert_reqs": CERT_REQUIRED}),
        ("rediss://:ssl_@host/0", {"ssl_cert_reqs": CERT_REQUIRED}),
        ("rediss://host/0?ssl_ca_certs=/ca.pem", {"ssl_ca_certs": "/ca.pem"}),
    ],
)
def test_celery_checks_the_certificate_of_redis(url: str, checked: object) -> None:
    # Redis' library checks wherever it is not told otherwise; Celery's by itself does not.
    assert (celery(url, 10).connection_for_write().ssl or False) == checked


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a program under gevent tells of each call to a Redis that stands still."""
    place = tmp_path_factory.mktemp("still")
    server = RedisServer(place)
    server.start()
    command = [sys.executable, "-m", "tests.cache.remote_greenlets", server.url, str(place)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        server.stand_still()
        out, _ = program.communicate("\n", timeout=60)
    server.stop()
    found: dict[str, Any] = json.loads(out)
    return found


@pytest.mark.parametrize(
    ("call", "outcome"),
    [
        ("ask", "Busy"),
        ("look", "Busy"),
        ("holds", "Busy"),
        ("withdraw", "Busy"),
        ("again", "Busy"),
        ("count", None),
        ("queue state", "degraded"),
        ("get", None),
        ("put", False),
        ("store state", "degraded"),
    ],
)
def test_while_a_call_waits_for_redis_other_greenlets_run(
    told: dict[str, Any], call: str, outcome: object
) -> None:
    assert told[call]["outcome"] == outcome
    assert told[call]["ticks"] > 10
