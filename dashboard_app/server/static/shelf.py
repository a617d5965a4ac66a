"""Files that never change, compressed once and answered from memory."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import brotli
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, g, request

SUITES = "/_dash-component-suites/"
ASSETS = "/assets/"
YEAR_SECONDS = 31_536_000
DYNAMIC_QUALITY = 5
BEST_QUALITY = 11
LEAST_BYTES = 1024
MOST_FILES = 500
COMPRESSIBLE = ("javascript", "css", "json", "svg", "text/")

BUILT = Path(__file__).parents[3] / ".state" / "static"
"""Where `python -m dashboard_app.server.static` leaves its files."""


@dataclass(frozen=True)
class Item:
    """One file as it is sent: plain, and compressed where that makes it smaller."""

    mimetype: str
    etag: str
    plain: bytes
    encoded: dict[str, bytes]


def name_of(content: bytes) -> str:
    """The name of a content, under which its compressed forms are kept."""
    return sha256(content).hexdigest()[:32]


def compress(content: bytes, quality: int) -> dict[str, bytes]:
    """A content by encoding; gzip for the few clients that know no brotli."""
    return {
        "br": brotli.compress(content, quality=quality),
        "gzip": gzip.compress(content, 9 if quality == BEST_QUALITY else 6, mtime=0),
    }


class Shelf:
    """The files that were asked for since the start.

    Dash reads a file of 5 MB from disk and compresses it anew for each visitor. Here each is
    taken from Dash once; its compressed forms come from `built`, or are made at a quality that
    takes a tenth of a second where nothing was built.
    """

    def __init__(self, built: Path = BUILT) -> None:
        self._built = built
        self._items: dict[str, Item] = {}

    def start(self, app: Flask) -> None:
        """Answer static paths of the application from this shelf."""
        app.before_request(self._serve)
        app.after_request(self._keep)

    def put(self, path: str, mimetype: str, content: bytes) -> Item:
        """Keep one file."""
        name = name_of(content)
        worthwhile = len(content) >= LEAST_BYTES and any(one in mimetype for one in COMPRESSIBLE)
        item = Item(mimetype, name, content, self._encoded(name, content) if worthwhile else {})
        if len(self._items) < MOST_FILES:
            self._items[path] = item
        return item

    def _encoded(self, name: str, content: bytes) -> dict[str, bytes]:
        try:
            return {
                encoding: (self._built / f"{name}.{encoding}").read_bytes()
                for encoding in ("br", "gzip")
            }
        except OSError:
            return compress(content, DYNAMIC_QUALITY)

    def _serve(self) -> Response | None:
        if request.method not in ("GET", "HEAD"):
            return None
        item = self._items.get(_key(request.path))
        return None if item is None else _response(item)

    def _keep(self, response: Response) -> Response:
        if (
            "on_shelf" in g
            or request.method != "GET"
            or response.status_code != 200
            or not request.path.startswith((SUITES, ASSETS))
        ):
            return response
        response.direct_passthrough = False
        content = response.get_data()
        response.close()
        return _response(self.put(_key(request.path), response.mimetype or "", content))


def _key(path: str) -> str:
    """A path without the fingerprint, of which a client may invent any number."""
    return _fingerprint(path)[0] if path.startswith(SUITES) else path


def _fingerprint(path: str) -> tuple[str, bool]:
    stripped, marked = check_fingerprint(path)  # type: ignore[no-untyped-call]
    return str(stripped), bool(marked)


def _response(item: Item) -> Response:
    g.on_shelf = True
    encoding = request.accept_encodings.best_match(list(item.encoded)) if item.encoded else None
    # Browsers give both the same weight; then the smaller one is sent.
    if encoding and request.accept_encodings.quality("br") >= request.accept_encodings[encoding]:
        encoding = "br"
    response = Response(item.encoded[encoding] if encoding else item.plain, mimetype=item.mimetype)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{item.etag}-{encoding}" if encoding else item.etag)
    if _fingerprint(request.path)[1] or "m" in request.args:
        response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
