"""What the platform's response codes mean for us, and what we say in them (wire.md, section 1)."""

import re
from collections.abc import Iterable
from typing import Final, Literal

from hub.errors import Code

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
    Code.TOO_LARGE: "0999",
    Code.EMPTY_FILE: "0001",
    Code.NOT_XML: "0001",
    Code.DTD_REFUSED: "0001",
    Code.UNKNOWN_MESSAGE: "0002",
    Code.SIGNATURE_MISSING: "1001",
    Code.SIGNATURE_INVALID: "1004",
    Code.CERTIFICATE_NOT_REGISTERED: "1999",
    Code.CERTIFICATE_NOT_VALID: "1999",
    Code.SENDER_MISMATCH: "2002",
    Code.WRONG_RECEIVER: "2001",
    Code.INSTRUCTION_OR_COMMENT: "0001",
    Code.ENVELOPE_FIELD_UNUSABLE: "0001",
    Code.ENVELOPE_DATA_UNUSABLE: "0001",
    Code.REPLY_FORMAT_UNKNOWN: "0002",
    Code.OWN_SCHEMA_LOCATION: "0002",
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


def response_code(code: Code) -> str:
    """How the platform says one of our codes; what it has no word for is told in its users' range: HUB-409 as 4409."""
    return _OURS.get(code) or ("0002" if code.is_about_a_form else f"4{code.number}")
