"""Counters in memory that all processes forked after their making share, exact and bounded."""

import fcntl
import math
import mmap
import os
import struct
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

PROBES = 16
FOREVER = math.inf


class Counters:
    """An open-addressed table of (key, value, expiry) in a shared mapping.

    A key lies in one of PROBES slots from its hash on. When all of them are taken, the entry
    that would expire first makes room; entries that last for ever never do, so that a flood
    of keys can neither grow the memory nor push out what must stay. Time is the machine's
    monotonic clock: setting the wall clock back prolongs no window.

    Rejected: SQLite or diskcache on a tmpfs, which cost ten times as much a hit and need a
    writable path; files of prometheus_client per process, which grow with each recycled
    worker.
    """

    def __init__(self, slots: int, key_bytes: int) -> None:
        self._slots, self._key_bytes = slots, key_bytes
        self._record = struct.Struct(f"={key_bytes}sdd")
        self._file = _nameless_file()
        os.ftruncate(self._file, slots * self._record.size)
        self._memory = mmap.mmap(self._file, slots * self._record.size)
        self._thread_lock = threading.Lock()

    def add(self, key: bytes, amount: float, lasts: float = FOREVER) -> float:
        """Add to a counter and return its value; `lasts` seconds count from its first addition."""
        return self.add_all([(key, amount)], lasts)[0]

    def add_all(self, amounts: list[tuple[bytes, float]], lasts: float = FOREVER) -> list[float]:
        """Add to several counters at one moment; a counter that finds no room stays at 0."""
        now, values = time.monotonic(), []
        with self._locked():
            for key, amount in amounts:
                slot, value, expires = self._find(key, now)
                if slot is None:
                    values.append(0.0)
                    continue
                if expires <= now:
                    value, expires = 0.0, now + lasts
                self._record.pack_into(
                    self._memory, slot * self._record.size, key, value + amount, expires
                )
                values.append(value + amount)
        return values

    def get(self, key: bytes) -> tuple[float, float]:
        """The value of a counter and the seconds that it still lasts; 0 and 0 where it is not."""
        now = time.monotonic()
        with self._locked():
            slot, value, expires = self._find(key, now)
        return (value, expires - now) if slot is not None and expires > now else (0.0, 0.0)

    def clear(self, key: bytes) -> None:
        """Forget one counter."""
        with self._locked():
            slot, _, expires = self._find(key, time.monotonic())
            if slot is not None and expires > 0:
                self._record.pack_into(self._memory, slot * self._record.size, key, 0.0, 0.0)

    def reset(self) -> None:
        """Forget all counters."""
        with self._locked():
            self._memory[:] = bytes(len(self._memory))

    def items(self) -> Iterator[tuple[bytes, float]]:
        """All counters that last, as they were at one moment."""
        now = time.monotonic()
        with self._locked():
            copy = bytes(self._memory)
        for key, value, expires in self._record.iter_unpack(copy):
            if expires > now:
                yield key.rstrip(b"\0"), value

    def _find(self, key: bytes, now: float) -> tuple[int | None, float, float]:
        """The slot of a key, or else the slot that it may take (with an expiry in the past)."""
        if not 0 < len(key) <= self._key_bytes:
            raise ValueError(f"a key has 1 to {self._key_bytes} bytes, not {len(key)}")
        padded = key.ljust(self._key_bytes, b"\0")
        start = int.from_bytes(blake2b(key, digest_size=8).digest(), "little") % self._slots
        room, room_expires = None, FOREVER
        for step in range(PROBES):
            slot = (start + step) % self._slots
            there, value, expires = self._record.unpack_from(self._memory, slot * self._record.size)
            if there == padded:
                return slot, value, expires
            if expires < room_expires:
                room, room_expires = slot, expires
            if there[0] == 0 and not any(there):
                break  # Keys are never removed, only overwritten: none lies beyond a free slot.
        return room, 0.0, 0.0

    @contextmanager
    def _locked(self) -> Iterator[None]:
        # POSIX locks exclude processes (and are let go when one is killed), not threads.
        with self._thread_lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def _nameless_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("counters")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
