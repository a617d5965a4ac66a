"""Compression of answers that are made anew each time: pages, callbacks, the API."""

from flask import Flask
from flask_compress import Compress

LEAST_BYTES = 600
BROTLI_QUALITY = 4


def start(app: Flask) -> None:
    """Compress what is worth it, at a quality that costs a millisecond."""
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=BROTLI_QUALITY,
        COMPRESS_LEVEL=5,
        COMPRESS_MIN_SIZE=LEAST_BYTES,
        COMPRESS_STREAMS=False,
        COMPRESS_MIMETYPES=["text/html", "text/csv", "text/plain", "application/json"],
    )
    Compress(app)
