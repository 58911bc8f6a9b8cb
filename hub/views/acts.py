"""Acts that wait for a second operator, their end, and what an operator's card has to sign."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hub.errors import Code
from hub.flow.begun_plan import BegunPlan
from hub.model import Document, OperatorAct, Proposal, Request, Statuses, Transition, Verb
from hub.text.bilingual import Bilingual, joined, listed
from hub.views.statuses import called, status_of
from hub.views.view import ABSENT, ON_SCREEN, Absent, Digest, Moment, Record
from hub.views.words import OBSERVED


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
    """In the order in which they acted; the second approved, or rejected, by a reason of his own."""
    at: Moment
    asked_verb: Verb | Absent = ABSENT
    """Of a proposal that was rejected: what it asked for."""
    arguments: Mapping[str, Any] | Absent = ABSENT
    """What exactly was asked for; recorded of acts of two operators, and of those that a card signed."""
    done: Sequence["DoneView"] = ()
    """What the trail of the document that it is about has of it, oldest first."""
    by: str = field(metadata=ON_SCREEN, default="")
    """The operators' names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneView:
    """A row of a trail that an act caused."""

    seq: int
    status: str
    """The status of the document then."""
    zh: str
    en: str

    @property
    def text(self) -> Bilingual:
        """For people."""
        return Bilingual(self.zh, self.en)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRecord:
    """An act, with what is recorded beside it."""

    act: OperatorAct
    document: Document | None
    """The one that it is about."""
    asked: Request | None
    """What was asked for, where that is recorded."""
    rows: Sequence[Transition]
    """Of that document's trail: what the act caused."""


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


def view_acts(records: Sequence[ActRecord], statuses: Statuses) -> Iterator[ActView]:
    """The views of these acts, with what they did to the documents that they are about."""
    for one in records:
        act, asked = one.act, one.asked
        yield ActView(
            act=act.id,
            verb=act.verb,
            about=act.about,
            record=(one.document.record if one.document is not None else None) or ABSENT,
            reason=act.reason,
            operators=[operator.facts() for operator in act.operators],
            at=Moment(act.at),
            asked_verb=asked.verb if asked is not None and act.verb == "reject" else ABSENT,
            arguments=dict(asked.arguments) if asked is not None else ABSENT,
            done=[_done(row, one, statuses) for row in one.rows],
            by=", ".join(operator.label for operator in act.operators),
        )


def _done(row: Transition, one: ActRecord, statuses: Statuses) -> DoneView:
    words = _row_words(row, one, statuses)
    return DoneView(seq=row.seq, status=row.after, zh=words.zh, en=words.en)


def _row_words(row: Transition, one: ActRecord, statuses: Statuses) -> Bilingual:
    """What a row says: where the document went, or what was done to it while it stayed."""
    code = row.detail["event"] if row.is_beside else row.after
    name = called(status_of(code, statuses), one.document.type if one.document is not None else "")
    moved, round_ = Bilingual(f"{code} {name.zh}", f"{code} {name.en}"), row.detail.get("round")
    if not row.is_observation:
        return moved if round_ is None else Bilingual(f"第 {round_} 轮：{moved.zh}", f"round {round_}: {moved.en}")
    observed = str(row.detail.get("observed", ""))
    did = OBSERVED.get(observed, Bilingual.same(observed))
    if (row_number := row.detail.get("stands")) is not None:
        return Bilingual(f"{did.zh}：以第 {row_number} 行为准", f"{did.en}: row {row_number} stands")
    if observed == "settled" and all(other.is_observation for other in one.rows):
        return Bilingual(f"{did.zh}：仍为 {moved.zh}", f"{did.en}: it stays {moved.en}")
    parts = _parts(row.returned)
    to = row.detail.get("to")
    return parts.about(did) if parts is not None else Bilingual.same(str(to)).about(did) if to else did


def _parts(returned: Mapping[str, Any]) -> Bilingual | None:
    """Which parts were settled, and how; None where it was no part."""
    paid, failed = returned.get("settled_paid"), returned.get("settled_failed")
    told = [
        *([Bilingual(f"已支付 {listed(paid).zh}", f"paid {listed(paid).en}")] if paid else []),
        *([Bilingual(f"未支付 {listed(failed).zh}", f"not paid {listed(failed).en}")] if failed else []),
    ]
    return joined(told) if told else None


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
