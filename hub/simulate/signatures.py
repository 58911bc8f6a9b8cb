"""Sign and verify with xmlsec: another library than the hub's, for the same standard."""

import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import xmlsec
from lxml import etree

from hub.errors import Code, HubError, operator_error
from hub.text.bilingual import Bilingual, listed

NS = "http://www.w3.org/2000/09/xmldsig#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
ENVELOPED = NS + "enveloped-signature"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
EC_PUBLIC_KEY = bytes.fromhex("2a8648ce3d0201")
"""The object identifier 1.2.840.10045.2.1 in DER: the certificate has an elliptic-curve key (RFC 5480 §2.1.1)."""


@dataclass(eq=False)
class Unusable(HubError):
    """A message that does not follow what the parties agreed with the hub."""

    reason: Bilingual

    def __str__(self) -> str:
        return self.reason.fixed


HAS_DOCTYPE: Final = Bilingual("含有文档类型声明", "it carries a document type declaration")


@dataclass(frozen=True, slots=True)
class KeyPair:
    """PEM files of a party's private key and certificate."""

    key: Path
    certificate: Path


class Seal:
    """Signs as one party. The key is read once. Not thread-safe."""

    def __init__(self, pair: KeyPair) -> None:
        try:
            certificate = pair.certificate.read_text("ascii")
            self._key = xmlsec.Key.from_memory(pair.key.read_bytes(), xmlsec.constants.KeyDataFormatPem)
            self._key.load_cert_from_memory(certificate.encode(), xmlsec.constants.KeyDataFormatCertPem)
            der = ssl.PEM_cert_to_DER_cert(certificate)
        except (OSError, ValueError, xmlsec.Error) as cause:
            raise operator_error(Code.BAD_KEY, reason=f"{pair.key}, {pair.certificate}") from cause
        self._method = ECDSA_SHA256 if EC_PUBLIC_KEY in der else RSA_SHA256

    def sign(self, root: etree._Element) -> None:
        """Add an enveloped signature over the whole root as its last child, without white space."""
        signature = _template(root, self._method)
        context = xmlsec.SignatureContext()
        context.key = self._key
        context.sign(signature)
        for element in signature.iter("{*}SignatureValue", "{*}X509Certificate"):
            element.text = "".join((element.text or "").split())


class Check:
    """Verifies messages of one signer with any of its certificates, at any time. Not thread-safe."""

    def __init__(self, certificates: Callable[[], Sequence[Path]]) -> None:
        """`certificates` is called again when no known certificate matches. Raises OperatorError (HUB-707)."""
        self._certificates = certificates
        self._keys: dict[bytes, xmlsec.Key] = {}
        self._learn()
        if not self._keys:
            raise operator_error(Code.BAD_KEY, reason=Bilingual("签名方没有证书", "the signer has no certificate"))

    def verify(self, body: bytes) -> etree._Element:
        """Return the root of a message whose signature covers all of it. Raises Unusable."""
        root = _parse(body)
        signature = _only_signature(root)
        if faults := list(_departures(signature)):
            departs = Bilingual("签名与约定不符", "the signature departs from what was agreed")
            raise Unusable(listed(faults).about(departs))
        if not (self._fits(signature) or (self._learn() and self._fits(signature))):
            raise Unusable(Bilingual("签名无效", "the signature is not valid"))
        return root

    def _fits(self, signature: etree._Element) -> bool:
        return any(_is_by(key, signature) for key in self._keys.values())

    def _learn(self) -> bool:
        """Read the certificate files, whatever their names.

        Return whether there are new certificates. Raises OperatorError.
        """
        known = len(self._keys)
        for path in self._certificates():
            try:
                content = path.read_bytes()
                if content not in self._keys:
                    self._keys[content] = xmlsec.Key.from_memory(content, xmlsec.constants.KeyDataFormatCertPem)
            except (OSError, xmlsec.Error) as cause:
                if not known:  # later it is what an operator is about to put right
                    raise operator_error(Code.BAD_KEY, reason=str(path)) from cause
        return len(self._keys) > known


def _is_by(key: xmlsec.Key, signature: etree._Element) -> bool:
    context = xmlsec.SignatureContext()
    context.key = key
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def _parse(body: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as cause:
        raise Unusable(Bilingual(f"不是可读的 XML：{cause.msg}", f"not readable XML: {cause.msg}")) from cause
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unusable(HAS_DOCTYPE)
    return root


def _only_signature(root: etree._Element) -> etree._Element:
    """The one signature, last child of the root: a signature elsewhere could cover something else."""
    found = list(root.iter(f"{{{NS}}}Signature"))
    if len(found) != 1 or len(root) == 0 or root[-1] is not found[0]:
        raise Unusable(
            Bilingual(
                "须有且只有一个签名，并且是根元素的最后一个子元素",
                "there must be one signature, the last child of the root",
            )
        )
    return found[0]


def _departures(signature: etree._Element) -> Iterator[Bilingual]:
    """How the signature departs from the agreed form."""
    agreed = {
        "SignedInfo/CanonicalizationMethod/@Algorithm": ([C14N],),
        "SignedInfo/SignatureMethod/@Algorithm": ([RSA_SHA256], [ECDSA_SHA256]),
        "SignedInfo/Reference/@URI": ([""],),
        "SignedInfo/Reference/Transforms/Transform/@Algorithm": ([ENVELOPED], [ENVELOPED, C14N]),
        "SignedInfo/Reference/DigestMethod/@Algorithm": ([SHA256],),
    }
    for path, allowed in agreed.items():
        elements, attribute = path.rsplit("/@", 1)
        where = "/".join(f"{{{NS}}}{name}" for name in elements.split("/"))
        values = [str(element.get(attribute)) for element in signature.iterfind(where)]
        if values not in allowed:
            name, found = elements.rsplit("/", 1)[1], ", ".join(values)
            yield Bilingual(f"{name} 为 {found or '空'}", f"{name} is {found or 'missing'}")


def _template(root: etree._Element, method: str) -> etree._Element:
    def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
        return etree.SubElement(parent, f"{{{NS}}}{name}", attributes)

    signature = etree.SubElement(root, f"{{{NS}}}Signature", nsmap={"ds": NS})
    signed = add(signature, "SignedInfo")
    add(signed, "CanonicalizationMethod", Algorithm=C14N)
    add(signed, "SignatureMethod", Algorithm=method)
    reference = add(signed, "Reference", URI="")
    transforms = add(reference, "Transforms")
    add(transforms, "Transform", Algorithm=ENVELOPED)
    add(transforms, "Transform", Algorithm=C14N)
    add(reference, "DigestMethod", Algorithm=SHA256)
    add(reference, "DigestValue")
    add(signature, "SignatureValue")
    add(add(add(signature, "KeyInfo"), "X509Data"), "X509Certificate")
    return signature
