"""`hub show`: one document's trail, as a portal shows it, with everything behind it."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from hub.bootstrap.statuses import read_statuses
from hub.bootstrap.store import open_store
from hub.cli.choice import the_one
from hub.cli.document_rows import list_status, listing, status_text
from hub.cli.screen import AsJson, home_of, plain, print_json, screen, write_bytes, write_text
from hub.cli.tables import Column, Table, styled
from hub.errors import Code, operator_error
from hub.home.place import Home
from hub.ports import Archive, Trail
from hub.views.documents import MessageView, TrailView, TransitionView, view_trail
from hub.views.view import ZONE, json_of

Labels = Mapping[str, tuple[str, str]]
"""Of what comes back, by name: in Chinese and English."""
REASON = "原因 reason"
_DECLARED = re.compile(rb"<\?xml[^>]{0,99}?encoding=[\"']([A-Za-z][A-Za-z0-9._-]{0,30})[\"']")
_BELOW = " " * 10
"""What belongs to a row stands beneath its time."""
_TIME = Column(f"时间 time {ZONE}", width=19)


def command(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(
            help="A record number, a document's id or its beginning, the portal's own id, a business number."
        ),
    ],
    message: Annotated[str | None, typer.Option(help="Show this message of the document.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="With --message: exactly the stored bytes.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a document: its trail newest first, its messages, and receipts that moved nothing."""
    if raw and message is None:
        raise operator_error(Code.OPTION_REQUIRES_ANOTHER, option="--raw", needed="--message ID")
    home = home_of(context)
    statuses = read_statuses(home)
    store = open_store(home)
    labels: Mapping[str, Labels] = {}  # loads the catalogue: only where it is needed
    try:
        for name in names:
            trail = store.documents.trail(the_one(name, store.documents.find(name), listing(statuses), as_json).id)
            assert trail is not None
            if message is not None:
                _write_message(store.archive, trail, message, raw)
            elif as_json:
                print_json(json_of(view_trail(trail, statuses)))
            else:
                labels = labels or _labels(home)
                _print(view_trail(trail, statuses), labels.get(trail.document.type, {}))
    finally:
        store.close()


def _labels(home: Home) -> Mapping[str, Labels]:
    from hub.bootstrap.catalogue import returned_labels  # noqa: PLC0415 - slow to load; --json and --message need none

    return returned_labels(home)


def _write_message(archive: Archive, trail: Trail, name: str, raw: bool) -> None:
    """The message as text, in which nothing moves a terminal; raw, exactly the stored bytes."""
    found = next((m for m in trail.messages if m.id == name), None)
    body = archive.payload(found.digest) if found else None
    if body is None:
        raise operator_error(Code.NOT_FOUND, value=name)
    if raw:
        write_bytes(body)
    else:
        write_text(text_of(body))


def text_of(body: bytes) -> str:
    """A message's text by the encoding that it declares; bytes that are no text in it are shown as escapes."""
    declared = _DECLARED.match(body)
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        return body.decode(encoding, "backslashreplace")
    except LookupError:  # an encoding that nobody knows
        return body.decode("utf-8", "backslashreplace")


def _print(trail: TrailView, labels: Labels) -> None:
    _print_head(trail, labels)
    _print_statuses(trail.transitions, labels)
    _print_observations(trail.observations, labels)
    _print_messages(trail.messages)


def _print_head(trail: TrailView, labels: Labels) -> None:
    document = trail.document
    number = f"[bold]{document.record}[/] " if document.record else ""
    screen.print(f"\n{number}[bold]{plain(document.type)}[/] {document.document} ", list_status(document))
    screen.print(
        f"[dim]{plain(document.enterprise_name)} {plain(document.enterprise)}"
        f" · {plain(document.portal or '—')} → {plain(document.party)} · {plain(document.submission)}[/]"
    )
    if document.submitted_at is not None:
        screen.print(f"[dim]申请时间 submitted at[/] {document.submitted_at}")
    if document.portal:
        screen.print(f"[dim]{plain(_answered_for(trail))}[/]")
    if document.dispute:
        screen.print(f"[red]有争议 disputed[/] {plain(document.dispute)} [dim]· hub settle {document.document}[/]")
    references = document.references if isinstance(document.references, Mapping) else {}
    for kind, value in references.items():
        screen.print(f"[dim]{plain(_name(kind, labels))}[/] {plain(value)}")


def _answered_for(trail: TrailView) -> str:
    """Who answers for the person that submitted it; a card by what the trail says of it."""
    if signed := trail.signed_by:
        card = f"{signed['role'] or 'no'} card {signed['serial']} of {signed['issuer']}"
        return f"signed with {card} · revocation {signed['revocation']}"
    document = trail.document
    return f"signer vouched for by {document.portal}" if document.vouched_by else "nobody vouches for it"


def _print_statuses(transitions: Sequence[TransitionView], labels: Labels) -> None:
    """序号, 入库时间, 状态描述: newest first, as on the portals' screens (S1), by numbers of the trail."""
    rows = [
        (f"{t.seq:>3}", t.at.clock, status_text(t.to, t.label_zh, t.label_en, t.tone), styled(t.cause, "dim"))
        for t in reversed(transitions)
    ]
    table = Table(Column("序号 no."), _TIME, Column("状态 status", least=16), Column("起因 cause")).fit(rows)
    table.head()
    for t, row in zip(reversed(transitions), rows, strict=True):
        table.add(row)
        for text in t.said:
            screen.print(f"{_BELOW}[yellow]{REASON}[/] {plain(text)}")
        _print_returned(t, labels)
        for fault in t.detail.get("faults", []):
            said = f"{plain(fault['zh'])}  [dim]{plain(fault['en'])}[/]"
            screen.print(f"{_BELOW}[red]{plain(fault['code'])}[/] {plain(fault['field'])}  {said}")


def _print_observations(observations: Sequence[TransitionView], labels: Labels) -> None:
    if observations:
        screen.print("[yellow]未改变状态的回执 kept, and moved nothing:[/]")
    for t in observations:
        why, code = t.detail.get("observed", ""), t.detail.get("code", "")
        said = "".join(f" “{plain(text)}”" for text in t.said)
        screen.print(
            f"{t.seq:>3}       {t.at.clock}  {t.cause} {plain(code)} {plain(why)}{said} [dim]{plain(t.ref)}[/]"
        )
        _print_returned(t, labels)


def _print_messages(messages: Sequence[MessageView]) -> None:
    table = Table(
        *(Column("报文 way"), _TIME, Column("对方 party", least=8), Column("种类 kind"), Column("字节 bytes")),
        Column("id", least=8),
    )
    table.show(
        [
            ("→" if m.direction == "out" else "←", styled(m.at.clock, "dim"), m.party, m.kind, f"{m.size:>5}", m.id)
            for m in messages
        ]
    )


def _print_returned(transition: TransitionView, labels: Labels) -> None:
    for key, value in transition.returned.items():
        screen.print(f"{_BELOW}[dim]{plain(_name(key, labels))}[/] {plain(_value(value))}")


def _name(name: str, labels: Labels) -> str:
    """The name of something that came back, after its labels where it has any."""
    return " ".join((*labels.get(name, ()), f"({name})" if name in labels else name))


def _value(value: object) -> str:
    """What came back, for people: a list with commas, a file by its size and digest."""
    if isinstance(value, dict):
        return f"{value.get('size')} bytes, SHA-256 {value.get('sha256')}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
