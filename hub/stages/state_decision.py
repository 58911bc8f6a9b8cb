"""Move a document by what its party has said in writing, beside its messages, as an operator enters it."""

from collections.abc import Sequence

from hub.catalogue import Case, Leg, Route
from hub.effects.dispute import NOTIFIED
from hub.effects.move_status import ALARM
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Cause, Document, Verdict
from hub.model.transition import SAID
from hub.reading.meaning import Meaning
from hub.reading.read_notice import check_said
from hub.reading.said_by import InWriting
from hub.stages.apply_receipt import compares_times, take_meaning
from hub.stages.leg_party import party_of_leg


def state_decision(
    work: Work, document: Document, status: str, said: tuple[Cause, str], words: Sequence[str] = ()
) -> None:
    """Move a document as an answer of its party would have moved it; claims, numbers and what follows are as then.

    `said` is the act and its reason, `words` are the party's own reasons, which portals see. Raises Rejected: HUB-985
    if the party's word cannot lead to this status now, HUB-759 if the document is disputed, HUB-317 if another document
    holds what it claims, and as `apply_receipt` does.
    """
    cause, reason = said
    route = work.route(document)
    if status not in (may := sayable(route, document.status, document.round)):
        raise rejected(Code.NOT_SAYABLE, value=status, names=", ".join(may) or "—")
    if document.disputes - {ALARM, NOTIFIED}:
        raise rejected(Code.DISPUTED_BESIDE)
    _refuse_rivalled(work, document)
    leg = route.leg(document.round)
    said_by = InWriting(party_of_leg(document, route.legs, leg, work.books.trails.facts(document.id)))
    if _is_business(leg, status) and leg.answers is not None:
        case = Case(form={}, own=work.books.trails.form(document.id), today=work.today)
        check_said(said_by, case, leg.answers.rules)
    meaning = Meaning(
        leg=leg,
        round=document.round,
        code=status,
        status=status,
        verdict=Verdict.MOVES,
        late=False,
        is_business=_is_business(leg, status),
        decided_at=work.books.now,
    )
    take_meaning(
        work, document, meaning, (cause, said_by), {"reason": reason, **({SAID: list(words)} if words else {})}
    )


def sayable(route: Route, status: str, round_: int) -> list[str]:
    """The statuses to which the party's written word can lead a document now, in the lifecycle's order.

    They are statuses of its answers in this round, without those of which an answer says more than the status: values
    that it must bring, which only the party states, and a time of its own that counts. None where the document goes to
    nobody, where another one replaced it, and where the route says how it is settled (`settles:`).
    """
    if not route.legs or route.settles is not None or (route.again is not None and status == route.again.becomes):
        return []
    leg = route.leg(round_)
    said = {leg.accepted, leg.refused, *(leg.answers.codes.values() if leg.answers else ())} - {""}
    plain = {code for code in said if _is_plain(route, leg, code)}
    return [code for code in route.lifecycle.next if code in plain and _may(route, status, code)]


def _is_plain(route: Route, leg: Leg, code: str) -> bool:
    """Whether an answer with this status says nothing that counts but the status."""
    is_required = leg.answers is not None and bool(leg.answers.required.get(code))
    return not (_is_business(leg, code) and (is_required or compares_times(route)))


def _is_business(leg: Leg, code: str) -> bool:
    return leg.answers is not None and code in leg.answers.codes.values()


def _may(route: Route, status: str, code: str) -> bool:
    moves = route.lifecycle.judge(status, code) is Verdict.MOVES
    return moves or (code in route.stands and route.lifecycle.allows(status, code))


def _refuse_rivalled(work: Work, document: Document) -> None:
    """Raise Rejected (HUB-317) if another document holds what this one claims: that one is looked at first."""
    claims = work.books.claims
    for claiming in work.route(document).claims:
        for claim in claims.held_by(document.id, claiming.key) if claiming.exclusive else ():
            holder = claims.holder(claim.resource, claim.key)
            if holder is not None and holder.document != document.id:
                raise rejected(Code.RESOURCE_TAKEN, holder=holder.document)
