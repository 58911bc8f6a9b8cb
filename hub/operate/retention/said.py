"""Whose words the stored bytes of documents are: the portal's, the hub's messages, the party's, the hub's receipts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from hub.catalogue import Said
from hub.model import Document, Message, Transition
from hub.ports import ArchivePart, AuditReader

BySaid = Mapping[str, set[Said]]
"""By digest: whose words the bytes are, as one document names them."""


def said_in(reader: AuditReader, part: ArchivePart) -> dict[str, BySaid]:
    """By document: the digests of its bytes, also of what travelled encrypted. They may not all be stored."""
    found: dict[str, dict[str, set[Said]]] = {one.id: defaultdict(set) for one in part.documents}
    for id_, digest, said in _named(part):
        found[id_][digest].add(said)
    names = {digest for each in found.values() for digest in each}
    for content, wire in reader.wires(names):
        for each in found.values():
            if content in each:
                each[wire] |= each[content]
    return dict(found)


def _named(part: ArchivePart) -> Iterator[tuple[str, str, Said]]:
    for document in part.documents:
        yield from _of_document(document)
    for row in part.transitions:
        yield from _of_row(row)
    for message in part.messages:
        yield message.document or "", message.digest, _of_message(message)


def _of_document(document: Document) -> Iterator[tuple[str, str, Said]]:
    yield document.id, document.payload, "submission"
    if document.form is not None:
        yield document.id, document.form, "submission"


def _of_row(row: Transition) -> Iterator[tuple[str, str, Said]]:
    """What an operator gave stays in the store. What a clock names is the document's own, and named otherwise too."""
    cause = row.cause
    if cause.kind == "receipt":
        yield row.document, cause.digest, "received"
    elif cause.kind == "confirm":
        yield row.document, cause.digest, "sent"
    elif cause.kind == "document" and ":" not in cause.ref:
        yield row.document, cause.digest, "submission"
    for name in ("form", "read"):
        if isinstance(digest := row.detail.get(name), str) and len(digest) == 64:
            yield row.document, digest, "submission"


def _of_message(message: Message) -> Said:
    if message.direction == "in":
        return "received"
    return "answer" if message.kind == "receipt" else "sent"
