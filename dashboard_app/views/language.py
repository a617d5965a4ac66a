"""In which language a request is answered: what its URL says, else what its browser prefers."""

from typing import get_args

from flask import Request

from dashboard_app.words import LANGUAGES, Language

LANGUAGE = "lang"
"""The parameter of a URL that names a language."""

MOST_LETTERS = 200
"""A longer Accept-Language header is not read."""


def of_request(request: Request) -> Language:
    """The language in which a request is answered."""
    said = named(request.args.get(LANGUAGE))
    return said or preferred(request.headers.get("Accept-Language"))


def named(text: str | None) -> Language | None:
    """The language of that code; None where we do not speak it."""
    return next((code for code in get_args(Language) if code == text), None)


def preferred(accept: str | None) -> Language:
    """The first of our languages in an Accept-Language header, by its weights; Spanish else."""
    ranked: list[tuple[float, int, Language]] = []
    for place, part in enumerate((accept or "")[:MOST_LETTERS].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        code = named(tag.split("-")[0].lower())
        if code is not None:
            ranked.append((-_weight(weight), place, code))
    return min(ranked)[2] if ranked else LANGUAGES[0]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
