"""What an archive holds of some documents, and which stored bytes belong to them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from hub.errors import Code, operator_error
from hub.model import Document, Message, Transition
from hub.ports import ArchivePart, AuditReader

BY_BYTES = ("receipt", "confirm", "clock")


def read_part(reader: AuditReader, documents: Sequence[Document]) -> tuple[ArchivePart, list[Document]]:
    """The rows and bytes of these documents as the store has them; and those that moved since they were chosen.

    Raises OperatorError (HUB-833) for a row that cannot be read: nothing leaves the store that no archive has.
    """
    records = reader.records_of([one.id for one in documents])
    same = [one for one in documents if records.documents.get(one.id, one).seq == one.seq]
    ids = {one.id for one in same}
    transitions = [row for id_ in sorted(ids) for row in records.transitions.get(id_, ())]
    messages = [row for id_ in sorted(ids) for row in records.messages.get(id_, ())]
    found = [one for one in sorted(records.documents.values(), key=lambda one: one.id) if one.id in ids]
    names = names_of(reader, ArchivePart(documents=found, transitions=transitions, messages=messages))
    bodies = sorted(reader.bodies(set(chain.from_iterable(names.values()))))
    part = ArchivePart(documents=found, transitions=transitions, messages=messages, payloads=bodies)
    _prove_readable(reader)
    return part, [one for one in documents if one.id not in ids]


def read_records(reader: AuditReader, documents: Sequence[str]) -> ArchivePart:
    """What the store has of these documents, but for bytes; raises OperatorError (HUB-833)."""
    records = reader.records_of(documents)
    _prove_readable(reader)
    return ArchivePart(
        documents=sorted(records.documents.values(), key=lambda one: one.id),
        transitions=[row for id_ in documents for row in records.transitions.get(id_, ())],
        messages=[row for id_ in documents for row in records.messages.get(id_, ())],
    )


def _prove_readable(reader: AuditReader) -> None:
    for table, key in reader.unreadable():
        raise operator_error(Code.ROW_UNREADABLE, table=table, key=key)


def names_of(reader: AuditReader, part: ArchivePart) -> dict[str, list[str]]:
    """By document: the digests of its bytes, also of what travelled encrypted. They may not all be stored.

    What operators gave (reasons, proofs, signatures) stays in the store: it is small, and proves who acted.
    """
    found: dict[str, dict[str, None]] = {one.id: {} for one in part.documents}
    for id_, name in _named(part.documents, part.transitions, part.messages):
        found[id_][name] = None
    wires: Mapping[str, list[str]] = _grouped(reader.wires({name for names in found.values() for name in names}))
    return {id_: [*names, *(wire for name in names for wire in wires.get(name, ()))] for id_, names in found.items()}


def to_remove(reader: AuditReader, part: ArchivePart) -> dict[str, list[str]]:
    """By document: the digests of bytes that leave the store.

    The hub's own answers stay: a party that sends a message again gets the same answer.
    """
    others = [message for message in part.messages if (message.direction, message.kind) != ("out", "receipt")]
    return names_of(reader, replace(part, messages=others))


def bodies_to_remove(reader: AuditReader, part: ArchivePart) -> set[str]:
    """The same, of the bytes that are in the part."""
    names = set(chain.from_iterable(to_remove(reader, part).values()))
    return names & {name for name, _ in part.payloads}


def _named(
    documents: Sequence[Document], transitions: Sequence[Transition], messages: Sequence[Message]
) -> Iterator[tuple[str, str]]:
    for document in documents:
        yield document.id, document.payload
        if document.form is not None:
            yield document.id, document.form
    for row in transitions:
        if row.cause.kind in BY_BYTES or (row.cause.kind == "document" and ":" not in row.cause.ref):
            yield row.document, row.cause.digest
        for name in ("form", "read"):
            if isinstance(digest := row.detail.get(name), str) and len(digest) == 64:
                yield row.document, digest
    for message in messages:
        yield message.document or "", message.digest


def _grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
