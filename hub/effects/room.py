"""The room that encryption leaves for a message that is not signed yet."""

from typing import Final

from hub.effects.work import Means
from hub.errors import DoesNotFit

SIGNATURE: Final = 20_000
"""Bytes that a signature with its certificate and properties may add to a message."""


def room_for(means: Means, party: str) -> int | None:
    """The most bytes of a message to a party before its signature; None where nothing is encrypted."""
    largest = means.confidentiality.largest(party) if means.confidentiality is not None else None
    return None if largest is None else largest - SIGNATURE


def require_room(means: Means, size: int, party: str) -> None:
    """Raise DoesNotFit for a message of this size before its signature: it would wait for a device in vain."""
    room = room_for(means, party)
    if room is not None and size > room:
        raise DoesNotFit(f"EncryptedData ({size} bytes before its signature, at most {room})")
