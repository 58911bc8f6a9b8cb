"""A private key on a token, and its certificate."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.serialization import Encoding

from adapters.devices import Family, refused
from adapters.pkcs11.place import Pkcs11Place
from adapters.x509 import read_first
from hub.errors import DeviceRefused, OperatorError

if TYPE_CHECKING:
    from pkcs11 import Session


@dataclass(frozen=True)
class TokenKey:
    """A private key that is found."""

    key: Any
    """The package's object; it has a class of its own for each key."""
    kind: Family
    always_asks: bool
    """The token wants the PIN before each signature (CKA_ALWAYS_AUTHENTICATE)."""


def find_key(session: "Session", place: Pkcs11Place) -> TokenKey:
    """The key that the place names. Raises DeviceRefused for none, for several, and for another kind."""
    from pkcs11 import Attribute, KeyType, ObjectClass, PKCS11Error  # noqa: PLC0415 - of an extra

    marks = {Attribute.LABEL: place.label, Attribute.ID: place.id}
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY} | {name: mark for name, mark in marks.items() if mark}
    found: list[Any] = list(session.get_objects(wanted))
    if len(found) != 1:
        raise refused(f"介质上有 {len(found)} 个此名密钥", f"{len(found)} keys on the token have this name")
    kinds: dict[object, Family] = {KeyType.RSA: "rsa", KeyType.EC: "ec"}
    (key,) = found
    if (kind := kinds.get(key.key_type)) is None:
        raise refused("不支持此类密钥", f"keys of this kind are not supported: {key.key_type}")
    if not hasattr(key, "sign"):
        raise refused("此密钥不可用于签名", "the key may not sign (CKA_SIGN)")
    try:
        return TokenKey(key, kind, bool(key[Attribute.ALWAYS_AUTHENTICATE]))
    except PKCS11Error:  # tokens older than the attribute
        return TokenKey(key, kind, always_asks=False)


def read_certificate(session: "Session", place: Pkcs11Place, key: TokenKey) -> bytes:
    """DER: from the file that the place names, else the certificate on the token with the key's id."""
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 - of an extra

    if place.certificate is not None:
        try:
            return read_first(place.certificate).public_bytes(Encoding.DER)
        except OperatorError as error:
            raise DeviceRefused(error.wording.text) from error
    wanted = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.ID: key.key[Attribute.ID]}
    found: list[Any] = list(session.get_objects(wanted))
    if not found:
        raise refused("介质上没有密钥的证书", "the token has no certificate with the key's id")
    return bytes(found[0][Attribute.VALUE])
