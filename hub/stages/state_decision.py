"""Move a document by what its party has said in writing, beside its messages, as an operator enters it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hub.catalogue import Case, Leg, Route, lookup
from hub.effects.dispute import NOTIFIED
from hub.effects.move_status import ALARM
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Cause, Document, Verdict
from hub.reading.meaning import Meaning
from hub.reading.read_notice import check_said
from hub.reading.said_by import InWriting
from hub.stages.apply_receipt import take_meaning
from hub.stages.settled_values import settled_values


@dataclass(frozen=True)
class Stated:
    """What a party has said in writing of one document."""

    status: str
    """The status that its answer would have led to."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Values that its answer would have returned, by the route's names."""


def state_decision(work: Work, document: Document, stated: Stated, said: tuple[Cause, str]) -> None:
    """Move a document as an answer of its party would have moved it; claims, numbers and what follows are as then.

    `said` is the act and its reason. Raises Rejected: HUB-985 if no answer of the party can lead to this status now,
    HUB-759 if the document is disputed, HUB-774 for a value that is missing, malformed or in the future, and as
    `apply_receipt` does.
    """
    cause, reason = said
    route = work.route(document)
    if stated.status not in (may := sayable(route, document.status, document.round)):
        raise rejected(Code.NOT_SAYABLE, value=stated.status, names=", ".join(may))
    if document.disputes - {ALARM, NOTIFIED}:
        raise rejected(Code.DISPUTED_BESIDE)
    leg = route.leg(document.round)
    said_by = InWriting(_party_of(work, document, leg))
    values = _values(work, document, leg, stated, said_by)
    meaning = Meaning(
        leg=leg,
        round=document.round,
        code=stated.status,
        status=stated.status,
        verdict=Verdict.MOVES,
        late=False,
        is_business=True,
        decided_at=work.books.now,
        values=values,
    )
    take_meaning(work, document, meaning, (cause, said_by), {"reason": reason})


def sayable(route: Route, status: str, round_: int) -> list[str]:
    """The statuses to which an answer of the party in this round can lead a document now, in the lifecycle's order.

    None where the document goes to nobody, and where the route says how it is settled (`settles:`).
    """
    if not route.legs or route.settles is not None:
        return []
    leg = route.leg(round_)
    said = {leg.accepted, leg.refused, *(leg.answers.codes.values() if leg.answers else ())} - {""}
    return [code for code in route.lifecycle.next if code in said and _may(route, status, code)]


def _may(route: Route, status: str, code: str) -> bool:
    moves = route.lifecycle.judge(status, code) is Verdict.MOVES
    return moves or (code in route.stands and route.lifecycle.allows(status, code))


def _party_of(work: Work, document: Document, leg: Leg) -> str:
    """The party at the other end of this leg."""
    if leg is work.route(document).legs[0]:
        return document.party
    return str(lookup(work.books.trails.facts(document.id), leg.party)).strip()


def _values(work: Work, document: Document, leg: Leg, stated: Stated, said_by: InWriting) -> dict[str, Any]:
    """The values as the party would have sent them, by the rules for its answers."""
    if leg.answers is None or stated.status not in leg.answers.codes.values():
        if stated.values:
            name = next(iter(stated.values))
            raise rejected(Code.SETTLED_VALUE_MALFORMED, name, name=name)
        return {}
    values = settled_values(work, leg.answers, stated.values, stated.status)
    case = Case(form=values, own=work.books.trails.form(document.id), today=work.today)
    check_said(said_by, case, leg.answers.rules)
    return values
