"""Contents of envelopes as frozen dataclasses. Imports nothing of the hub but the kinds of responses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from adapters.envelope.responses import ResponseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TransInfo:
    """Head of an envelope: sender, receivers, time and type."""

    message_id: str
    """The sender's own id of the envelope (CopMsgId)."""
    sender: str
    receivers: tuple[str, ...]
    """One receiver when the hub sends. With several, each is a delivery of its own."""
    created_at: int | None
    """Microseconds since 1970, UTC; None when it cannot be read. The wire has whole seconds."""
    kind: str = ""
    """Type of the message inside (MsgType)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInfo:
    """Optional data of an envelope; a value that is not known is empty."""

    file_name: str = ""
    ic_card: str = ""
    keys: tuple[tuple[str, str], ...] = ()
    """Names and values of business keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosed:
    """A message that a party sealed for the hub."""

    head: TransInfo
    body: bytes
    """The message inside, exactly the bytes that were sealed."""
    add_info: AddInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A response's result for one record."""

    record: str
    code: str
    info: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The platform's or a receiver's response to one envelope of the hub."""

    answers: str | None
    """The hub's id of the envelope; None when the response has none."""
    head: TransInfo | None
    """The head that it answers; None when that is incomplete."""
    code: str
    """The response code as received."""
    kind: ResponseKind
    meaning: str | None
    """The code's word in `dxp-response.csv`; None for a code that is not in the list."""
    info: str = ""
    note: str = ""
    node: str = ""
    notice: str = ""
    """The day as received."""
    results: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The contents of a DxpRep: one outcome for each of its responses, at least one."""

    receiver: str
    node: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A message that the hub could not use, with what is known of it."""

    sender: str
    """The owner of the queue it came from, by the platform's id."""
    receiver: str
    """The hub's own id on the platform."""
    digest: str
    """Hex SHA-256 of the bytes received. Identifies a message whose id could not be read."""
    at: int
    """Time of receipt, in microseconds since 1970, UTC."""
    head: TransInfo | None = None
    """The message's own head, if it could be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to a message of the hub, from any of customs' forms."""

    kind: Literal["business", "technical"]
    type: str
    """The element that contains it, such as INV201 or CEB312Message. The meaning of a code depends on this type."""
    own_number: str | None
    """The enterprise's own number."""
    customs_number: str | None
    """The counterparty's number."""
    code: str | None
    """As received; None when there is none."""
    at: int | None
    """Microseconds since 1970, UTC; None when there is no readable time."""
    remark: str
    figures: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Further values, by the names of the hub's form (xsd/customs-answer.xsd), as received."""
