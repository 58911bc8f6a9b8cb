"""What the platform's response codes mean for us, and what we say in them (wire.md, section 1)."""

import re
from collections.abc import Iterable
from typing import Final, Literal

ResponseKind = Literal["success", "refused", "security", "retry", "business", "unknown"]
"""retry: the platform's own trouble, the same envelope may pass later; business: what is inside was refused;
unknown: kept for an operator, it moves nothing."""

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
"""Our codes that the platform has a word for. HUB-407 is a certificate whose time has not come as well as one whose
time is over, so not its 1002."""


def response_kind(code: str) -> ResponseKind:
    """What a response code means, by the range it is in; 4000 and above are their users' own, hence unknown."""
    if not _NUMBER.fullmatch(code):
        return "unknown"
    if code.startswith("-"):
        return "business"
    return next((kind for numbers, kind in _RANGES if int(code) in numbers), "unknown")


def agreed_kind(code: str, results: Iterable[str]) -> ResponseKind:
    """What a response means with the codes of its records: a part is never the whole.

    A success with a record that is none, and a refusal with a record that is a success, are unknown.
    """
    kind = response_kind(code)
    is_success = kind == "success"
    return kind if all((response_kind(result) == "success") == is_success for result in results) else "unknown"


def response_code(code: str) -> str:
    """How the platform says one of our codes; what it has no word for is told in its users' range: HUB-409 as 4409."""
    digits = code.removeprefix("HUB-")
    return _OURS.get(code) or ("0002" if digits.startswith("2") else f"4{digits}")
