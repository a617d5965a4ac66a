"""Who asks: the address that budgets are kept for, and whether it is a crawler."""

import re
import secrets
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address

from flask import Request

CRAWLER = re.compile(
    r"(?<!cu)bot\b|bot[/_-]|crawl|spider|slurp|preview|facebookexternalhit|embedly|whatsapp|telegram"
    r"|skypeuripreview|archiver|scrapy|wget|headlesschrome.*lighthouse|bytespider|mediapartners",
    re.IGNORECASE,
)
AGENT_LENGTH = 512

# Made anew at each start: a name in the log cannot be turned back into an address by trying all.
_SALT = secrets.token_bytes(16)


def address(request: Request) -> str:
    """The client's address; of IPv6 the network of 64 bits, which is one household's."""
    text = request.remote_addr or "unknown"
    try:
        parsed = ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64)) + "/64"
    return text


def name(request: Request) -> str:
    """A short name of the client for logs and queues, which does not tell its address."""
    return blake2b(address(request).encode(), key=_SALT, digest_size=6).hexdigest()


def is_crawler(request: Request) -> bool:
    """Whether the client says that it is a crawler or a link preview."""
    agent = request.headers.get("User-Agent", "")[:AGENT_LENGTH]
    return bool(CRAWLER.search(agent))
