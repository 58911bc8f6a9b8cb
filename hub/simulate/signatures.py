"""Verify with xmlsec, SM2 with `openssl`: others than the hub's libraries, for the same standards."""

import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import xmlsec
from lxml import etree

from hub.errors import Code, HubError, operator_error
from hub.simulate.profiles import C14N, ENVELOPED, NS, USUAL, KeyType, Profile, agreed_profiles, key_type_of
from hub.simulate.sm2 import is_by_sm2
from hub.text.bilingual import Bilingual, listed

XML_ATTRIBUTE: Final = "{http://www.w3.org/XML/1998/namespace}"
"""How the name of an `xml:` attribute begins."""


@dataclass(eq=False)
class Unusable(HubError):
    """A message that does not follow what the parties agreed with the hub."""

    reason: Bilingual

    def __str__(self) -> str:
        return self.reason.fixed


HAS_DOCTYPE: Final = Bilingual("含有文档类型声明", "it carries a document type declaration")


Verifies = Callable[[etree._Element], bool]
"""Whether a signature is by one certificate's key."""


class Check:
    """Verifies messages of one signer with any of its certificates, at any time. Not thread-safe."""

    def __init__(self, certificates: Callable[[], Sequence[Path]], profiles: Sequence[str] = USUAL) -> None:
        """`certificates` is called again when no known certificate matches; `profiles` are those agreed.

        Raises OperatorError: HUB-707 without a certificate that can be read.
        """
        self._certificates = certificates
        self._agreed = agreed_profiles(profiles)
        self._keys: dict[bytes, tuple[KeyType, Verifies]] = {}
        self._learn()
        if not self._keys:
            raise operator_error(Code.BAD_KEY, reason=Bilingual("签名方没有证书", "the signer has no certificate"))

    def verify(self, body: bytes) -> etree._Element:
        """Return the root of a message whose signature covers all of it.

        Raises Unusable, and OperatorError (HUB-790) for SM2 without `openssl`.
        """
        root = _parse(body)
        signature = _only_signature(root)
        if faults := list(_departures(signature, self._agreed)):
            departs = Bilingual("签名与约定不符", "the signature departs from what was agreed")
            raise Unusable(listed(faults).about(departs))
        if not (self._fits(signature) or (self._learn() and self._fits(signature))):
            raise Unusable(Bilingual("签名无效", "the signature is not valid"))
        return root

    def _fits(self, signature: etree._Element) -> bool:
        kind = _named(signature, self._agreed).key
        return any(verifies(signature) for known, verifies in self._keys.values() if known == kind)

    def _learn(self) -> bool:
        """Read the certificate files, whatever their names.

        Return whether there are new certificates. Raises OperatorError.
        """
        known = len(self._keys)
        for path in self._certificates():
            try:
                content = path.read_bytes()
                if content not in self._keys:
                    self._keys[content] = _verifying(content, path)
            except (OSError, ValueError, xmlsec.Error) as cause:
                if not known:  # later it is what an operator is about to put right
                    raise operator_error(Code.BAD_KEY, reason=str(path)) from cause
        return len(self._keys) > known


def _verifying(certificate: bytes, path: Path) -> tuple[KeyType, Verifies]:
    kind = key_type_of(ssl.PEM_cert_to_DER_cert(certificate.decode("ascii")))
    if kind == "sm2":
        return kind, partial(is_by_sm2, certificate=path)
    key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    return kind, partial(_is_by, key)


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


def _named(signature: etree._Element, agreed: Sequence[Profile]) -> Profile:
    """The agreed profile whose SignatureMethod the signature names; the first where it names another."""
    method = signature.find(f"{{{NS}}}SignedInfo/{{{NS}}}SignatureMethod")
    named = None if method is None else method.get("Algorithm")
    return next((profile for profile in agreed if profile.method == named), agreed[0])


def _departures(signature: etree._Element, agreed: Sequence[Profile]) -> Iterator[Bilingual]:
    """How the signature departs from the agreed form."""
    profile = _named(signature, agreed)
    wanted = {
        "SignedInfo/CanonicalizationMethod/@Algorithm": ([C14N],),
        "SignedInfo/SignatureMethod/@Algorithm": ([profile.method],),
        "SignedInfo/Reference/@URI": ([""],),
        "SignedInfo/Reference/Transforms/Transform/@Algorithm": ([ENVELOPED], [ENVELOPED, C14N]),
        "SignedInfo/Reference/DigestMethod/@Algorithm": ([profile.digest],),
    }
    for path, allowed in wanted.items():
        elements, attribute = path.rsplit("/@", 1)
        where = "/".join(f"{{{NS}}}{name}" for name in elements.split("/"))
        values = [str(element.get(attribute)) for element in signature.iterfind(where)]
        if values not in allowed:
            name, found = elements.rsplit("/", 1)[1], ", ".join(values)
            yield Bilingual(f"{name} 为 {found or '空'}", f"{name} is {found or 'missing'}")
    for name in ("SignedInfo/Reference/DigestValue", "SignatureValue"):
        if len(signature.findall("/".join(f"{{{NS}}}{one}" for one in name.split("/")))) != 1:
            yield Bilingual(f"{name} 须有且只有一个", f"there must be one {name}")
    if any(
        str(one).startswith(XML_ATTRIBUTE)
        for around in (signature, *signature.iterancestors())
        for one in around.attrib
    ):
        yield Bilingual("根元素或签名有 xml: 属性", "the root or the signature has an xml: attribute")
