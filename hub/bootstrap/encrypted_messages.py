"""Which messages of a document travelled encrypted, by which cipher and for which certificate."""

from collections.abc import Mapping

from adapters.encryption.outside import Outside, outside_of
from adapters.envelope.elements import local
from adapters.envelope.reading import MESSAGE, read_enclosed
from hub.errors import Rejected
from hub.model import Message
from hub.model.message import Direction
from hub.ports import Archive, Trail
from hub.views.documents import EncryptionView
from hub.xml.parse import parse_xml

Travelled = tuple[Direction, str]
"""A message's direction and digest."""


def encryption_of(archive: Archive, trail: Trail) -> Mapping[Travelled, EncryptionView]:
    """The encryption of each message of a trail that travelled encrypted, as far as the stored bytes tell."""
    found = {(one.direction, one.digest): _outside(archive, one) for one in trail.messages}
    return {
        key: EncryptionView(cipher=outside.cipher, certificate=outside.certificate)
        for key, outside in found.items()
        if outside is not None
    }


def _outside(archive: Archive, message: Message) -> Outside | None:
    """By the bytes that travelled. Those of a party on the platform are kept in their envelope, under the digest."""
    wire = archive.wire(message.digest, message.direction)
    if wire is None and message.direction == "out":
        return None
    body = archive.payload(wire or message.digest)
    try:
        return None if body is None else _of_bytes(body)
    except Rejected:  # bytes that cannot be read tell nothing
        return None


def _of_bytes(body: bytes) -> Outside | None:
    root = parse_xml(body)
    return outside_of(parse_xml(read_enclosed(root).body) if local(root) == MESSAGE else root)
