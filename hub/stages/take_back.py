"""Take back one of two decisions that a party made on documents of which one was made again from the other."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from hub.catalogue import Route
from hub.effects.bring_back import bring_back
from hub.effects.current import current_of
from hub.effects.move_status import TAKEN_BACK, move_status
from hub.effects.taken_out import amount_left, taken_of
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Cause, Claim, Document, Transition
from hub.ports import Unit

_OPEN: Final = 9
"""Most documents that a refusal names."""


def line_of(unit: Unit, route: Route, document: Document) -> list[str]:
    """The ids of the documents of which one was made again, and of those that were made again from it.

    Empty where no decision on the document can be taken back.
    """
    if route.again is None or document.status not in route.stands:
        return []
    line, above = list[str](), document.again_of
    while above:
        line.append(above)
        above = unit.documents([above])[0].again_of
    below = _successor(unit.transitions([document.id]), route.again.becomes)
    while below and below not in line:
        line.append(below)
        below = _successor(unit.transitions([below]), route.again.becomes)
    return line


def rights_on(work: Work, document: Document) -> list[str]:
    """The keys under which other documents can hold rights on one whose decision can be taken back."""
    keys: list[str] = []
    for route in work.catalogue.routes.values() if document.status in work.route(document).stands else ():
        names = {naming.name for naming in route.names if document.type in naming.documents}
        keys += (f"{':'.join(one.resource)}:{document.id}" for one in route.claims if one.each in names)
    return keys


def take_back(work: Work, document: Document, line: list[str], said: tuple[Cause, str]) -> None:
    """Move the document to the status of replaced documents; another one of its line keeps the decision.

    `said` is the act and its reason. Its claims are released, and what it brought to other documents is replaced by
    what the other one brings. Raises Rejected: HUB-820 if no other document of the line has this decision, HUB-821 if
    others hold rights on the document, or more than is there without what it brought.
    """
    route, trails, (cause, reason) = work.route(document), work.books.trails, said
    others = (trails.document(id_) for id_ in line)
    stays = next((one for one in others if one.status == document.status and not one.disputes), None)
    if stays is None or route.again is None or document.status not in route.stands or document.disputes:
        raise rejected(Code.NOT_DECIDED_TWICE, status=document.status)
    _refuse_rests(claim for key in rights_on(work, document) for claim in work.books.claims.open_claims(key))
    before = {key: left for key, left, _ in _shared(work, document)}
    move_status(work, document, route.again.becomes, cause, {"reason": reason, TAKEN_BACK: stays.id})
    bring_back(work, document, stays, cause)
    for key, left, claims in _shared(work, document):
        _refuse_rests(claims if left < min(before[key], Decimal(0)) else ())


def _refuse_rests(claims: Iterable[Claim]) -> None:
    """Raise Rejected (HUB-821) if there is a claim: its document must be settled first."""
    if held := sorted({claim.document for claim in claims}):
        raise rejected(Code.OTHERS_REST_ON_IT, names=", ".join(held[:_OPEN]))


def _shared(work: Work, document: Document) -> Iterator[tuple[str, Decimal, list[Claim]]]:
    """For each document to which this one brings facts, and each kind of amount that others take out of it.

    That is a key, what is left, and who has taken what. The document claims the same resource, so it is loaded.
    """
    named = (
        one for bringing in work.route(document).brings for one in work.books.named_by(document.id, bringing.named)
    )
    for current in {one.id: one for one in (current_of(work, other) for other in named)}.values():
        for route in work.catalogue.routes.values():
            names = {naming.name for naming in route.names if current.type in naming.documents}
            for claiming in (one for one in route.claims if one.each in names and one.out_of):
                resource = ":".join(claiming.resource)
                left, taken = amount_left(work, claiming, resource, current), taken_of(work, resource, current)
                yield f"{route.document}:{resource}:{current.id}", left, taken


def _successor(trail: list[Transition], becomes: str) -> str:
    """The document that was made again from this one: its acceptance moved this one."""
    moved = (row for row in reversed(trail) if row.after == becomes and row.cause.kind == "document")
    return next((row.cause.ref.partition(":")[0] for row in moved if not row.is_observation), "")
