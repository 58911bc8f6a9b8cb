"""What would be sent again: a plan that an operator reads, trims and applies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from hub.catalogue import Route
from hub.errors import Code, operator_error
from hub.model import Document, Message
from hub.model.moments import moment

PLAN_LIFETIME_H: Final = 24
"""Hours after which a plan says too little about what is."""


class Strict(BaseModel):
    """A plan is closed: a misspelt word in it is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SendAgain(Strict):
    """A message to a party, the same id and bytes. The operator may edit `send` and `although_not_deduplicated`."""

    does: Literal["send again"] = "send again"
    message: str
    document: str
    type: str
    to: str
    sha256: str
    status: str
    seq: int
    """Of the document's newest transition when this was planned."""
    answered: bool
    deduplicates: bool
    """Whether the party takes the same message id once."""
    payment: bool
    """Whether it moves money."""
    although_not_deduplicated: bool = False
    send: bool
    why_not: str = ""
    """The code of what forbade it when this was planned."""


class TellAgain(Strict):
    """What a portal was told of a document, under the same event ids. The operator may edit `send`."""

    does: Literal["event again"] = "event again"
    document: str
    type: str
    to: str
    events: tuple[int, ...]
    """Sequence numbers of the transitions to be told."""
    status: str
    seq: int
    send: bool = True


Entry = Annotated[SendAgain | TellAgain, Field(discriminator="does")]


class ReplayPlan(Strict):
    """What is to be sent again, as it stood when the plan was made; applying it judges each entry anew."""

    model_config = ConfigDict(title="Plan")

    version: Literal[1] = 1
    id: str
    """What the plan did is found under this id in the trails, so that applying it again repeats nothing."""
    made_at: AwareDatetime
    store: str
    """Identity of the store that it was made from."""
    catalogue: str
    filters: Mapping[str, str]
    entries: tuple[Entry, ...]

    def refuse_unfit(self, store: str, now: int) -> None:
        """Raise OperatorError for a plan that is too old (HUB-741) or of another store (HUB-742)."""
        if store != self.store:
            raise operator_error(Code.PLAN_OF_ANOTHER_STORE)
        if abs(moment(now) - self.made_at) > timedelta(hours=PLAN_LIFETIME_H):
            raise operator_error(Code.PLAN_TOO_OLD, hours=PLAN_LIFETIME_H)


def read_plan(body: bytes) -> ReplayPlan:
    """A plan as an operator hands it in; raises OperatorError (HUB-740) with the place of what does not fit."""
    try:
        return ReplayPlan.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        raise operator_error(Code.BAD_PLAN, reason=f"{place}: {first['msg']}".removeprefix(": ")) from error


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message that might be sent again, with all that speaks for or against it at one moment."""

    document: Document
    message: Message
    is_final: bool
    """Whether the document is at its end."""
    answered: bool
    waits: bool
    """Whether it is in the outbox as it is."""
    deduplicates: bool
    payment: bool

    def why_not(self, *, although_not_deduplicated: bool = False) -> Code | Literal[""]:
        """What forbids sending it again; empty where nothing does."""
        if self.answered:
            return Code.ALREADY_ANSWERED
        if self.is_final or self.message.round != self.document.round:
            return Code.ROUND_OVER
        if self.waits:
            return Code.STILL_IN_OUTBOX
        if self.payment and not self.deduplicates and not although_not_deduplicated:
            return Code.PAYMENT_NOT_DEDUPLICATED
        return ""

    def entry(self, *, although_not_deduplicated: bool = False) -> SendAgain:
        """The same as a plan has it: sent unless something forbids it."""
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
    """Whether a document of this route makes somebody pay; of a type that has no route, nobody knows: yes."""
    return route is None or route.moves_money
