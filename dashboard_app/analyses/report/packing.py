"""A result of any analysis as one text and back, exactly: a report holds many of unlike shape."""

import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np


def pack(result: Any) -> str:
    """The fields of a result; a column is [its type, its values], months as whole numbers.

    Numbers are written with all their digits, so that they come back the same.
    """
    return json.dumps({field.name: _out(getattr(result, field.name)) for field in fields(result)})


def _out(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        plain = value.astype(np.int64) if value.dtype.kind == "M" else value
        kind = value.dtype.str if value.dtype.kind in "biufM" else "text"
        return [kind, plain.tolist()]
    if isinstance(value, np.datetime64):
        return {"month": str(value.astype("datetime64[M]"))}
    return value.item() if isinstance(value, np.generic) else value


def unpack(result: type[Any], text: str) -> Any:
    """The result again. Raises KeyError, TypeError or ValueError for what is none of ours."""
    packed: Mapping[str, Any] = json.loads(text)
    return result(**{field.name: _back(packed[field.name]) for field in fields(result)})


def _back(value: Any) -> Any:
    if isinstance(value, dict):
        return np.datetime64(value["month"], "M")
    if not isinstance(value, list):
        return value
    kind, values = value
    if kind == "text":
        return np.array(values, dtype=np.str_)
    if np.dtype(kind).kind == "M":
        return np.array(values, dtype=np.int64).astype(kind)
    return np.array(values, dtype=kind)
