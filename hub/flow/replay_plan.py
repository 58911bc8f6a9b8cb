"""The plan of a replay: what would be sent again. An operator reads, shortens and applies it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hub.catalogue import Route
from hub.errors import Code, operator_error
from hub.model import Document, Message
from hub.model.moments import moment
from hub.text.bilingual import Bilingual

PLAN_LIFETIME_H: Final = 24
"""Hours after which a plan is too old to apply, because the facts may have changed."""


UUID: Final = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""The form of a plan's id, which trails and messages show: no free text."""


class Strict(BaseModel):
    """Base of a plan's parts. A word that is not known is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SendAgain(Strict):
    """A message to a party, with the same id and bytes. An operator may edit `send` and `although_not_deduplicated`."""

    does: Literal["send again"] = "send again"
    message: str
    document: str
    type: str
    to: str
    sha256: str
    status: str
    seq: int
    """Number of the document's newest transition when the plan was made."""
    answered: bool
    deduplicates: bool
    """Whether the party processes the same message id only once."""
    payment: bool
    """Whether the message moves money."""
    although_not_deduplicated: bool = False
    send: bool
    why_not: str = ""
    """Code of the reason why it must not be sent, as of the time of the plan."""


class TellAgain(Strict):
    """Events of one document to one portal, under the same event ids. An operator may edit `send`."""

    does: Literal["event again"] = "event again"
    document: str
    type: str
    to: str
    events: tuple[int, ...]
    """Sequence numbers of the transitions that the events report."""
    status: str
    seq: int
    send: bool = True


class DeclareAgain(Strict):
    """The next round of a document that the hub made: a new message under a new id. An operator may edit `send`."""

    does: Literal["new round"] = "new round"
    document: str
    type: str
    to: str
    round: int
    """The round that is over."""
    status: str
    seq: int
    send: bool
    why_not: str = ""
    """Code of the reason why it must not be declared again, as of the time of the plan."""


Entry = Annotated[SendAgain | TellAgain | DeclareAgain, Field(discriminator="does")]
AnyEntry = SendAgain | TellAgain | DeclareAgain


class ReplayPlan(Strict):
    """What is to be sent again, as judged when the plan was made. Each entry is judged again when it is applied."""

    model_config = ConfigDict(title="Plan")

    version: Literal[1] = 1
    id: str = Field(pattern=UUID)
    """A UUID. Trails record the plan's acts under this id, so that applying the plan again repeats nothing."""
    made_at: AwareDatetime
    store: str
    """Identity of the store that the plan was made from."""
    catalogue: str
    filters: Mapping[str, str]
    entries: tuple[Entry, ...]

    def refuse_unfit(self, store: str, now: int) -> None:
        """Raise OperatorError for a plan that is too old (HUB-741) or from another store (HUB-742)."""
        if store != self.store:
            raise operator_error(Code.PLAN_OF_ANOTHER_STORE)
        if abs(moment(now) - self.made_at) > timedelta(hours=PLAN_LIFETIME_H):
            raise operator_error(Code.PLAN_TOO_OLD, hours=PLAN_LIFETIME_H)


def read_plan(body: bytes) -> ReplayPlan:
    """Read a plan that an operator edited; raises OperatorError (HUB-740) with the place of the first error."""
    try:
        return ReplayPlan.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "JSON"
        reason = Bilingual(
            f"不是 hub replay plan 打印的计划，或已改动（{place}：{first['msg']}）",
            f"not what `hub replay plan` printed, or changed since ({place}: {first['msg']})",
        )
        raise operator_error(Code.BAD_PLAN, reason=reason) from error


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message that might be sent again, with all facts for and against it at one moment."""

    document: Document
    message: Message
    is_final: bool
    """Whether the document is in a final status."""
    answered: bool
    waits: bool
    """Whether the message still waits in the outbox."""
    deduplicates: bool
    payment: bool
    sent_again: bool = False
    """Whether an operator has sent it again already; only asked where it may be paid twice."""

    @property
    def may_be_paid_twice(self) -> bool:
        """Whether its party would take a repeat for another payment."""
        return self.payment and not self.deduplicates

    def why_not(self, *, although_not_deduplicated: bool = False) -> Code | Literal[""]:
        """The code of the reason why the message must not be sent again; empty if it may."""
        if self.answered:
            return Code.ALREADY_ANSWERED
        if self.is_final or self.message.round != self.document.round:
            return Code.ROUND_OVER
        if self.waits:
            return Code.STILL_IN_OUTBOX
        if self.may_be_paid_twice and self.sent_again:
            return Code.PAYMENT_SENT_AGAIN
        if self.may_be_paid_twice and not although_not_deduplicated:
            return Code.PAYMENT_NOT_DEDUPLICATED
        return ""

    def entry(self, *, although_not_deduplicated: bool = False) -> SendAgain:
        """The plan's entry for this message: `send` is true if nothing forbids it."""
        why_not = self.why_not(although_not_deduplicated=although_not_deduplicated)
        return SendAgain(
            message=self.message.id,
            document=self.document.id,
            type=self.document.type,
            to=self.message.party,
            sha256=self.message.digest,
            status=self.document.status,
            seq=self.document.seq,
            answered=self.answered,
            deduplicates=self.deduplicates,
            payment=self.payment,
            although_not_deduplicated=although_not_deduplicated,
            send=not why_not,
            why_not=why_not,
        )


def moves_money(route: Route | None) -> bool:
    """Whether a document of this route causes a payment; True if there is no route, to be safe."""
    return route is None or route.moves_money
