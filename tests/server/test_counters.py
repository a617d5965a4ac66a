"""Counters: exact across processes, bounded under a flood, indifferent to the wall clock."""

import os
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard_app.server.counters import PROBES, Counters


def test_a_counter_adds_up_and_others_stay_apart() -> None:
    counters = Counters(64, 16)
    assert [counters.add(b"a", 1), counters.add(b"a", 2.5), counters.add(b"b", 1)] == [1, 3.5, 1]
    assert counters.get(b"a")[0] == 3.5
    assert counters.get(b"c") == (0, 0)


def test_a_window_lasts_from_its_first_addition(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    counters = Counters(64, 16)
    counters.add(b"a", 1, 10)
    now[0] = 109.0
    assert counters.add(b"a", 1, 10) == 2
    assert counters.get(b"a") == (2, 1.0)
    now[0] = 110.0
    assert counters.get(b"a") == (0, 0)
    assert counters.add(b"a", 1, 10) == 1
    assert counters.get(b"a") == (1, 10.0)


def test_clear_and_reset_forget() -> None:
    counters = Counters(64, 16)
    counters.add(b"a", 1)
    counters.add(b"b", 1)
    counters.clear(b"a")
    counters.clear(b"never was")
    assert dict(counters.items()) == {b"b": 1}
    counters.reset()
    assert dict(counters.items()) == {}


@pytest.mark.parametrize("key", [b"", b"x" * 17])
def test_a_key_of_the_wrong_length_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="1 to 16 bytes"):
        Counters(64, 16).add(key, 1)


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=4), st.integers(1, 9)), max_size=60))
def test_it_counts_as_a_dictionary_does(events: list[tuple[bytes, int]]) -> None:
    counters, expected = Counters(4096, 8), dict[bytes, int]()
    for key, amount in events:
        named = b"k" + key.hex().encode()[:7]
        expected[named] = expected.get(named, 0) + amount
        assert counters.add(named, amount) == expected[named]
    assert dict(counters.items()) == expected


def test_a_flood_of_keys_takes_no_room_from_what_lasts_for_ever() -> None:
    counters = Counters(PROBES, 16)
    kept = [f"kept{n}".encode() for n in range(PROBES // 2)]
    for key in kept:
        counters.add(key, 1)
    for n in range(1000):
        assert counters.add(f"flood{n}".encode(), 1, 60) == 1
    assert all(counters.get(key)[0] == 1 for key in kept)
    assert len(dict(counters.items())) == PROBES


def test_with_no_room_left_nothing_is_counted_and_nothing_lost() -> None:
    counters = Counters(PROBES, 16)
    for n in range(PROBES):
        counters.add(f"kept{n}".encode(), 1)
    assert counters.add(b"late", 1, 60) == 0
    assert len(dict(counters.items())) == PROBES


def test_processes_and_threads_count_exactly_together() -> None:
    counters, each, processes = Counters(64, 16), 2000, 3

    def count() -> None:
        for _ in range(each):
            counters.add(b"all", 1, 1000)

    children = []
    for _ in range(processes):
        child = os.fork()
        if child == 0:
            try:
                count()
            finally:
                os._exit(0)
        children.append(child)
    threads = [threading.Thread(target=count) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * processes
    assert counters.get(b"all")[0] == each * (processes + 2)


def test_a_process_killed_while_it_counts_blocks_nobody() -> None:
    counters = Counters(64, 16)
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with counters._locked():
            os.write(tell, b".")
            os.kill(os.getpid(), 9)
    assert os.read(told, 1) == b"."
    os.waitpid(child, 0)
    assert counters.add(b"a", 1) == 1
    os.close(told)
    os.close(tell)
