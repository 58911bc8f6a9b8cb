"""The documents of one business: whatever names each other by references and business numbers.

The walk goes from a document up to what it is about, and from there down to all that is about the same. What it only
rests on, as an agreement or a quota, is named and not walked into: thousands of others may rest on it. Nor are others
that one document is about too, as the applications that were paid together.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from hub.catalogue import Kinship
from hub.model import CONCERNS, Document, Reference
from hub.model.identifier import read_uuid
from hub.ports import Relations, StoreReader

MOST: Final = 40
"""Documents of one family that are shown."""
AT_ONCE: Final = 200
"""Bearers of numbers that are looked at in one step."""
RESTING: Final = 5
"""Documents shown that rest on the one named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Documents of one business, each list by age."""

    named: Document
    """The document that was asked for."""
    members: Sequence[Document]
    beside: Sequence[Document] = ()
    """Others that a member is about too."""
    rests_on: Sequence[Document] = ()
    resting: Sequence[Document] = ()
    """The newest of those that rest on the one named."""
    is_whole: bool = True
    """False: there are more members than are shown."""

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all its documents."""
        return frozenset(d.id for d in (*self.members, *self.beside, *self.rests_on, *self.resting))


def family_of(store: StoreReader, kinship: Kinship, named: Document) -> Family:
    """The family of one document."""
    walk = _Walk(store.relations, kinship)
    walk.walk(named)
    members = list(walk.members.values())
    needed = _needed(store, kinship, [*members, *walk.rests_on.values()])
    rests_on = {**walk.rests_on, **{d.id: d for d in needed}}
    apart = walk.members.keys()
    return Family(
        named=named,
        members=_by_age(members[:MOST]),
        beside=_by_age(d for d in walk.beside.values() if d.id not in apart),
        rests_on=_by_age(d for d in rests_on.values() if d.id not in apart),
        resting=[d for d in _resting(store, kinship, named) if d.id not in apart],
        is_whole=len(members) <= MOST,
    )


def families_of(store: StoreReader, kinship: Kinship, name: str) -> list[Family]:
    """The families that a name may mean, newest first: of its bearers; if it has none, of those that name it.

    A family is named by the oldest of its documents that the name means.
    """
    found = {d.id: d for d in store.documents.find(name, AT_ONCE)}
    owners = store.relations.owners(name, kinship.lent, AT_ONCE) if len(found) > 1 else []
    found |= {d.id: d for d in owners if not d.maker}
    told = store.relations.references(found) if len(found) > 1 else []
    lent = {r.document for r in told if r.value == name and kinship[found[r.document].type].lends(r.kind)}
    lent |= {d.id for d in found.values() if d.maker}
    families: list[Family] = []
    known: set[str] = set()
    for document in _by_age([d for d in found.values() if d.id not in lent] or found.values()):
        if document.id not in known:
            families.append(family := family_of(store, kinship, document))
            known |= family.ids
    return sorted(families, key=lambda family: (family.named.updated_at, family.named.id), reverse=True)


@dataclass
class _Walk:
    relations: Relations
    kinship: Kinship
    members: dict[str, Document] = field(default_factory=dict)
    beside: dict[str, Document] = field(default_factory=dict)
    rests_on: dict[str, Document] = field(default_factory=dict)
    is_up: set[str] = field(default_factory=set)
    """Documents from which everything that they are about is walked to."""

    def walk(self, named: Document) -> None:
        """Visit level by level. A document that was come down to brings what it is about if none of that is known."""
        level = {named.id: named}
        self.is_up.add(named.id)
        while level and len(self.members) <= MOST:
            references = _by_document(self.relations.references(level))
            level = self._kept(level, references)
            self.members |= level
            above, below, again = self._above(level, references), self._below(level, references), self._again(level)
            found = {**{d.id: d for d in below}, **{d.id: d for d in again}, **above}
            self.is_up |= above.keys() | {d.id for d in again if self._is_up_with(d, level)}
            level = {id_: d for id_, d in found.items() if id_ not in self.members}

    def _kept(self, level: Mapping[str, Document], references: Mapping[str, list[Reference]]) -> dict[str, Document]:
        """Those without what was made again from a member, and is about others only."""
        kept: dict[str, Document] = {}
        for id_, document in level.items():
            about = {r.value for r in references.get(id_, ()) if self.kinship.is_about(document, r)}
            is_strange = bool(about) and not about & self.members.keys()
            if is_strange and document.again_of in self.members and id_ not in self.is_up:
                self.beside[id_] = document
            else:
                kept[id_] = document
        return kept

    def _is_up_with(self, document: Document, level: Mapping[str, Document]) -> bool:
        """Whether a document that was made again, or from which one was, is walked like that one."""
        before = {d.id for d in level.values() if d.again_of == document.id}
        return bool(self.is_up & {document.again_of, *before})

    def _above(self, level: Mapping[str, Document], references: Mapping[str, list[Reference]]) -> dict[str, Document]:
        """What the documents are about, and what they were made of."""
        named = {id_: [r for r in references.get(id_, ()) if read_uuid(r.value) == r.value] for id_ in level}
        wanted = {r.value for found in named.values() for r in found} | {d.maker for d in level.values() if d.maker}
        documents = {d.id: d for d in self.relations.of_ids(wanted - self.members.keys())}
        above = {d.maker: documents[d.maker] for d in level.values() if d.maker in documents}
        for id_, found in named.items():
            resting = [r for r in found if self.kinship.is_resting(level[id_], r)]
            self.rests_on |= {r.value: documents[r.value] for r in resting if r.value in documents}
            about = {r.value for r in found} - {r.value for r in resting}
            goes_up = id_ in self.is_up or not about & self.members.keys()
            others = {other: documents[other] for other in about if other in documents}
            if goes_up:
                above |= others
            else:
                self.beside |= others
        return above

    def _below(self, level: Mapping[str, Document], references: Mapping[str, list[Reference]]) -> Iterator[Document]:
        """What is about the documents, what was made of them, and what bears the same numbers."""
        about = [key for document in level.values() for key in self.kinship.about(document)]
        numbers = {
            (r.kind, r.value): document
            for document in level.values()
            for r in references.get(document.id, ())
            if self._leads_on(document, r)
        }
        for reference, document in self.relations.bearers(about, AT_ONCE):
            if self.kinship[document.type].naming(reference.kind) and not self.kinship.is_resting(document, reference):
                yield document
        for reference, document in self.relations.bearers(list(numbers), AT_ONCE):
            bearer = numbers[reference.kind, reference.value]
            if document.maker in self.members or (
                not document.maker and self._shares(bearer, document, reference.kind)
            ):
                yield document

    def _leads_on(self, document: Document, reference: Reference) -> bool:
        """Whether others with the number may be of the family: not those that only rest on the same."""
        is_number = reference.kind != CONCERNS and read_uuid(reference.value) != reference.value
        return is_number and not document.maker and not self.kinship[document.type].rests_by(reference.kind)

    def _shares(self, bearer: Document, other: Document, kind: str) -> bool:
        """Whether two documents with a number of one kind belong together: the number is the first one's own."""
        is_own = not self.kinship[bearer.type].lends(kind)
        of_one = not bearer.enterprise or not other.enterprise or bearer.enterprise == other.enterprise
        return is_own and of_one and not self.kinship[other.type].rests_by(kind)

    def _again(self, level: Mapping[str, Document]) -> list[Document]:
        """What was made again from the documents, and what they were made again from."""
        before = {d.again_of for d in level.values() if d.again_of} - self.members.keys()
        return [*self.relations.successors(level), *self.relations.of_ids(before)]


def _by_document(references: Iterable[Reference]) -> dict[str, list[Reference]]:
    found: dict[str, list[Reference]] = {}
    for reference in references:
        found.setdefault(reference.document, []).append(reference)
    return found


def _needed(store: StoreReader, kinship: Kinship, documents: Iterable[Document]) -> list[Document]:
    """The newest documents of the types that these need, of the same enterprise and party; and what they need."""
    wanted = {(type_, d.enterprise, d.party) for d in documents for type_ in kinship[d.type].needs if d.enterprise}
    found: dict[tuple[str, str, str], Document] = {}
    while wanted:
        for key in sorted(wanted):
            type_, enterprise, party = key
            found.update((key, d) for d in store.relations.standing(enterprise, type_, party, 1))
        more = {(t, d.enterprise, d.party) for k, d in found.items() if k in wanted for t in kinship[d.type].needs}
        wanted = more - found.keys()
    return list(found.values())


def _resting(store: StoreReader, kinship: Kinship, named: Document) -> list[Document]:
    """The newest documents that rest on one, by a reference or because they need it."""
    found = [d for _, d in store.relations.bearers(kinship.resting(named), RESTING)]
    for type_ in kinship.needing(named.type) if named.enterprise else ():
        found += store.relations.standing(named.enterprise, type_, named.party, RESTING)
    return _by_age({d.id: d for d in found}.values())[-RESTING:]


def _by_age(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda d: (d.created_at, d.id))
