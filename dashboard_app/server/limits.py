"""How often one address may ask, by what asking costs; the counters hold for all web workers."""

from hashlib import blake2b
from time import time
from typing import Any, Literal

from flask import Flask, Request, Response, g, request
from flask_limiter import ApplicationLimit, HeaderNames, Limiter
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.storage import Storage

from config.settings import Settings
from dashboard_app.server import visitor
from dashboard_app.server.counters import Counters

Kind = Literal["free", "polls", "views", "api", "downloads"]

FREE = frozenset(("/health", "/metrics", "/robots.txt", "/favicon.ico", "/_favicon.ico"))
STATIC = ("/assets/", "/_dash-component-suites/")
CALLBACK_PATH = "/_dash-update-component"
# A page asks for its job once a second; no reader ever meets this, a forged poll does.
POLLS = "3000 per 10 seconds"
SLOTS = 65_536
UNUSED = "X-RateLimit-Retry-After"


class SharedStorage(Storage):
    """Counters of fixed windows in memory that all web workers share."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012  (read by the base class)

    def __init__(
        self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any
    ) -> None:
        super().__init__(uri, wrap_exceptions)
        self._counters = options.get("counters") or Counters(SLOTS, key_bytes=16)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a broken storage raises."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count and return how many there are in this window."""
        return int(self._counters.add(_digest(key), amount, expiry))

    def get(self, key: str) -> int:
        """How many there are in this window."""
        return int(self._counters.get(_digest(key))[0])

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds of the wall clock; now where there is none."""
        return time() + self._counters.get(_digest(key))[1]

    def check(self) -> bool:
        """Memory is always there."""
        return True

    def reset(self) -> int | None:
        """Forget everything."""
        self._counters.reset()
        return None

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._counters.clear(_digest(key))


def _digest(key: str) -> bytes:
    return blake2b(key.encode(), digest_size=16).digest()


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
        storage_uri=settings.redis_url or "shared://",
        # A Redis that is away must not take the pages with it, nor hold them up.
        in_memory_fallback_enabled=settings.redis_url is not None,
        storage_options=_options(settings),
    )
    limiter.request_filter(lambda: _kind() == "free")
    # Registered before the limiter's own hook, so that it runs after it.
    app.after_request(_in_seconds)
    limiter.init_app(app)
    return limiter


def _options(settings: Settings) -> dict[str, Any]:
    if settings.redis_url is None:
        return {}
    from cache.remote.line import impatient

    return {**impatient(), "wrap_exceptions": True}


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
        try:
            for rate in self._rates:
                if not self._limiter.limiter.hit(rate, "computations", visitor.address(request)):
                    return self._wait(rate)
        except StorageError:
            # Redis has just gone; from the next request on the limiter counts in memory.
            return None
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
