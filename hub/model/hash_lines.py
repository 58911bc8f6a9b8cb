"""Hashes as C2SP formats write them: base64, a line each."""

import base64
import binascii
from collections.abc import Sequence

from hub.model.tree import EMPTY_ROOT


def hash_lines(hashes: Sequence[bytes]) -> str:
    """The lines of these hashes."""
    return "".join(f"{base64.b64encode(one).decode()}\n" for one in hashes)


def parse_hash_lines(lines: Sequence[str]) -> list[bytes]:
    """The hashes of these lines; raises ValueError for what is not the one way to write a hash."""
    return [_parse(line) for line in lines]


def _parse(line: str) -> bytes:
    try:
        found = base64.b64decode(line, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(found) != len(EMPTY_ROOT) or base64.b64encode(found).decode() != line:
        raise ValueError("not a hash of 32 bytes")
    return found
