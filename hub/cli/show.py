"""`hub show`: one document's trail, as a portal shows it, with everything behind it."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from hub import bootstrap
from hub.cli.choice import the_one
from hub.cli.screen import (
    AsJson,
    clock_time,
    coloured,
    document_json,
    document_line,
    home_of,
    moment,
    plain,
    print_json,
    screen,
    status_of,
    write_bytes,
    write_text,
)
from hub.errors import operator_error
from hub.model import Document, Status, Statuses, Transition
from hub.ports import Store, Trail

Labels = Mapping[str, tuple[str, str]]
"""Of what comes back, by name: in Chinese and English."""
REASON = "原因 reason"
_DECLARED = re.compile(rb"<\?xml[^>]{0,99}?encoding=[\"']([A-Za-z][A-Za-z0-9._-]{0,30})[\"']")


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
        raise operator_error("HUB-711", option="--raw", needed="--message ID")
    home = home_of(context)
    statuses = bootstrap.read_statuses(home)
    store = bootstrap.open_store(home)
    labels: Mapping[str, Labels] = {}  # loads the catalogue: only where it is needed
    try:
        for name in names:
            trail = store.trail(_one(store, name, statuses, as_json).id)
            assert trail is not None
            if message is not None:
                _write_message(store, trail, message, raw)
            elif as_json:
                print_json(trail_json(trail, statuses))
            else:
                labels = labels or bootstrap.returned_labels(home)
                _print(trail, statuses, labels.get(trail.document.type, {}))
    finally:
        store.close()


def _one(store: Store, name: str, statuses: Statuses, as_json: bool) -> Document:
    def tell(document: Document) -> str:
        return document_line(document, statuses)

    return the_one(name, store.find(name), tell, lambda document: document_json(document, statuses), as_json)


def _write_message(store: Store, trail: Trail, name: str, raw: bool) -> None:
    """The message as text, in which nothing moves a terminal; raw, exactly the stored bytes."""
    found = next((m for m in trail.messages if m.id == name), None)
    body = store.payload(found.digest) if found else None
    if body is None:
        raise operator_error("HUB-704", value=name)
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


def trail_json(trail: Trail, statuses: Statuses) -> dict[str, Any]:
    """A trail as `hub show --json` prints it: transitions oldest first, observations apart."""
    more = {"vouched_by": trail.document.vouched_by, "references": dict(trail.references)}
    return {
        "document": {**document_json(trail.document, statuses), **more},
        "transitions": [_transition(t, statuses) for t in trail.transitions if not t.is_observation],
        "messages": [
            {
                "id": m.id,
                "direction": m.direction,
                "party": m.party,
                "kind": m.kind,
                "sha256": m.digest,
                "size": m.size,
                "at": moment(m.at),
            }
            for m in trail.messages
        ],
        "observations": [_transition(t, statuses) for t in trail.transitions if t.is_observation],
    }


def _transition(transition: Transition, statuses: Mapping[str, Status]) -> dict[str, Any]:
    status = status_of(transition.after, statuses)
    return {
        "seq": transition.seq,
        "at": moment(transition.at),
        "track": transition.track,
        "from": transition.before,
        "to": transition.after,
        "label_zh": status.zh,
        "label_en": status.en,
        "cause": transition.cause.kind,
        "message": transition.cause.ref if transition.cause.kind in ("receipt", "confirm") else None,
        "hash": transition.hash,
        "reason": list(transition.reason),
        "detail": dict(transition.detail),
    }


def _print(trail: Trail, statuses: Mapping[str, Status], labels: Labels) -> None:
    document = trail.document
    status = coloured(status_of(document.status, statuses), document.type)
    number = f"[bold]{document.record}[/] " if document.record else ""
    screen.print(f"\n{number}[bold]{plain(document.type)}[/] {document.id}  {status}")
    screen.print(
        f"[dim]{plain(document.enterprise_name)} {plain(document.enterprise)}"
        f" · {plain(document.portal or '—')} → {plain(document.party)} · {plain(document.sender_ref)}[/]"
    )
    if document.submitted_at is not None:
        screen.print(f"[dim]申请时间 submitted at[/] {clock_time(document.submitted_at)}")
    if document.portal:
        screen.print(f"[dim]{plain(_answered_for(trail))}[/]")
    if document.disputes:
        screen.print(f"[red]有争议 disputed[/] {plain(document.dispute)} [dim]· hub settle {document.id}[/]")
    for kind, value in trail.references.items():
        screen.print(f"[dim]{plain(_name(kind, labels))}[/] {plain(value)}")
    _print_statuses([t for t in trail.transitions if not t.is_observation], statuses, labels)
    if observed := [t for t in trail.transitions if t.is_observation]:
        screen.print("[yellow]kept, and moved nothing:[/]")
        for t in observed:
            why, code = t.detail.get("observed", ""), t.detail.get("code", "")
            said = "".join(f" “{plain(text)}”" for text in _said(t))
            screen.print(
                f"{t.seq:>3}  {clock_time(t.at)} {t.cause.kind} {plain(code)} {plain(why)}{said} "
                f"[dim]{plain(t.cause.ref)}[/]"
            )
            _print_returned(t, labels)
    for m in trail.messages:
        arrow = "→" if m.direction == "out" else "←"
        screen.print(
            f"[dim]{clock_time(m.at)} {arrow} {plain(m.party)} {m.kind:<8} {m.size:>6} bytes  {plain(m.id)}[/]"
        )


def _answered_for(trail: Trail) -> str:
    """Who answers for the person that submitted it; a card by what the trail says of it."""
    if signed := trail.transitions[0].detail.get("signed_by"):
        card = f"{signed['role'] or 'no'} card {signed['serial']} of {signed['issuer']}"
        return f"signed with {card} · revocation {signed['revocation']}"
    return f"signer vouched for by {trail.document.portal}" if trail.document.vouched_by else "nobody vouches for it"


def _print_returned(transition: Transition, labels: Labels) -> None:
    for key, value in transition.returned.items():
        screen.print(f"       [dim]{plain(_name(key, labels))}[/] {plain(_value(value))}")


def _name(name: str, labels: Labels) -> str:
    """The name of something that came back, after its labels where it has any."""
    return " ".join((*labels.get(name, ()), f"({name})" if name in labels else name))


def _value(value: object) -> str:
    """What came back, for people: a list with commas, a file by its size and digest."""
    if isinstance(value, dict):
        return f"{value.get('size')} bytes, SHA-256 {value.get('sha256')}"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _said(transition: Transition) -> Sequence[str]:
    """The words of a party, or of the operator who acted."""
    words = transition.detail.get("reason", "")
    return [words] if isinstance(words, str) and words else transition.reason


def _print_statuses(transitions: Sequence[Transition], statuses: Mapping[str, Status], labels: Labels) -> None:
    """序号, 状态, 状态描述, 入库时间: newest first, as on the portals' screens (S1), by numbers of the trail."""
    for t in reversed(transitions):
        status = coloured(status_of(t.after, statuses))
        screen.print(f"{t.seq:>3}  {clock_time(t.at)}  {status}  [dim]({t.cause.kind})[/]")
        for text in _said(t):
            screen.print(f"       [yellow]{REASON}[/] {plain(text)}")
        _print_returned(t, labels)
        for fault in t.detail.get("faults", []):
            said = f"{plain(fault['zh'])}  [dim]{plain(fault['en'])}[/]"
            screen.print(f"       [red]{plain(fault['code'])}[/] {plain(fault['field'])}  {said}")
