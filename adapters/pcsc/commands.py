"""Commands and answers of a card (ISO/IEC 7816-4): long data in several commands, long answers in several pieces."""

from collections.abc import Callable
from typing import Final

from adapters.devices import gone, refused
from hub.errors import Deferred

Transmit = Callable[[bytes], bytes]
DONE: Final = 0x9000
_LONGEST: Final = 255
"""Bytes of data in one command."""
_MORE: Final = 0x10
"""Of the class byte: more of the same command follows."""
_BROKEN: Final = (0x64, 0x65, 0x6F)
"""First bytes of a status that tells of a failure within the card: another try may work."""
_ANSWERS: Final = 256
"""Pieces of one answer: 64 KB."""


def exchange(transmit: Transmit, head: bytes, data: bytes, *, is_answered: bool) -> tuple[bytes, int]:
    """Send a command; returns the whole answer and the status (two bytes as a number)."""
    pieces = [data[at : at + _LONGEST] for at in range(0, len(data), _LONGEST)] or [b""]
    for piece in pieces[:-1]:
        _, status = _once(transmit, bytes([head[0] | _MORE]) + head[1:], piece, b"")
        if status != DONE:
            return b"", status
    return _once(transmit, head, pieces[-1], b"\x00" if is_answered else b"")


def _once(transmit: Transmit, head: bytes, data: bytes, expected: bytes) -> tuple[bytes, int]:
    """One command, and every piece of its answer."""
    body = bytes([len(data)]) + data if data else b""
    answer, status = _parted(transmit(head + body + expected))
    if status >> 8 == 0x6C:  # the card names the length that it wants to be asked for
        answer, status = _parted(transmit(head + body + bytes([status & 0xFF])))
    for _ in range(_ANSWERS):
        if status >> 8 != 0x61:
            break
        more, status = _parted(transmit(bytes([0x00, 0xC0, 0x00, 0x00, status & 0xFF])))
        answer += more
    return answer, status


def _parted(answer: bytes) -> tuple[bytes, int]:
    if len(answer) < 2:
        raise gone("卡片应答不完整", "the card's answer has no status")
    return answer[:-2], int.from_bytes(answer[-2:], "big")


def failure(status: int, doing: str) -> Deferred:
    """What a status other than 90 00 means, while a step of the profile was done."""
    text = f"{doing}: {status:04X}"
    return gone(text, text) if status >> 8 in _BROKEN else refused(text, text)
