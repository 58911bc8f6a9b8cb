"""Stored bytes: each is what its digest says."""

from collections.abc import Iterable, Iterator

from hub.errors import Code
from hub.model import Message, digest
from hub.operate.audit.causes import check_size
from hub.operate.audit.finding import Finding, found
from hub.ports import AuditReader
from hub.text.bilingual import Bilingual

_OTHER = Bilingual("与散列值不符", "are other bytes")
_MISSING = Bilingual("库中没有", "are not stored")


def check_bytes(reader: AuditReader, stored: Iterable[tuple[str, bytes]]) -> Iterator[Finding]:
    """Digests are those of the bytes; what is empty instead was taken out, and a removal tells of it."""
    wrong = [(name, body) for name, body in stored if digest(body) != name]
    empty = {name for name, body in wrong if not body}
    left = reader.whereabouts((), empty).payloads if empty else {}
    for name, body in wrong:
        if body or not left.get(name):
            yield found(Code.BYTES_DIFFER, digest=name, where="payload", what=_OTHER if body else _MISSING)


def check_loose_messages(reader: AuditReader, limit: int) -> Iterator[Finding]:
    """Messages without a document have their bytes: no removal takes them."""
    after: Message | None = None
    while messages := reader.loose_messages(after, limit):
        names = {message.digest for message in messages}
        sizes = reader.sizes(names)
        for message in messages:
            if message.digest not in sizes:
                yield found(Code.BYTES_DIFFER, digest=message.digest, where=message.id, what=_MISSING)
            yield from check_size(message, sizes)
        after = messages[-1]
