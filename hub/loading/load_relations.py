"""Find the documents that others name, and read what is needed of them into the books."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.catalogue import Catalogue, Naming, Route, lookup
from hub.effects.names import FOREIGN
from hub.model import REFUSED, Books, Document
from hub.ports import Delivery, Unit
from hub.reading.parse_submission import parse_submission


@dataclass(frozen=True)
class Mention:
    """One document names others by numbers."""

    subject: str
    """The id of the document that does."""
    naming: Naming
    enterprise: str
    party: str
    """Whose documents they must be; empty for anybody's."""
    numbers: Sequence[str]
    giver: str = ""
    """Who most likely gave them, should several parties have given the same: whom the submission goes to."""


Found = Mapping[tuple[str, str], list[str | None]]
"""By subject and name: the ids of those named, in order; None for a number that nobody bears, FOREIGN for somebody
else's."""


def mentions_of(subject: str, route: Route, enterprise: str, party: str, form: Mapping[str, Any]) -> Iterator[Mention]:
    """What a submission, or the values of a notice, says of other documents."""
    for naming in route.names:
        numbers = [number for number, _ in naming.numbers(form)]
        yield Mention(subject, naming, enterprise, party if route.is_notice else "", numbers, party)


def named_recorded(unit: Unit, documents: Collection[Document], catalogue: Catalogue) -> Found:
    """Whom documents that are recorded name: fixed when they were accepted, whoever bears the number since.

    In the order of their ids, which is nobody's.
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
    """The resources on which these documents have claims: whoever moves them must hold these too."""
    return {claim.resource for claim in unit.claims(sorted(documents), [])} if documents else set()


def find_named(unit: Unit, mentions: Sequence[Mention], catalogue: Catalogue) -> Found:
    """Who bears the numbers: of the right type, enterprise and party, else nobody.

    A party gives a number once, and it passes to who supersedes its bearer: of several bearers the one that has it
    from whom the mention is addressed to, else the newest.
    """
    wanted = {(m.naming.by, number) for m in mentions for number in m.numbers}
    bearing = unit.numbered(wanted) if wanted else []
    found: dict[tuple[str, str], list[str | None]] = {}
    documents = {d.id: d for _, d in bearing}
    for mention in mentions:
        first = next(iter(found.get((mention.subject, mention.naming.party_of), ())), None)
        party = documents[first].party if first else mention.party
        kind, type_ = mention.naming.by, mention.naming.document
        bears = [(r.value, d) for r, d in bearing if (r.kind, d.type) == (kind, type_) and party in ("", d.party)]
        newest = {value: FOREIGN for value, _ in bears}
        own = [(value, d) for value, d in bears if d.enterprise == mention.enterprise]
        givers = _givers(unit, catalogue.routes[type_], kind, [d for _, d in own]) if len(own) > 1 else {}
        own.sort(key=lambda bearer: (_rank(mention, givers, bearer[1]), bearer[1].created_at, bearer[1].id))
        newest |= {value: d.id for value, d in own}
        found[mention.subject, mention.naming.name] = [newest.get(number) for number in mention.numbers]
    return found


def _rank(mention: Mention, givers: Mapping[str, str], document: Document) -> bool:
    return bool(mention.giver) and givers.get(document.id) == mention.giver


def _givers(unit: Unit, route: Route, kind: str, documents: Sequence[Document]) -> dict[str, str]:
    """Who gave each of these its number of a kind."""
    forms = forms_of(unit, documents if len(route.legs) > 1 else ())
    return {d.id: giver_of(route, d, forms.get(d.id, {}), kind) for d in documents}


def giver_of(route: Route, document: Document, form: Mapping[str, Any], kind: str) -> str:
    """Who gives a document its numbers of a kind: its party, or whom a later leg goes to."""
    for leg in route.legs[1:]:
        if leg.answers is not None and kind in leg.answers.references:
            return str(lookup(form, leg.party) or "").strip()
    return document.party


def ids_of(found: Found) -> set[str]:
    return {id_ for ids in found.values() for id_ in ids if id_}


def load_facts(unit: Unit, books: Books, documents: Iterable[Document]) -> None:
    """Read what was submitted for these documents, and what has come back for them so far."""
    by_id = {document.id: document for document in documents}
    books.trails.load_forms(forms_of(unit, by_id.values()))
    books.trails.load_returned(unit.transitions(sorted(by_id)))
    books.names.load_numbers(unit.references(sorted(by_id)))


def forms_of(unit: Unit, documents: Collection[Document]) -> dict[str, dict[str, Any]]:
    """What was submitted for these documents, by their ids."""
    bodies = unit.payloads([d.payload for d in documents if d.portal])
    return {d.id: _form(d, bodies) for d in documents}


def load_notified(unit: Unit, books: Books, more: Iterable[str] = ()) -> None:
    """Read which portals hear of the documents that no portal submitted; `more` are enterprises beside theirs."""
    enterprises = books.trails.enterprises_without_portal() | set(more)
    if enterprises:
        books.names.load_listeners(unit.portals(sorted(enterprises), REFUSED))


def needs_facts(route: Route, document: Document) -> bool:
    """Whether messages or documents follow from this one that say what it said, or its party has decided before."""
    follows = len(route.legs) > 1 or bool(route.makes or route.shares or route.expires)
    follows = follows or any(leg.answers is not None and leg.answers.about is not None for leg in route.legs)
    return follows or (bool(route.legs) and document.status not in route.undecided)


def _form(document: Document, bodies: Mapping[str, bytes]) -> dict[str, Any]:
    """A portal's submission as it was; of what a party announced, the enterprise alone."""
    body = bodies.get(document.payload) if document.portal == document.sender else None
    if body is None:
        return document.announced_form
    delivery = Delivery(owner=document.sender, tag="", body=body, taken_at=document.created_at)
    return dict(parse_submission(delivery).submission.form)
