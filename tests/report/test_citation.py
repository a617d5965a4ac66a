"""Citations: a sentence and an entry for BibTeX that say the same."""

import re

import pytest

from dashboard_app.report import citation
from dashboard_app.results import Answer
from dashboard_app.words import LANGUAGES, Language, speak

LINK = "https://example.org/trends?tool=R%26D&source=crossref&lang=en"
ANSWER = Answer(
    key="ab12" * 16, analysis_id="lead_lag", version=3, params={}, data_fingerprint="cd34" * 16,
    computed_at="2025-06-07T08:09:10+00:00", seconds=0.1, result=None, refusal=None,
    origin="stored",
)  # fmt: skip
every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
def test_the_sentence_names_what_must_be_known_to_ask_again(language: Language) -> None:
    said = citation.sentence(ANSWER, "Leads: R&D", LINK, speak(language))
    for fact in ("Leads: R&D", "2025", "lead_lag v3", "cd34cd34cd34", "2025-06-07", LINK):
        assert fact in said
    assert "{" not in said


@every_language
def test_the_entry_can_be_read_by_bibtex(language: Language) -> None:
    entry = citation.bibtex(ANSWER, "Leads: R&D, 50 % {x}_y", LINK, speak(language))
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", entry, re.MULTILINE))
    assert set(fields) == {"title", "howpublished", "year", "note", "url"}
    assert re.fullmatch(r"@misc\{[\w-]+,", entry.splitlines()[0])
    assert entry.splitlines()[-1] == "}"
    # An address is read as it is; elsewhere a sign that is a command must be escaped.
    assert fields["url"] == LINK
    assert fields["title"] == r"{Leads: R\&D, 50 \% \{x\}\_y}"
    assert r"lead\_lag v3" in fields["note"]
    assert fields["year"] == "2025"
