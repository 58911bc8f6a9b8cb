"""A document, its trail and its messages on a screen."""

from collections.abc import Mapping, Sequence
from typing import Final

from hub.cli.document_rows import DISPUTED, list_status, status_text
from hub.cli.screen import plain, screen
from hub.cli.tables import Column, Table, styled
from hub.model import REFUSED
from hub.model.identifier import read_uuid
from hub.text.bilingual import Bilingual
from hub.views.awaited import disputed_with
from hub.views.documents import DocumentView, MessageView, TrailView, TransitionView
from hub.views.unsigned import UnsignedView
from hub.views.values import value_text
from hub.views.view import ZONE
from hub.views.words import CARDS, CAUSES, MESSAGE_KINDS, OBSERVED, REVOCATIONS, dispute_labels, label

Labels = Mapping[str, tuple[str, str]]
"""Labels of what comes back, by name: Chinese, English."""
REASON: Final = Bilingual("原因", "reason")
_BELOW: Final = " " * 10
"""The indent of what belongs to a row: it stands beneath its time."""
_TIME = Column(Bilingual(f"时间 {ZONE}", f"time {ZONE}"), width=19)

_OF_TRANSITIONS: Final = (
    Column(Bilingual("序号", "no.")),
    _TIME,
    Column(Bilingual("状态", "status"), least=16),
    Column(Bilingual("起因", "cause")),
)
_OF_MESSAGES: Final = (
    Column(Bilingual("报文", "way")),
    _TIME,
    Column(Bilingual("对方", "party"), least=8),
    Column(Bilingual("种类", "kind")),
    Column(Bilingual("字节", "bytes")),
    Column(Bilingual("编号", "id"), least=8),
)


def print_trail(trail: TrailView, labels: Labels) -> None:
    """All that is recorded about one document."""
    print_head(trail)
    print_numbers(trail.document, labels)
    _print_statuses(trail.transitions, labels)
    _print_observations(trail.observations, labels)
    _print_messages(trail.messages)
    print_unsigned(trail.to_sign)


def print_head(trail: TrailView) -> None:
    """What the document is, how it stands, and who answers for it."""
    document = trail.document
    number = f"[bold]{document.record}[/] " if document.record else ""
    screen.print(f"\n{number}[bold]{plain(document.type)}[/] {document.document} ", list_status(document))
    screen.print(
        f"[dim]{plain(document.enterprise_name)} {plain(document.enterprise)}"
        f" · {plain(document.portal or '—')} → {plain(document.party)} · {plain(document.submission)}[/]"
    )
    if document.submitted_at is not None:
        screen.print(f"[dim]{Bilingual('申请时间', 'submitted at')}[/] {document.submitted_at}")
    if document.portal and (document.vouched_by or document.status == REFUSED):
        screen.print(f"[dim]{plain(_answered_for(trail))}[/]")
    if document.dispute:
        words = plain(dispute_labels(document.dispute))
        settled = disputed_with(document.disputed) or document.document
        screen.print(f"[red]{DISPUTED}[/] {words} [dim]· hub settle {settled}[/]")
    if trail.held is not None:
        screen.print(f"[yellow]{Bilingual('依法保全中', 'on hold')}[/] [dim]{trail.held.at}[/]")
    for place in trail.left:
        screen.print(f"[yellow]{Bilingual('不在库中', 'not in the store')}[/] {plain(str(place.words))}")


def print_numbers(document: DocumentView, labels: Labels, *, of_documents: bool = True) -> None:
    """The business numbers of a document; with `of_documents`, also the ids of the documents that it names."""
    references = document.references if isinstance(document.references, Mapping) else {}
    for kind, value in references.items():
        if of_documents or not all(map(read_uuid, value.split(" "))):
            screen.print(f"[dim]{plain(named(kind, labels))}[/] {plain(value)}")


def _answered_for(trail: TrailView) -> str:
    """Who answers for the person that submitted it: the card, the portal, or nobody."""
    if signed := trail.signed_by:
        role, card = signed["role"], f"{signed['serial']}"
        by, revocation = signed["issuer"], signed["revocation"]
        return str(
            Bilingual(
                f"由{label(role, CARDS) if role else '未知种类的卡'} {card} 签名，"
                f"发卡方 {by}，吊销检查：{label(revocation, REVOCATIONS)}",
                f"signed with {role or 'no'} card {card} of {by} · revocation {revocation}",
            )
        )
    portal = trail.document.portal
    if trail.document.vouched_by:
        return str(Bilingual(f"签署人由渠道 {portal} 担保", f"signer vouched for by {portal}"))
    return str(Bilingual("签署人无人担保", "nobody vouches for it"))


def _print_statuses(transitions: Sequence[TransitionView], labels: Labels) -> None:
    """Print 序号 (the number in the trail), 入库时间 and 状态描述, newest first as on the portals' screens (S1)."""
    rows = [
        (
            f"{t.seq:>3}",
            t.at.clock,
            status_text(t.to, t.label, t.tone),
            styled(f"{label(t.cause, CAUSES)} {t.by}".rstrip(), "dim"),
        )
        for t in reversed(transitions)
    ]
    table = Table(*_OF_TRANSITIONS).fit(rows)
    table.head()
    for t, row in zip(reversed(transitions), rows, strict=True):
        table.add(row)
        if t.detail.get("taken_over"):
            screen.print(f"{_BELOW}[yellow]{label('taken-over', OBSERVED)}[/]")
        for text in t.said:
            screen.print(f"{_BELOW}[yellow]{REASON}[/] {plain(text)}")
        print_returned(t, labels)
        for fault in t.detail.get("faults", []):
            said = Bilingual(fault["zh"], fault["en"]).both
            screen.print(f"{_BELOW}[red]{plain(fault['code'])}[/] {plain(fault['field'])}  {plain(said)}")


def _print_observations(observations: Sequence[TransitionView], labels: Labels) -> None:
    if observations:
        screen.print(f"[yellow]{Bilingual('未改变状态的回执和操作：', 'Receipts and acts that changed nothing:')}[/]")
    for t in observations:
        why, code = label(t.detail.get("observed", ""), OBSERVED), t.detail.get("code", "")
        said = "".join(f" “{plain(text)}”" for text in t.said)
        by = f" [bold]{plain(t.by)}[/]" if t.by else ""
        told = f"{label(t.cause, CAUSES)}{by} {plain(code)} {plain(why)}{said} [dim]{plain(t.ref)}[/]"
        screen.print(f"{t.seq:>3}       {t.at.clock}  {told}")
        print_returned(t, labels)


def _print_messages(messages: Sequence[MessageView]) -> None:
    rows = [
        (
            *("→" if m.direction == "out" else "←", styled(m.at.clock, "dim"), m.party),
            *(label(m.kind, MESSAGE_KINDS), f"{m.size:>5}", m.id),
        )
        for m in messages
    ]
    if rows:
        table = Table(*_OF_MESSAGES).fit(rows)
        table.head()
    for m, row in zip(messages, rows, strict=True):
        table.add(row)
        if m.encrypted is not None:
            screen.print(f"{_BELOW}[dim]{plain(str(m.encrypted.words))}[/]")


def print_unsigned(waiting: Sequence[UnsignedView]) -> None:
    """Print the messages that are not sent because nobody has signed them, each with the reason and the next step."""
    for one in waiting:
        head = f"{one.party} {label(one.kind, MESSAGE_KINDS)} {one.id}"
        screen.print(f"[yellow]{Bilingual('等待签名', 'to be signed')}[/] [dim]{one.since.clock}[/] {plain(head)}")
        screen.print(f"{_BELOW}[red]{plain(str(one.words))}[/]")
        screen.print(f"{_BELOW}{Bilingual('下一步', 'next step')}: {plain(str(one.step))}")


def print_returned(transition: TransitionView, labels: Labels) -> None:
    for key, value in transition.returned.items():
        screen.print(f"{_BELOW}[dim]{plain(named(key, labels))}[/] {plain(value_text(value))}")


def named(name: str, labels: Labels) -> str:
    """The label of something that came back, with its name; the name alone where it has no label."""
    return f"{Bilingual(*labels[name])} ({name})" if name in labels else name
