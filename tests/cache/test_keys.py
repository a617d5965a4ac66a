"""Keys: the same for the same question, whatever the order; another for anything else."""

import pytest

from cache.keys import fingerprint


def test_the_order_of_a_dict_does_not_matter() -> None:
    assert fingerprint({"a": 1, "b": "ñ"}) == fingerprint({"b": "ñ", "a": 1})


def test_a_tuple_is_a_list() -> None:
    assert fingerprint(("x", "y")) == fingerprint(["x", "y"])


@pytest.mark.parametrize(
    ("one", "other"),
    [((1,), ("1",)), ((1,), (1.5,)), (("a", "b"), ("ab",)), ((None,), ("None",)), ((), (None,))],
)
def test_what_differs_has_another_key(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert fingerprint(*one) != fingerprint(*other)


def test_the_key_is_that_of_sha256_over_canonical_json() -> None:
    # printf '["a",{"b":1}]' | sha256sum
    assert fingerprint("a", {"b": 1}) == (
        "3d6f51e1fd2489c7f062f0347a710fa6a5f238bdd8c8bf55741236400da86492"
    )


def test_what_has_no_lasting_text_is_refused() -> None:
    with pytest.raises(TypeError):
        fingerprint(object())
