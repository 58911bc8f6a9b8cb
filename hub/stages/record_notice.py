"""Create the document that a party's notice announces, and notify the portals of its enterprise."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hub.catalogue import Case, Route, number_at
from hub.effects.announced_again import (
    announced_before,
    carry_supplements,
    claim_once,
    corrects,
    refuse_again,
    take_again,
)
from hub.effects.bear_numbers import bear, bear_number, refuse_borne, refuse_second
from hub.effects.concerned import concern, learn_from_notice, units_in
from hub.effects.doubt_owner import doubt_owner
from hub.effects.known import known_by
from hub.effects.move_status import move_status
from hub.effects.names import refer_named
from hub.effects.portals import portal_of_named
from hub.effects.take_over import STOCK, stand_on_tracks
from hub.effects.tell_tracks import join_tracks, tell_tracks
from hub.effects.versions import current_version, is_repeated, observe_version
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Cause, CustomsUnit, Document
from hub.reading.numbers import BusinessNumber
from hub.reading.open_message import Opened
from hub.reading.read_notice import announced_id, check_said, read_said
from hub.reading.read_reason import NAME, read_reason
from hub.reading.read_taken_over import TakenOver, read_taken_over, refuse_left
from hub.stages.answered import Announced
from hub.xml.build import text_at


@dataclass(frozen=True)
class _Earlier:
    """The document that announced the same already."""

    document: Document
    is_replaced: bool
    """Whether the notice takes its place as a new version; otherwise the notice is recorded on it."""


def notice_of(work: Work, opened: Opened) -> Announced | None:
    """The notice, with the route of the document that it announces; None for an answer.

    Raises Rejected (HUB-414) if this party may not announce it, for example a bank that announces a quota.
    """
    route = work.catalogue.notice(opened.element)
    if route is not None and not work.catalogue.may_announce(opened.party, route):
        raise rejected(Code.MESSAGE_NOT_ALLOWED, answers=opened.id, name=opened.element)
    return None if route is None else Announced(opened, route)


def record_notice(work: Work, announced: Announced) -> Document:
    """Record a notice as received and passed on; raises Rejected if its values break a rule.

    HUB-509 means that another document has the derived id, which does not happen by chance.

    Events go to the portal of the document that it names; if it names none, as `portals_of` says.
    """
    books, route, opened = work.books, announced.route, announced.opened
    new_id = announced_id(work.means.hub_id, opened)
    if books.trails.holds(new_id):
        raise rejected(Code.DERIVED_ID_TAKEN, answers=opened.id)
    values = read_said(opened, route)
    document = _document_of(work, announced, values, new_id)
    taken = _taken_over(work, announced, document, values)
    if (repeated := _repeated(work, announced, document, values)) is not None:
        return books.trails.document(repeated.id)
    check_said(opened, Case(form=values, today=work.today, named=known_by(work, route, opened.digest)), route.rules)
    earlier = _earlier(work, announced, document, values)
    if earlier is not None and not earlier.is_replaced:
        return books.trails.document(earlier.document.id)
    portal = portal_of_named(books, route, opened.digest)
    document = replace(document, portal=portal, again_of=earlier.document.id if earlier is not None else None)
    refuse_again(work, document, values)
    refuse_borne(work, document, opened, values)
    refuse_second(work, document, opened)
    claim_once(work, document, values)
    learn_from_notice(work, route, values, opened.said_at)
    _open(work, opened, document, values)
    passed = _begin(work, opened, document, values, taken)
    carry_supplements(work, document, values)
    tell_tracks(work, document, passed, values)
    join_tracks(work, document, passed)
    if route.concerns:
        doubt_owner(work, books.trails.document(document.id), passed)
    return books.trails.document(document.id)


def _begin(work: Work, opened: Opened, document: Document, values: Mapping[str, Any], taken: TakenOver | None) -> Cause:
    """Move the document to the status in which it is passed on, or in which it stands; return the cause."""
    route, stock = work.route(document), STOCK if taken is not None else {}
    move_status(work, document, route.lifecycle.first, Cause("document", opened.id, opened.digest), stock)
    cause = Cause("document", document.id, opened.digest)
    status = taken.status if taken is not None else route.passed_on.of(values)
    move_status(work, document, status, cause, {**_detail(opened, values), **stock})
    if taken is not None:
        stand_on_tracks(work, document, taken, cause)
    return cause


def _repeated(work: Work, announced: Announced, document: Document, values: Mapping[str, Any]) -> Document | None:
    """The document of which the notice says what is known, or to which it brings a missing file: not judged anew."""
    route, opened = announced.route, announced.opened
    if (current := current_version(work, route, opened.party, values)) is not None:
        return current if is_repeated(work, current, opened, values, document.enterprise) else None
    earlier = announced_before(work, document, values)
    return earlier if earlier is not None and take_again(work, earlier, opened, values) else None


def _earlier(work: Work, announced: Announced, document: Document, values: Mapping[str, Any]) -> _Earlier | None:
    """The document that announced the same already, on which the notice is now recorded or which it replaces."""
    route, opened = announced.route, announced.opened
    current = current_version(work, route, opened.party, values)
    if current is not None:
        is_observed = observe_version(work, current, opened, values)
        return _Earlier(current, is_replaced=not is_observed)
    earlier = announced_before(work, document, values)
    if earlier is not None and corrects(work, earlier, opened, values):
        return _Earlier(earlier, is_replaced=True)
    return None


def _taken_over(work: Work, announced: Announced, document: Document, values: Mapping[str, Any]) -> TakenOver | None:
    """How a document that was there before the hub stands; None if it begins now.

    Raises Rejected: HUB-439 if the route takes none over so, HUB-432 if the hub knows what is announced, HUB-440 and
    HUB-441 for an amount that is left of it.
    """
    route, opened = announced.route, announced.opened
    taken = read_taken_over(opened, route)
    refuse_left(opened, route, values, taken)
    if taken is None:
        return None
    known = current_version(work, route, opened.party, values) or announced_before(work, document, values)
    if known is not None:
        number = route.versions.number if route.versions else route.once
        raise rejected(Code.NUMBER_TAKEN, number, answers=opened.id, value=number_at(values, number))
    return taken


def _open(work: Work, opened: Opened, document: Document, values: Mapping[str, Any]) -> None:
    """Add the document to the books with its references and numbers; the version before it is superseded."""
    books, route = work.books, work.route(document)
    books.trails.open(document)
    if document.again_of is not None:
        _supersede(work, books.trails.document(document.again_of), document)
    for naming in route.names:
        books.names.rename(opened.digest, document.id, naming.name)
        for number, _ in naming.numbers(values) if naming.is_optional else ():
            bear_number(work, document, BusinessNumber(route.document, naming.by, opened.party, number))
    refer_named(books, route, document.id)
    concern(work, document, values)
    books.trails.load_forms({document.id: document.announced_form})
    bear(work, document, opened, values)


def _detail(opened: Opened, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the trail keeps of a notice: its values, and what its party says in words."""
    said = read_reason(opened.root)
    returned = {name: value for name, value in values.items() if name != NAME or not said}
    return {"returned": returned, **({NAME: said} if said else {})}


def _supersede(work: Work, current: Document, document: Document) -> None:
    """Let a new version take the place of the one that counted so far."""
    cause = Cause("document", document.id, document.payload)
    move_status(work, current, work.route(current).superseded, cause)


def _document_of(work: Work, announced: Announced, values: Mapping[str, Any], new_id: str) -> Document:
    """The document that a notice announces, before its first transition."""
    opened, route, at = announced.opened, announced.route, work.books.now
    uscc, name = _concerned(work, route, values) if route.concerns else _enterprise_of(work, announced)
    return Document(
        id=new_id,
        type=route.document,
        sender=opened.party,
        sender_ref=opened.id,
        content=opened.digest,
        payload=opened.digest,
        portal=None,
        party=opened.party,
        enterprise=uscc,
        enterprise_name=name,
        status=route.lifecycle.first,
        round=0,
        created_at=at,
        updated_at=at,
    )


def _concerned(work: Work, route: Route, values: Mapping[str, Any]) -> tuple[str, str]:
    """The USCC and name of the first unit that a notice concerns; the USCC is empty if nobody knows it."""
    first = route.concerns[0]
    (unit, *_) = (*units_in(route, values), CustomsUnit("", ""))
    return work.books.names.owner_of_unit(unit), str(values.get(f"{first}_name", ""))


def _enterprise_of(work: Work, announced: Announced) -> tuple[str, str]:
    """The USCC and name of the enterprise that a notice is about: its own, or that of a document that it names.

    Raises Rejected (HUB-435) if nothing says whose it is.
    """
    opened, books = announced.opened, work.books
    if uscc := text_at(opened.root, "Enterprise/Uscc"):
        return uscc, text_at(opened.root, "Enterprise/Name") or ""
    named = (d for naming in announced.route.names for d in books.named_by(opened.digest, naming.name))
    known = next(named, None)
    if known is None:
        raise rejected(Code.ENTERPRISE_UNKNOWN, "Enterprise", answers=opened.id)
    return known.enterprise, known.enterprise_name
