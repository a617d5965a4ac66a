"""What a URL asks for, and the URL that asks for something: the whole state of a page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

from dashboard_app.analyses import BY_ID
from dashboard_app.params import BadParam, Choices, Param, Value, parse, texts
from dashboard_app.views.language import LANGUAGE, named
from dashboard_app.words import Language

HOME = "trends"
"""The analysis that `/` shows."""

PAGES: tuple[str, ...] = ("about", "cite", "data")
"""The pages that are no analysis."""

Values = Mapping[str, Value]

EMBED = "embed/"
"""Begins the path of an answer alone, which other sites may show in a frame."""

MOST_FIELDS = 64


@dataclass(frozen=True)
class Address:
    """The name of a page or an analysis, its raw parameters, and a language if it names one.

    `problem` says why the query could not be read, and there are no parameters then.
    """

    name: str
    raw: dict[str, list[str]]
    language: Language | None
    problem: BadParam | None = None
    embedded: bool = False
    home: bool = False
    """Whether it asks for nothing: the page that somebody meets first."""

    @property
    def known(self) -> bool:
        """Whether there is such a page."""
        return self.name in BY_ID or (self.name in PAGES and not self.embedded)

    @property
    def place(self) -> str:
        """The path, as `write` wants it."""
        return f"{EMBED if self.embedded else ''}{self.name}"


def known(path: str) -> bool:
    """Whether a path leads to a page of ours; all others are answered 404."""
    return read(path, "").known


def read(path: str | None, search: str | None) -> Address:
    """The address of a path and a query."""
    place = (path or "/").strip("/") or HOME
    name, embedded = place.removeprefix(EMBED), place.startswith(EMBED)
    text = (search or "").lstrip("?")
    try:
        raw = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        problem = BadParam("URL", text, f"at most {MOST_FIELDS} parameters")
        return Address(name[:60], {}, None, problem, embedded)
    languages = raw.pop(LANGUAGE, [])
    language = named(languages[-1]) if languages else None
    home = not raw and not (path or "").strip("/")
    return Address(name[:60], raw, language, embedded=embedded, home=home)


def write(name: str, values: Mapping[str, Value], language: Language) -> str:
    """The URL of a page with these values; those of None are left out."""
    return f"/{name}?{query({**values, LANGUAGE: language})}"


def query(values: Mapping[str, Value]) -> str:
    """The values as a query, as the API takes them."""
    return urlencode([(name, text) for name, value in values.items() for text in texts(value)])


def defaults(declared: Sequence[Param], there: Choices) -> dict[str, Value]:
    """The values of a question that says nothing."""
    return parse(declared, {}, there)


def spoken(
    declared: Sequence[Param], values: Mapping[str, Value], there: Choices
) -> dict[str, Value]:
    """The values that a URL must say: the tools always, others where they are no default.

    The tool is always said because the first tool of the data may be another one tomorrow.
    """
    silent = defaults(declared, there)
    kept = {param.name for param in declared if always_said(param)}
    return {
        name: value for name, value in values.items() if name in kept or value != silent.get(name)
    }


def always_said(param: Param) -> bool:
    """Whether a URL names it even where it is the default."""
    return param.kind in ("tool", "tools") and not param.optional


def carried(declared: Sequence[Param], spoken_values: Mapping[str, Value]) -> dict[str, Value]:
    """Which of the spoken values of one analysis another one can take over."""
    fitted = {param.name: _fitted(param, spoken_values.get(param.name)) for param in declared}
    return {name: value for name, value in fitted.items() if value is not None}


def _fitted(param: Param, value: Value) -> Value:
    if value is None:
        return None
    many = value if isinstance(value, tuple) else (str(value),)
    match param.kind:
        case "tools" | "sources":
            return many[: param.most]
        case "tool":
            return many[0] if many else None
        case "source":
            # Of several sources none is the one meant.
            return many[0] if len(many) == 1 else None
        case "month":
            return value
        case "choice":
            return value if value in param.choices else None
        case _:
            return None
