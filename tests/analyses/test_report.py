"""The report: it asks everything of a tool, keeps answers exactly, and shows refusals as such."""

import json
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from cache import codec
from dashboard_app.analyses import BY_ID, SINGLE, report
from dashboard_app.analyses.report.compute import Report, questions
from dashboard_app.analyses.report.packing import pack, unpack
from dashboard_app.analysis import Analysis, CannotAnalyse, silent
from dashboard_app.data.sources import SOURCE_IDS
from dashboard_app.params import Choices, Raw, parse
from dashboard_app.results import ask_of
from tests.analyses import sample

QUICK = report.over([BY_ID[name] for name in ("trends", "seasonality", "stationarity")])


def made(analysis: Analysis[Report] = QUICK) -> Report:
    return analysis.compute(sample.full(), {"tool": "Outsourcing"}, silent)


def test_it_asks_every_analysis_that_is_about_a_tool() -> None:
    asked = {analysis.id for analysis, _ in questions(SINGLE, "Outsourcing", SOURCE_IDS)}
    about_a_tool = {
        analysis.id for analysis in SINGLE if "tool" in {param.name for param in analysis.params}
    }
    assert asked == about_a_tool
    assert {"forecast", "diffusion", "lead_lag"} <= asked
    assert not asked & {"overview", "clusters"}


def test_an_analysis_of_one_source_is_asked_of_each() -> None:
    asked = [raw for part, raw in questions(SINGLE, "x", SOURCE_IDS) if part.id == "seasonality"]
    assert [raw["source"] for raw in asked] == [[source] for source in SOURCE_IDS]


def test_every_question_is_one_that_the_api_would_take() -> None:
    panel = sample.full()
    for analysis, raw in questions(SINGLE, panel.tools[0], SOURCE_IDS):
        assert ask_of(panel, analysis.id, raw).params["tool"]


def test_answers_are_those_of_the_analyses_themselves() -> None:
    panel, held = sample.full(), made()
    answers = json.loads(held.answers)
    for row, name in enumerate(held.part__analysis):
        if held.part__refusal[row]:
            assert answers[row] == ""
            continue
        analysis = BY_ID[str(name)]
        raw = json.loads(str(held.part__params[row]))
        params = parse(analysis.params, raw, Choices(panel.tools, SOURCE_IDS))
        alone = analysis.compute(panel, params, silent)
        back = unpack(analysis.result, answers[row])
        for field in fields(alone):
            one, other = getattr(alone, field.name), getattr(back, field.name)
            assert codec.same(one, other), field.name


def test_a_refusal_is_kept_with_its_reason_and_facts() -> None:
    held = made()
    rows = np.flatnonzero(held.part__refusal == "not_monthly")
    assert len(rows) == 3
    told = {json.loads(str(held.part__facts[row]))["source"] for row in rows}
    assert told == {"google_books", "bain_usability", "bain_satisfaction"}


def test_known_answers_are_taken_and_not_computed() -> None:
    known, asked = made(), []

    def ask(analysis: Analysis[Any], raw: Raw, told: Any) -> Any:
        asked.append(analysis.id)
        raise CannotAnalyse("constant")

    assert QUICK.gather is not None
    held = QUICK.gather(sample.full(), {"tool": "Outsourcing"}, silent, ask)
    assert len(asked) == len(known.part__analysis)
    assert set(held.part__refusal) == {"constant"}


def test_progress_rises_to_the_end() -> None:
    shares: list[float] = []
    QUICK.compute(
        sample.full(), {"tool": "Outsourcing"}, lambda share, phrase: shares.append(share)
    )
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1)


def test_the_same_question_has_the_same_report() -> None:
    assert made().answers == made().answers


def test_its_version_rises_with_that_of_any_part() -> None:
    one, more = (report.over(SINGLE[:count]).version for count in (3, 4))
    assert more > one


def test_a_tool_without_series_is_refused() -> None:
    with pytest.raises(CannotAnalyse) as caught:
        QUICK.compute(sample.empty(), {"tool": sample.TOOLS[0]}, silent)
    assert caught.value.reason == "no_tool"


def test_packing_keeps_what_json_has_no_word_for() -> None:
    result = BY_ID["means"].compute(
        sample.short(2), {"tool": "Calidad Total", "source": SOURCE_IDS, "from": None, "to": None},
        silent,
    )  # fmt: skip
    assert np.isnan(result.mean__low).all()
    back = unpack(type(result), pack(result))
    for field in fields(result):
        assert codec.same(getattr(result, field.name), getattr(back, field.name)), field.name
