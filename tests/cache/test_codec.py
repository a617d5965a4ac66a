"""The codec: what goes in comes out; what is damaged is told; nothing is unpickled."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis.extra import numpy as arrays

from cache.codec import MAGIC, Damaged, NotStorable, decode, encode, same

SCALARS = some.one_of(
    some.none(), some.booleans(), some.integers(), some.floats(), some.text(), some.just("ñ\x00")
)
COLUMNS = arrays.arrays(
    some.sampled_from(["f8", "i8", "?", "M8[M]", "f4", "u2"]), some.integers(0, 40)
)
TEXTS = some.lists(some.text(), max_size=5).map(tuple)


@given(some.dictionaries(some.text(max_size=20), some.one_of(SCALARS, COLUMNS, TEXTS), max_size=8))
def test_what_goes_in_comes_out(values: dict[str, object]) -> None:
    back = decode(encode(values))
    assert list(back) == list(values)
    for name, value in values.items():
        assert same(back[name], value), name
        assert getattr(back[name], "dtype", None) == getattr(value, "dtype", None)


def test_a_column_of_words_comes_out() -> None:
    back = decode(encode({"w": np.array(["á", "bc", ""]), "none": np.array([], dtype=str)}))
    assert back["w"].tolist() == ["á", "bc", ""]
    assert back["none"].dtype.kind == "U"


def test_numpy_scalars_and_months_come_out() -> None:
    back = decode(encode({"n": np.float64(2.5), "i": np.int64(3), "m": np.datetime64("2004-01")}))
    assert back == {"n": 2.5, "i": 3, "m": np.datetime64("2004-01")}


def test_a_column_cannot_be_changed() -> None:
    back = decode(encode({"c": np.arange(3.0)}))
    with pytest.raises(ValueError, match="read-only"):
        back["c"][0] = 9


def test_a_big_endian_column_comes_out_with_its_values() -> None:
    assert decode(encode({"c": np.array([1, 2], dtype=">i4")}))["c"].tolist() == [1, 2]


@pytest.mark.parametrize(
    "value", [object(), {"a": 1}, np.ones((2, 2)), np.array([object()]), b"bytes", {1}, [1, "x"]]
)
def test_what_cannot_be_kept_is_named(value: object) -> None:
    with pytest.raises(NotStorable, match="the_field"):
        encode({"the_field": value})


@given(some.binary(max_size=300))
def test_noise_is_damage(noise: bytes) -> None:
    for data in (noise, MAGIC + noise):
        with pytest.raises(Damaged):
            decode(data)


@given(some.integers(min_value=0), some.integers(1, 255))
def test_one_changed_byte_is_damage(at: int, flip: int) -> None:
    data = bytearray(encode({"a": 1, "c": np.arange(5.0)}))
    data[at % len(data)] ^= flip
    with pytest.raises(Damaged):
        decode(bytes(data))


def test_every_cut_is_damage() -> None:
    data = encode({"a": 1, "c": np.arange(5.0)})
    for length in range(len(data)):
        with pytest.raises(Damaged):
            decode(data[:length])


def test_a_pickle_is_damage_and_is_not_run() -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return pytest.fail, ("a pickle was run",)

    with pytest.raises(Damaged):
        decode(pickle.dumps(Trap()))
