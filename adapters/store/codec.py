"""Convert between rows and the model's dataclasses. Money and times stay exact."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from adapters.store import tables
from hub.model import (
    GENESIS,
    Cause,
    Circuit,
    Claim,
    Document,
    Message,
    Note,
    Operator,
    OperatorAct,
    Outgoing,
    Parked,
    Proposal,
    Quarantined,
    Reference,
    Registration,
    Request,
    Resource,
    Settled,
    Timer,
    ToSign,
    Transition,
)

NOTHING = "{}"
"""The JSON text of most details."""
T = TypeVar("T")
Values = tuple[Any, ...]


def values_of(cls: type) -> Callable[[Any], Values]:
    """A function that returns an instance's values in the order of its fields, which is the order of the columns."""
    return attrgetter(*(field.name for field in fields(cls)))


def _made_of_fields(cls: type[T], *names: str) -> Callable[[Iterable[Sequence[Any]]], list[T]]:
    names = names or tuple(field.name for field in fields(cls))  # type: ignore[arg-type]  # dataclasses all

    def make(rows: Iterable[Sequence[Any]]) -> list[T]:
        return [cls(**dict(zip(names, row, strict=True))) for row in rows]

    return make


document_values = values_of(Document)
documents = _made_of_fields(Document)
timer_values = values_of(Timer)
timers = _made_of_fields(Timer)
outgoing_values = values_of(Outgoing)
outgoings = _made_of_fields(Outgoing)
to_sign_values = values_of(ToSign)
to_sign = _made_of_fields(ToSign)
parked_values = values_of(Parked)
parked = _made_of_fields(Parked)
references = _made_of_fields(Reference)
registration_values = values_of(Registration)
registrations = _made_of_fields(Registration)
quarantined = _made_of_fields(Quarantined)
note_values = values_of(Note)
notes = _made_of_fields(Note)
settled_values = values_of(Settled)
settled = _made_of_fields(Settled)
_circuits = _made_of_fields(Circuit)
_CIRCUIT = tuple(field.name for field in fields(Circuit))
_circuit_key = attrgetter(*_CIRCUIT[:2])
_circuit_rest = attrgetter(*_CIRCUIT[3:])


_MESSAGE = tuple(column.name for column in tables.message.columns)
_message_values = attrgetter(*(name for name in _MESSAGE if name != "catalogue"))
_CATALOGUE = _MESSAGE.index("catalogue")
messages = _made_of_fields(Message, *_MESSAGE)


def message_values(row: Message, catalogue: int) -> Values:
    """A row with the number of its catalogue."""
    values = _message_values(row)
    return (*values[:_CATALOGUE], catalogue, *values[_CATALOGUE:])


def quarantined_values(row: Quarantined) -> Values:
    """Quarantine accepts every text: characters that the databases cannot store become U+FFFD."""
    values = values_of(Quarantined)(row)
    return tuple(_storable(value) if isinstance(value, str) else value for value in values)


def _storable(value: str) -> str:
    return value.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def transition_values(row: Transition, catalogue: int) -> Values:
    """A row without the hash before, which is in the row before."""
    cause = row.cause
    return (
        row.at,
        row.document,
        row.seq,
        catalogue,
        row.track,
        row.before,
        row.after,
        cause.kind,
        cause.ref,
        cause.digest,
        as_json(row.detail),
        row.hash,
    )


def transitions(rows: Iterable[Sequence[Any]]) -> list[Transition]:
    """Rows in any order; by document and sequence number afterwards.

    `previous` is the hash of the row before, if that row is given too; otherwise it is empty.
    """
    found: list[Transition] = []
    for row in sorted(rows, key=itemgetter(1, 2)):
        found.append(_transition(row, found[-1] if found else None))
    return found


def _transition(row: Sequence[Any], last: Transition | None) -> Transition:
    at, document, seq, catalogue, track, before, after, kind, ref, digest, detail, hash_ = row
    follows = last is not None and (last.document, last.seq + 1) == (document, seq)
    return Transition(
        document=document,
        seq=seq,
        track=track,
        before=before,
        after=after,
        cause=Cause(kind, ref, digest),
        detail=json.loads(detail) if detail != NOTHING else {},
        at=at,
        catalogue=catalogue,
        previous=last.hash if last is not None and follows else GENESIS if seq == 1 else "",
        hash=hash_,
    )


def act_values(row: OperatorAct) -> Values:
    return (row.id, row.verb, row.about, row.reason, as_json([one.facts() for one in row.operators]), row.at)


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
    texts = (as_json(asked.arguments), as_json(asked.heads), as_json(row.operator.facts()))
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


def circuit_values(row: Circuit) -> Values:
    return *_circuit_key(row), json.dumps(row.failed), *_circuit_rest(row)


def circuits(rows: Iterable[Sequence[Any]]) -> list[Circuit]:
    return [replace(row, failed=tuple(json.loads(str(row.failed)))) for row in _circuits(rows)]


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
    figures = as_json(row.figures)
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


def as_json(value: Any) -> str:
    """The JSON text of a column."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
