"""What an encrypted message tells without a key: the agreed cipher, and whose certificate it is encrypted for."""

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adapters.encryption.ciphers import CIPHERS
from adapters.encryption.structure import ENCRYPTED, OtherForm, read_parts

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Outside:
    """The outside of an encrypted message."""

    cipher: str | None
    """As a party's file names it; None for a form that no cipher has."""
    certificate: str | None
    """Hex SHA-256 of the receiver's certificate; None where the message does not name exactly one."""


def outside_of(root: "_Element") -> Outside | None:
    """The outside of a message; None for one that is not encrypted. Nothing here is authenticated."""
    if root.tag != ENCRYPTED:
        return None
    for cipher in CIPHERS.values():
        try:
            named = read_parts(root, cipher).certificates
        except OtherForm:
            continue
        return Outside(cipher.name, hashlib.sha256(named[0]).hexdigest() if len(named) == 1 else None)
    return Outside(None, None)
