"""Convert between rows and the model's dataclasses. Money and times stay exact."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeVar

from hub.model import (
    Cause,
    Claim,
    Document,
    Message,
    Operator,
    OperatorAct,
    Outgoing,
    Parked,
    Proposal,
    Quarantined,
    Registration,
    Request,
    Resource,
    Settled,
    Timer,
    ToSign,
    Transition,
)

T = TypeVar("T")
Values = tuple[Any, ...]


def values_of(cls: type) -> Callable[[Any], Values]:
    """A function that returns an instance's values in the order of its fields, which is the order of the columns."""
    return attrgetter(*(field.name for field in fields(cls)))


def _made_of_fields(cls: type[T]) -> Callable[[Iterable[Sequence[Any]]], list[T]]:
    names = tuple(field.name for field in fields(cls))  # type: ignore[arg-type]  # dataclasses all

    def make(rows: Iterable[Sequence[Any]]) -> list[T]:
        return [cls(**dict(zip(names, row, strict=True))) for row in rows]

    return make


document_values = values_of(Document)
documents = _made_of_fields(Document)
message_values = values_of(Message)
messages = _made_of_fields(Message)
timer_values = values_of(Timer)
timers = _made_of_fields(Timer)
outgoing_values = values_of(Outgoing)
outgoings = _made_of_fields(Outgoing)
to_sign_values = values_of(ToSign)
to_sign = _made_of_fields(ToSign)
parked_values = values_of(Parked)
parked = _made_of_fields(Parked)
registration_values = values_of(Registration)
registrations = _made_of_fields(Registration)
quarantined = _made_of_fields(Quarantined)
settled_values = values_of(Settled)
settled = _made_of_fields(Settled)


def quarantined_values(row: Quarantined) -> Values:
    """Quarantine accepts every text: characters that the databases cannot store become U+FFFD."""
    values = values_of(Quarantined)(row)
    return tuple(_storable(value) if isinstance(value, str) else value for value in values)


def _storable(value: str) -> str:
    return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def transition_values(row: Transition) -> Values:
    cause = row.cause
    return (
        row.document,
        row.seq,
        row.track,
        row.before,
        row.after,
        cause.kind,
        cause.ref,
        cause.digest,
        _as_json(row.detail),
        row.at,
        row.catalogue,
        row.previous,
        row.hash,
    )


def transitions(rows: Iterable[Sequence[Any]]) -> list[Transition]:
    return [
        Transition(
            document=document,
            seq=seq,
            track=track,
            before=before,
            after=after,
            cause=Cause(kind, ref, digest),
            detail=json.loads(detail),
            at=at,
            catalogue=catalogue,
            previous=previous,
            hash=hash_,
        )
        for document, seq, track, before, after, kind, ref, digest, detail, at, catalogue, previous, hash_ in rows
    ]


def act_values(row: OperatorAct) -> Values:
    return (row.id, row.verb, row.about, row.reason, _as_json([one.facts() for one in row.operators]), row.at)


def acts(rows: Iterable[Sequence[Any]]) -> list[OperatorAct]:
    return [
        OperatorAct(
            id=id_,
            verb=verb,
            about=about,
            reason=reason,
            operators=tuple(Operator(**facts) for facts in json.loads(operators)),
            at=at,
        )
        for id_, verb, about, reason, operators, at in rows
    ]


def proposal_values(row: Proposal) -> Values:
    asked = row.request
    texts = (_as_json(asked.arguments), _as_json(asked.heads), _as_json(row.operator.facts()))
    return (row.id, asked.verb, asked.about, asked.reason, *texts, row.cards, row.at, row.until)


def proposals(rows: Iterable[Sequence[Any]]) -> list[Proposal]:
    return [
        Proposal(
            id=id_,
            request=Request(
                verb=verb, about=about, reason=reason, arguments=json.loads(arguments), heads=json.loads(heads)
            ),
            operator=Operator(**json.loads(operator)),
            cards=bool(cards),
            at=at,
            until=until,
        )
        for id_, verb, about, reason, arguments, heads, operator, cards, at, until in rows
    ]


def claim_values(row: Claim) -> Values:
    amount = None if row.amount is None else str(row.amount)
    return (row.document, row.resource, row.key, amount, row.open, row.settled_at, row.doubted)


def claims(rows: Iterable[Sequence[Any]]) -> list[Claim]:
    return [
        Claim(
            document=document,
            resource=resource,
            key=key,
            amount=None if amount is None else Decimal(amount),
            open=bool(open_),
            settled_at=settled_at,
            doubted=bool(doubted),
        )
        for document, resource, key, amount, open_, settled_at, doubted in rows
    ]


def resource_values(row: Resource) -> Values:
    figures = _as_json(row.figures)
    return (row.key, figures, row.as_of, str(row.reserved), row.dispute, str(row.unexplained))


def resources(rows: Iterable[Sequence[Any]]) -> list[Resource]:
    return [
        Resource(
            key=key,
            figures=json.loads(figures),
            as_of=as_of,
            reserved=Decimal(reserved),
            dispute=dispute,
            unexplained=Decimal(unexplained),
        )
        for key, figures, as_of, reserved, dispute, unexplained in rows
    ]


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
