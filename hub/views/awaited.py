"""Who is waited for, and until when; and what to type next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from hub.catalogue import Kin
from hub.model import Document, Message, Statuses, Timer
from hub.ports import Trail
from hub.text.bilingual import Bilingual
from hub.views.statuses import status_of
from hub.views.view import ON_SCREEN, Moment

Whom = Literal["operator", "signature", "queue", "platform", "party", "enterprise", "document"]
NOT_TAKEN: Final = "P003"
"""The status of a document whose message the queue returned."""
_BY_STATUS: Final[Mapping[str, Whom]] = {"P001": "queue", "P102": "queue", NOT_TAKEN: "operator"}
_NAMED: Final[Mapping[str, Whom]] = {"party": "party", "enterprise": "enterprise", "document": "document"}
"""By the words of routes."""
_OF: Final = "of:"
"""Begins a word of a dispute that another document brought."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedView:
    """What must happen next with one document."""

    whom: Whom
    """operator, signature (of a card or token), queue (the broker), platform (customs': its report), party, enterprise
    (by its portal), document."""
    who: str
    """The party or the portal; empty for others."""
    since: Moment
    """When it came to its present status."""
    due: Moment | None
    """When the hub asks, resends or reports next; null where nothing is due."""
    overdue: bool
    """The answer did not come in time."""
    text_zh: str
    text_en: str
    next: str | None
    """The command to type; null where there is nothing to do but wait."""
    words: Bilingual = field(metadata=ON_SCREEN)


def view_awaited(trail: Trail, kin: Kin, statuses: Statuses, timers: Sequence[Timer]) -> AwaitedView | None:
    """What one document waits for; None if it is at its end and nobody has to do anything."""
    document, whom = trail.document, _whom(trail, kin, statuses)
    if whom is None:
        return None
    since = _stands_since(trail)
    overdue = document.overdue_at is not None
    due = (
        next((timer.due for timer in timers if timer.kind == "answer"), None)
        if whom in ("party", "platform", "document")
        else None
    )
    who = _who(whom, document, trail)
    words = _words(whom, document, who, overdue=overdue)
    return AwaitedView(
        whom=whom,
        who=who,
        since=Moment(since),
        due=None if due is None else Moment(due),
        overdue=overdue,
        text_zh=words.zh,
        text_en=words.en,
        next=_next(whom, document, overdue=overdue),
        words=words,
    )


def _whom(trail: Trail, kin: Kin, statuses: Statuses) -> Whom | None:
    document = trail.document
    if document.disputes - {"told"}:
        return "operator"
    if statuses.is_over(document.type, document.status):
        return None
    if trail.to_sign:
        return "signature"
    if (whom := _BY_STATUS.get(document.status)) is not None:
        sent = _sent(trail)
        return "platform" if whom == "queue" and sent and is_handed_over(sent[-1], trail) else whom
    is_at_rest = status_of(document.status, statuses).kind == "rest"
    return _NAMED[kin.awaits.get(document.status, "enterprise" if is_at_rest else "party")]


def _stands_since(trail: Trail) -> int:
    """When the document came to its status: at its newest move, not its newest row."""
    moves = [t for t in trail.transitions if not t.is_observation]
    return (moves or list(trail.transitions))[-1].at


def _who(whom: Whom, document: Document, trail: Trail) -> str:
    if whom == "enterprise":
        return document.portal or ""
    if whom not in ("party", "platform", "signature"):
        return ""
    sent = _sent(trail)
    return sent[-1].party if sent else document.party


def _sent(trail: Trail) -> Sequence[Message]:
    return [m for m in trail.messages if m.direction == "out" and m.kind == "business"]


def is_handed_over(message: Message, trail: Trail) -> bool:
    """Whether a business message has left the outbox. A queue that returned one has moved its document.

    Where the status says nothing of it, the message went in an envelope: only the platform's report moves the document.
    """
    return message.kind == "business" and message.id not in trail.in_outbox


def disputed_with(disputes: Collection[str]) -> str:
    """The document whose dispute another one only shares; empty if that has a dispute of its own."""
    words = set(disputes) - {"told"}
    others = sorted(word.removeprefix(_OF) for word in words if word.startswith(_OF))
    return others[0] if len(others) == len(words) and others else ""


def _words(whom: Whom, document: Document, who: str, *, overdue: bool) -> Bilingual:
    """Behind `awaits`."""
    portal = document.portal or "—"
    late = Bilingual("（已超时）", " (overdue)") if overdue else Bilingual("", "")
    sent_again = Bilingual("人工重发：队列未接收报文", "an operator to send it again: the queue did not take it")
    return {
        "operator": sent_again
        if document.status == NOT_TAKEN
        else Bilingual("人工核定争议", "an operator to settle the dispute"),
        "signature": Bilingual(f"发给 {who} 的报文签名", f"a signature for {who}"),
        "queue": Bilingual("队列接收报文", "the queue to take the message"),
        "platform": Bilingual(
            f"海关平台回执（报文发往 {who}）{late.zh}",
            f"the customs platform's report on the message to {who}{late.en}",
        ),
        "party": Bilingual(f"{who} 回执{late.zh}", f"an answer of {who}{late.en}"),
        "enterprise": Bilingual(f"企业经渠道 {portal} 办理", f"the enterprise, by portal {portal}"),
        "document": Bilingual("同一业务的其他单证", "another document of this business"),
    }[whom]


def _next(whom: Whom, document: Document, *, overdue: bool) -> str | None:
    if whom == "operator" and document.status == NOT_TAKEN:
        return f"hub replay document {document.id}"
    if whom == "operator":
        return f"hub settle {disputed_with(document.disputes) or document.id}"
    if whom in ("signature", "queue"):
        return "hub status"
    return (
        f"hub log --party {document.party} --open --sort oldest" if overdue and whom in ("party", "platform") else None
    )
