"""Phrases: in both languages, with the same placeholders, all of them used and none missing."""

import ast
import re
import string
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dashboard_app.analyses import ANALYSES
from dashboard_app.data.sources import SOURCES, Cadence
from dashboard_app.words import CHROME, LANGUAGES, speak

ROOT = Path(__file__).parents[2]
APP = ROOT / "dashboard_app"
FILES = [CHROME, *sorted((APP / "analyses").glob("*/words.toml"))]
SPANISH_LETTERS = re.compile(r"[áéíóúñü¿¡]")
NAMED_ELSEWHERE = ("param_", "choice_", "column_", "refusal_", "progress_", "tell_", "oddity_")
"""Beginnings of phrases whose ends are made from data: each has a test of its own family."""


@cache
def phrases(file: Path) -> dict[str, dict[str, str]]:
    with file.open("rb") as opened:
        return tomllib.load(opened)


def where(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


@pytest.mark.parametrize("file", FILES, ids=where)
def test_a_phrase_is_said_in_both_languages_of_the_same_things(file: Path) -> None:
    for name, phrase in phrases(file).items():
        assert set(phrase) == set(LANGUAGES), name
        assert all(text.strip() == text and text for text in phrase.values()), name
        assert placeholders(phrase["es"]) == placeholders(phrase["en"]), name
        assert "" not in placeholders(phrase["es"]), name


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"))


def written_ids() -> tuple[set[str], set[str]]:
    """Texts that the code writes out, and the beginnings of those that it puts together."""
    whole, beginnings = set(), set()
    for file in APP.rglob("*.py"):
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and node.values:
                first = node.values[0]
                if isinstance(first, ast.Constant) and first.value:
                    beginnings.add(str(first.value))
    return whole, beginnings


def test_every_phrase_of_the_page_is_used() -> None:
    whole, beginnings = written_ids()
    scripts = "".join(file.read_text("utf-8") for file in APP.rglob("*.js"))
    unused = [
        name
        for name in phrases(CHROME)
        if name not in whole
        and not any(name.startswith(one) and len(one) > 3 for one in beginnings)
        and not name.startswith(NAMED_ELSEWHERE)
        and name not in scripts
    ]
    assert not unused


def calls_of_words() -> list[tuple[str, str]]:
    """Each phrase that the code says by a written id, with the file that says it."""
    found = []
    for file in APP.rglob("*.py"):
        for node in ast.walk(tree_of(file)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "words"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                found.append((str(node.args[0].value), str(file.relative_to(APP))))
    return found


def test_no_phrase_that_is_said_is_missing() -> None:
    own = {f"analyses/{file.parent.name}/": set(phrases(file)) for file in FILES if file != CHROME}
    every = set().union(*own.values())
    for phrase, file in calls_of_words():
        mine = next((ids for folder, ids in own.items() if file.startswith(folder)), every)
        assert phrase in phrases(CHROME) or phrase in mine, f"{file} says {phrase}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sources_cadences_and_units_have_names(language: Any) -> None:
    words = speak(language)
    for source in SOURCES:
        assert words.source(source.id)
        assert words.unit(source.raw_unit)
    for cadence in Cadence:
        assert words(f"cadence_{cadence}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.id)
def test_an_analysis_has_a_title_and_a_question(analysis: Any, language: Any) -> None:
    words = speak(language, analysis.folder)
    assert words("title")
    assert words("question").rstrip().endswith("?")


def test_no_analysis_redefines_a_phrase_of_the_page() -> None:
    for file in FILES[1:]:
        assert not set(phrases(file)) & set(phrases(CHROME)), where(file)


def test_spanish_is_written_with_its_accents() -> None:
    """Words that are wrong without their accent, whatever the sentence."""
    wrong = re.compile(
        r"\b(analisis|numero|pagina|metodo|tambien|mas de|anual es|grafico|periodo critico"
        r"|estadistic\w+|correlacion|descripcion|version|informacion|satisfaccion|direccion"
        r"|peticion|ultim[oa]s?|prediccion|pronostico|estacion es|interes|ingles|espanol)\b",
        re.IGNORECASE,
    )
    for file in FILES:
        for name, phrase in phrases(file).items():
            found = wrong.search(re.sub(r"\{\w+\}", "", phrase["es"]))
            assert found is None, f"{where(file)} {name}: {found}"
    assert SPANISH_LETTERS.search(" ".join(one["es"] for one in phrases(CHROME).values()))
