"""Messages to and from parties, and those that could not be used."""

import hashlib
from dataclasses import dataclass
from typing import Literal

Direction = Literal["out", "in"]
Kind = Literal["business", "receipt", "inquiry", "copy"]
"""Of ours, only a business message opens a round; receipts, inquiries and copies move nothing of their own."""


def digest(body: bytes) -> str:
    """Hex SHA-256 of exact bytes."""
    return hashlib.sha256(body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One XML message as it was sent or received; its bytes are stored under `digest`."""

    id: str
    """Unique per direction and party: our documents' messages have a UUIDv8 of what they are about
    (`hub/model/identity.py`), our receipts a UUIDv5 of what they answer, a party's messages what the party gives
    them."""
    direction: Direction
    party: str
    kind: Kind
    document: str | None
    """The document it belongs to; None where nothing of ours was meant."""
    round: int
    digest: str
    size: int
    answers: str | None
    """Id of the message that it answers."""
    at: int
    catalogue: str
    """Digest of the catalogue it was made or read with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A receipt that waits for what it answers."""

    party: str
    message: str
    """The receipt's own id."""
    answers: str
    """Id of our message that it says it answers."""
    payload: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A delivery that could not be used, kept with its bytes for an operator."""

    id: str
    owner: str
    """Whose queue it came from."""
    code: str
    field: str
    zh: str
    en: str
    cause: str
    """What went wrong in full, for operators and developers; a traceback where the fault is ours."""
    payload: str
    document: str | None
    """The document it clashes with, where there is one."""
    answers: str | None
    """The sender's own id of what it sent, where it could be read."""
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What an operator did about a quarantined delivery, once and for good; its row and bytes stay."""

    quarantine: str
    act: Literal["released", "discarded"]
    """Taken in after all; or of no use to anybody."""
    reason: str
    at: int
