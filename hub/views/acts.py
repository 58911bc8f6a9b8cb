"""Acts that wait for a second operator, their end, and what an operator's card has to sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hub.errors import Code
from hub.model import Document, Fault, Proposal, Verb
from hub.views.apart import FaultView, MadeView, view_fault
from hub.views.view import ON_SCREEN, Digest, Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedView:
    """An act that waits for a second operator."""

    proposal: str
    """Its id, for `hub approve`."""
    verb: Verb
    about: str
    """A document, a delivery, a notice or a replay plan."""
    reason: str
    arguments: Mapping[str, Any]
    """What exactly is to be done."""
    operator: Mapping[str, str]
    """Who proposed it."""
    cards: bool
    """Whether the second operator's card must sign."""
    at: Moment
    until: Moment
    """It can be approved until then."""
    by: str = field(metadata=ON_SCREEN, default="")
    """The operator's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredView:
    """What came of a proposal that an operator approved or rejected."""

    proposal: str
    verb: Verb
    about: str
    outcome: Literal["done", "rejected"]
    documents: Sequence[MadeView]
    """Documents that the act moved, or on which it was observed."""
    faults: Sequence[FaultView]
    """Why parts of the act were refused; the rest is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeView:
    """A challenge for an operator's card. The act itself is not done yet."""

    challenge: str
    """The file with the bytes to sign."""
    sha256: Digest
    portal: str
    """What the header parameter `portal` of the signature has to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalChoiceView:
    """A name that means several proposals (exit code 3)."""

    error: Literal[Code.AMBIGUOUS]
    name: str
    count: int
    candidates: Sequence[ProposedView]


def view_proposed(proposal: Proposal) -> ProposedView:
    """The view of a proposal."""
    asked = proposal.request
    return ProposedView(
        proposal=proposal.id,
        verb=asked.verb,
        about=asked.about,
        reason=asked.reason,
        arguments=dict(asked.arguments),
        operator=proposal.operator.facts(),
        cards=proposal.cards,
        at=Moment(proposal.at),
        until=Moment(proposal.until),
        by=proposal.operator.label,
    )


def view_answered(proposal: Proposal, documents: Sequence[Document] | None, faults: Sequence[Fault]) -> AnsweredView:
    """The view of an end: `documents` of what was done, None where it was rejected."""
    return AnsweredView(
        proposal=proposal.id,
        verb=proposal.request.verb,
        about=proposal.request.about,
        outcome="rejected" if documents is None else "done",
        documents=[MadeView(record=d.record, document=d.id, type=d.type, status=d.status) for d in documents or ()],
        faults=[view_fault(fault) for fault in faults],
    )
