"""Rows of the outbox: promised to a queue and not confirmed yet."""

from dataclasses import dataclass
from typing import Literal, Self

from hub.model.message import Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One row of the outbox: something that a transaction promised to send."""

    id: str
    """Names what is sent. Sending it again repeats it: the receiver sees the same name and bytes."""
    about: Literal["message", "event", "refusal"]
    """message: a stored message. event: a transition for a portal. refusal: a quarantined delivery for its sender."""
    destination: str
    subject: str
    """The id of the message, of the document, or of the quarantined delivery."""
    seq: int
    """Sequence number of the event's transition; 0 otherwise."""
    owner: str
    """The worker that dispatches it."""
    at: int

    @classmethod
    def message(cls, message: str, party: str, *, owner: str, at: int) -> Self:
        """A stored message for its party."""
        id_ = cls.id_of_message(message)
        return cls(id=id_, about="message", destination=party, subject=message, seq=0, owner=owner, at=at)

    @staticmethod
    def id_of_message(message: str) -> str:
        """The id of the outbox row for a stored message."""
        return f"message:{message}"

    @classmethod
    def event(cls, document: str, seq: int, portal: str, *, owner: str, at: int) -> Self:
        """A transition for a portal."""
        id_ = f"event:{document}:{seq}:{portal}"
        return cls(id=id_, about="event", destination=portal, subject=document, seq=seq, owner=owner, at=at)

    @classmethod
    def refusal(cls, row: Quarantined, *, owner: str, at: int) -> Self:
        """The reason of a quarantined delivery, for its owner."""
        id_ = f"refusal:{row.id}"
        return cls(id=id_, about="refusal", destination=row.owner, subject=row.id, seq=0, owner=owner, at=at)
