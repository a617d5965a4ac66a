"""A figure is drawn once for each answer, language and theme, and only so many are kept."""

from dataclasses import replace
from typing import Any

import plotly.graph_objects as go

from dashboard_app.analyses import BY_ID
from dashboard_app.analysis import Analysis
from dashboard_app.figures.look import LOOKS, SCREENS, Look
from dashboard_app.results import Answer
from dashboard_app.views.drawing import Drawings
from dashboard_app.views.wording import words_of
from dashboard_app.words import Words
from tests.views import bench


def answered() -> Answer:
    results, _ = bench.full()
    answer = results.answer(results.question("trends", {}), "")
    assert isinstance(answer, Answer)
    return answer


def counted(kept: int) -> tuple[Analysis[Any], Drawings, list[str]]:
    drawn: list[str] = []
    trends = BY_ID["trends"]

    def draw(result: Any, words: Words, look: Look) -> go.Figure:
        drawn.append(f"{words.language} {look.theme}")
        return trends.draw(result, words, look)

    return replace(trends, draw=draw), Drawings(kept), drawn


def test_each_language_and_theme_is_drawn_once() -> None:
    analysis, drawings, drawn = counted(8)
    answer = answered()
    for _ in range(2):
        for language in ("es", "en"):
            for look in LOOKS.values():
                drawings.of(analysis, answer, words_of(analysis, language), look)
    assert drawn == ["es light", "es dark", "en light", "en dark"]


def test_a_phone_gets_a_drawing_of_its_own() -> None:
    analysis, drawings, drawn = counted(8)
    answer, words = answered(), words_of(analysis, "es")
    for name in ("light", "light narrow", "light"):
        drawings.of(analysis, answer, words, SCREENS[name])
    assert len(drawn) == 2


def test_languages_are_not_mixed_up() -> None:
    analysis, drawings, _ = counted(8)
    answer, light = answered(), LOOKS["light"]
    spanish = drawings.of(analysis, answer, words_of(analysis, "es"), light).finding
    english = drawings.of(analysis, answer, words_of(analysis, "en"), light).finding
    assert "mensual" in spanish
    assert "monthly" in english


def test_the_one_used_longest_ago_goes_first() -> None:
    analysis, drawings, drawn = counted(2)
    answers = [replace(answered(), key=str(number)) for number in range(3)]
    words, light = words_of(analysis, "es"), LOOKS["light"]
    for number in (0, 1, 0, 2, 0, 1):
        drawings.of(analysis, answers[number], words, light)
    assert len(drawn) == 4


def test_a_name_with_markup_is_shown_as_it_is_written() -> None:
    name = "<b>R</b> & D"
    trends = BY_ID["trends"]

    def draw(result: Any, words: Words, look: Look) -> go.Figure:
        return trends.draw(result, words, look).update_layout(title_text=words.tool(name))

    analysis = replace(trends, draw=draw, tell=lambda _, words: words.tool(name))
    drawing = Drawings().of(analysis, answered(), words_of(analysis, "es"), LOOKS["light"])
    assert drawing.figure["layout"]["title"]["text"] == "&lt;b&gt;R&lt;/b&gt; &amp; D"
    assert drawing.finding == name


def test_an_endless_name_leaves_room_for_its_figure() -> None:
    name = "A" * 200
    words = words_of(BY_ID["trends"], "es")
    assert len(words.for_figures().tool(name)) == 40
    assert words.tool(name) == name
