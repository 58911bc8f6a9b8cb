"""Which bytes of which documents are due by a policy, and what keeps them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hub.catalogue import Parts, Policy
from hub.model import Document
from hub.operate.retention.closed import Closing, Kept
from hub.operate.retention.rows import read_records
from hub.operate.retention.said import said_in
from hub.ports import AuditReader, Store


@dataclass(frozen=True, slots=True)
class Counted:
    """So many stored bytes."""

    payloads: int
    size: int


@dataclass(frozen=True, slots=True)
class Going:
    """What a removal takes: documents with the digests of bytes that leave with them, and which bytes stay."""

    documents: dict[str, Document]
    payloads: set[str]
    by_type: dict[str, tuple[int, Counted]]
    """By type: how many documents, and their bytes; what several share counts once."""
    shared: Counted
    """Bytes that are due, and that something else names."""


@dataclass
class Choice:
    """Closed documents, with the digests of the bytes that are due of each."""

    documents: dict[str, Document] = field(default_factory=dict)
    due: dict[str, set[str]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    other: set[str] = field(default_factory=set)
    """Bytes that one of these documents names and that are not due of it."""

    def going(self, store: Store) -> Going:
        """What can leave. Bytes that anything else names stay."""
        due = {digest for each in self.due.values() for digest in each}
        free = due - self.other
        free -= store.retention.names(free, self.documents.keys()).others if free else set()
        leaving = {id_: each & free for id_, each in self.due.items() if each & free}
        return Going(
            documents={id_: self.documents[id_] for id_ in leaving},
            payloads=free,
            by_type=dict(self._by_type(leaving)),
            shared=self._counted(due - free),
        )

    def _by_type(self, leaving: dict[str, set[str]]) -> Iterator[tuple[str, tuple[int, Counted]]]:
        told: set[str] = set()
        for type_ in sorted({self.documents[id_].type for id_ in leaving}):
            of_type = [id_ for id_ in leaving if self.documents[id_].type == type_]
            names = {digest for id_ in of_type for digest in leaving[id_]} - told
            told |= names
            yield type_, (len(of_type), self._counted(names))

    def _counted(self, names: set[str]) -> Counted:
        return Counted(len(names), sum(self.sizes[name] for name in names))


@dataclass(frozen=True)
class Choosing:
    """Chooses by one policy, as of one time."""

    store: Store
    closing: Closing
    policy: Policy
    now: int

    def take(self, page: list[Document], choice: Choice) -> list[Kept]:
        """Add what is due of these documents; those of which bytes are due and that are not closed."""
        parts = {one.id: parts for one in page if (parts := self.policy.due(one, self.now))}
        if not parts:
            return []
        with self.store.auditing.read() as reader:
            due, other, sizes = _due(reader, parts)
        found = [one for one in page if due.get(one.id)]
        closed, kept = self.closing.split(found, self.now)
        for document in closed:
            choice.documents[document.id], choice.due[document.id] = document, due[document.id]
            choice.other |= other[document.id]
            choice.sizes |= {name: sizes[name] for name in due[document.id]}
        return kept


def _due(
    reader: AuditReader, parts: dict[str, Parts]
) -> tuple[dict[str, set[str]], dict[str, set[str]], dict[str, int]]:
    """By document: the digests of stored bytes that are due, and of those that are not; and how long they are."""
    said = said_in(reader, read_records(reader, sorted(parts)))
    sizes = dict(reader.sizes({name for each in said.values() for name in each}))
    due = {
        id_: {name for name, whose in each.items() if name in sizes and whose <= parts[id_]}
        for id_, each in said.items()
    }
    return due, {id_: each.keys() - due[id_] for id_, each in said.items()}, sizes
