"""The name of an answer: the fingerprint of everything that it depends on."""

import hashlib
import json
from typing import Any


def fingerprint(*parts: Any) -> str:
    """64 hexadecimal digits that name the parts: sha256 of their canonical JSON.

    Parts are built of None, bool, int, float, str, lists, tuples and dicts with text keys;
    the order of a dict does not matter, and a tuple is a list. Anything else is a
    TypeError, because its text form may change from run to run.
    """
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
