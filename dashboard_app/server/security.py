"""The headers that tell a browser what our pages may do, and who may read our answers."""

from dash import Dash
from flask import Flask, Response, request
from flask_talisman import Talisman
from werkzeug.middleware.proxy_fix import ProxyFix

from dashboard_app.views.address import EMBED

# Plotly and Mantine write inline styles; scripts are ours alone, or known by their hash.
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
SWITCHED_OFF = (
    "accelerometer",
    "browsing-topics",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
YEAR_SECONDS = 31_536_000
LARGEST_BODY = 512 * 1024
OPEN_TO_ALL = "/api/"
FRAMED = f"/{EMBED}"
OWN_FRAMES = f"frame-ancestors {POLICY['frame-ancestors']}"


def start(app: Dash, trusted_proxies: int) -> None:
    """Set the headers; after all callbacks are registered, for their scripts have hashes."""
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    if trusted_proxies:
        # Exactly the trusted number of hops counts, from the right: what a client writes into
        # the header itself stands further left and is never read.
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies
        )
    # Registered before Talisman's own hook, so that it runs after it.
    server.after_request(_who_may_frame)
    policy = POLICY | {"script-src": " ".join(["'self'", *app.csp_hashes()])}
    Talisman(
        server,
        # TLS ends at the proxy: a redirect here would break the health check and nothing else.
        force_https=False,
        strict_transport_security=True,
        strict_transport_security_max_age=YEAR_SECONDS,
        content_security_policy=policy,
        referrer_policy="strict-origin-when-cross-origin",
        permissions_policy=dict.fromkeys(SWITCHED_OFF, "()"),
        frame_options="SAMEORIGIN",
        session_cookie_secure=False,
    )
    server.after_request(_who_may_read)
    server.after_request(_who_may_keep)


def _who_may_read(response: Response) -> Response:
    if request.path.startswith(OPEN_TO_ALL):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = (
            "RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After"
        )
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    elif request.path.startswith(FRAMED):
        # A site with an embedder policy loads only what says this; an opener policy is of no
        # meaning in a frame.
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    else:
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _who_may_keep(response: Response) -> Response:
    # What says nothing else is made for one reader, by language and page: a cache on the way
    # would give it to the next one.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _who_may_frame(response: Response) -> Response:
    if request.path.startswith(FRAMED):
        policy = response.headers.get("Content-Security-Policy", "")
        response.headers["Content-Security-Policy"] = policy.replace(
            OWN_FRAMES, "frame-ancestors *"
        )
        response.headers.pop("X-Frame-Options", None)
        # The same answer is found under its own address.
        response.headers["X-Robots-Tag"] = "noindex"
    return response
