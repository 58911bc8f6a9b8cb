"""The spans of one document, made of stored facts only: its submission, the messages that followed, what came back."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hub.model import REFUSED, Document, Message, Statuses, Transition
from hub.ports import Trail
from hub.ports.spans import Span

_SAMPLED: Final = 1
"""Flag of a traceparent: whoever began the trace records it."""


def spans_of(trail: Trail, parent: str, statuses: Statuses) -> list[Span]:
    """What is complete by now; nothing of a trace that nobody records. `parent`: the traceparent of the submission."""
    _, trace, above, flags = parent.split("-")
    if not (int(flags, 16) & _SAMPLED and trail.transitions):
        return []
    submission = _of_submission(trail, trace, above)
    sent = {m.id: _of_message(m, trail, submission) for m in trail.messages if _asks(m)}
    received = (
        _of_answer(m, asked, trail, statuses)
        for m in trail.messages
        if m.direction == "in" and (asked := sent.get(m.answers or "")) is not None
    )
    return [submission, *(span for span in sent.values() if span.end > 0), *received]


def span_id(*about: str) -> str:
    """The same for the same facts: who gets a span twice has it once."""
    return hashlib.sha256("\n".join(about).encode()).hexdigest()[:16]


def _asks(message: Message) -> bool:
    return message.direction == "out" and message.kind != "receipt"


def _of_submission(trail: Trail, trace: str, above: str) -> Span:
    document, first = trail.document, trail.transitions[0]
    return Span(
        trace=trace,
        id=span_id(document.id, "submission"),
        parent=above,
        name=f"submission {document.type}",
        kind="consumer",
        begin=min(document.created_at, first.at),
        end=first.at,
        is_error=first.after == REFUSED,
        attributes={**_about(document), "hub.status": first.after},
    )


def _of_message(message: Message, trail: Trail, submission: Span) -> Span:
    """Until the queue has taken it, or until its first answer where that came before; the end is 0 until then."""
    ends = [row.at for row in trail.transitions if row.cause.kind == "confirm" and row.cause.ref == message.id]
    ends += [one.at for one in trail.messages if one.direction == "in" and one.answers == message.id]
    return Span(
        trace=submission.trace,
        id=span_id(trail.document.id, "out", message.party, message.id),
        parent=submission.id,
        name=f"send {message.kind} to {message.party}",
        kind="producer",
        begin=message.at,
        end=max(message.at, min(ends)) if ends else 0,
        attributes={**_about(trail.document), **_of(message)},
    )


def _of_answer(message: Message, asked: Span, trail: Trail, statuses: Statuses) -> Span:
    """From the message that it answers until it came."""
    rows = [row for row in trail.transitions if row.cause.kind == "receipt" and row.cause.ref == message.id]
    return Span(
        trace=asked.trace,
        id=span_id(trail.document.id, "in", message.party, message.id),
        parent=asked.id,
        name=f"answer of {message.party}",
        kind="consumer",
        begin=min(asked.begin, message.at),
        end=message.at,
        is_error=any(_is_bad(row, statuses) for row in rows),
        attributes={**_about(trail.document), **_of(message), **dict(_said(rows))},
    )


def _is_bad(row: Transition, statuses: Statuses) -> bool:
    known = statuses.get(row.after)
    return not row.is_observation and known is not None and known.result == "bad"


def _said(rows: list[Transition]) -> Iterator[tuple[str, str]]:
    for row in rows[:1]:
        yield "hub.status", row.after
        if observed := row.detail.get("observed"):
            yield "hub.observed", str(observed)


def _about(document: Document) -> Mapping[str, Any]:
    """Numbers that find the document in the hub; nothing personal."""
    record = {"hub.record": document.record} if document.record else {}
    return {"hub.document": document.id, "hub.type": document.type, "hub.party": document.party, **record}


def _of(message: Message) -> Mapping[str, Any]:
    return {"messaging.message.id": message.id, "messaging.message.body.size": message.size, "hub.party": message.party}
