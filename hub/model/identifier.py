"""Whether two spellings are of one identifier."""

import re
from typing import Final

_UUID: Final = re.compile(r"[0-9a-f]{8}(-?)[0-9a-f]{4}(-?)[0-9a-f]{4}(-?)[0-9a-f]{4}(-?)[0-9a-f]{12}", re.ASCII)


def is_same_id(one: str, other: str) -> bool:
    """True for equal texts, and for one UUID in two spellings: mainframes fold case and strip hyphens (RFC 9562 §4)."""
    return one == other or (_bare(one) is not None and _bare(one) == _bare(other))


def _bare(text: str) -> str | None:
    """The 32 digits of a UUID; None of what is none."""
    small = text.strip().lower()
    return small.replace("-", "") if _UUID.fullmatch(small) else None
