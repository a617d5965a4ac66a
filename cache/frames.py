"""What a job says to its runner: frames of one letter and some bytes, through a pipe."""

import os
import struct
from typing import NamedTuple

HEAD = struct.Struct(">cI")
PROGRESS, RESULT, BUG = b"P", b"R", b"B"
LARGEST = {PROGRESS: 64 * 1024, RESULT: 64 * 1024 * 1024, BUG: 64 * 1024}
"""Bytes a frame of each kind may have; no job can make its runner hold more."""


class Malformed(Exception):
    """What came is no frame: the job wrote into a pipe that was not its own."""


class Frame(NamedTuple):
    """One thing said."""

    kind: bytes
    data: bytes


def send(channel: int, kind: bytes, data: bytes) -> None:
    """Write one frame. Raises ValueError for one that is too long."""
    if len(data) > LARGEST[kind]:
        raise ValueError(f"{len(data)} bytes, at most {LARGEST[kind]}")
    rest = memoryview(HEAD.pack(kind, len(data)) + data)
    while rest:
        rest = rest[os.write(channel, rest) :]


class Reader:
    """Puts frames together from what comes in pieces."""

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, piece: bytes) -> list[Frame]:
        """The frames that are complete now. Raises Malformed."""
        self._held += piece
        frames: list[Frame] = []
        while len(self._held) >= HEAD.size:
            kind, length = HEAD.unpack_from(self._held)
            if length > LARGEST.get(kind, -1):
                raise Malformed(f"a frame of kind {kind!r} and {length} bytes")
            end = HEAD.size + length
            if len(self._held) < end:
                break
            frames.append(Frame(kind, bytes(self._held[HEAD.size : end])))
            del self._held[:end]
        return frames
