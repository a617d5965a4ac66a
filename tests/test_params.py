"""What a wrong value is told: what came, and what it may be."""

import pytest

from dashboard_app.params import (
    BadParam,
    Choices,
    Value,
    choice,
    integer,
    month,
    number,
    parse,
    texts,
    tool,
)

THERE = Choices(("Benchmarking", "Outsourcing"), ("crossref",))


def test_unknown_names_are_answered_with_the_known_ones_in_their_order() -> None:
    declared = (tool(), month("from"), integer("rounds", 500, 100, 2000))
    with pytest.raises(BadParam, match=r"speed: .* expected one of tool, from, rounds"):
        parse(declared, {"speed": ["1"]}, THERE)


def test_many_choices_are_told_by_their_first_ones_and_their_last() -> None:
    windows = choice("window", *(str(odd) for odd in range(3, 100, 2)), "periodic")
    with pytest.raises(BadParam) as raised:
        parse((windows,), {"window": ["yearly"]}, THERE)
    assert raised.value.expected.startswith("one of 50: 3, 5, 7, ")
    assert raised.value.expected.endswith(", 59 ... periodic")


def test_few_choices_are_told_in_full() -> None:
    with pytest.raises(BadParam, match="expected one of Benchmarking, Outsourcing"):
        parse((tool(),), {"tool": ["Reengineering"]}, THERE)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, ()),
        (("A", "B"), ("A", "B")),
        ("Industria 4.0", ("Industria 4.0",)),
        (1.0, ("1",)),
        (0.1234567890123, ("0.1234567890123",)),
        (12, ("12",)),
    ],
)
def test_a_value_is_written_with_all_that_it_says(value: Value, written: tuple[str, ...]) -> None:
    assert texts(value) == written


@pytest.mark.parametrize("value", [0.1 + 0.2, 1e-7, 0.25, 1.0])
def test_a_number_that_was_written_is_read_back(value: float) -> None:
    taper = number("taper", 0.5, 0.0, 1.0)
    assert parse((taper,), {"taper": texts(value)}, THERE) == {"taper": value}
