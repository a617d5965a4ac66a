"""How an answer is cited: as a sentence, and as an entry for a list of references."""

from dashboard_app.data.panel import shortened
from dashboard_app.results import Answer
from dashboard_app.words import Words

MARKUP = str.maketrans({sign: f"\\{sign}" for sign in "&%$#_{}"})
"""Signs that BibTeX reads as commands."""


def sentence(answer: Answer, title: str, link: str, words: Words) -> str:
    """The citation in words; `link` is the address that asks the same question."""
    return words(
        "page_citation",
        title=title,
        site=words("page_citation_site"),
        year=_year(answer),
        note=_note(answer, words),
        link=link,
    )


def bibtex(answer: Answer, title: str, link: str, words: Words) -> str:
    """The same as an entry that BibTeX and what reads its files understand."""
    fields = {
        # Braces within keep a reference list from writing names in small letters.
        "title": f"{{{title.translate(MARKUP)}}}",
        "howpublished": words("page_citation_site").translate(MARKUP),
        "year": _year(answer),
        "note": _note(answer, words).translate(MARKUP),
        "url": link,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    key = f"{answer.analysis_id}-{shortened(answer.key)}"
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def data_version(answer: Answer) -> str:
    """The version of the data, as short as it is shown."""
    return shortened(answer.data_fingerprint)


def _year(answer: Answer) -> str:
    return answer.computed_at[:4]


def _note(answer: Answer, words: Words) -> str:
    return words(
        "page_citation_note",
        analysis=f"{answer.analysis_id} v{answer.version}",
        data=data_version(answer),
        day=answer.computed_at[:10],
    )
