"""Meanings of the platform's response codes, and the response codes for the hub's codes.

Source: China Customs, cross-border message specification 202205.
"""

import re
from collections.abc import Iterable
from typing import Final, Literal

from hub.errors import Code

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
    Code.ENCRYPTION_REQUIRED: "1003",
    Code.NOT_DECRYPTED: "1003",
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


def response_code(code: Code) -> str:
    """The platform's code for a code of the hub. Codes without one go into the users' range: HUB-409 becomes 4409."""
    return _OURS.get(code) or ("0002" if code.is_about_a_form else f"4{code.number}")
