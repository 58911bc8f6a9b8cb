"""Read an encrypted message strictly: one form, the agreed algorithms, nothing that refers to anything else."""

from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from adapters.encryption.ciphers import Cipher
from adapters.encryption.form import ELEMENT
from adapters.encryption.names import DS, XENC

if TYPE_CHECKING:
    from lxml.etree import _Element

ENCRYPTED: Final = XENC + "EncryptedData"
_ATTRIBUTES: Final = frozenset({"Id", "Type", "MimeType"})
_KEY_ATTRIBUTES: Final = frozenset({"Id", "Recipient"})
_HINTS: Final = frozenset({DS + "KeyName", DS + "X509Data"})
_NO_REFERENCE: Final = frozenset(
    DS + name for name in ("X509Certificate", "X509IssuerSerial", "X509SKI", "X509SubjectName")
)


class OtherForm(ValueError):
    """An encrypted message is not of the agreed form."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an encrypted message consists of."""

    key: bytes
    """The message's key, encrypted for the receiver."""
    certificates: tuple[bytes, ...]
    """The certificates (DER) that it names as the receiver's; none where it names none."""
    content: bytes


def read_parts(root: "_Element", cipher: Cipher) -> Parts:
    """The parts of an encrypted message. Raises OtherForm for whatever is not exactly as agreed."""
    method, info, data = _children(root, ENCRYPTED, "EncryptionMethod", DS + "KeyInfo", "CipherData")
    _require(set(root.attrib) <= _ATTRIBUTES and root.get("Type", ELEMENT) == ELEMENT)
    _require(_algorithm(method) == cipher.content and len(method) == 0)
    (key,) = _children(info, DS + "KeyInfo", "EncryptedKey")
    _require(set(key.attrib) <= _KEY_ATTRIBUTES)
    named = [element for element in key if element.tag == DS + "KeyInfo"]
    hints = ("EncryptionMethod", *([DS + "KeyInfo"] if named else []), "CipherData")
    found = _children(key, XENC + "EncryptedKey", *hints)
    _require_transport(found[0], cipher)
    return Parts(_value(found[-1]), _certificates(named[0]) if named else (), _value(data))


def _children(parent: "_Element", tag: str, *names: str) -> list["_Element"]:
    """The children of an element of this name: exactly these, in this order, with only white space between them."""
    tags = [name if name.startswith("{") else XENC + name for name in names]
    children = list(parent)
    _require(parent.tag == tag and [child.tag for child in children] == tags)
    _require(not any((text or "").strip() for text in (parent.text, *(child.tail for child in children))))
    return children


def _require_transport(method: "_Element", cipher: Cipher) -> None:
    """The agreed algorithm with exactly its agreed parameters."""
    wanted = cipher.by.parameters
    found = _children(method, XENC + "EncryptionMethod", *(name for name, _ in wanted))
    _require(_algorithm(method) == cipher.transport)
    _require([_algorithm(one) for one in found] == [algorithm for _, algorithm in wanted])
    _require(not any(len(one) for one in found))


def _certificates(info: "_Element") -> tuple[bytes, ...]:
    """The certificates named. A name or a number is only a hint, and whatever could refer elsewhere is refused."""
    _require({hint.tag for hint in info} <= _HINTS)
    inside = [element for hint in info for element in hint]
    _require({element.tag for element in inside} <= _NO_REFERENCE)
    return tuple(_decoded(element.text) for element in inside if element.tag == DS + "X509Certificate")


def _value(data: "_Element") -> bytes:
    (value,) = _children(data, XENC + "CipherData", "CipherValue")
    _require(len(value) == 0 and not value.attrib)
    return _decoded(value.text)


def _algorithm(method: "_Element") -> str:
    return method.get("Algorithm", "") if set(method.attrib) == {"Algorithm"} else ""


def _decoded(text: str | None) -> bytes:
    try:
        return b64decode((text or "").encode("ascii").translate(None, b" \t\r\n"), validate=True)
    except ValueError as error:
        raise OtherForm from error


def _require(is_so: bool) -> None:
    if not is_so:
        raise OtherForm
