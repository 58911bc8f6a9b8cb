"""Decimal numbers: each value has one spelling, without leading zeros, needless zeros or exponents."""

import re
from decimal import Decimal
from typing import Any

LONGEST = 40
"""Maximum digits before and after the point, zeros included."""
PLACES = 2
"""Minimum decimal places of amounts and rates, as the portals' forms show them (S1: 2555.56, 2.30)."""
_PLAIN = re.compile(rf"-?[0-9]{{1,{LONGEST}}}(\.[0-9]{{1,{LONGEST}}})?")
_XSD = re.compile(rf"[+-]?(?=\.?[0-9])[0-9]{{0,{LONGEST}}}(\.[0-9]{{0,{LONGEST}}})?")
_HUGE = 30


def read_decimal(value: Any) -> Decimal | None:
    """A form's number, exact: a JSON number, or a text of digits with at most one point and one minus; else None."""
    if isinstance(value, str):
        return Decimal(value.strip()) if _PLAIN.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and abs(number.adjusted()) <= _HUGE else None


def read_xsd_decimal(text: str) -> Decimal | None:
    """A party's number, which may be written `+5`, `.5`, `5.` or `005`; None when it is not an xs:decimal."""
    return Decimal(text.strip()) if _XSD.fullmatch(text.strip()) else None


def written(number: Decimal, places: int = PLACES) -> str:
    """A finite decimal for the wire: no exponent, no needless zeros, at least this many places."""
    whole, _, rest = format(number.copy_abs(), "f").partition(".")
    behind = rest.rstrip("0").ljust(places, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole.lstrip('0') or '0'}{'.' if behind else ''}{behind}"
