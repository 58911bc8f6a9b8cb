"""The hub's ids as others write them back: mainframes change case and remove hyphens (RFC 9562 §4)."""

import re
from typing import Final

_UUID: Final = re.compile("-?".join(rf"([0-9A-Fa-f]{{{length}}})" for length in (8, 4, 4, 4, 12)), re.ASCII)


def read_uuid(text: str) -> str | None:
    """A UUID in the hub's form, in small letters with hyphens; None if the text is not a UUID."""
    found = _UUID.fullmatch(text.strip())
    return "-".join(found.groups()).lower() if found else None


def known_id(text: str) -> str:
    """An id of the hub in the hub's form, however others wrote it. A text that is not a UUID stays as it is."""
    return read_uuid(text) or text


def is_same_id(one: str, other: str) -> bool:
    """Whether two ids are the same: UUIDs are compared as UUIDs, other ids exactly."""
    return known_id(one) == known_id(other)
