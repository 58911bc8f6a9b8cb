"""What envelopes hold, as frozen dataclasses; imports nothing of ours but the kinds of responses."""

from dataclasses import dataclass
from typing import Literal

from adapters.envelope.responses import ResponseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TransInfo:
    """An envelope's head: who sends what to whom, and when."""

    message_id: str
    """The sender's own id of the envelope (CopMsgId)."""
    sender: str
    receivers: tuple[str, ...]
    """One where we send; each of several is a delivery of its own."""
    created_at: int | None
    """Microseconds since 1970, UTC; None when it cannot be read. The wire has whole seconds."""
    kind: str = ""
    """Type of what is inside (MsgType)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInfo:
    """What an envelope may say beside; empty what is not known."""

    file_name: str = ""
    ic_card: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    """Names and values of business keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """What a party sealed for us."""

    head: TransInfo
    body: bytes
    """The message inside, exactly as it was before it was sealed."""
    add_info: AddInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a response says of one record."""

    record: str
    code: str
    info: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one envelope of ours, or what the platform says of it."""

    answers: str | None
    """Our id of the envelope; None when it is not told."""
    head: TransInfo | None
    """The head that it answers; None when it lacks something."""
    code: str
    """As it stands."""
    kind: ResponseKind
    meaning: str | None
    """The code's word in `dxp-response.csv`; None for a code that is not there."""
    info: str = ""
    note: str = ""
    node: str = ""
    notice: str = ""
    """The day as it stands."""
    results: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What a DxpRep tells: one outcome for each of its responses, and at least one."""

    receiver: str
    node: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What we could not use, as far as we know it."""

    sender: str
    """Whose queue it came from, by the platform's id."""
    receiver: str
    """Our own id on the platform."""
    digest: str
    """Hex SHA-256 of the bytes as they came: names what has no id that could be read."""
    at: int
    """When it came, in microseconds since 1970, UTC."""
    head: TransInfo | None = None
    """Its own head, where that could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to a message of ours, in whichever form customs gave it."""

    kind: Literal["business", "technical"]
    type: str
    """The element that holds it, as INV201 or CEB312Message: a code means what that type's table says."""
    own_number: str | None
    """The enterprise's own number."""
    customs_number: str | None
    """The counterparty's number."""
    code: str | None
    """As it stands; None where none is told."""
    at: int | None
    """Microseconds since 1970, UTC; None when no time is told, or none that can be read."""
    remark: str
