"""Lock the documents that a batch of parties' messages concerns, and read them into the books."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.catalogue import Catalogue, Route, parts_of
from hub.effects.account import account_of
from hub.effects.concerned import named_units, units_in
from hub.effects.work import Work
from hub.errors import Rejected, StoreConflict
from hub.loading.find_by_document import find_by_document
from hub.loading.load_bearers import accounts_of, load_ancestors, load_bearers, load_counted, load_counting
from hub.loading.load_existing import existing_in, numbers_in, resources_in, units_of_existing
from hub.loading.load_relations import (
    Found,
    Mention,
    claimed_by,
    find_named,
    ids_of,
    load_facts,
    load_notified,
    mentions_of,
    named_recorded,
    needs_facts,
    told_by,
)
from hub.loading.load_tellers import tellers_of
from hub.loading.load_through import load_through
from hub.loading.load_tracks import bearing, load_tracks, numbers_told
from hub.model import Books, Document
from hub.ports import Unit
from hub.reading.moments import decided_at
from hub.reading.numbers import BusinessNumber, numbers_of, shared_with
from hub.reading.open_message import Opened
from hub.reading.read_existing import ExistingDocument
from hub.reading.read_notice import announced_id
from hub.xml.build import text_at


@dataclass(frozen=True, slots=True)
class _Concerned:
    """What a batch concerns, as far as it can be found before anything is locked."""

    batch: Sequence[Opened]
    notices: Sequence[tuple[Opened, Route]]
    said: Sequence[tuple[Opened, Route, dict[str, Any]]]
    """The notices, with the values by which they refer to others."""
    existing: Sequence[ExistingDocument]
    answered: Sequence[Document]
    announced: Found
    """The documents that notices name."""
    named: Found
    """These, and the documents that the answered ones named."""
    documents: Mapping[str, Document]
    numbers: Sequence[BusinessNumber]
    accounts: Collection[str]
    """The resources whose figures the batch tells."""
    keys: Collection[str]
    """All resources."""


def load_replies(unit: Unit, work: Work, deliveries: Sequence[Opened]) -> None:
    """Lock the answered documents, the documents they refer to, and their resources, in id order; then read them."""
    found = _find(unit, work, [part for opened in deliveries for part in opened.parts])
    unknown = _unknown(work.books, found.batch)
    unit.lock(sorted({*found.documents, *_unsigned(unit, unknown)}), sorted(found.keys))
    _refuse_recorded(unit, unknown)
    _read(unit, work, found)


def _find(unit: Unit, work: Work, batch: Sequence[Opened]) -> _Concerned:
    """Find by ids, names and numbers; what is read here may change until it is locked."""
    books, catalogue = work.books, work.catalogue
    books.post.load(unit.sent(sorted({m.answers for m in batch if m.answers})))
    _load_wires(unit, books, batch)
    find_by_document(unit, books, batch)
    answered = unit.documents(books.post.documents_of_sent())
    notices = list(_notices(batch, catalogue))
    said = [(m, route, _values(m, route)) for m, route in notices]
    mentions, existing = list(_announced(said)), existing_in(work, batch)
    announced = find_named(unit, mentions, catalogue)
    named = {**named_recorded(unit, answered, catalogue), **announced}
    books.names.load(named)
    documents = {d.id: d for d in (*answered, *unit.documents(sorted(ids_of(named))))}
    keys = _claimed(unit, answered, catalogue) | {key for one in said for key in _noticed(*one)}
    keys |= {key for d in documents.values() for key in _resources(d, catalogue)} | resources_in(existing)
    numbers = [*_numbers(books, batch, documents, catalogue), *numbers_in(existing)]
    numbers += numbers_told(unit, catalogue, documents.values(), mentions)
    documents |= {d.id: d for d in bearing(unit, catalogue, numbers)}
    books.trails.load(answered)
    accounts = [one for m in batch if (one := account_of(work, m))]
    documents |= {d.id: d for d in tellers_of(unit, catalogue, accounts)}
    told = {account.key for account in accounts}
    keys |= {number.key for number in numbers} | told
    return _Concerned(batch, notices, said, existing, answered, announced, named, documents, numbers, told, keys)


def _read(unit: Unit, work: Work, found: _Concerned) -> None:
    """Read what is locked into the books."""
    books, catalogue, keys = work.books, work.catalogue, sorted(found.keys)
    books.trails.load(unit.documents(sorted({*found.documents, *_made_of(work, found.notices, found.existing)})))
    books.claims.load_resources(unit.resources(keys))
    books.claims.load(unit.claims(sorted(found.documents), keys))
    informed = (compared := ids_of(found.announced)) | told_by(found.answered, found.named, catalogue)
    _load_followed(unit, work, found.documents.values(), informed)
    load_through(unit, work, [(opened.digest, route) for opened, route in found.notices])
    load_bearers(unit, books, catalogue, [*found.numbers, *_shared(books, found.notices)])
    if load_counting(unit, books, catalogue, found.numbers):
        books.claims.load(unit.counted(keys))
    load_counted(unit, work, {*found.accounts, *_late(work, found.batch)})
    load_tracks(unit, work, found.numbers)
    load_ancestors(unit, books, [books.trails.document(d.id) for d in found.answered])
    _load_notified(unit, work, found.said, compared, found.existing)
    books.trails.load_said_at({m.digest: m.said_at for m in found.batch})
    _load_earlier(unit, books, found.batch)


def _unknown(books: Books, batch: Sequence[Opened]) -> Sequence[Opened]:
    """The receipts for messages that are not recorded: a restored store may lack what the hub sent."""
    return [m for m in batch if m.answers and books.post.sent(m.answers) is None]


def _unsigned(unit: Unit, unknown: Sequence[Opened]) -> set[str]:
    """The documents whose messages are answered although they wait for their signatures.

    They are locked, so that a receipt is parked before its message is recorded, or not at all.
    """
    names = sorted({m.answers for m in unknown if m.answers})
    rows = [*unit.to_sign(names), *unit.to_sign_for(names)] if names else []
    return {row.document for row in rows if row.document}


def _refuse_recorded(unit: Unit, unknown: Sequence[Opened]) -> None:
    """Raise StoreConflict, for another attempt, if an answered message was recorded before its document was locked."""
    names = {m.answers for m in unknown if m.answers}
    documents = sorted({m.answers for m in unknown if m.answers and m.echoed is None})
    by_document = unit.sent_for(documents) if documents else []
    if names and (unit.sent(sorted(names)) or any(message.kind == "business" for message in by_document)):
        raise StoreConflict("an answered message was recorded before its document was locked")


def _load_wires(unit: Unit, books: Books, batch: Sequence[Opened]) -> None:
    """Read what went out encrypted, where a receipt names other bytes than the message that it answers."""
    answered = [(m.echoed, message.digest) for m in batch if m.echoed and (message := books.post.sent(m.answers))]
    if differing := [pair for pair in answered if pair[0] != pair[1]]:
        books.post.load_wires(unit.wires(sorted({digest for pair in differing for digest in pair})))


def _load_followed(unit: Unit, work: Work, documents: Iterable[Document], informed: Collection[str]) -> None:
    """Load the facts of the documents from which something follows, or which something is compared with or told by."""
    routes = work.catalogue.routes
    if followed := [one for one in documents if one.id in informed or needs_facts(routes[one.type], one)]:
        load_facts(unit, work.books, followed, work.catalogue)


def _notices(batch: Sequence[Opened], catalogue: Catalogue) -> Iterator[tuple[Opened, Route]]:
    """The notices in the batch that their party may send."""
    for opened in batch:
        route = catalogue.notice(opened.element)
        if route is not None and catalogue.may_announce(opened.party, route):
            yield opened, route


def _made_of(
    work: Work, notices: Sequence[tuple[Opened, Route]], existing: Sequence[ExistingDocument]
) -> Iterator[str]:
    """The ids of the documents that these messages announce."""
    for opened in (*(opened for opened, _ in notices), *(said.opened for said in existing)):
        yield announced_id(work.means.hub_id, opened)


def _claimed(unit: Unit, answered: Sequence[Document], catalogue: Catalogue) -> set[str]:
    """The resources of which documents told by others or by fields of the form hold something."""
    claiming = [d.id for d in answered if any(c.each or c.fields for c in catalogue.routes[d.type].claims)]
    return claimed_by(unit, claiming)


def _late(work: Work, batch: Sequence[Opened]) -> Iterator[str]:
    """The resources whose held figures are newer than an answer about a document that has an amount of them.

    A document that failed has it too: the answer may bring it back.
    """
    claims = work.books.claims
    for opened in batch:
        message = work.books.post.sent(opened.answers)
        document = work.books.trails.find(message.document) if message is not None else None
        if document is None:
            continue
        yield from (key for key in accounts_of(work, document) if _stated(opened) < claims.resource(key).as_of)


def _stated(opened: Opened) -> int:
    """When the party decided, or wrote the message; the beginning of time where it cannot be read."""
    try:
        return decided_at(opened) or opened.said_at
    except Rejected:
        return 0


def _load_earlier(unit: Unit, books: Books, batch: Sequence[Opened]) -> None:
    """Read the messages of these ids that came before, and those that wait."""
    ids = sorted({(m.party, m.id) for m in batch})
    books.post.load_waiting(unit.waiting(ids))
    books.post.load(unit.received(ids))


def _load_notified(
    unit: Unit,
    work: Work,
    said: Sequence[tuple[Opened, Route, dict[str, Any]]],
    named: Collection[str],
    existing: Sequence[ExistingDocument],
) -> None:
    """Read who hears of the batch: of the enterprises in announcements, and of the documents that notices name."""
    whose = {work.books.trails.document(id_).enterprise for id_ in named} | {uscc_of(m) for m, *_ in said}
    units = [*(one for _, route, values in said for one in units_in(route, values)), *units_of_existing(existing)]
    load_notified(unit, work.books, work.catalogue, whose - {""}, units)


def _numbers(
    books: Books, batch: Sequence[Opened], documents: Mapping[str, Document], catalogue: Catalogue
) -> Iterator[BusinessNumber]:
    """The business numbers in the batch: of notices that their party may send, and of receipts."""
    for opened, route in _notices(batch, catalogue):
        yield from numbers_of(opened, route)
    yield from _answered(books, batch, documents, catalogue)


def _shared(books: Books, notices: Sequence[tuple[Opened, Route]]) -> Iterator[BusinessNumber]:
    """The numbers that named documents share with the notices that name them.

    Nobody else names such a document meanwhile: it is locked.
    """
    for opened, route in notices:
        for naming in route.names:
            for other in (id_ for id_ in books.names.named(opened.digest, naming.name) if id_):
                yield from shared_with(route, naming, opened.party, books.names.numbers(other))


def _answered(
    books: Books, batch: Sequence[Opened], documents: Mapping[str, Document], catalogue: Catalogue
) -> Iterator[BusinessNumber]:
    """The business numbers that receipts give to the documents that they answer."""
    for opened in batch:
        message = books.post.sent(opened.answers)
        document = documents.get(message.document or "") if message is not None else None
        if message is not None and document is not None and message.round:
            route = catalogue.routes[document.type]
            yield from numbers_of(opened, route, message.round)
            for type_ in route.naming(route.reopens.named).documents if route.reopens else ():
                yield from numbers_of(opened, catalogue.routes[type_], message.round)


def uscc_of(opened: Opened) -> str:
    return text_at(opened.root, "Enterprise/Uscc") or ""


def _noticed(opened: Opened, route: Route, values: Mapping[str, Any]) -> Iterator[str]:
    """The resources that a notice concerns."""
    yield from route.resource_keys(uscc_of(opened), opened.party)
    if once := route.once_key(opened.party, values):
        yield once


def _values(opened: Opened, route: Route) -> dict[str, Any]:
    """The values by which a notice refers to others; empty if it cannot be read (it is refused later)."""
    paths = [*(naming.at for naming in route.names), *([route.once] if route.once else [])]
    names = {part for path in paths for part in parts_of(path)} | set(named_units(route))
    try:
        return route.returns.read(opened.root, names)
    except Rejected:
        return {}


def _announced(said: Sequence[tuple[Opened, Route, dict[str, Any]]]) -> Iterator[Mention]:
    """The references in notices."""
    for opened, route, values in said:
        yield from mentions_of(opened.digest, route, uscc_of(opened), opened.party, values)


def _resources(document: Document, catalogue: Catalogue) -> list[str]:
    route = catalogue.routes.get(document.type)
    return route.resource_keys(document.enterprise, document.party) if route else []
