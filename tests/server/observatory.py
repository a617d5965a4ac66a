"""Scores an answer by the rules that Mozilla's HTTP Observatory publishes.

Rules and points: https://github.com/mdn/mdn-http-observatory, src/analyzer/tests and
src/grader/charts.js, read at commit 01b4711. Of each test only the results that an answer
without cookies, over a valid certificate and not on the preload list, can have.
"""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
INLINE = {"'unsafe-inline'", "data:"}
HASH = re.compile(r"'(sha(256|384|512)|nonce)-")
PRIVATE = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
LOOSE = ("origin", "origin-when-cross-origin", "unsafe-url", "no-referrer-when-downgrade")
SIX_MONTHS = 15_552_000
LEAST_FOR_EXTRA_CREDIT = 90
GRADES = {
    100: "A+", 90: "A", 85: "A-", 80: "B+", 70: "B", 65: "B-", 60: "C+", 50: "C", 45: "C-",
    40: "D+", 30: "D", 25: "D-", 0: "F",
}  # fmt: skip

Headers = Mapping[str, str]


def points(headers: Headers, page: str, redirected: bool) -> dict[str, int]:
    """The points of each test, 0 where it neither costs nor gains.

    `headers` and `page` are the answer over https; `redirected` is whether plain http is
    redirected to https on the same host.
    """
    assert "Set-Cookie" not in headers
    return {
        "content-security-policy": _policy(headers.get("Content-Security-Policy")),
        "cookies": 0,
        "cross-origin-resource-sharing": _sharing(headers),
        "redirection": 0 if redirected else -20,
        "referrer-policy": _referrer(headers.get("Referrer-Policy")),
        "strict-transport-security": _transport(headers.get("Strict-Transport-Security")),
        "subresource-integrity": _integrity(page),
        "x-content-type-options": 0 if _is(headers, "X-Content-Type-Options", "nosniff") else -5,
        "x-frame-options": _framing(headers),
        "cross-origin-resource-policy": _resource(headers.get("Cross-Origin-Resource-Policy")),
    }


def score(given: Mapping[str, int]) -> int:
    """The score: what is gained counts only where what is lost leaves an A."""
    lost = 100 + sum(one for one in given.values() if one < 0)
    return max(0, 100 + sum(given.values()) if lost >= LEAST_FOR_EXTRA_CREDIT else lost)


def grade(reached: int) -> str:
    """The grade of a score."""
    return next(name for least, name in GRADES.items() if reached >= least)


def _is(headers: Headers, name: str, *values: str) -> bool:
    return headers.get(name, "").strip().lower() in values


def _directives(text: str | None) -> dict[str, set[str]]:
    parts = [part.split() for part in (text or "").split(";") if part.strip()]
    return {name.lower(): {one.lower() for one in sources} for name, *sources in parts}


def _policy(text: str | None) -> int:
    found = _directives(text)
    if not found:
        return -25
    default = found.get("default-src", {"*"})
    scripts, objects = found.get("script-src", default), found.get("object-src", default)
    styles = found.get("style-src", default)
    scripts, styles = _without_overruled(scripts), _without_overruled(styles)
    active = scripts.union(*(found[one] for one in found if not one.startswith(("img", "media"))))
    passive = found.get("img-src", default) | found.get("media-src", default)
    if scripts & (BROAD | INLINE) or objects & BROAD or _insecure(active):
        return -20
    if "'unsafe-eval'" in scripts | styles or _insecure(passive):
        return -10
    if styles & (BROAD | INLINE):
        return 0
    return 10 if found.get("default-src") == {"'none'"} else 5


def _without_overruled(sources: set[str]) -> set[str]:
    hashed = any(HASH.match(one) for one in sources)
    return sources - {"'unsafe-inline'"} if hashed else sources


def _insecure(sources: set[str]) -> bool:
    return any(one.startswith(("http:", "ftp:")) for one in sources)


def _sharing(headers: Headers) -> int:
    own = headers.get("Access-Control-Allow-Origin", "*") != "*"
    return -50 if own and _is(headers, "Access-Control-Allow-Credentials", "true") else 0


def _referrer(text: str | None) -> int:
    if text is None:
        return 0
    known = [one for part in text.split(",") if (one := part.strip().lower()) in PRIVATE + LOOSE]
    return 5 if known and known[-1] in PRIVATE else -5


def _transport(text: str | None) -> int:
    age = re.search(r"(?:^|;)\s*max-age=(\d+)", (text or "").lower())
    if age is None or "," in (text or ""):
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def _framing(headers: Headers) -> int:
    if "frame-ancestors" in _directives(headers.get("Content-Security-Policy")):
        return 5
    return 0 if _is(headers, "X-Frame-Options", "deny", "sameorigin") else -20


def _resource(text: str | None) -> int:
    gained = {None: 0, "same-origin": 10, "same-site": 10, "cross-origin": 0}
    return gained.get(text and text.strip().lower(), -5)


class _Scripts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and re.match(r"(https?:)?//", given.get("src") or ""):
            self.foreign.append(given)


def _integrity(page: str) -> int:
    # Scripts of our own with an integrity would gain 5; we have none, and none from elsewhere.
    reader = _Scripts()
    reader.feed(page)
    worst = 0
    for script in reader.foreign:
        secure = (script["src"] or "").startswith("https:")
        whole = bool(script.get("integrity"))
        worst = min(worst, {(True, True): 0, (True, False): -5, (False, True): -20}.get(
            (secure, whole), -50))  # fmt: skip
    return worst
