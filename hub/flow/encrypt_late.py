"""Encrypt messages of the outbox that were kept before encryption was agreed with their party."""

from collections.abc import Iterator, Sequence

from hub.effects.work import Means
from hub.errors import HubError
from hub.flow.opening import new_work
from hub.model import digest
from hub.ports import Confidentiality, Due, Encrypted, Ports
from hub.text.log import Log

log = Log()
Late = tuple[Due, Encrypted | None]
"""A row, and its message encrypted; None where that is not possible now."""


def encrypt_late(means: Means, ports: Ports, page: Sequence[Due]) -> list[Late]:
    """Encrypt the plain messages among these rows for which a cipher is agreed by now, and keep the encrypted bytes.

    Returns these rows; none of them may be published as it is. Once they are kept, the store gives the encrypted bytes
    for the row: those that were kept first, if two workers do this.
    """
    if means.confidentiality is None:
        return []
    found = list(_encrypted(means.confidentiality, page))
    if any(encrypted is not None for _, encrypted in found):
        _keep(means, ports, found)
    return found


def _encrypted(confidentiality: Confidentiality, page: Sequence[Due]) -> Iterator[Late]:
    for due in page:
        if due.outgoing.about != "message" or due.body is None or due.is_encrypted:
            continue
        try:
            encrypted = confidentiality.encrypt(due.body, due.outgoing.destination)
        except HubError as why:
            log.warning("waits_for_encryption", outbox=due.outgoing.id, party=due.outgoing.destination, reason=str(why))
            yield due, None
        else:
            if encrypted is not None:
                yield due, encrypted


def _keep(means: Means, ports: Ports, found: Sequence[Late]) -> None:
    """Name the encrypted bytes by the message as it was kept, and by the one that its receiver decrypts and echoes."""
    with ports.store.transactions.begin() as unit:
        books = new_work(means, ports).books
        for due, encrypted in found:
            if encrypted is not None and due.body is not None:
                books.post.keep_payload(digest(encrypted.content), encrypted.content)
                for content in (due.body, encrypted.content):
                    books.post.keep_encrypted(digest(content), encrypted.wire)
        unit.write(books.changes())
