"""Encrypt for the hub, and decrypt what it encrypted, as a party agreed: by other code than the hub's."""

import re
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from lxml import etree

from hub.errors import Code, operator_error
from hub.simulate import rsa_envelopes, sm2_envelopes
from hub.simulate.elements import local_name
from hub.simulate.profiles import key_type_of
from hub.simulate.rsa_envelopes import RsaEnvelopes
from hub.simulate.signatures import Unusable, parse_message
from hub.simulate.sm2_envelopes import Sm2Envelopes
from hub.text.bilingual import Bilingual, listed

XENC: Final = "http://www.w3.org/2001/04/xmlenc#"
_OWN_DECLARATION: Final = re.compile(rb"^<\?xml version='1.0' encoding='UTF-8'\?>\n")


@dataclass(frozen=True, slots=True)
class EncryptionFiles:
    """What a party encrypts and decrypts with, as agreed with the hub."""

    cipher: str
    key: Path
    """PEM file of its private key, of the cipher's kind."""
    certificate: Path
    """PEM file of the certificate that the hub encrypts with."""
    of_hub: Callable[[], Sequence[Path]]
    """PEM files of the hub's certificates for encryption."""


class Encryption:
    """Encrypts and decrypts as one party. Not thread-safe."""

    def __init__(self, files: EncryptionFiles) -> None:
        """Raises OperatorError: HUB-707 for a cipher that cannot be had here and for a key that cannot be used, HUB-790
        for SM2 without `openssl`.
        """
        self._files = files
        try:
            self._envelopes = _envelopes(files)
            self._own = files.certificate.read_bytes()
            self._der = ssl.PEM_cert_to_DER_cert(self._own.decode("ascii"))
            self._envelopes.decrypt(self._envelopes.encrypt(b"trial", self._own))  # not a key of another certificate
        except (OSError, ValueError) as cause:
            raise operator_error(Code.BAD_KEY, reason=f"{files.key}, {files.certificate}") from cause

    def content_of(self, message: bytes) -> bytes:
        """A message as it is encrypted: one in UTF-8 is an element, without an XML declaration."""
        return _OWN_DECLARATION.sub(b"", message)

    def encrypt(self, content: bytes, *, for_itself: bool = False) -> bytes:
        """The content, encrypted for the hub, or by mistake with the party's own certificate.

        Raises Unusable where the hub has no certificate that is valid now.
        """
        made = self._envelopes.encrypt(content, self._own if for_itself else self._newest_of_hub())
        if not content.startswith(b"<?xml"):
            made.set("Type", XENC + "Element")
        for value in made.iter("{*}CipherValue"):
            value.text = "".join((value.text or "").split())
        return etree.tostring(made, encoding="UTF-8", xml_declaration=True)

    def decrypt(self, body: bytes) -> bytes:
        """The signed message, exactly as the hub encrypted it. Raises Unusable."""
        root = parse_message(body)
        if local_name(root) != "EncryptedData":
            raise Unusable(Bilingual("报文未加密，不符合约定", "it is not encrypted, as was agreed"))
        if faults := list(self._departures(root)):
            departs = Bilingual("加密与约定不符", "the encryption departs from what was agreed")
            raise Unusable(listed(faults).about(departs))
        try:
            return self._envelopes.decrypt(root)
        except ValueError as cause:
            raise Unusable(Bilingual("无法解密", "it cannot be decrypted")) from cause

    def _departures(self, root: etree._Element) -> Iterator[Bilingual]:
        """How what the hub encrypted departs from the agreed form."""
        shape = " ".join(local_name(element) for element in root.iter(etree.Element))
        if shape != self._envelopes.shape:
            yield Bilingual(f"其元素为 {shape}", f"its elements are {shape}")
        for path, wanted in self._envelopes.algorithms.items():
            name, found = path.rpartition("/")[2], _at(root, path)
            if found is None or found.get("Algorithm") != wanted:
                yield Bilingual(f"{name} 不是 {wanted}", f"{name} is not {wanted}")
        if root.get("Type") != XENC + "Element" or len(root.attrib) != 1:
            yield Bilingual("加密的不是一个元素", "what is encrypted is no element")
        certificate = _at(root, "KeyInfo/EncryptedKey/KeyInfo/X509Data/X509Certificate")
        if certificate is None or certificate.text != b64encode(self._der).decode():
            yield Bilingual("所用证书不是该方的", "another certificate than this party's is named")

    def _newest_of_hub(self) -> bytes:
        """The hub's certificate whose time came last, of those that are valid now."""
        now, found = datetime.now(UTC), []
        for file in self._files.of_hub():
            known = x509.load_pem_x509_certificate(content := file.read_bytes())
            is_fit = key_type_of(ssl.PEM_cert_to_DER_cert(content.decode("ascii"))) == self._envelopes.kind
            if is_fit and known.not_valid_before_utc <= now <= known.not_valid_after_utc:
                found.append((known.not_valid_before_utc, content))
        if not found:
            why = Bilingual("hub 没有目前有效的加密证书", "the hub has no certificate for encryption that is valid now")
            raise Unusable(why)
        return max(found)[1]


def _envelopes(files: EncryptionFiles) -> RsaEnvelopes | Sm2Envelopes:
    """What encrypts by the agreed cipher. Raises OperatorError (HUB-707), OSError, ValueError."""
    if files.cipher in rsa_envelopes.NAMES:
        return RsaEnvelopes(files.key)
    if files.cipher not in sm2_envelopes.NAMES:
        why = Bilingual(f"模拟的对方不会用 {files.cipher} 加密", f"a simulated party does not know {files.cipher}")
        raise operator_error(Code.BAD_KEY, reason=why.about(files.key))
    if not sm2_envelopes.has_sm4_gcm():
        why = Bilingual("本机的 cryptography 库不含 SM4-GCM", "the library cryptography here lacks SM4-GCM")
        raise operator_error(Code.BAD_KEY, reason=why.about(files.key))
    return Sm2Envelopes(files.cipher, files.key)


def _at(root: etree._Element, path: str) -> etree._Element | None:
    return root.find("/".join("{*}" + name for name in path.split("/")))
