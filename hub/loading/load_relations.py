"""Find the documents that other documents refer to, and read the facts about them into the books."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from hub.catalogue import Catalogue, Naming, Route, lookup
from hub.effects.concerned import units_in
from hub.effects.names import FOREIGN
from hub.loading.load_concerned import Owners, load_concerned
from hub.model import REFUSED, Books, CustomsUnit, Document, newest_last
from hub.model.books.trails import TakenOut
from hub.model.moments import DAY
from hub.ports import Unit
from hub.reading.kept_form import read_again, read_form

SPOKEN_WITHIN: Final = 731 * DAY
"""Two years: for so long a portal that submitted something for an enterprise speaks for it."""


@dataclass(frozen=True)
class Mention:
    """The references of one document by one name of its route: numbers of other documents."""

    subject: str
    """The id of the document that refers to others; for a notice its digest."""
    naming: Naming
    enterprise: str
    """Whose documents may be meant; empty for a notice that does not say whose it is."""
    party: str
    """Party of the documents that may be meant; empty for any party. A name of the route can say another one."""
    numbers: Sequence[str]
    units: tuple[CustomsUnit, ...] = ()
    """The units that a notice concerns, if its route says so."""
    giver: str = ""
    """The party that most likely gave the numbers, if several parties gave equal ones: the submission's receiver."""


Found = Mapping[tuple[str, str], list[str | None]]
"""By subject and name: ids of the documents referred to, in order.

None means that no document bears the number. FOREIGN means that another enterprise's document bears it.
"""


def mentions_of(subject: str, route: Route, enterprise: str, party: str, form: Mapping[str, Any]) -> Iterator[Mention]:
    """The references in a submission, or in the values of a notice."""
    for naming in route.names:
        numbers = [number for number, _ in naming.numbers(form)]
        units = tuple(units_in(route, form)) if route.is_notice else ()
        asked = "" if naming.is_of_any_party else party
        yield Mention(subject, naming, enterprise, asked, numbers, units, party)


def named_recorded(unit: Unit, documents: Collection[Document], catalogue: Catalogue) -> Found:
    """Documents that recorded documents refer to.

    References are fixed at acceptance and do not change when a number is used again. Ids are in ascending order, not in
    the order of the form.
    """
    naming = {d.id: catalogue.routes[d.type].names for d in documents if catalogue.routes[d.type].names}
    found: dict[tuple[str, str], list[str | None]] = {
        (document, one.name): [] for document, names in naming.items() for one in names
    }
    for reference in unit.references(sorted(naming)) if naming else ():
        if (reference.document, reference.kind) in found:
            found[reference.document, reference.kind].append(reference.value)
    return found


def claimed_by(unit: Unit, documents: Collection[str]) -> set[str]:
    """The resources on which these documents have claims. A transaction that moves the documents must lock them too."""
    return {claim.resource for claim in unit.claims(sorted(documents), [])} if documents else set()


def find_named(unit: Unit, mentions: Sequence[Mention], catalogue: Catalogue) -> Found:
    """The documents that bear the numbers and have the right type, enterprise and party.

    A party gives a number once, and the number passes to a document that supersedes its bearer. Among several bearers,
    one whose number came from the mention's receiver comes first, then the newest.
    """
    wanted = {(m.naming.by, number) for m in mentions for number in m.numbers}
    bearing = unit.numbered(wanted) if wanted else []
    found: dict[tuple[str, str], list[str | None]] = {}
    recorded = _recorded(unit, mentions)
    documents = {d.id: d for d in (*(d for _, d in bearing), *recorded)}
    owners = Owners(unit, catalogue, documents.values(), [one for m in mentions for one in m.units])
    for mention in mentions:
        leading = found.get((mention.subject, mention.naming.party_of), [])
        party = _party_of(leading[0], documents) if leading else mention.party
        kind, types = mention.naming.by, mention.naming.documents
        bears = [(r.value, d) for r, d in bearing if r.kind == kind and d.type in types and party in ("", d.party)]
        if mention.naming.by_record:
            bears += [(d.record or "", d) for d in recorded if d.type in types and party in ("", d.party)]
        newest = {value: FOREIGN for value, _ in bears}
        own = [(value, d) for value, d in bears if owners.admit(d, mention.enterprise, mention.units)]
        givers = _givers(unit, catalogue, kind, [d for _, d in own]) if len(own) > 1 else {}
        age = {d.id: place for place, d in enumerate(newest_last(d for _, d in own))}
        own.sort(key=lambda bearer: (_rank(mention, givers, bearer[1]), age[bearer[1].id]))
        newest |= {value: d.id for value, d in own}
        found[mention.subject, mention.naming.name] = [newest.get(number) for number in mention.numbers]
    return found


def _party_of(leading: str | None, documents: Mapping[str, Document]) -> str:
    """The party of the document that says whose the others are. Any party when it is unknown: fault enough."""
    return documents[leading].party if leading else ""


def _recorded(unit: Unit, mentions: Sequence[Mention]) -> list[Document]:
    """The documents that are named by their record numbers."""
    numbers = {number for m in mentions if m.naming.by_record for number in m.numbers}
    return unit.with_records(numbers) if numbers else []


def _rank(mention: Mention, givers: Mapping[str, str], document: Document) -> bool:
    return bool(mention.giver) and givers.get(document.id) == mention.giver


def _givers(unit: Unit, catalogue: Catalogue, kind: str, documents: Sequence[Document]) -> dict[str, str]:
    """The parties that gave these documents their numbers of a kind, by document id."""
    routes = {d.id: catalogue.routes[d.type] for d in documents}
    forms = forms_of(unit, [d for d in documents if len(routes[d.id].legs) > 1], catalogue)
    return {d.id: giver_of(routes[d.id], d, forms.get(d.id), kind) for d in documents}


def giver_of(route: Route, document: Document, form: Mapping[str, Any] | None, kind: str) -> str:
    """The party that gives a document its numbers of a kind: the document's party, or the party of a later leg.

    Raises TakenOut where its form would tell, and is None because it left the store.
    """
    for leg in route.legs[1:]:
        if leg.answers is not None and kind in leg.answers.references:
            if form is None:
                raise TakenOut(document.id)
            return str(lookup(form, leg.party) or "").strip()
    return document.party


def ids_of(found: Found) -> set[str]:
    return {id_ for ids in found.values() for id_ in ids if id_}


def told_by(documents: Iterable[Document], named: Found, catalogue: Catalogue) -> set[str]:
    """The named documents to which these documents bring facts: what they know already must be loaded."""
    told: set[str] = set()
    for document in documents:
        route = catalogue.routes[document.type]
        for name in {*(one.named for one in route.brings), *(one.named for one in route.tells)} - {""}:
            told |= {id_ for id_ in named.get((document.id, name), ()) if id_}
    return told


def load_facts(unit: Unit, books: Books, documents: Iterable[Document], catalogue: Catalogue) -> None:
    """Read the forms of these documents, and the values that have been returned for them."""
    by_id = {document.id: document for document in documents}
    load_forms(unit, books, by_id.values(), catalogue)
    transitions = unit.transitions(sorted(by_id))
    books.trails.load_returned(transitions)
    books.names.load_numbers(unit.references(sorted(by_id)))
    if newest := {t.document: t.detail for t in transitions if "form" in t.detail}:
        inside = [replace(by_id[id_], payload=t["form"], form=t.get("read")) for id_, t in newest.items()]
        load_forms(unit, books, inside, catalogue)


def load_forms(unit: Unit, books: Books, documents: Collection[Document], catalogue: Catalogue) -> None:
    """Read the forms of these documents; of one that left the store whoever asks for it will be told."""
    forms = forms_of(unit, documents, catalogue)
    books.trails.load_forms(forms)
    books.trails.take_out(document.id for document in documents if document.id not in forms)


def forms_of(unit: Unit, documents: Collection[Document], catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """The submitted forms of these documents, by document id; those that left the store are left out.

    Raises Rejected (HUB-510), which is answered to nobody, if the hub cannot read a submission that it has accepted.
    """
    bodies = unit.payloads([d.form or d.payload for d in documents if d.form or d.portal == d.sender])
    there = [d for d in documents if (d.form or d.payload) in bodies or not (d.form or d.portal == d.sender)]
    return {d.id: _form(d, bodies, catalogue) for d in there}


def load_notified(
    unit: Unit, books: Books, catalogue: Catalogue, more: Iterable[str] = (), units: Iterable[CustomsUnit] = ()
) -> None:
    """Read which portals speak for the enterprises of documents without a portal, or that concern several.

    `more` are further enterprises, `units` units of documents that are to be made.
    """
    enterprises = books.trails.enterprises_without_portal() | set(more)
    enterprises |= load_concerned(unit, books, catalogue, units)
    if enterprises:
        since = books.now - SPOKEN_WITHIN
        books.names.load_listeners(unit.portals(sorted(enterprises), REFUSED, since))


def needs_facts(route: Route, document: Document) -> bool:
    """Whether a document's facts are needed: for what follows from it, or because its party has decided."""
    follows = len(route.legs) > 1 or bool(route.makes or route.shares or route.expires)
    follows = follows or any(track.ends is not None for track in route.tracks)
    answers = [leg.answers for leg in route.legs if leg.answers is not None]
    follows = follows or any(one.about is not None or one.compares_form for one in answers)
    follows = follows or bool(route.brings or route.reopened_by)
    return follows or (bool(route.legs) and (document.round > 1 or document.status not in route.undecided))


def _form(document: Document, bodies: Mapping[str, bytes], catalogue: Catalogue) -> dict[str, Any]:
    """The form as it was accepted or announced; for a document that has none, the enterprise only."""
    if document.form is not None:
        return read_form(document, bodies)
    body = bodies.get(document.payload) if document.portal == document.sender else None
    return document.announced_form if body is None else read_again(document, body, catalogue)
