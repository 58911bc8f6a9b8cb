"""What has been promised to a queue and is not confirmed yet."""

from dataclasses import dataclass
from typing import Literal, Self

from hub.model.message import Quarantined


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One row of the outbox: something that the transaction that wrote it promised to send."""

    id: str
    """Names what is sent, so that sending again repeats it: the receiver sees the same name and bytes."""
    about: Literal["message", "event", "refusal"]
    """A stored message; a transition to tell a portal of; a delivery that was quarantined."""
    destination: str
    subject: str
    """The message's or the document's id, or the quarantined delivery's."""
    seq: int
    """Of the transition that an event tells; 0 otherwise."""
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
        """The id of the row that promises a stored message."""
        return f"message:{message}"

    @classmethod
    def event(cls, document: str, seq: int, portal: str, *, owner: str, at: int) -> Self:
        """A transition for a portal."""
        id_ = f"event:{document}:{seq}:{portal}"
        return cls(id=id_, about="event", destination=portal, subject=document, seq=seq, owner=owner, at=at)

    @classmethod
    def refusal(cls, row: Quarantined, *, owner: str, at: int) -> Self:
        """The reason of a quarantined delivery for its owner."""
        id_ = f"refusal:{row.id}"
        return cls(id=id_, about="refusal", destination=row.owner, subject=row.id, seq=0, owner=owner, at=at)
