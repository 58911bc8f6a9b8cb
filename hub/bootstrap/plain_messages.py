"""The messages of the outbox that are plain although encryption is agreed, by party."""

from collections.abc import Mapping
from typing import Final

from adapters.envelope.elements import local
from adapters.envelope.reading import REPORT
from hub.bootstrap.catalogue import read_catalogue
from hub.bootstrap.encryption import agreed_ciphers
from hub.home.place import Home
from hub.ports import StoreReader
from hub.xml.parse import parse_xml

PAGE: Final = 500


def plain_by_party(home: Home, store: StoreReader, until: int) -> Mapping[str, list[int]]:
    """When each message that waits plain was promised, up to a time, oldest first, by party. Reads the catalogue."""
    found: dict[str, list[int]] = {}
    agreed = list(agreed_ciphers(read_catalogue(home)))
    page = store.outbox.plain(agreed, until, PAGE)
    while page:
        for due in page:
            is_report = due.body is not None and local(parse_xml(due.body)) == REPORT  # the hub's own, always plain
            if due.body is not None and not is_report:
                found.setdefault(due.outgoing.destination, []).append(due.outgoing.at)
        page = store.outbox.plain(agreed, until, PAGE, page[-1].outgoing)
    return found
