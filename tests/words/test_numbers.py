"""Numbers as each language prints them."""

import pytest

from dashboard_app.words import Language, speak


@pytest.mark.parametrize(
    ("language", "value", "written"),
    [
        ("es", 9.62e-9, "9,62\u00a0×\u00a010⁻⁹"),
        ("en", -9.62e-9, "−9.62\u00a0×\u00a010⁻⁹"),
        ("es", 0.0, "0"),
        ("en", 9.999e-4, "1.00\u00a0×\u00a010⁻³"),
        ("es", 1234.5, "1\u202f234"),
        ("es", 99.96, "100"),
        ("en", -9.996, "−10.0"),
        ("en", 0.09996, "0.10"),
        ("es", 99.94, "99,9"),
        ("en", 46.0, "46"),
        ("es", 6.0, "6"),
        ("es", 3.94, "3,94"),
        ("en", 0.09, "0.09"),
        ("es", 12.5, "12,5"),
        ("en", 0.5, "0.50"),
        ("es", 3.8, "3,80"),
        ("en", 3.98 - 3.89, "0.09"),
    ],
)
def test_a_number_is_written_as_the_language_prints_it(
    language: Language, value: float, written: str
) -> None:
    assert speak(language).number(value) == written


@pytest.mark.parametrize(
    ("language", "p", "written"),
    [
        ("es", 0.0321, "p = 0,032"),
        ("en", 0.5764, "p = 0.58"),
        ("es", 0.0004, "p < 0,001"),
        ("en", 1.0, "p = 1.00"),
    ],
)
def test_a_probability_has_the_decimals_that_decide(
    language: Language, p: float, written: str
) -> None:
    assert speak(language).p_value(p) == written


def test_an_adjusted_probability_is_called_q() -> None:
    assert speak("en").p_value(0.004, "q") == "q = 0.004"


@pytest.mark.parametrize(
    ("p", "written"),
    [(0.01, "p ≤ 0.010"), (0.02, "p = 0.020"), (0.1, "p ≥ 0.10"), (0.0001, "p < 0.001")],
)
def test_the_ends_of_a_printed_table_are_bounds(p: float, written: str) -> None:
    assert speak("en").p_value(p, table=(0.01, 0.1)) == written
