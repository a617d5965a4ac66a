"""What an address is answered with: figure and finding, or why there is none and the way on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from dash import dcc, html

from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Analysis, Cost, silent
from dashboard_app.data.panel import Oddity, Panel
from dashboard_app.figures.look import LOOKS
from dashboard_app.results import Answer, Refusal, Results
from dashboard_app.server.formats import result_csv
from dashboard_app.views import address, asking, downloads, evidence
from dashboard_app.views.answer import heading
from dashboard_app.views.drawing import Drawings
from dashboard_app.views.showing import Shown, show
from dashboard_app.views.wording import words_of
from dashboard_app.words import LANGUAGES, Language, speak
from tests.analyses import sample
from tests.views import bench

QUICK = [analysis for analysis in ANALYSES if analysis.cost is Cost.QUICK]
BOOKS = "source=google_books"
quick = pytest.mark.parametrize("analysis", QUICK, ids=lambda analysis: analysis.id)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def shown(path: str, search: str, language: Language, panel: Panel | None = None) -> list[Any]:
    panel = panel or sample.full()
    results, live = bench.results(panel), bench.Still(panel)
    asked = asking.ask(address.read(path, search), language, results, panel.tools)
    look = LOOKS["light"]
    page = Shown(asked.question, None, False, language, look, "https://example.org")
    return show(page, results, live, Drawings())  # type: ignore[arg-type]


def parts(page: list[Any], kind: type) -> list[Any]:
    return [part for part in bench.walk(page) if isinstance(part, kind)]


@quick
@every_language
def test_a_figure_is_told_in_words(analysis: Analysis[Any], language: Language) -> None:
    page = shown(f"/{analysis.id}", "", language)
    assert parts(page, dcc.Graph), bench.text(page)[:300]
    picture = next(
        part for part in parts(page, html.Div) if getattr(part, "className", "") == "graph"
    )
    finding = bench.text(parts(page, html.Figcaption)[0])
    assert finding
    assert getattr(picture, "aria-label").split() == finding.split()


def test_lines_of_a_finding_break_around_numbers() -> None:
    finding = bench.text(parts(shown("/seasonality", "", "es"), html.Figcaption)[0])
    assert "n\u00a0=\u00a0" in finding
    assert " = " not in finding
    assert "95\u00a0%" in finding


def test_no_bound_of_a_probability_is_torn_from_its_number() -> None:
    finding = bench.text(parts(shown("/stationarity", "", "es"), html.Figcaption)[0])
    assert "\u00a0≤\u00a0" in finding or "\u00a0≥\u00a0" in finding
    assert not {" ≤ ", " ≥ "} & {finding[at : at + 3] for at in range(len(finding))}


@quick
def test_answers_can_be_downloaded_under_the_same_question(analysis: Analysis[Any]) -> None:
    search = "tool=Outsourcing" if any(p.name == "tool" for p in analysis.params) else ""
    page = shown(f"/{analysis.id}", search, "es")
    links = [link.href for link in parts(page, html.A) if "format=" in link.href]
    assert {parse_qs(urlsplit(link).query)["format"][0] for link in links} == {"csv", "json"}
    for link in links:
        assert link.startswith(f"/api/v1/analyses/{analysis.id}?")
        assert search in link


@quick
def test_each_table_of_an_answer_is_a_file_that_the_api_gives(analysis: Analysis[Any]) -> None:
    panel = sample.full()
    found = bench.results(panel).answer(bench.results(panel).question(analysis.id, {}), "")
    assert isinstance(found, Answer)
    page = shown(f"/{analysis.id}", "", "en", panel)
    links = [link.href for link in parts(page, html.A) if "format=csv" in link.href]
    given = [parse_qs(urlsplit(link).query)["table"][0] for link in links]
    assert len(given) == len(set(given))
    rows = {name: result_csv(found.result, name)[0].count("\r\n") - 1 for name in given}
    every = result_csv(found.result, None)[1]
    empty = set(every) - set(given)
    assert all(result_csv(found.result, name)[0].count("\r\n") == 1 for name in empty)
    # The longest table, which holds the data, is the first that is offered.
    assert rows[given[0]] == max(rows[name] for name in given if name != "summary")
    said = bench.text(page)
    assert all(speak("en")("page_download_rows", rows=count) in said for count in rows.values())


@dataclass(frozen=True)
class _Packed:
    """A result that holds, beside a table, a text for programs."""

    part__number: np.ndarray
    packed: str


@pytest.mark.parametrize(("letters", "offered"), [(32_767, 2), (32_768, 1)])
def test_a_text_too_long_for_a_cell_is_offered_in_no_spreadsheet(
    letters: int, offered: int
) -> None:
    result = _Packed(np.arange(3), "x" * letters)
    made = replace(QUICK[0], result=_Packed)
    found = Answer("k", made.id, 1, {}, "d", "2024-05-06T00:00:00Z", 0.1, result, None, "stored")
    menu = downloads.build(made, found, words_of(QUICK[0], "en"))
    links = [link.href for link in parts([menu], html.A)]
    assert sum("format=csv" in link for link in links) == offered
    assert any("format=json" in link for link in links)


def test_a_refusal_offers_no_file_that_there_is_not() -> None:
    page = shown("/trends", "", "en", sample.empty())
    links = [link.href for link in parts(page, html.A) if "format=" in link.href]
    assert [link.rpartition("=")[2] for link in links] == ["json"]


def test_sources_come_with_count_note_and_doi() -> None:
    page = bench.text(shown("/trends", "tool=Benchmarking", "en"))
    assert "240 observations (monthly)" in page
    assert "10.5281/zenodo.1" in page
    assert "10.5281/zenodo.2" in page


@every_language
def test_a_refusal_is_a_notice(language: Language) -> None:
    page = shown("/trends", "", language, sample.empty())
    assert not parts(page, dcc.Graph)
    assert speak(language)("page_refusal_title") in bench.text(page)


@every_language
@pytest.mark.parametrize(
    "search", ["tool=Nada", "range=7", "nonsense=1", "tool=Outsourcing&from=x", "&a=1" * 99]
)
def test_a_wrong_address_is_said_with_a_way_back(language: Language, search: str) -> None:
    page = shown("/trends", search, language)
    assert speak(language)("page_bad_param_title") in bench.text(page)
    back = next(link.href for link in parts(page, html.A))
    path, _, query = back.partition("?")
    assert parts(shown(path, query, language), dcc.Graph)
    assert ("Outsourcing" in search) == ("Outsourcing" in query)


@every_language
@pytest.mark.parametrize("search", ["", "tool=Outsourcing"])
@pytest.mark.parametrize("name", [analysis.id for analysis in QUICK])
def test_without_any_data_the_page_says_so(name: str, search: str, language: Language) -> None:
    nothing = Panel(fingerprint="0" * 64, demo=False, tools=(), series={})
    page = bench.text(shown(f"/{name}", search, language, nothing))
    assert speak(language)("health_unhealthy") in page


@every_language
def test_a_wrong_address_is_told_in_the_reader_s_language(language: Language) -> None:
    words = speak(language)
    page = bench.text(shown("/overview", "tool=Outsourcing", language))
    assert words("page_bad_name", name="tool") in page
    many = shown("/means", "tool=Outsourcing&tool=Nada", language)
    assert words("page_bad_count", name=words("page_param_tool")) in bench.text(many)


def test_an_unknown_page_is_said() -> None:
    page = bench.text(shown("/no-such-page", "", "en"))
    assert speak("en")("page_unknown_title") in page


@every_language
@pytest.mark.parametrize("name", address.PAGES)
def test_pages_in_prose(name: str, language: Language) -> None:
    page = shown(f"/{name}", "tool=Outsourcing", language)
    assert speak(language)(f"page_{name}_title") in bench.text(page)
    assert len(bench.text(page)) > 400


def test_a_long_list_of_tools_is_cut_and_says_where_all_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(evidence, "MOST_ROWS", 2)
    page = shown("/data", "", "en")
    (body,) = parts(page, html.Tbody)
    assert len(parts([body], html.Tr)) == 2
    assert f"shows 2 of the {len(sample.full().tools)} tools" in bench.text(page)
    assert any(link.href == "/api/v1/tools" for link in parts(page, html.A))


def test_oddities_of_the_data_are_told() -> None:
    full = sample.full()
    odd = Oddity("gap", "crossref", "Benchmarking", True, {"count": 3, "example": "2001-02"})
    panel = Panel(full.fingerprint, False, full.tools, full.series, (odd,))
    page = bench.text(shown("/data", "", "en", panel))
    assert "Crossref" in page
    assert speak("en")("page_oddity_used") in page


def test_a_long_question_is_pending_until_it_is_stored() -> None:
    panel = sample.full()
    results = bench.results(panel)
    analysis = next(one for one in ANALYSES if one.cost is Cost.LONG)
    wanted = address.read(f"/{analysis.id}", "")
    before = asking.ask(wanted, "es", results, panel.tools)
    assert before.question["state"] == "pending"
    assert before.pending == results.question(analysis.id, {}).job()
    _store(results, analysis)
    after = asking.ask(wanted, "es", results, panel.tools)
    assert (after.question["state"], after.pending) == ("ready", None)


def test_the_layout_comes_even_where_an_analysis_is_broken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    results, live = bench.full()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(results, "answer", broken)
    wanted = address.read("/trends", "")
    asked = asking.ask(wanted, "es", results, live.panel().tools, compute=False)
    assert asked.question["state"] == asking.UNASKED
    assert asked.controls


def _store(
    results: Results, analysis: Analysis[Any], raw: Mapping[str, list[str]] | None = None
) -> None:
    from cache.codec import encode
    from dashboard_app.results import compute

    question = results.question(analysis.id, raw or {})
    results._store.put(question.key, encode(compute(question, silent)))


def test_both_tools_of_a_regression_are_named_and_cited() -> None:
    first, second = sample.full().tools[:2]
    page = shown("/regression", f"tool={first}&y_tool={second}", "es")
    words = speak("es")
    (title,) = parts(page, html.H1)
    assert bench.text(title) == f"{words.tool(first)}, {words.tool(second)}"
    (citation,) = (p for p in parts(page, html.P) if getattr(p, "className", "") == "citation")
    assert words.tool(second) in bench.text(citation)
    sources = {bench.text(one) for one in parts(page, html.H3)}
    assert sources == {f"{words.tool(tool)} · Google Trends" for tool in (first, second)}


@pytest.mark.parametrize(
    ("path", "search", "expected"),
    [
        ("regression", "x_source=crossref&y_source=google_trends", ["Google Trends", "Crossref"]),
        (
            "regression",
            "y_tool=Outsourcing&x_source=google_books&y_source=crossref",
            ["Benchmarking · Google Books", "Outsourcing · Crossref"],
        ),
        ("trajectory", "x_source=google_books&y_source=crossref", ["Google Books", "Crossref"]),
        ("seasonality", "", ["Google Trends"]),
        ("stationarity", "source=crossref", ["Crossref"]),
        ("means", "source=crossref", ["Crossref"]),
        ("seasonality", "source=google_books&range=5", ["Google Books"]),
    ],
)
def test_evidence_is_of_the_series_in_use_alone(
    path: str, search: str, expected: list[str]
) -> None:
    page = shown(f"/{path}", f"tool=Benchmarking&{search}", "en")
    (evidence,) = (
        part for part in parts(page, html.Div) if getattr(part, "className", "") == "sources"
    )
    told = [bench.text(title) for title in parts([evidence], html.H3)]
    assert sorted(told) == sorted(expected)


def test_a_refusal_leads_to_what_can_be_asked_instead() -> None:
    page = shown("/stationarity", "tool=Outsourcing&source=google_books&range=5", "en")
    (notice,) = (
        part for part in parts(page, html.Div) if "refusal" in getattr(part, "className", "")
    )
    links = [str(link.href) for link in parts([notice], html.A)]
    assert any("range=all" in link and "source=google_books" in link for link in links)
    assert any("source=google_trends" in link for link in links)
    assert links[-1] == "/trends?tool=Outsourcing&lang=en"


def test_for_want_of_months_only_monthly_sources_are_offered() -> None:
    page = shown("/seasonality", "tool=Outsourcing&source=bain_usability", "en")
    links = [part.href for part in parts(page, html.A) if part.href.startswith("/seasonality?")]
    assert [parse_qs(urlsplit(link).query)["source"] for link in links] == [
        ["google_trends"],
        ["crossref"],
    ]


def test_refusals_name_tools_and_sources_in_the_language() -> None:
    from dashboard_app.views import notices

    refusal = Refusal("no_series", {"tool": "Calidad Total", "source": "bain_usability"})
    said = bench.text(notices.refusal(refusal.reason, refusal.facts, speak("en")))
    assert "Total Quality Management" in said
    assert "Bain: usability" in said


def evidence_of(path: str, search: str, language: Language = "en") -> Any:
    (found,) = (
        part
        for part in parts(shown(path, search, language), html.Div)
        if getattr(part, "className", "") == "sources"
    )
    return found


def test_an_answer_about_all_tools_names_the_series_of_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = sample.full()
    with_books = [tool for tool in panel.tools if panel.has(tool, "google_books")]
    told = [bench.text(title) for title in parts([evidence_of("/overview", BOOKS)], html.H3)]
    assert sorted(told) == sorted(f"{speak('en').tool(tool)} · Google Books" for tool in with_books)
    monkeypatch.setattr(evidence, "MOST_TOLD", 1)
    table = evidence_of("/overview", BOOKS)
    assert len(parts([table], html.Tr)) == 1 + len(with_books)
    for tool in with_books:
        assert speak("en").tool(tool) in bench.text(table)
    total = sum(panel.get(tool, "google_books").n for tool in with_books)
    assert f"{len(with_books)} series with {total:,} observations" in bench.text(table)
    monkeypatch.setattr(evidence, "MOST_ROWS", 1)
    cut = evidence_of("/overview", BOOKS)
    assert len(parts([cut], html.Tr)) == 2
    assert f"1 of the {len(with_books)} series" in bench.text(cut)


def test_sources_compared_over_all_tools_rest_on_tools_that_have_two_of_them() -> None:
    panel, pooled = sample.full(), {"scope": ["pooled"]}
    results = bench.results(panel)
    question = results.question("lead_lag", pooled)
    _store(results, question.analysis, pooled)
    answer = results.stored(question)
    assert answer is not None
    chosen = {(one.tool, one.source) for one in evidence.chosen(question.analysis, answer, panel)}
    by_tool = {tool: panel.sources_of(tool) for tool in panel.tools}
    expected = {(tool, one) for tool, there in by_tool.items() if len(there) > 1 for one in there}
    assert chosen == expected


def test_a_question_about_all_tools_is_not_headed_by_one_of_them() -> None:
    panel = sample.full()
    results = bench.results(panel)
    question = results.question("lead_lag", {"scope": ["pooled"], "tool": [panel.tools[0]]})
    head = bench.text(
        heading(question.analysis, question.params, words_of(question.analysis, "en"))
    )
    assert speak("en").tool(panel.tools[0]) not in head
    assert "Leads and lags" in head
