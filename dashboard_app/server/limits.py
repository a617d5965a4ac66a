"""How often one address may ask, by what asking costs; the counters hold for all web workers."""

from time import time
from typing import Literal

from flask import Flask, Request, Response, g, request
from flask_limiter import ApplicationLimit, HeaderNames, Limiter
from limits import RateLimitItem, parse_many

from config.settings import Settings
from dashboard_app.server import storages, visitor
from dashboard_app.server.static.shelf import ASSETS, SUITES

Kind = Literal["free", "polls", "views", "api", "downloads"]

FREE = frozenset(("/health", "/metrics", "/robots.txt", "/favicon.ico", "/_favicon.ico"))
STATIC = (ASSETS, SUITES)
CALLBACK_PATH = "/_dash-update-component"
# A page asks for its job once a second; no reader ever meets this, a forged poll does.
POLLS = "3000 per 10 seconds"
UNUSED = "X-RateLimit-Retry-After"


def kind_of(asked: Request) -> Kind:
    """From which budget a request is taken."""
    path = asked.path
    if path in FREE or path.startswith(STATIC):
        return "free"
    if path.startswith("/api/"):
        return "downloads" if asked.args.get("format") in ("csv", "html") else "api"
    # Polls carry their handle in the query. Anyone can add one, so that they have a budget too.
    return "polls" if path == CALLBACK_PATH and "cacheKey" in asked.args else "views"


def start(app: Flask, settings: Settings) -> Limiter:
    """Put the budgets before every route of the application."""
    budgets: dict[Kind, str] = {
        "polls": POLLS,
        "views": settings.limit_views,
        "api": settings.limit_api,
        "downloads": settings.limit_downloads,
    }
    limiter = Limiter(
        _whose,
        application_limits=[_budget(kind, rates) for kind, rates in budgets.items()],
        headers_enabled=True,
        header_name_mapping={
            HeaderNames.LIMIT: "RateLimit-Limit",
            HeaderNames.REMAINING: "RateLimit-Remaining",
            HeaderNames.RESET: "RateLimit-Reset",
            HeaderNames.RETRY_AFTER: UNUSED,
        },
        strategy="fixed-window",
        storage_uri=storages.SHARED if settings.redis_url is None else storages.REMOTE,
        storage_options={} if settings.redis_url is None else {"url": settings.redis_url},
    )
    limiter.request_filter(lambda: _kind() == "free")
    # Registered before the limiter's own hook, so that it runs after it.
    app.after_request(_in_seconds)
    limiter.init_app(app)
    return limiter


def _in_seconds(response: Response) -> Response:
    """Tell the reset in seconds, as the draft of RateLimit headers has it, not as a date."""
    reset = response.headers.get("RateLimit-Reset")
    if reset is not None:
        response.headers["RateLimit-Reset"] = str(max(0, int(reset) - int(time())))
    # It would ask everybody to wait for the end of the window, answered or not.
    response.headers.pop(UNUSED, None)
    return response


class Allowance:
    """The budget of computations that are not stored yet."""

    def __init__(self, limiter: Limiter, rates: str) -> None:
        self._limiter, self._rates = limiter, parse_many(rates)

    def spend(self) -> int | None:
        """Take one computation of the client's; the seconds to wait where none is left."""
        for rate in self._rates:
            if not self._limiter.limiter.hit(rate, "computations", visitor.address(request)):
                return self._wait(rate)
        return None

    def _wait(self, rate: RateLimitItem) -> int:
        stats = self._limiter.limiter.get_window_stats(
            rate, "computations", visitor.address(request)
        )
        return max(1, int(stats.reset_time - time()) + 1)


def _budget(kind: Kind, rates: str) -> ApplicationLimit:
    return ApplicationLimit(
        rates,
        key_function=lambda: f"{kind}:{visitor.address(request)}",
        exempt_when=lambda: _kind() != kind,
    )


def _whose() -> str:
    return visitor.address(request)


def _kind() -> Kind:
    if "budget_kind" not in g:
        g.budget_kind = kind_of(request)
    kind: Kind = g.budget_kind
    return kind
