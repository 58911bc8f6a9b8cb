"""Messages to and from parties, and deliveries that could not be used."""

import hashlib
from dataclasses import dataclass
from typing import Final, Literal, Self

Direction = Literal["out", "in"]
Kind = Literal["business", "receipt", "inquiry", "copy"]
"""Only the hub's business messages open a round. Its receipts, inquiries and copies move no document."""


def digest(body: bytes) -> str:
    """Hex SHA-256 of exact bytes."""
    return hashlib.sha256(body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One XML message as it was sent or received. Its bytes are stored under `digest`."""

    id: str
    """Unique for each direction and party.

    A document's message has a UUIDv8 derived from its subject (`hub/model/identity.py`), a receipt of the hub a UUIDv5
    derived from the bytes that it answers, a party's message the id that the party gave it.
    """
    direction: Direction
    party: str
    kind: Kind
    document: str | None
    """The document that it belongs to; None if it concerns no document of the hub."""
    round: int
    digest: str
    size: int
    answers: str | None
    """Id of the message that it answers."""
    at: int
    catalogue: str
    """Digest of the catalogue with which it was made or read."""


OFFERED: Final = "*"
"""Owner of messages to sign whose worker cannot reach the device: a worker that reaches it takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSign:
    """A message of the hub that waits for its signature. Everything but the signature is fixed."""

    id: str
    party: str
    kind: Kind
    document: str | None
    round: int
    answers: str | None
    at: int
    catalogue: str
    owner: str
    """The worker whose lanes sign it."""
    body: bytes
    """The message without a signature; empty if it is signed and recorded, and only waits behind an earlier one."""
    why: str | None = None
    """The code of the last failure of this message; None if none is known, also while only its device is away."""

    @classmethod
    def of(cls, message: Message) -> Self:
        """A message that is signed already. The books name the owner."""
        return cls(
            id=message.id,
            party=message.party,
            kind=message.kind,
            document=message.document,
            round=message.round,
            answers=message.answers,
            at=message.at,
            catalogue=message.catalogue,
            owner="",
            body=b"",
        )

    def signed(self, body: bytes) -> Message:
        """The message with these signed bytes."""
        return Message(
            id=self.id,
            direction="out",
            party=self.party,
            kind=self.kind,
            document=self.document,
            round=self.round,
            digest=digest(body),
            size=len(body),
            answers=self.answers,
            at=self.at,
            catalogue=self.catalogue,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A receipt or notice that waits for what it refers to."""

    party: str
    message: str
    """The message's own id."""
    answers: str
    """Id of the hub's message that it answers; empty for a notice."""
    payload: str
    at: int
    type: str = ""
    """Of a notice: type of the document that it announces. Empty for a receipt, and for what an older hub parked."""
    names: str = ""
    """Of a notice: the business numbers of the documents that it refers to, separated by commas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """A delivery that could not be used, kept with its bytes for an operator."""

    id: str
    owner: str
    """The owner of the queue that it came from."""
    code: str
    field: str
    zh: str
    en: str
    cause: str
    """The full cause for operators and developers; a traceback if the fault is the hub's own."""
    payload: str
    document: str | None
    """The document that it conflicts with, if there is one."""
    answers: str | None
    """The sender's own id of the content, if it could be read."""
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What an operator did with a quarantined delivery, once. Its row and bytes stay."""

    quarantine: str
    act: Literal["released", "discarded"]
    """released: processed after all. discarded: of no use."""
    reason: str
    at: int
