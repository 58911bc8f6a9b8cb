"""Decimals: leading zeros, surplus zeros and exponents say nothing, so each value has one spelling."""

import re
from decimal import Decimal
from typing import Any

LONGEST = 40
"""Digits before the point, and behind it, zeros that say nothing included."""
PLACES = 2
"""Of amounts and rates, at least: as the screens write them (S1: 2555.56, 2.30)."""
_PLAIN = re.compile(rf"-?[0-9]{{1,{LONGEST}}}(\.[0-9]{{1,{LONGEST}}})?")
_XSD = re.compile(rf"[+-]?(?=\.?[0-9])[0-9]{{0,{LONGEST}}}(\.[0-9]{{0,{LONGEST}}})?")
_HUGE = 30


def read_decimal(value: Any) -> Decimal | None:
    """A form's number, exact: a JSON number, or a text of digits with a point and a minus at most; else None."""
    if isinstance(value, str):
        return Decimal(value.strip()) if _PLAIN.fullmatch(value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    return number if number.is_finite() and abs(number.adjusted()) <= _HUGE else None


def read_xsd_decimal(text: str) -> Decimal | None:
    """A party's number, which may come as `+5`, `.5`, `5.` or `005`; None for what is no xs:decimal."""
    return Decimal(text.strip()) if _XSD.fullmatch(text.strip()) else None


def written(number: Decimal, places: int = PLACES) -> str:
    """A finite decimal as it leaves: no exponent, no needless zero, and so many places at least."""
    whole, _, rest = format(number.copy_abs(), "f").partition(".")
    behind = rest.rstrip("0").ljust(places, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{whole.lstrip('0') or '0'}{'.' if behind else ''}{behind}"
