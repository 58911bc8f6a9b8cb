"""RFC 8785 by the standard library and by its own give the same bytes, for every kind of value that the hub has."""

import json
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from hub.model.canonical import canonical

EXACT = 2**53 - 1
TEXTS = st.text(st.characters(codec="utf-8")) | st.text(st.sampled_from('\x00\x1f"\\/\n\x7f\u2028\ue000\uffff😀é中'))
DECIMALS = (
    st.decimals(-EXACT, EXACT, places=2)
    | st.decimals("-0.01", "0.01", places=8)
    | st.floats(-EXACT, EXACT).map(repr).map(Decimal)
)
VALUES = st.recursive(
    TEXTS | st.integers(-EXACT, EXACT) | DECIMALS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


def doubles(value: Any) -> Any:
    """What the library of RFC 8785 takes."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {name: doubles(inner) for name, inner in value.items()}
    return [doubles(inner) for inner in value] if isinstance(value, list) else value


@given(value=VALUES)
@example(value={"\U00010000": 1, "\uffff": 2})
@example(value=[Decimal("1E+15"), Decimal("0.0001"), Decimal("0.00009999"), Decimal("1E-7"), Decimal("1E+17")])
@example(value=[Decimal("9007199254740990.5"), Decimal("123456789012345.25"), Decimal("1.10"), Decimal("-0.00")])
@example(value={"": {"a": [], "A": {}, "é": [None, True, False]}})
def test_both_libraries_write_the_same_bytes(value: Any) -> None:
    """Order of keys, escapes and numbers."""
    assert canonical(value) == rfc8785.dumps(doubles(value))


@given(value=st.dictionaries(st.text(st.characters(codec="ascii")), TEXTS | st.integers(0, EXACT) | st.none()))
def test_the_kinds_of_a_transition_are_written_alike(value: dict[str, Any]) -> None:
    """Texts and whole numbers under ASCII names: nearly every hash there is."""
    assert canonical(value) == rfc8785.dumps(value)


@given(value=VALUES)
def test_what_was_written_reads_back_and_is_written_the_same(value: Any) -> None:
    """The canonical form of a canonical form is itself."""
    written = canonical(value)
    assert canonical(json.loads(written, parse_float=Decimal)) == written


@pytest.mark.parametrize("value", ["\ud800", {"\udfff": 1}, ["😀", "\ud83d"]])
def test_a_lone_surrogate_has_no_form(value: Any) -> None:
    """It has no UTF-8 either."""
    with pytest.raises(ValueError):
        canonical(value)


@pytest.mark.parametrize("value", [b"a", {1, 2}, object()])
def test_what_is_no_json_has_no_form(value: Any) -> None:
    """A fault of ours, never of a sender."""
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("0", b"0"),
        ("-0.0", b"0"),
        ("0.0001", b"0.0001"),
        ("0.00009", b"0.00009"),
        ("0.000001", b"0.000001"),
        ("0.0000001", b"1e-7"),
        ("-0.0000001", b"-1e-7"),
        ("9007199254740991", b"9007199254740991"),
        ("9007199254740992", b"9007199254740992"),
        ("1e20", b"100000000000000000000"),
        ("1e21", b"1e+21"),
        ("-1e21", b"-1e+21"),
        ("1.50", b"1.5"),
    ],
)
def test_a_number_is_written_as_rfc_8785_says(number: str, written: bytes) -> None:
    """As ECMAScript writes it (§3.2.2.3), at both ends of what each library writes."""
    assert canonical(Decimal(number)) == written
