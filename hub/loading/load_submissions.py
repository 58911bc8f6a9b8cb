"""Lock the documents that a batch of submissions refers to, and read them into the books."""

from collections.abc import Iterator, Sequence

from hub.catalogue import Route
from hub.effects.concerned import units_in
from hub.effects.work import Work
from hub.loading.load_bearers import load_bearers
from hub.loading.load_decided import load_decided
from hub.loading.load_holders import load_holders
from hub.loading.load_relations import (
    Found,
    claimed_by,
    find_named,
    ids_of,
    load_facts,
    load_forms,
    load_notified,
    mentions_of,
    named_recorded,
)
from hub.loading.load_through import load_through
from hub.loading.load_versions import Versions
from hub.model import Books, Submission, known_id
from hub.ports import Standing, Unit
from hub.reading.numbers import BusinessNumber, submitted
from hub.stages.prepared import Prepared

Sound = tuple[Submission, Route, str]
"""A submission without faults, its route, and the id of its document."""


def load_submissions(unit: Unit, work: Work, batch: Sequence[Prepared], numbers: Sequence[BusinessNumber] = ()) -> None:
    """Lock predecessors, referenced documents and resources, in id order; then read them and the preconditions.

    `numbers` are the business numbers that parked receipts give to documents of the batch.
    """
    books, catalogue = work.books, work.catalogue
    sound: list[Sound] = [(p.submission, p.route, p.new_id) for p in batch if p.route is not None and not p.faults]
    earlier = _predecessors(unit, [p.submission for p in batch])
    before = named_recorded(unit, unit.documents(earlier), catalogue) if earlier else {}
    mentions = [m for s, r, d in sound if r.names for m in mentions_of(d, r, s.enterprise.uscc, s.party, s.form)]
    books.names.load(named := find_named(unit, mentions, catalogue) if mentions else {})
    others, versions = ids_of(named), Versions.of(unit, catalogue, mentions, named)
    books.names.load(before)
    numbers = [*numbers, *(number for s, r, _ in sound for number, _ in submitted(r, s.party, s.form))]
    keys = (
        set(_resources(sound, versions.with_earlier))
        | claimed_by(unit, {*others, *earlier})
        | {number.key for number in numbers}
    )
    locked = sorted({*earlier, *others})
    if locked or keys:
        unit.lock(locked, sorted(keys))
    versions.refuse_newer()
    books.trails.load(unit.documents(locked))
    _load_earlier(unit, books)
    _load_known(unit, books, batch)
    _load_required(unit, work, sound)
    books.claims.load_resources(unit.resources(sorted(keys)))
    books.claims.load(unit.claims(sorted({*locked, *_before(books, earlier)}), sorted(keys)))
    load_holders(unit, books, [route for _, route, _ in sound])
    books.names.load_numbers(unit.references(sorted(set(earlier) - others)) if earlier else ())
    load_bearers(unit, books, catalogue, numbers)
    if others:
        load_facts(unit, books, [books.trails.document(other) for other in sorted(others)], catalogue)
        load_through(unit, work, [(document, route) for _, route, document in sound])
        load_decided(unit, work, [books.trails.document(other) for other in sorted(others)])
    if locked or any(route.concerns for _, route, _ in sound):
        _load_listeners(unit, work, sound)


def _load_known(unit: Unit, books: Books, batch: Sequence[Prepared]) -> None:
    """Read the documents that have the id of a new one already (HUB-509), or that the same portal named so."""
    books.trails.load(unit.documents([p.new_id for p in batch]))
    books.trails.load(unit.brought([(p.submission.portal, p.submission.id) for p in batch]))


def _load_required(unit: Unit, work: Work, sound: Sequence[Sound]) -> None:
    """Read the documents that must be there first, with their forms where a condition looks into these."""
    needs = {Standing(need.document, s.enterprise.uscc, need.statuses) for s, r, _ in sound for need in r.requires}
    standing = unit.standing(sorted(needs, key=lambda n: (n.type, n.enterprise)))
    work.books.trails.load(standing)
    if any(need.where is not None for _, route, _ in sound for need in route.requires):
        load_forms(unit, work.books, standing, work.catalogue)


def _load_listeners(unit: Unit, work: Work, sound: Sequence[Sound]) -> None:
    """Read which portals hear of the loaded documents and of the new ones."""
    units = [one for said, route, _ in sound for one in units_in(route, said.form)]
    load_notified(unit, work.books, work.catalogue, units=units)


def _resources(sound: Sequence[Sound], named: Found) -> Iterator[str]:
    """Resources that the documents claim or bring figures for, also for each document that they refer to."""
    for submission, route, document in sound:
        yield from route.resource_keys(submission.enterprise.uscc, submission.party)
        values = {"enterprise": submission.enterprise.uscc, "party": submission.party, "portal": submission.portal}
        for claim in route.claims:
            key = route.submitted_key(claim.resource, values, submission.form)
            yield from (key,) if claim.fields else ()
            yield from (f"{key}:{one}" for one in named.get((document, claim.each), ()) if claim.each and one)


def _load_earlier(unit: Unit, books: Books) -> None:
    """Read the predecessors of loaded documents, one after the other: their disputes count for these documents too."""
    while missing := books.trails.unread_predecessors():
        found = unit.documents(sorted(missing))
        if not found:
            return
        books.trails.load(found)


def _before(books: Books, earlier: Sequence[str]) -> set[str]:
    """The predecessors of predecessors: what their party's figures contain of them may be used again.

    They are not locked: who changes such an amount locks its resource.
    """
    known = [books.trails.document(id_) for id_ in earlier if books.trails.holds(id_)]
    return {one.id for document in known for one in books.trails.predecessors(document)}


def _predecessors(unit: Unit, submissions: Sequence[Submission]) -> list[str]:
    """Ids of the documents that `again_of` names, by the portal's own id or the hub's."""
    named = [(s.portal, s.again_of) for s in submissions if s.again_of]
    if not named:
        return []
    found = [*unit.brought([(p, n) for p, n in named if n]), *unit.documents([known_id(n) for _, n in named if n])]
    return sorted({document.id for document in found})
