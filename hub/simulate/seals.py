"""Sign as a party with xmlsec, by SM2 with `openssl`: others than the hub's libraries, for the same standards."""

import ssl
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import xmlsec
from cryptography import x509
from lxml import etree

from hub.errors import Code, operator_error
from hub.simulate.encryption import EncryptionFiles
from hub.simulate.profiles import C14N, ENVELOPED, NS, USUAL, KeyType, Profile, agreed_profiles, key_type_of
from hub.simulate.sm2 import fill_by_sm2, is_by_sm2
from hub.simulate.xades import add_properties, register_properties
from hub.text.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class KeyPair:
    """PEM files of a party's private key and certificate, and how hub and party agreed to sign."""

    key: Path
    certificate: Path
    profiles: tuple[str, ...] = USUAL
    """Names of profiles. The party signs by the first that fits its key, the hub by any."""
    encryption: EncryptionFiles | None = None
    """None where messages travel as they are signed."""


class Seal:
    """Signs as one party. The key is read once. Not thread-safe."""

    def __init__(self, pair: KeyPair) -> None:
        """Raises OperatorError: HUB-707 for a key that cannot be used, HUB-790 for SM2 without `openssl`."""
        try:
            certificate = pair.certificate.read_text("ascii")
            der = ssl.PEM_cert_to_DER_cert(certificate)
            kind = key_type_of(der)
            self._fill = partial(fill_by_sm2, key=pair.key) if kind == "sm2" else _filling(pair.key, certificate)
            self._writes = _fitting(pair, kind)
            self._name = _serial(der)
            self._der = der
            if kind == "sm2":
                _try_sm2(self, pair.certificate)
        except (OSError, ValueError, xmlsec.Error) as cause:
            raise operator_error(Code.BAD_KEY, reason=f"{pair.key}, {pair.certificate}") from cause

    def sign(self, root: etree._Element) -> etree._Element:
        """Add an enveloped signature over the whole root as its last child, without white space, and return it."""
        signature = _template(root, self._writes)
        if self._writes.is_xades:
            add_properties(signature, self._writes, self._der)
        self._fill(signature)
        for element in signature.iter("{*}SignatureValue", "{*}X509Certificate"):
            element.text = "".join((element.text or b64encode(self._der).decode()).split())
        for element in signature.iter("{*}KeyName"):
            element.text = self._name
        return signature


def _serial(certificate: bytes) -> str:
    """The serial number in hex, in whole bytes: by it customs names a certificate."""
    number = x509.load_der_x509_certificate(certificate).serial_number
    return number.to_bytes((number.bit_length() + 7) // 8, "big").hex()


def _filling(key: Path, certificate: str) -> Callable[[etree._Element], None]:
    loaded = xmlsec.Key.from_memory(key.read_bytes(), xmlsec.constants.KeyDataFormatPem)
    loaded.load_cert_from_memory(certificate.encode(), xmlsec.constants.KeyDataFormatCertPem)

    def fill(signature: etree._Element) -> None:
        context = xmlsec.SignatureContext()
        context.key = loaded
        register_properties(context, signature)
        context.sign(signature)

    return fill


def _fitting(pair: KeyPair, kind: KeyType) -> Profile:
    known = agreed_profiles(pair.profiles)
    fitting = [profile for profile in known if profile.key == kind]
    if not fitting:
        agreed = ", ".join(pair.profiles)
        why = Bilingual(
            f"模拟的对方不能用种类为 {kind} 的密钥按约定的 {agreed} 签名",
            f"a simulated party cannot sign with a key of kind {kind} as agreed: {agreed}",
        )
        raise operator_error(Code.BAD_KEY, reason=why.about(pair.key))
    return fitting[0]


def _try_sm2(seal: Seal, certificate: Path) -> None:
    """Raises ValueError where key and certificate do not belong together, or `openssl` does not know SM2."""
    if not is_by_sm2(seal.sign(etree.Element("trial")), certificate):
        raise ValueError("the certificate belongs to another key")


def _template(root: etree._Element, profile: Profile) -> etree._Element:
    def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{NS}}}{name}", attributes)

    signature = etree.SubElement(root, f"{{{NS}}}Signature", nsmap={"ds": NS})
    signed = add(signature, "SignedInfo")
    add(signed, "CanonicalizationMethod", Algorithm=C14N)
    add(signed, "SignatureMethod", Algorithm=profile.method)
    reference = add(signed, "Reference", URI="")
    transforms = add(reference, "Transforms")
    add(transforms, "Transform", Algorithm=ENVELOPED)
    add(transforms, "Transform", Algorithm=C14N)
    add(reference, "DigestMethod", Algorithm=profile.digest)
    add(reference, "DigestValue")
    add(signature, "SignatureValue")
    key = add(signature, "KeyInfo")
    add(key, "KeyName")
    add(add(key, "X509Data"), "X509Certificate")
    return signature
