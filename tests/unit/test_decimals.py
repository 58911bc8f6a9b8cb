"""A number has one value and one spelling; what is no number is none, and nothing is rounded."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.xml.decimals import LONGEST, read_decimal, read_xsd_decimal, written


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("0", "0"),
        ("-1", "-1"),
        (" 12.50\n", "12.50"),
        ("007", "7"),
        ("1.05", "1.05"),
        ("9" * LONGEST + "." + "9" * LONGEST, "9" * LONGEST + "." + "9" * LONGEST),
        ("9" * 40 + "." + "9" * 40, "9" * 40 + "." + "9" * 40),
        (7, "7"),
        (-3, "-3"),
        (0, "0"),
        (Decimal("0.10"), "0.1"),
        (10**30, "1E30"),
        (Decimal("1E-30"), "1E-30"),
        (Decimal("9.9E30"), "9.9E30"),
    ],
)
def test_a_forms_number_is_read_exactly(value: Any, number: str) -> None:
    """A JSON number, or digits with a point and a minus at most."""
    assert read_decimal(value) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        *("", " ", "+1", ".5", "5.", "1.2.3", "1e5", "1,000", "１２", "NaN", "Infinity", "--1", "1 2", "0x1"),
        *("1" * (LONGEST + 1), "0." + "0" * (LONGEST + 1), "1" * 41),
        *(True, False, None, 1.5, [], {}, b"1", 10**31, -(10**31)),
        *(Decimal("1E-31"), Decimal("NaN"), Decimal("Infinity")),
    ],
)
def test_what_is_no_forms_number_is_none(value: Any) -> None:
    """Floats have lost digits already; numbers of unheard-of size are none."""
    assert read_decimal(value) is None


@pytest.mark.parametrize(
    ("text", "number"), [("+5", "5"), (".5", "0.5"), ("5.", "5"), ("005", "5"), ("-.5", "-0.5"), (" 1.50 ", "1.5")]
)
def test_a_partys_number_comes_in_every_spelling_of_xsd(text: str, number: str) -> None:
    """With a plus, without digits on one side of the point, with zeros before."""
    assert read_xsd_decimal(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", ".", "+", "+.", "1e5", "NaN", "1 2", "１２", "--1", "1" * (LONGEST + 1), "." + "1" * (LONGEST + 1)]
)
def test_what_is_no_decimal_of_xsd_is_none(text: str) -> None:
    """A point alone is none."""
    assert read_xsd_decimal(text) is None


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        ("0", 2, "0.00"),
        ("-0.00", 2, "0.00"),
        ("5", 2, "5.00"),
        ("-5", 2, "-5.00"),
        ("1.5", 2, "1.50"),
        ("1.500", 2, "1.50"),
        ("1.2345", 2, "1.2345"),
        ("0012.30", 2, "12.30"),
        ("0.05", 2, "0.05"),
        ("-0.05", 2, "-0.05"),
        ("1E+3", 2, "1000.00"),
        ("1E-3", 2, "0.001"),
        ("100", 0, "100"),
        ("1.0", 0, "1"),
        ("0", 0, "0"),
        ("1.5", 0, "1.5"),
        ("1", 3, "1.000"),
    ],
)
def test_a_number_leaves_in_one_spelling(number: str, places: int, text: str) -> None:
    """No exponent, no needless zero, and so many places at least."""
    assert written(Decimal(number), places) == text


def test_amounts_leave_with_two_places() -> None:
    """Unless another number of places is asked for."""
    assert written(Decimal(7)) == "7.00"


@given(st.decimals(-(10**20), 10**20, allow_nan=False, places=6))
def test_what_is_written_is_read_as_the_same_number(number: Decimal) -> None:
    """By both readers, and written the same again."""
    text = written(number)
    assert read_decimal(text) == read_xsd_decimal(text) == number
    assert written(Decimal(text)) == text
