"""Decide whether an operator may act now: at once, only after a second operator has approved, or not."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from hub.errors import Code, rejected
from hub.flow.acting import Acting
from hub.model import Operator, OperatorAct, Proposal, Request, Verb, digest
from hub.model.identity import act_id
from hub.model.moments import SECOND, moment
from hub.operate.acts.challenge import Answering, new_challenge, read_challenge
from hub.operate.acts.demand import Demand
from hub.ports import Clock

PROPOSAL_LIFETIME_H: Final = 24
"""Hours in which a second operator can approve."""


class OperatorCards(Protocol):
    """Verifies signatures of operators' cards."""

    def verify(self, signature: str, said: bytes, hub: str, at: int) -> Mapping[str, str]:
        """Name, subject, serial and certificate of the operator whose card signed. Raises Rejected."""


class Demands(Protocol):
    """What an act needs that concerns these parties."""

    def __call__(self, verb: Verb, parties: Collection[str]) -> Demand: ...


Sign = Callable[[bytes, str], str]
"""A card's signature over a challenge, for a hub. Raises DeviceGone, DeviceLocked, DeviceRefused."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A challenge as it was written, and a card's signature over it."""

    challenge: bytes
    signature: str


@dataclass(frozen=True)
class Awaiting:
    """An act that waits for a second operator from now on; the bytes that it refers to are stored with it."""

    proposal: Proposal
    contents: Mapping[str, bytes]


@dataclass(frozen=True)
class _Person:
    """Who acts, the id of the act, and what is kept of the card's signature."""

    operator: Operator
    id: str
    kept: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Authority:
    """Decides by the home's settings, the parties' files and the operators' cards. It writes nothing."""

    hub: str
    """The hub's name and the identity of its store: what was signed for another one is refused."""
    user: Operator
    clock: Clock
    demands: Demands
    open_cards: Callable[[], OperatorCards]
    """Called once a card has signed. Raises OperatorError (HUB-705, HUB-707) for a file that cannot be used."""
    stored: Callable[[str], bytes | None]
    """Bytes that the store keeps, by hex SHA-256."""

    def challenge(self, request: Request, answering: Answering | None = None) -> bytes:
        """What the operator's card has to sign."""
        return new_challenge(self.hub, request, answering, self.clock.now()).body

    def ask(
        self,
        request: Request,
        parties: Collection[str],
        contents: Mapping[str, bytes],
        signed: Signed | None,
    ) -> Acting | Awaiting:
        """The act that may be done now, or that waits for a second operator.

        `parties` are those that it concerns, `contents` the bytes that it refers to. Raises Rejected: HUB-801 without
        the card that it needs; as `read_challenge` and OperatorCards do for what was signed.
        """
        needed, now = self.demands(request.verb, parties), self.clock.now()
        person = self._person(request, None, signed, now)
        if needed.card and not person.operator.has_card:
            raise rejected(Code.CARD_REQUIRED)
        kept = {**contents, **person.kept}
        if needed.two:
            until = now + PROPOSAL_LIFETIME_H * 3600 * SECOND
            proposal = Proposal(
                id=person.id, request=request, operator=person.operator, cards=needed.card, at=now, until=until
            )
            return Awaiting(proposal, kept)
        act = OperatorAct(
            id=person.id,
            verb=request.verb,
            about=request.about,
            reason=request.reason,
            operators=(person.operator,),
            at=now,
        )
        return Acting(act, request.heads if person.operator.has_card else {}, kept)

    def answer(
        self, proposal: Proposal, parties: Collection[str], answering: Answering, signed: Signed | None
    ) -> Acting:
        """The act of an operator who approves or rejects a proposal; whoever proposed it may reject it.

        `parties` are those that it concerns. What is needed now counts beside what was needed when it was proposed, and
        the first operator's card is judged as of now. Raises Rejected: HUB-808 for a proposal that is over, HUB-807 for
        the same operator, HUB-801 without a card that it needs; as OperatorCards does for the first operator's
        signature, HUB-745 where the store does not hold it; and as `ask` does.
        """
        asked, now = proposal.request, self.clock.now()
        if now > proposal.until:
            at = moment(proposal.until).isoformat(timespec="seconds")
            raise rejected(Code.PROPOSAL_EXPIRED, at=at.replace("+00:00", "Z"))
        person = self._person(asked, answering, signed, now)
        second = person.operator.saying(answering.reason)
        if answering.does == "approve":
            needs_cards = proposal.cards or self.demands(asked.verb, parties).card
            self._refuse_unfit(proposal.operator, second, needs_cards)
        act = OperatorAct(
            id=proposal.id,
            verb=asked.verb if answering.does == "approve" else "reject",
            about=asked.about,
            reason=asked.reason,
            operators=(proposal.operator, second),
            at=now,
        )
        return Acting(act, asked.heads, person.kept)

    def _refuse_unfit(self, first: Operator, second: Operator, needs_cards: bool) -> None:
        if second.may_be(first):
            raise rejected(Code.SAME_OPERATOR, name=first.label)
        if needs_cards and not (first.has_card and second.has_card):
            raise rejected(Code.CARD_REQUIRED)
        if first.has_card and second.may_be(replace(first, **self._verified_again(first))):
            raise rejected(Code.SAME_OPERATOR, name=first.label)

    def _verified_again(self, first: Operator) -> Mapping[str, str]:
        """What the first operator's card tells as of now: it may be revoked, or its certificate another's."""
        challenge, signature = self.stored(first.challenge), self.stored(first.signature)
        if challenge is None or signature is None:
            raise rejected(Code.STORED_CONTENT_DIFFERS)
        return self.open_cards().verify(signature.decode("ascii", "replace"), challenge, self.hub, self.clock.now())

    def _person(self, request: Request, answering: Answering | None, signed: Signed | None, now: int) -> _Person:
        """Who acts: the operating system's user, and the card where one signed."""
        if signed is None:
            return _Person(self.user, act_id(request, self.user.user, now))
        challenge = read_challenge(signed.challenge, self.hub, request, answering, now)
        facts = self.open_cards().verify(signed.signature, signed.challenge, self.hub, now)
        kept = {digest(body): body for body in (signed.challenge, signed.signature.encode())}
        one, other = kept
        return _Person(replace(self.user, **facts, challenge=one, signature=other), challenge.nonce, kept)
