"""What has been promised to a queue and is not confirmed yet."""

from dataclasses import dataclass
from typing import Literal


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
