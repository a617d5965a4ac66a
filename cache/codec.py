"""A result as bytes and back: named scalars, texts and columns; checked, and never pickle.

Layout: 4 bytes of magic, 32 bytes of sha256 over the rest, then zlib of a length-prefixed JSON
header followed by the columns' raw little-endian bytes, in the order of the header.
"""

import hashlib
import json
import math
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"MTR1"
DIGEST = 32
LENGTH = struct.Struct("<I")
LARGEST = 512 * 1024 * 1024
"""Bytes after decompression; more than this is taken for damage, not for a result."""

# Level 1 is within a tenth of level 6 for columns of floats, at a fifth of its time.
LEVEL = 1

Value = bool | int | float | str | None | tuple[str, ...] | np.datetime64 | NDArray[Any]


class Damaged(Exception):
    """These bytes are not what `encode` wrote."""


class NotStorable(TypeError):
    """A value that is neither a scalar, a text, a tuple of texts nor a one-dimensional column."""


def encode(values: Mapping[str, Any]) -> bytes:
    """The values as bytes. Raises NotStorable, naming the field, for what cannot be kept."""
    header: list[list[Any]] = []
    columns: list[bytes] = []
    for name, value in values.items():
        entry, column = _entry(name, value)
        header.append([name, *entry])
        columns.append(column)
    text = json.dumps(header, ensure_ascii=True, separators=(",", ":")).encode()
    body = zlib.compress(b"".join([LENGTH.pack(len(text)), text, *columns]), LEVEL)
    return MAGIC + hashlib.sha256(body).digest() + body


def _entry(name: str, value: Any) -> tuple[list[Any], bytes]:
    if isinstance(value, np.datetime64):
        return ["time", np.datetime_data(value.dtype)[0], str(value)], b""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return ["plain", value], b""
    if isinstance(value, tuple | list) and all(isinstance(item, str) for item in value):
        return ["texts", list(value)], b""
    if isinstance(value, np.ndarray) and value.ndim == 1:
        if value.dtype.kind in "biufM":
            little = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<"))
            return ["column", little.dtype.str, len(little)], little.tobytes()
        if value.dtype.kind in "UO" and all(isinstance(item, str) for item in value):
            return ["words", [str(item) for item in value]], b""
    raise NotStorable(f"{name}: {type(value).__name__} cannot be stored")


def decode(data: bytes) -> dict[str, Any]:
    """The values again; columns are read-only arrays. Raises Damaged."""
    body = data[len(MAGIC) + DIGEST :]
    if not data.startswith(MAGIC) or hashlib.sha256(body).digest() != data[4 : 4 + DIGEST]:
        raise Damaged("the checksum does not match")
    try:
        return _read(_inflate(body))
    except (zlib.error, struct.error, ValueError, TypeError, KeyError, IndexError) as error:
        raise Damaged(str(error)) from error


def _inflate(body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    raw = inflater.decompress(body, LARGEST)
    if not inflater.eof:
        raise ValueError("longer than any result")
    return raw


def _read(raw: bytes) -> dict[str, Any]:
    (length,) = LENGTH.unpack_from(raw)
    at = LENGTH.size + length
    values: dict[str, Any] = {}
    for name, kind, first, *rest in json.loads(raw[LENGTH.size : at]):
        if kind == "column":
            dtype, count = np.dtype(first), int(rest[0])
            if dtype.kind not in "biufM":
                raise ValueError(f"a column of {dtype}")
            values[name] = np.frombuffer(raw, dtype, count, at)
            at += dtype.itemsize * count
        else:
            values[name] = _scalar(kind, first, rest)
    if at != len(raw):
        raise ValueError("bytes left over")
    return values


def _scalar(kind: str, first: Any, rest: list[Any]) -> Any:
    match kind:
        case "plain":
            return first
        case "texts":
            return tuple(first)
        case "words":
            return np.array(first, dtype=str) if first else np.array([], dtype="<U1")
        case "time":
            return np.datetime64(rest[0], first)
    raise ValueError(f"unknown kind {kind}")


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, two missing numbers included."""
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        equal_nan = getattr(one, "dtype", np.dtype(object)).kind in "fM"
        return bool(np.array_equal(one, other, equal_nan=equal_nan))
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return bool(one == other)
