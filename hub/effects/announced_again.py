"""A number that is announced once, in another message: a repeat, a missing file, a correction, or one too many."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from hub.catalogue import Route, alike, number_at
from hub.effects.bring_facts import bring
from hub.effects.dispute import NOTIFIED
from hub.effects.move_status import ALARM
from hub.effects.versions import REPEATED
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import Cause, Claim, Document, made_id, time_of
from hub.reading.open_message import Opened
from hub.reading.read_reason import NAME

ONCE: Final = "announced"
"""Key of the claim on a number that is announced once."""


def announced_before(work: Work, document: Document, values: Mapping[str, Any]) -> Document | None:
    """The document of the same enterprise that announced the number already; None if it is the first.

    Bearers of the number must be loaded.
    """
    holder = _holder(work, document, values)
    earlier = work.books.trails.find(holder.document) if holder is not None else None
    return earlier if earlier is not None and earlier.enterprise == document.enterprise else None


def take_again(work: Work, earlier: Document, opened: Opened, values: Mapping[str, Any]) -> bool:
    """Take a message that says the same facts again; False if it says anything else, or brings another file.

    Files that were missing are kept, and portals are told. A message without any is a repeat: it is noted on the
    document, also if it leaves out a file that came before.
    """
    route, known = work.route(earlier), work.books.trails.returned(earlier.id)
    files = {name: values[name] for name in route.supplements if name in values and name not in known}
    absent = {name for name in route.supplements if name not in values}
    if not any(alike(_facts(values, files), _facts(said, absent)) for said in _said(work, earlier)):
        return False
    cause = Cause("document", opened.id, opened.digest)
    if files:
        bring(work, earlier, files, opened.said_at, cause)
    else:
        work.books.trails.append(earlier.id, earlier.status, cause, {"observed": REPEATED})
    return True


def corrects(work: Work, earlier: Document, opened: Opened, values: Mapping[str, Any]) -> bool:
    """Whether other facts make a new version: what was made of the earlier one may be made again, and only then.

    Both must name the same documents, and the new one must not be older, by the party's own time. A file that comes or
    is missing corrects nothing.
    """
    route, facts = work.route(earlier), _facts(values, work.route(earlier).supplements)
    if route.corrected is None or any(alike(facts, _facts(s, route.supplements)) for s in _said(work, earlier)):
        return False
    is_older = opened.said_at // 1000 * 1000 < time_of(earlier.id)  # an id keeps milliseconds
    if is_older or not _names_the_same(work, earlier, opened):
        return False
    return _may_be_again(work, work.books.trails.find(made_id(earlier, route.corrected.made)))


def carry_supplements(work: Work, document: Document, values: Mapping[str, Any]) -> None:
    """Bring the files that completed the earlier version to a new one that lacks them, each from its own message."""
    trails = work.books.trails
    for name in work.route(document).supplements if document.again_of is not None else ():
        rows = [row for row in trails.past(document.again_of or "") if row.is_taken and name in row.returned]
        if rows and name not in values:
            as_of = int(rows[-1].detail.get("as_of", rows[-1].at))
            bring(work, trails.document(document.id), {name: rows[-1].returned[name]}, as_of, rows[-1].cause)


def refuse_again(work: Work, document: Document, values: Mapping[str, Any]) -> None:
    """Raise Rejected (HUB-417) if another document has a number that may be announced only once."""
    route, holder = work.route(document), _holder(work, document, values)
    if holder is not None and holder.document != document.again_of:
        number = number_at(values, route.once)
        raise rejected(Code.NUMBER_REPORTED_BEFORE, route.once, answers=document.sender_ref, value=number)


def claim_once(work: Work, document: Document, values: Mapping[str, Any]) -> None:
    """Claim a number that may be announced only once; a corrected document takes over its predecessor's claim."""
    claims, holder = work.books.claims, _holder(work, document, values)
    if key := work.route(document).once_key(document.party, values):
        if holder is not None:
            claims.put(replace(holder, open=False))
        claims.put(Claim(document=document.id, resource=key, key=ONCE, amount=None, open=True, settled_at=None))


def made_before(work: Work, route: Route, maker: Document, type_: str) -> Document | None:
    """What an earlier version of a document made, if it may be made again; None if there is nothing of the kind."""
    earlier = work.books.trails.find(maker.again_of)
    made = work.books.trails.find(made_id(earlier, type_)) if earlier is not None else None
    return made if made is not None and route.again is not None and made.status in route.again.sources else None


def _holder(work: Work, document: Document, values: Mapping[str, Any]) -> Claim | None:
    """The claim of the document that announced the number; None if none did."""
    key = work.route(document).once_key(document.party, values)
    return work.books.claims.holder(key, ONCE) if key else None


def _names_the_same(work: Work, earlier: Document, opened: Opened) -> bool:
    """Whether a message names the documents that the earlier one named, by whichever of their numbers."""
    names = work.books.names
    recorded = {(reference.kind, reference.value) for reference in names.numbers(earlier.id)}
    kinds = {naming.name for naming in work.route(earlier).names}
    named = {(kind, id_) for kind in kinds for id_ in names.named(opened.digest, kind) if id_}
    return named == {(kind, id_) for kind, id_ in recorded if kind in kinds}


def _may_be_again(work: Work, made: Document | None) -> bool:
    """Whether a document may be made again.

    It may not while anything but its status is in dispute: its party may have accepted it after all.
    """
    again = work.route(made).again if made is not None else None
    if made is None or again is None or made.status not in again.sources:
        return False
    return not made.disputes - {ALARM, NOTIFIED}


def _said(work: Work, earlier: Document) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What says nothing new: what was announced with the files that came later, and what is known by now.

    They differ by the facts that other documents have brought.
    """
    trails, supplements = work.books.trails, work.route(earlier).supplements
    known = trails.returned(earlier.id)
    files = {name: known[name] for name in supplements if name in known}
    return {**trails.announced(earlier.id), **files}, known


def _facts(values: Mapping[str, Any], without: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != NAME and name not in without}
