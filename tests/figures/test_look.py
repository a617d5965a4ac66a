"""The looks: every ink can be read on its paper, and colours are mixed and told apart by rule."""

import pytest

from dashboard_app.figures.look import LOOKS, SCREENS, Look, contrast, mixed


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#ffffff", "#000000", 21.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_wcag(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


def test_colours_are_mixed_channel_by_channel() -> None:
    assert mixed("#000000", "#ff8040", 0.5) == "#804020"
    assert mixed("#123456", "#ffffff", 0.0) == "#123456"


@pytest.mark.parametrize("look", LOOKS.values(), ids=lambda look: look.theme)
def test_text_and_marks_can_be_seen(look: Look) -> None:
    for ink in (look.ink, look.faint, look.accent):
        assert contrast(ink, look.paper) >= 4.5
    for colour in (*look.source.values(), *look.sequence):
        assert contrast(colour, look.paper) >= 3


def test_each_theme_has_a_wide_and_a_narrow_screen() -> None:
    assert {name: (look.theme, look.narrow) for name, look in SCREENS.items()} == {
        "light": ("light", False),
        "light narrow": ("light", True),
        "dark": ("dark", False),
        "dark narrow": ("dark", True),
    }
