"""Verify with xmlsec, SM2 with `openssl`: others than the hub's libraries, for the same standards."""

import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import xmlsec
from lxml import etree

from hub.errors import Code, HubError, operator_error
from hub.simulate.departures import departures
from hub.simulate.profiles import NS, USUAL, KeyType, Profile, agreed_profiles, key_type_of
from hub.simulate.sm2 import is_by_sm2
from hub.simulate.xades import names_certificate, register_properties
from hub.text.bilingual import Bilingual, listed


@dataclass(eq=False)
class Unusable(HubError):
    """A message that does not follow what the parties agreed with the hub."""

    reason: Bilingual

    def __str__(self) -> str:
        return self.reason.fixed


HAS_DOCTYPE: Final = Bilingual("含有文档类型声明", "it carries a document type declaration")


@dataclass(frozen=True, slots=True)
class _Signer:
    """One certificate of the signer."""

    kind: KeyType
    der: bytes
    verifies: Callable[[etree._Element], bool]
    """Whether a signature is by its key."""

    def fits(self, signature: etree._Element, profile: Profile) -> bool:
        """Whether a signature of this profile is by this certificate, and by XAdES states so."""
        is_stated = not profile.is_xades or names_certificate(signature, self.der)
        return self.kind == profile.key and is_stated and self.verifies(signature)


class Check:
    """Verifies messages of one signer with any of its certificates, at any time. Not thread-safe."""

    def __init__(self, certificates: Callable[[], Sequence[Path]], profiles: Sequence[str] = USUAL) -> None:
        """`certificates` is called again when no known certificate matches; `profiles` are those agreed.

        Raises OperatorError: HUB-707 without a certificate that can be read.
        """
        self._certificates = certificates
        self._agreed = agreed_profiles(profiles)
        self._keys: dict[bytes, _Signer] = {}
        self._learn()
        if not self._keys:
            raise operator_error(Code.BAD_KEY, reason=Bilingual("签名方没有证书", "the signer has no certificate"))

    def verify(self, body: bytes) -> etree._Element:
        """Return the root of a message whose signature covers all of it.

        Raises Unusable, and OperatorError (HUB-790) for SM2 without `openssl`.
        """
        root = parse_message(body)
        signature = _only_signature(root)
        if faults := list(departures(signature, _named(signature, self._agreed))):
            departs = Bilingual("签名与约定不符", "the signature departs from what was agreed")
            raise Unusable(listed(faults).about(departs))
        if not (self._fits(signature) or (self._learn() and self._fits(signature))):
            raise Unusable(Bilingual("签名无效", "the signature is not valid"))
        return root

    def _fits(self, signature: etree._Element) -> bool:
        profile = _named(signature, self._agreed)
        return any(signer.fits(signature, profile) for signer in self._keys.values())

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


def _verifying(certificate: bytes, path: Path) -> _Signer:
    der = ssl.PEM_cert_to_DER_cert(certificate.decode("ascii"))
    if (kind := key_type_of(der)) == "sm2":
        return _Signer(kind, der, partial(is_by_sm2, certificate=path))
    key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    return _Signer(kind, der, partial(_is_by, key))


def _is_by(key: xmlsec.Key, signature: etree._Element) -> bool:
    context = xmlsec.SignatureContext()
    context.key = key
    try:
        register_properties(context, signature)
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def parse_message(body: bytes) -> etree._Element:
    """The root of what came. Nothing is loaded, fetched or expanded. Raises Unusable."""
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
    """The agreed profile with this signature's method and form; the first where there is no such."""
    method = signature.find(f"{{{NS}}}SignedInfo/{{{NS}}}SignatureMethod")
    named = None if method is None else method.get("Algorithm")
    has_object = signature.find(f"{{{NS}}}Object") is not None
    fitting = [profile for profile in agreed if profile.method == named]
    return next(iter(sorted(fitting, key=lambda profile: profile.is_xades != has_object)), agreed[0])
