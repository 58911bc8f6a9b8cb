"""Ids of ours as others echo them: mainframes fold case and strip hyphens (RFC 9562 §4)."""

import re
from typing import Final

_UUID: Final = re.compile("-?".join(rf"([0-9A-Fa-f]{{{length}}})" for length in (8, 4, 4, 4, 12)), re.ASCII)


def read_uuid(text: str) -> str | None:
    """A UUID as the hub writes it, in small letters and with hyphens, however it is spelt; None for what is none."""
    found = _UUID.fullmatch(text.strip())
    return "-".join(found.groups()).lower() if found else None


def known_id(text: str) -> str:
    """An id of ours that somebody echoes, as the hub wrote it; what is no UUID is left as it is."""
    return read_uuid(text) or text


def is_same_id(one: str, other: str) -> bool:
    """Whether two ids are the same one: UUIDs are compared as UUIDs, others to the letter."""
    return known_id(one) == known_id(other)
