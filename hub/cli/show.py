"""`hub show`: the trail of a document, as a portal shows it, with everything behind it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final

import typer

from hub.bootstrap.clock import SystemClock
from hub.bootstrap.devices import unsigned_of
from hub.bootstrap.encrypted_messages import encryption_of
from hub.bootstrap.retention import left_of, with_archives_of
from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.choice import the_one
from hub.cli.document_rows import DISPUTED, list_status, listing, status_text
from hub.cli.screen import AsJson, home_of, plain, print_json, screen, write_bytes, write_text
from hub.cli.tables import Column, Table, styled
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.model import REFUSED
from hub.ports import Acts, Store, Trail
from hub.text.bilingual import Bilingual
from hub.views.documents import MessageView, TrailView, TransitionView, view_trail
from hub.views.retention import Left
from hub.views.unsigned import UnsignedView
from hub.views.view import ZONE, json_of
from hub.views.words import CARDS, CAUSES, MESSAGE_KINDS, OBSERVED, REVOCATIONS, dispute_labels, label

Labels = Mapping[str, tuple[str, str]]
"""Labels of what comes back, by name: Chinese, English."""
REASON: Final = Bilingual("原因", "reason")
BYTES: Final = Bilingual("字节", "bytes")
DETAILS: Final = Bilingual(
    "办理记录新的在前，其后是未改变状态的回执和各份报文。",
    "The trail comes first, its newest row on top; then receipts that changed nothing, and the messages.",
)
_DECLARED = re.compile(rb"<\?xml[^>]{0,99}?encoding=[\"']([A-Za-z][A-Za-z0-9._-]{0,30})[\"']")
_BELOW = " " * 10
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
DocumentNames = Annotated[
    list[str],
    typer.Argument(metavar="ID..."),
    Bilingual(
        "记录编号、单证编号（可只写开头）、申报编号，或业务编号（如保单编号）。",
        "A record number, a document's id or its beginning, the submission's id, or a business number such as a "
        "policy number.",
    ),
]
OneMessage = Annotated[
    str | None,
    typer.Option(metavar="ID"),
    Bilingual(
        "打印该单证的这份报文；操作员的证明、待签内容和签名按其 SHA-256。",
        "Print this message of the document; or by its SHA-256 an operator's proof, challenge or signature.",
    ),
]
Raw = Annotated[
    bool,
    typer.Option("--raw"),
    Bilingual("与 --message 同用：只输出库中原始字节。", "With --message: write exactly the stored bytes."),
]


def command(
    context: typer.Context,
    names: DocumentNames,
    message: OneMessage = None,
    raw: Raw = False,
    as_json: AsJson = False,
) -> None:
    """Show documents, or one message of a document."""
    if raw and message is None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--raw", needed="--message ID")
    home = home_of(context)
    statuses = read_statuses(home)
    store = with_archives_of(home, open_store(home))
    labels: dict[str, Labels] = {}
    try:
        for name in names:
            trail = store.documents.trail(the_one(name, store.documents.find(name), listing(statuses), as_json).id)
            assert trail is not None
            if message is not None:
                _write_message(store, trail, (message, left_of(home, store, trail)), raw)
                continue
            encryption, left = encryption_of(store.archive, trail), left_of(home, store, trail)
            view = view_trail(trail, statuses, unsigned_of(home, trail), encryption, left)
            if as_json:
                print_json(json_of(view))
            else:
                type_ = trail.document.type
                labels[type_] = labels.get(type_) or _labels(home, type_)  # reads its route and schema: no other
                _print(view, labels[type_])
    finally:
        store.close()


def _labels(home: Home, type_: str) -> Labels:
    from hub.bootstrap.catalogue import returned_labels  # noqa: PLC0415 - slow to load; --json and --message need none

    return returned_labels(home, type_)


def _write_message(store: Store, trail: Trail, which: tuple[str, Left], raw: bool) -> None:
    """Write a message as text, without control characters; with `raw`, exactly the stored bytes."""
    name, left = which
    given = {*_of_operators(trail), *_proposed(store.acts, trail)}
    digests = {m.id: m.digest for m in trail.messages} | {digest: digest for digest in given}
    body = store.archive.payload(digests[name]) if name in digests else None
    if body is None and (digest := digests.get(name)) in left.bytes_:
        (place,) = (one for one in left.places if one.removal == left.bytes_[digest or ""])
        raise operator_error(Code.BYTES_TAKEN_OUT, digest=digest, where=place.words)
    if body is None:
        raise operator_error(Code.NOT_FOUND, value=name)
    if raw:
        write_bytes(body)
    else:
        write_text(text_of(body))


def _of_operators(trail: Trail) -> Iterator[str]:
    """Digests of what operators gave: proof or reason, challenge and signature."""
    for row in trail.transitions:
        if row.cause.kind == "operator":
            yield row.cause.digest
            for who in row.detail.get("operators", ()):
                yield from (who[name] for name in ("challenge", "signature") if name in who)


def _proposed(acts: Acts, trail: Trail) -> Iterator[str]:
    """Digests of the proofs on which a second operator has to decide."""
    for one in acts.waiting(SystemClock().now()):
        if one.request.about == trail.document.id and "proof" in one.request.arguments:
            yield one.request.arguments["proof"]


def text_of(body: bytes) -> str:
    """The text of a message in the encoding that it declares. Bytes that are no text in it become escapes."""
    declared = _DECLARED.match(body)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return body.decode(encoding, "backslashreplace")
    except LookupError:  # an unknown encoding
        return body.decode("utf-8", "backslashreplace")


def _print(trail: TrailView, labels: Labels) -> None:
    _print_head(trail, labels)
    _print_statuses(trail.transitions, labels)
    _print_observations(trail.observations, labels)
    _print_messages(trail.messages)
    _print_unsigned(trail.to_sign)


def _print_head(trail: TrailView, labels: Labels) -> None:
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
        screen.print(f"[red]{DISPUTED}[/] {words} [dim]· hub settle {document.document}[/]")
    if trail.held is not None:
        screen.print(f"[yellow]{Bilingual('依法保全中', 'on hold')}[/] [dim]{trail.held.at}[/]")
    for place in trail.left:
        screen.print(f"[yellow]{Bilingual('不在库中', 'not in the store')}[/] {plain(str(place.words))}")
    references = document.references if isinstance(document.references, Mapping) else {}
    for kind, value in references.items():
        screen.print(f"[dim]{plain(_name(kind, labels))}[/] {plain(value)}")


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
        _print_returned(t, labels)
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
        _print_returned(t, labels)


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


def _print_unsigned(waiting: Sequence[UnsignedView]) -> None:
    """Print the messages that are not sent because nobody has signed them, each with the reason and the next step."""
    for one in waiting:
        head = f"{one.party} {label(one.kind, MESSAGE_KINDS)} {one.id}"
        screen.print(f"[yellow]{Bilingual('等待签名', 'to be signed')}[/] [dim]{one.since.clock}[/] {plain(head)}")
        screen.print(f"{_BELOW}[red]{plain(str(one.words))}[/]")
        screen.print(f"{_BELOW}{Bilingual('下一步', 'next step')}: {plain(str(one.step))}")


def _print_returned(transition: TransitionView, labels: Labels) -> None:
    for key, value in transition.returned.items():
        screen.print(f"{_BELOW}[dim]{plain(_name(key, labels))}[/] {plain(_value(value))}")


def _name(name: str, labels: Labels) -> str:
    """The label of something that came back, with its name; the name alone where it has no label."""
    return f"{Bilingual(*labels[name])} ({name})" if name in labels else name


def _value(value: object) -> str:
    """A value that came back, for people: a list with commas, an object with strokes, a file by size and digest."""
    if isinstance(value, dict) and "sha256" in value:
        return f"{value.get('size')} {BYTES}, SHA-256 {value.get('sha256')}"
    if isinstance(value, dict):
        return " / ".join(map(str, value.values()))
    return ", ".join(map(_value, value)) if isinstance(value, list) else str(value)
