"""Acts that wait for a second operator, their end, and what an operator's card has to sign."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hub.errors import Code
from hub.flow.begun_plan import BegunPlan
from hub.model import Document, OperatorAct, Proposal, Verb
from hub.text.bilingual import Bilingual
from hub.views.view import ABSENT, ON_SCREEN, Absent, Digest, Moment, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedView:
    """An act that waits for a second operator."""

    proposal: str
    """Its id, for `hub approve`."""
    verb: Verb
    about: str
    """A document, a delivery, a notice, a replay plan, or whose keys."""
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
class ActView:
    """What an operator did."""

    act: str
    """Its id. Of an approved act: that of its proposal."""
    verb: Verb | Literal["reject"]
    about: str
    """A document, a delivery, a notice, a replay plan, whose keys, or an item that needs a person."""
    record: Record | Absent = ABSENT
    """Record number of the document, where it is about one that has one."""
    reason: str
    operators: Sequence[Mapping[str, str]]
    """In the order in which they acted; the second approved."""
    at: Moment
    by: str = field(metadata=ON_SCREEN, default="")
    """The operators' names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeView:
    """A challenge for an operator's card. The act itself is not done yet."""

    challenge: str
    """The file with the bytes to sign."""
    sha256: Digest
    portal: str
    """What the header parameter `portal` of the signature has to be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BegunPlanView:
    """A replay plan that was begun and stopped before its end."""

    plan: str
    since: Moment
    """When it was begun, or proposed to a second operator."""
    by: str
    """The operator who began it."""
    done: int
    total: int
    """How many entries are done, and how many are to be sent."""
    command: str
    """Goes on with it, and repeats nothing."""

    @property
    def text(self) -> Bilingual:
        """For people."""
        done, since = f"{self.done}/{self.total}", self.since
        return Bilingual(
            f"重发计划 {self.plan} 未执行到底：{self.by} 自 {since} 起，已执行 {done}，继续执行：{self.command}",
            f"replay plan {self.plan} is half done: by {self.by} since {since}, {done} done; go on with {self.command}",
        )


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


def view_acts(acts: Sequence[OperatorAct], documents: Sequence[Document]) -> Iterator[ActView]:
    """The views of these acts, with the record numbers of the documents that they are about."""
    records = {document.id: document.record for document in documents}
    for act in acts:
        yield ActView(
            act=act.id,
            verb=act.verb,
            about=act.about,
            record=records.get(act.about) or ABSENT,
            reason=act.reason,
            operators=[one.facts() for one in act.operators],
            at=Moment(act.at),
            by=", ".join(one.label for one in act.operators),
        )


def view_begun(one: BegunPlan) -> BegunPlanView:
    """The view of a half-done plan."""
    return BegunPlanView(
        plan=one.plan,
        since=Moment(one.since),
        by=one.by,
        done=one.progress.done,
        total=one.progress.total,
        command=one.command,
    )
