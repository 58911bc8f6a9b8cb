"""Attachments in Base64, decoded strictly. A PDF or an image must begin and end like one."""

import binascii
import hashlib
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from hub.catalogue.mapping.unconvertible import Unconvertible, wrong
from hub.errors import Code

ATTACHMENT_LIMIT = 5 * 1024 * 1024
"""Bytes of one attachment, decoded (domain rule: attachments)."""
Check = Callable[[bytes], bool]
_BREAKS = re.compile(rb"[ \t]*\r?\n[ \t]*")
"""Line breaks with indentation. A space within a line stays and is refused: usually it was a plus sign."""
_EDGES = b" \t\r\n"
_PNG = (b"\x89PNG\r\n\x1a\n", b"\0\0\0\0IEND\xaeB\x60\x82")
_JPEG = (b"\xff\xd8\xff", b"\xff\xd9")
_PADDING = b"\0\t\n\f\r "
"""White space of ISO 32000, which some writers put after the end."""


def decoded(value: Any) -> bytes:
    """The bytes of a file in Base64, with line breaks or without; raises Unconvertible (HUB-203, HUB-210)."""
    if not isinstance(value, str):
        raise wrong("Base64 文件", "a file in Base64")
    try:
        plain = _BREAKS.sub(b"", value.encode("ascii").strip(_EDGES))
        if len(plain) > ATTACHMENT_LIMIT * 4 // 3 + 4:
            raise Unconvertible(Code.ATTACHMENT_TOO_LARGE, limit=ATTACHMENT_LIMIT)
        found = b64decode(plain, validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise wrong("Base64 文件", "a file in Base64") from error
    if b64encode(found) != plain:  # bits behind the last byte, or one sign of padding too many
        raise wrong("Base64 文件", "a file in Base64")
    if len(found) > ATTACHMENT_LIMIT:
        raise Unconvertible(Code.ATTACHMENT_TOO_LARGE, limit=ATTACHMENT_LIMIT)
    return found


def is_pdf(content: bytes) -> bool:
    """Whether a file begins and ends like a PDF (ISO 32000-1, 7.5.2 and 7.5.5)."""
    return content.startswith(b"%PDF-") and content.rstrip(_PADDING).endswith(b"%%EOF")


def is_image(content: bytes) -> bool:
    """Whether a file begins and ends like a PNG (signature, IEND) or a JPEG (SOI, EOI)."""
    return any(content.startswith(first) and content.endswith(last) for first, last in (_PNG, _JPEG))


def is_anything(content: bytes) -> bool:
    """Whether a file is there at all."""
    return bool(content)


def to_wire(check: Check, code: Code) -> Callable[[Any], str]:
    """A form's file as Base64 in one piece; what fails the check is refused with this code."""

    def convert(value: Any) -> str:
        return b64encode(_checked(value, check, code)).decode()

    return convert


def described(check: Check, code: Code) -> Callable[[str], dict[str, Any]]:
    """The description of a party's file that is stored. Its bytes stay in the message that brought it."""

    def describe(text: str) -> dict[str, Any]:
        content = _checked(text, check, code)
        return {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}

    return describe


def _checked(value: Any, check: Check, code: Code) -> bytes:
    content = decoded(value)
    if not check(content):
        raise Unconvertible(code)
    return content
