"""Record an operator's decision on each document that a document refers to (`settles:` of a route)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from hub.catalogue import Naming, Route, Settling, lookup
from hub.effects.current import versions_of
from hub.effects.dispute import settle_dispute
from hub.effects.make_document import make_document
from hub.effects.move_other import move_other
from hub.effects.move_status import move_status
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Books, Cause, Document, Reference, Transition, digest
from hub.model.canonical import canonical
from hub.stages.settled_values import settled_values
from hub.text.bilingual import Bilingual

SETTLED_SHARE: Final = "settled"
"""Name of a returned value: how many of all parts are paid, as 2/3."""
ALL: Final = "all"
"""Stands for the numbers of all open parts."""


@dataclass(frozen=True)
class Decision:
    """An operator's decision on the parts of a document, by their numbers in that document."""

    paid: Sequence[str] = ()
    failed: Sequence[str] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """Values that the party would have returned, by the route's names."""


@dataclass(frozen=True)
class _Case:
    """A document that is settled part by part, and its state."""

    document: Document
    route: Route
    settling: Settling
    naming: Naming
    parts: Mapping[str, Document]
    """The documents that it refers to, by number."""
    paid: tuple[str, ...]
    """Numbers that were settled as paid before; `failed` holds those settled as failed."""
    failed: tuple[str, ...]

    @property
    def open(self) -> list[str]:
        return [number for number in self.parts if number not in {*self.paid, *self.failed}]


def settle_part(work: Work, document: Document, decision: Decision, said: tuple[Cause, str]) -> None:
    """Move the decided parts, make what follows from them, and end the document when no part is open.

    If all parts get the same decision at once, the document moves as its party would have moved it. Otherwise it ends
    in the route's status for a mixed result. Raises Rejected: HUB-772 if there is nothing to decide, HUB-773 for a
    number that is not open, HUB-774 for a value that is missing, malformed or in the future, HUB-317 if a later
    document holds the part.
    """
    case = _case_of(work, document)
    decided = _checked(work, case, decision)
    if not (case.paid or case.failed) and case.open in (list(decided.paid), list(decided.failed)):
        _settle_whole(work, case, decided, said)
    else:
        _settle_some(work, case, decided, said)


def _case_of(work: Work, document: Document) -> _Case:
    route, trails = work.route(document), work.books.trails
    settling = route.settles
    if settling is None or not route.lifecycle.allows(document.status, settling.in_part):
        raise rejected(Code.NOTHING_TO_SETTLE, status=document.status)
    naming, before = route.naming(settling.named), trails.returned(document.id)
    numbers = [number for number, _ in naming.numbers(trails.form(document.id))]
    parts = {number: _bearer(work.books, document, naming, number) for number in numbers}
    paid, failed = before.get("settled_paid", ()), before.get("settled_failed", ())
    return _Case(document, route, settling, naming, parts, tuple(paid), tuple(failed))


def _bearer(books: Books, document: Document, naming: Naming, number: str) -> Document:
    """The part that bears a number. The books hold the parts in the order of their ids, not of the form."""
    named = books.named_by(document.id, naming.name)
    return next(d for d in named if Reference(d.id, naming.by, number) in books.names.numbers(d.id))


def _checked(work: Work, case: _Case, decision: Decision) -> Decision:
    """The checked decision: numbers in the form's order, values as the party would have sent them."""
    chosen = {"paid": list(decision.paid), "failed": list(decision.failed)}
    for name, numbers in chosen.items():
        chosen[name] = case.open if numbers == [ALL] else numbers
    given = [*chosen["paid"], *chosen["failed"]]
    odd = next((n for n in given if n not in case.open or given.count(n) > 1), None)
    if odd is not None or not given:
        raise rejected(Code.NUMBER_NOT_OPEN, value=(odd or "")[:64], open=", ".join(case.open))
    paid, failed = ([n for n in case.open if n in chosen[name]] for name in ("paid", "failed"))
    for number in paid:
        if (holder := _holder(work, case, case.parts[number])) is not None:
            raise rejected(Code.RESOURCE_TAKEN, case.settling.named, holder=_told(work, number, holder))
    answers = case.route.legs[-1].answers
    assert answers is not None
    values = settled_values(work, answers, decision.values, case.settling.paid if paid else "", case.document)
    return Decision(paid, failed, values)


def _settle_whole(work: Work, case: _Case, decided: Decision, said: tuple[Cause, str]) -> None:
    """Settle all parts alike, as if the party had said so."""
    cause, reason = said
    to = case.settling.paid if decided.paid else case.settling.failed
    detail = {"reason": reason, "returned": dict(decided.values)}
    settle_dispute(work, case.document, cause, {"observed": "settled", "reason": reason})
    if case.document.status != to and case.route.lifecycle.allows(case.document.status, to):
        move_status(work, case.document, to, cause, detail)


def _settle_some(work: Work, case: _Case, decided: Decision, said: tuple[Cause, str]) -> None:
    """Settle some parts. What follows from payment is made for the paid parts only."""
    cause, reason = said
    paid, failed = (*case.paid, *decided.paid), (*case.failed, *decided.failed)
    count = f"{len(paid)}/{len(case.parts)}"
    told = {**decided.values, SETTLED_SHARE: count, "settled_paid": list(paid), "settled_failed": list(failed)}
    row = work.books.trails.append(
        case.document.id,
        case.document.status,
        cause,
        {"observed": "settled-in-part", "reason": reason, "returned": told},
    )
    for to, numbers in ((case.settling.paid, decided.paid), (case.settling.failed, decided.failed)):
        for number in numbers:
            _move_part(work, case, (number, to), row)
    for making in case.route.makes if decided.paid else ():
        if making.on == case.settling.paid:
            facts = _facts_of(work.books, case, decided.paid)
            make_document(work, making, row, facts, part=_part(decided.paid))
    if len(paid) + len(failed) == len(case.parts):
        settle_dispute(work, case.document, cause, {"observed": "settled", "reason": reason})
        move_status(work, case.document, case.settling.in_part, cause, {"reason": reason, "returned": told})


def _part(numbers: Sequence[str]) -> str:
    """Distinguishes documents that follow from different parts, independently of the trail."""
    return f":{digest(canonical(list(numbers)))[:16]}"


def _move_part(work: Work, case: _Case, move: tuple[str, str], row: Transition) -> None:
    """Move one part to the status to which the whole document would have moved it."""
    number, to = move
    for moving in case.route.moves:
        if moving.named == case.settling.named and to in moving.on:
            other = work.books.trails.document(case.parts[number].id)
            if other.status != moving.to.status and _holder(work, case, other) is None:
                move_other(work, moving, other, row)


def _holder(work: Work, case: _Case, other: Document) -> str | None:
    """The later document of the same type that holds this part exclusively, by its id. That document decides then."""
    claims, versions = work.books.claims, {version.id for version in versions_of(work, other)}
    held = [
        claims.holder(claim.resource, claim.key)
        for claiming in case.route.claims
        if claiming.each == case.naming.name and claiming.exclusive
        for claim in claims.held_by(case.document.id, claiming.key)
        if claim.resource.rpartition(":")[2] in versions
    ]
    return next((one.document for one in held if one is not None and one.document != case.document.id), None)


def _told(work: Work, number: str, holder: str) -> Bilingual:
    """For an operator: the part, the document that holds it, and how to look at that."""
    document = work.books.trails.find(holder)
    type_, name = (document.type, document.record or holder) if document is not None else ("", holder)
    about = f"{type_} {name}".strip()
    return Bilingual(
        f"{number[:64]} 属于 {about}，见 hub show {name}", f"{number[:64]} belongs to {about} (hub show {name})"
    )


def _facts_of(books: Books, case: _Case, numbers: Sequence[str]) -> dict[str, Any]:
    """The document's facts as if it had referred to these parts only."""
    facts, naming = books.trails.facts(case.document.id), case.naming
    items = [item for item in lookup(facts, naming.each) if str(lookup(item, naming.at)).strip() in numbers]
    total = sum(Decimal(str(lookup(item, case.settling.amount)).strip()) for item in items)
    return _with(_with(facts, naming.each, items), case.settling.total, str(total))


def _with(form: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """A copy of a form with another value at a path."""
    name, _, rest = path.partition(".")
    return {**form, name: _with(form.get(name, {}), rest, value) if rest else value}
