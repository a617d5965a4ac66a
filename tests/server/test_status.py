"""The status page: the numbers of /health and /metrics in words, also when something is wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard_app.server import health as module

Fresh = Callable[..., FlaskClient]


@pytest.mark.parametrize(("language", "said"), [("es", "herramientas"), ("en", "tools")])
def test_it_says_in_the_language_what_is_shown(
    client: FlaskClient, language: str, said: str
) -> None:
    page = client.get(f"/status?lang={language}")
    assert page.status_code == 200
    assert f'<html lang="{language}">' in page.text
    assert f"2 {said}" in page.text
    assert "<script" not in page.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("es", ("no todo funciona", "El archivo de datos falta", "cálculos largos no avanzan")),
        ("en", ("not everything works", "The file of data is missing", "do not go on")),
    ],
)
def test_it_tells_what_is_wrong_in_the_language_of_the_reader(
    fresh: Fresh,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    said: tuple[str, ...],
) -> None:
    monkeypatch.setattr(module, "KEPT_SECONDS", -1.0)
    client = fresh()
    (tmp_path / "data.db").unlink()
    text = client.get(f"/status?lang={language}").text
    assert all(phrase in text for phrase in said)
    assert str(tmp_path) not in text


def test_it_counts_the_answers(fresh: Fresh) -> None:
    client = fresh()
    for _ in range(3):
        client.get("/api/v1/analyses/means?tool=Benchmarking")
    text = client.get("/status?lang=en").text
    assert "Answers given from what was stored</th><td>2</td>" in text
    assert "Answers computed on the spot</th><td>1</td>" in text
