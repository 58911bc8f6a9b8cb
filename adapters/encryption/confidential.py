"""Encrypt messages for parties by their registered certificates, and decrypt theirs with the hub's own keys."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from adapters.encryption.ciphers import (
    Cipher,
    decrypted_content,
    decrypted_key,
    encrypted_content,
    fresh_key,
)
from adapters.encryption.form import without_declaration, written
from adapters.encryption.structure import ENCRYPTED, OtherForm, Parts, read_parts
from adapters.x509 import DeviceKey, Registered, SigningKey, der, kind_of, public_key
from adapters.x509.validity import in_minutes
from hub.errors import Code, DoesNotFit, ReceiverUnavailable, Rejected, rejected
from hub.ports import Clock, Encrypted
from hub.text.bilingual import Bilingual
from hub.xml.names import TECHNICAL_RECEIPT
from hub.xml.parse import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

LARGEST: Final = 7_000_000
"""The most bytes of a message to encrypt: its Base64 must fit the text of one element (libxml2)."""


class Register(Protocol):
    """The certificates that the hub encrypts with for each party. Thread-safe."""

    def of(self, party: str) -> Sequence[Registered]: ...


class KeyPair(Protocol):
    """A private key of the hub with its certificate."""

    @property
    def key(self) -> SigningKey | DeviceKey: ...


class KeyRing(Protocol):
    """The hub's keys for decryption. Immutable."""

    @property
    def pairs(self) -> Sequence[KeyPair]: ...


class KeyRingSource(Protocol):
    """Source of the current keys. Thread-safe."""

    def now(self) -> KeyRing: ...


class ConfidentialMessages:
    """Encrypts for the parties with which a cipher was agreed, and decrypts what they send. Thread-safe."""

    def __init__(self, agreed: Mapping[str, Cipher], ring: KeyRingSource, register: Register, clock: Clock) -> None:
        """`agreed`: the cipher of each party that has one."""
        self._agreed = agreed
        self._ring = ring
        self._register = register
        self._clock = clock

    def look(self) -> None:
        """Check the files for changes when the check is due."""
        self._ring.now()

    def encrypt(self, signed: bytes, receiver: str) -> Encrypted | None:
        """A signed message, encrypted with the party's newest certificate that is valid now; None without a cipher.

        Raises ReceiverUnavailable (HUB-813) without such a certificate, DoesNotFit (HUB-508).
        """
        cipher = self._agreed.get(receiver)
        if cipher is None:
            return None
        if len(signed) > LARGEST:
            raise DoesNotFit(f"EncryptedData ({len(signed)} bytes, at most {LARGEST})")
        content, key = without_declaration(signed), fresh_key(cipher)
        certificate = self._receiving(receiver, cipher).certificate
        sealed = cipher.by.encrypt(public_key(certificate), key)
        return Encrypted(content, written(cipher, certificate, sealed, encrypted_content(cipher, key, content)))

    def largest(self, receiver: str) -> int | None:
        """The most bytes of a signed message; None without a cipher."""
        return LARGEST if receiver in self._agreed else None

    def decrypt(self, body: bytes, sender: str, *, is_kept: bool = False) -> bytes | None:
        """The signed message in what a party sent; None without a cipher, and for a plain message that was kept.

        Raises Rejected: HUB-810 when it is not encrypted; HUB-811 for everything else, which is never answered: nobody
        can tell whether it is a receipt, and a sender must learn nothing from many attempts.
        """
        cipher = self._agreed.get(sender)
        if cipher is None:
            return None
        root = parse_xml(body)
        if root.tag != ENCRYPTED and is_kept:
            return None
        if root.tag != ENCRYPTED:
            raise _plain(root)
        content = self._opened(root, cipher)
        if content is None:
            raise Rejected(rejected(Code.NOT_DECRYPTED).faults, is_answered=False)
        return content

    def _opened(self, root: "_Element", cipher: Cipher) -> bytes | None:
        """The content, by whichever of the hub's keys it was encrypted for; None when it cannot be decrypted."""
        try:
            parts = read_parts(root, cipher)
        except OtherForm:
            return None
        keys = list(self._keys(parts, cipher))
        tried = [decrypted_content(cipher, decrypted_key(cipher, one.key, parts.key), parts.content) for one in keys]
        return next((content for content in tried if content is not None), None)

    def _keys(self, parts: Parts, cipher: Cipher) -> Iterable[SigningKey]:
        """The hub's keys of this kind: the one whose certificate is named, or all where none is. Ended ones too."""
        for pair in self._ring.now().pairs:
            is_meant = not parts.certificates or der(pair.key.certificate) in parts.certificates
            if isinstance(pair.key, SigningKey) and pair.key.kind == cipher.kind and is_meant:
                yield pair.key

    def _receiving(self, party: str, cipher: Cipher) -> Registered:
        """The certificate to encrypt with: of those that are valid now, the one whose time came last."""
        now = self._clock.now()
        known = [one for one in self._register.of(party) if kind_of(public_key(one.certificate)) == cipher.kind]
        valid = [one for one in known if one.is_valid(now)]
        if not valid:
            periods = "; ".join(f"{in_minutes(one.since)} – {in_minutes(one.until)}" for one in known)
            raise ReceiverUnavailable(Bilingual(f"{party}：{periods or '没有证书'}", f"{party}: {periods or 'none'}"))
        return max(valid, key=lambda one: (one.since, one.until))


def _plain(root: "_Element") -> Rejected:
    """The refusal of a message that had to be encrypted. A receipt is not answered."""
    name = str(root.tag).rpartition("}")[2]
    return Rejected(rejected(Code.ENCRYPTION_REQUIRED).faults, is_answered=name != TECHNICAL_RECEIPT)
