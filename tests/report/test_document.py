"""The document of a report: well-formed, self-contained, in two languages, ready to cite."""

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pytest

from dashboard_app.analyses import BY_ID, report
from dashboard_app.analysis import silent
from dashboard_app.data.notes import Note, Notes
from dashboard_app.report.document import filename, write
from dashboard_app.report.xhtml import xhtml
from dashboard_app.results import Answer
from dashboard_app.words import LANGUAGES, Language, speak
from tests.analyses import sample

TOOL = "Calidad Total"
DATA = "0123456789abcdef" * 4
LINK = "https://example.org/report?tool=Calidad+Total&lang=es"
NOTES = Notes(
    notes={
        (TOOL, "google_trends"): Note(
            "10.1234/trends", "# Nota\n\n<script>alert(1)</script>", (), ""
        )
    },
    reports={TOOL: "10.1234/report"},
)
HTML = "{http://www.w3.org/1999/xhtml}"
ASKED = ("trends", "means", "trajectory", "seasonality", "correlation", "regression", "pca")

every_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def answer() -> Answer:
    made = report.over([BY_ID[name] for name in ASKED])
    result = made.compute(sample.full(), {"tool": TOOL}, silent)
    return Answer(
        key="k", analysis_id="report", version=made.version, params={"tool": TOOL},
        data_fingerprint=DATA, computed_at="2024-05-06T07:08:09+00:00", seconds=1.0,
        result=result, refusal=None, origin="stored",
    )  # fmt: skip


@cache
def document(language: Language) -> str:
    return write(answer(), NOTES, language, LINK, demo=False)


@every_language
def test_it_is_well_formed_and_says_its_language(language: Language) -> None:
    root = ElementTree.fromstring(document(language))
    assert root.tag == f"{HTML}html"
    assert root.get("lang") == language


@every_language
def test_it_loads_nothing(language: Language) -> None:
    text = document(language)
    root = ElementTree.fromstring(text)
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not tags & {"script", "link", "img", "image", "iframe", "object", "use", "foreignObject"}
    assert not [key for element in root.iter() for key in element.keys() if key.startswith("on")]
    assert "url(" not in re.sub(r"url\(#[\w-]+\)", "", text)
    assert "@import" not in text


@every_language
def test_its_links_are_dois_citations_or_lead_inside(language: Language) -> None:
    root = ElementTree.fromstring(document(language))
    inside = {element.get("id") for element in root.iter()}
    for link in root.iter(f"{HTML}a"):
        target = link.get("href", "")
        assert target.startswith("https://doi.org/") or target.removeprefix("#") in inside, target


@every_language
def test_every_id_is_there_once(language: Language) -> None:
    ids = [e.get("id") for e in ElementTree.fromstring(document(language)).iter() if e.get("id")]
    assert len(ids) == len(set(ids))


@every_language
def test_every_answer_has_a_figure_and_its_finding(language: Language) -> None:
    root = ElementTree.fromstring(document(language))
    result: Any = answer().result
    refused = result.part__refusal != ""
    figures = list(root.iter(f"{HTML}figure"))
    assert len(figures) == int((~refused).sum())
    for figure in figures:
        caption = "".join(figure.find(f"{HTML}figcaption").itertext())  # type: ignore[union-attr]
        assert "n = " in caption
    assert document(language).count('class="refusal"') == int(refused.sum())


@every_language
def test_a_refusal_is_told_in_words(language: Language) -> None:
    words = speak(language, BY_ID["seasonality"].folder)
    assert words("refusal_not_monthly", source=words.source("google_books")) in document(language)


@every_language
def test_it_can_be_cited(language: Language) -> None:
    text = document(language)
    for part in (DATA, DATA[:12], "2024-05-06", "10.1234/trends", "10.1234/report",
                 LINK.replace("&", "&amp;"), speak(language).tool(TOOL)):  # fmt: skip
        assert part in text, part


@every_language
def test_each_analysis_has_its_method_and_parameters(language: Language) -> None:
    text = document(language)
    heading = {"es": "Supuestos", "en": "Assumptions"}[language]
    assert text.count(f"<h4>{heading}</h4>") == len(ASKED)
    for name in ASKED:
        assert f"{name} v{BY_ID[name].version}: " in text


def test_synthetic_data_are_called_so() -> None:
    assert speak("en")("page_demo") in write(answer(), NOTES, "en", LINK, demo=True)
    assert speak("en")("page_demo") not in document("en")


def test_a_note_can_bring_neither_scripts_nor_pictures_nor_odd_links() -> None:
    text = xhtml("<script>x</script> ![a](https://e.org/x.png) [b](javascript:x) [c](/d)", 0)
    assert "<script" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text
    assert 'href="/d"' not in text


def test_the_file_is_named_by_tool_data_and_language() -> None:
    assert filename(answer(), "en") == "total-quality-management-0123456789ab.en.html"
