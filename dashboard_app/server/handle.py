"""What a page holds of its job: a ticket, and what to ask again should the queue be lost.

Dash signs the text for one page load, so what comes back is what was given out.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LONGEST = 1500
"""Letters; a handle travels in the address of each poll, which Gunicorn limits to 4094."""


@dataclass(frozen=True)
class Handle:
    """A ticket, and the job as it was asked for; `name` is "" where that was too long to keep."""

    ticket: str
    name: str = ""
    label: str = ""
    args: Mapping[str, Any] | None = None

    def write(self) -> str:
        """As a text of letters that need no escape in an address."""
        job = json.dumps([self.name, self.label, self.args], separators=(",", ":")).encode()
        text = f"{self.ticket}.{base64.urlsafe_b64encode(job).decode().rstrip('=')}"
        return text if len(text) <= LONGEST else self.ticket


def read(text: str) -> Handle:
    """The handle again; of one without a job, the ticket alone."""
    ticket, _, job = text.partition(".")
    try:
        name, label, args = json.loads(base64.urlsafe_b64decode(job + "=" * (-len(job) % 4)))
    except (ValueError, TypeError, binascii.Error):
        return Handle(ticket)
    if not isinstance(name, str) or not isinstance(label, str) or not isinstance(args, dict):
        return Handle(ticket)
    return Handle(ticket, name, label, args)
