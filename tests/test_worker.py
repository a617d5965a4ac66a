"""The worker: what a job process runs, on real job processes and the demonstration data."""

import subprocess
import sys
from pathlib import Path

import pytest

from cache.pool import Pool
from config.settings import Settings
from dashboard_app import worker
from dashboard_app.analyses import ANALYSES
from dashboard_app.analysis import Cost
from dashboard_app.data.database import find
from dashboard_app.data.live import Live
from dashboard_app.results import Answer, Results
from tests.cache.conftest import Engine
from tests.waiting import until

LONG = [analysis.id for analysis in ANALYSES if analysis.cost is Cost.LONG]


def test_a_runner_loads_neither_dash_nor_flask_nor_statsmodels() -> None:
    code = (
        "import sys, dashboard_app.worker;"
        "print(sorted({'dash', 'flask', 'gevent', 'pandas', 'statsmodels'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


@pytest.mark.skipif(not LONG, reason="no analysis is long")
def test_a_long_analysis_is_answered_by_a_job_process(tmp_path: Path) -> None:
    settings = Settings.load({
        "DATA_DIR": str(tmp_path), "DASHBOARD_DEMO": "always", "DASHBOARD_WARM": "no",
    })  # fmt: skip
    engine = Engine(settings.cache_dir)
    live = Live(find(settings.database, settings.notes, settings.data_dir, settings.demo))
    results = Results(live, engine.store, engine.queue)
    pool = Pool(worker.plan(settings))
    pool.start()
    try:
        question = results.question(LONG[0], {})
        answer = until(lambda: isinstance(found := results.answer(question, "a"), Answer) and found)
    finally:
        pool.stop()
    assert answer.data_fingerprint == live.panel().fingerprint
    assert (answer.result is None) != (answer.refusal is None)
