"""Meanings of the platform's response codes, and the response codes for the hub's codes.

Source: China Customs, cross-border message specification 202205.
"""

import re
from collections.abc import Iterable
from typing import Final, Literal

ResponseKind = Literal["success", "refused", "security", "retry", "business", "unknown"]
"""retry: a failure of the platform itself, the same envelope may pass later. business: the message inside was refused.
unknown: kept for an operator, moves nothing."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,9}", re.ASCII)
_RANGES: Final[tuple[tuple[range, ResponseKind], ...]] = (
    (range(1), "success"),
    (range(1, 1000), "refused"),
    (range(1000, 2000), "security"),
    (range(2000, 3000), "refused"),
    (range(3000, 4000), "retry"),
)
_OURS: Final = {
    "HUB-107": "0999",
    "HUB-134": "0001",
    "HUB-401": "0001",
    "HUB-402": "0001",
    "HUB-403": "0002",
    "HUB-404": "1001",
    "HUB-405": "1004",
    "HUB-406": "1999",
    "HUB-407": "1999",
    "HUB-408": "2002",
    "HUB-412": "2001",
    "HUB-418": "0001",
    "HUB-420": "0001",
    "HUB-421": "0001",
    "HUB-422": "0002",
    "HUB-424": "0002",
}
"""The hub's codes that the platform has a code for. HUB-407 has none: it also means a certificate that is not valid
yet, and the platform's 1002 only an expired one."""


def response_kind(code: str) -> ResponseKind:
    """The kind of a response code, by its range.

    Codes from 4000 on are defined by the platform's users, hence unknown.
    """
    if not _NUMBER.fullmatch(code):
        return "unknown"
    if code.startswith("-"):
        return "business"
    return next((kind for numbers, kind in _RANGES if int(code) in numbers), "unknown")


def agreed_kind(code: str, results: Iterable[str]) -> ResponseKind:
    """The kind of a response together with its records' codes: a result of a part never counts for the whole.

    A success with a failed record, and a refusal with a successful record, are unknown.
    """
    kind = response_kind(code)
    is_success = kind == "success"
    return kind if all((response_kind(result) == "success") == is_success for result in results) else "unknown"


def response_code(code: str) -> str:
    """The platform's code for a code of the hub. Codes without one go into the users' range: HUB-409 becomes 4409."""
    digits = code.removeprefix("HUB-")
    return _OURS.get(code) or ("0002" if digits.startswith("2") else f"4{digits}")
