"""A report takes what the store already holds, answers and refusals alike."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from cache.codec import decode, encode
from cache.store import Store
from dashboard_app.analyses import BY_ID, report
from dashboard_app.analyses.report.compute import questions
from dashboard_app.analysis import silent
from dashboard_app.results import ask_of, compute, kept
from tests.analyses import sample

TOOL = "Benchmarking"


def test_stored_answers_and_refusals_are_not_computed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, store = sample.full(), Store(tmp_path, 64)
    parts = [BY_ID["stationarity"]]
    for _, raw in questions(parts, TOOL, panel.sources_of(TOOL)):
        question = ask_of(panel, "stationarity", raw)
        store.put(question.key, encode(compute(question, silent)))

    def computed(*asked: object) -> object:
        raise AssertionError("computed again")

    barred = replace(BY_ID["stationarity"], compute=computed)
    monkeypatch.setitem(BY_ID, "stationarity", barred)
    monkeypatch.setitem(BY_ID, "report", report.over([barred]))
    asked = ask_of(panel, "report", {"tool": [TOOL]})
    packed = decode(encode(compute(asked, silent, recall=partial(kept, store))))
    told = np.array(packed["result.part__refusal"])
    assert set(told) == {"", "uneven"}
    assert sum(bool(answer) for answer in json.loads(packed["result.answers"])) == 3
    with pytest.raises(AssertionError, match="computed again"):
        compute(asked, silent)
