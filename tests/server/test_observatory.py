"""What Mozilla's HTTP Observatory would give the pages, by its published rules."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.server import observatory

Fresh = Callable[..., FlaskClient]
SAFE = "default-src 'self'; object-src 'none'; style-src 'self'"
HARDENED = {
    "Content-Security-Policy": f"{SAFE}; frame-ancestors 'self'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def over_https(fresh: Fresh) -> Callable[[str], TestResponse]:
    """Asks as a proxy does that ends TLS."""
    client = fresh(trusted_proxies=1)
    return lambda path: client.get(path, headers={"X-Forwarded-Proto": "https"})


@pytest.mark.parametrize("path", ["/", "/trends?lang=en", "/about", "/status"])
def test_behind_a_proxy_that_redirects_the_grade_is_the_best(
    over_https: Callable[[str], TestResponse], path: str
) -> None:
    found = over_https(path)
    given = observatory.points(dict(found.headers), found.text, redirected=True)
    assert not [name for name, one in given.items() if one < 0]
    assert (observatory.score(given), observatory.grade(observatory.score(given))) == (120, "A+")


def test_the_frame_for_other_sites_and_the_api_lose_no_points_either(
    over_https: Callable[[str], TestResponse],
) -> None:
    for path in ("/embed/trends", "/api/v1/tools"):
        found = over_https(path)
        given = observatory.points(dict(found.headers), found.text, redirected=True)
        assert observatory.grade(observatory.score(given)) == "A+"


def test_a_proxy_that_does_not_redirect_costs_the_grade(
    over_https: Callable[[str], TestResponse],
) -> None:
    found = over_https("/")
    given = observatory.points(dict(found.headers), found.text, redirected=False)
    assert observatory.grade(observatory.score(given)) == "B+"


@pytest.mark.parametrize(
    ("header", "value", "cost"),
    [
        ("Content-Security-Policy", None, -25),
        ("Content-Security-Policy", "default-src 'self'; script-src 'unsafe-inline'", -20),
        ("Content-Security-Policy", "script-src 'self'", -20),
        ("Content-Security-Policy", f"{SAFE}; script-src 'self' 'unsafe-eval'", -10),
        ("Content-Security-Policy", f"{SAFE}; img-src http://a.example", -10),
        ("Content-Security-Policy", f"{SAFE}; connect-src http://a.example", -20),
        ("Referrer-Policy", "unsafe-url", -5),
        ("Strict-Transport-Security", None, -20),
        ("Strict-Transport-Security", "max-age=86400", -10),
        ("X-Content-Type-Options", None, -5),
        ("Cross-Origin-Resource-Policy", "everybody", -5),
    ],
)
def test_the_scoring_sees_each_fault(header: str, value: str | None, cost: int) -> None:
    headers = {name: text for name, text in HARDENED.items() if name != header}
    headers |= {"X-Frame-Options": "DENY"} | ({} if value is None else {header: value})
    given = observatory.points(headers, "", redirected=True)
    assert sum(one for one in given.values() if one < 0) == cost


@pytest.mark.parametrize(
    ("script", "cost"),
    [
        ('<script src="/own.js"></script>', 0),
        ('<script src="https://cdn.example/a.js"></script>', -5),
        ('<script src="https://cdn.example/a.js" integrity="sha384-x"></script>', 0),
        ('<script src="//cdn.example/a.js" integrity="sha384-x"></script>', -20),
        ('<script src="http://cdn.example/a.js"></script>', -50),
    ],
)
def test_the_scoring_sees_scripts_from_elsewhere(script: str, cost: int) -> None:
    assert observatory.points(HARDENED, script, redirected=True)["subresource-integrity"] == cost


def test_what_is_gained_counts_from_an_a_on() -> None:
    assert observatory.score({"lost": -10, "gained": 20}) == 110
    assert observatory.score({"lost": -15, "gained": 20}) == 85
    assert [observatory.grade(one) for one in (120, 99, 89, 80, 24)] == ["A+", "A", "A-", "B+", "F"]
