"""XAdES baseline signatures of level B-B as a party writes and checks them (ETSI EN 319 132-1).

xmlsec makes and verifies digests and value; what the signed properties must say is written and compared here.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

import xmlsec
from lxml import etree

from hub.simulate.elements import local_name, text_at
from hub.simulate.profiles import C14N, NS, Profile
from hub.text.bilingual import Bilingual

XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
_TYPE: Final = "http://uri.etsi.org/01903#SignedProperties"
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_SIGNATURE_ID, _CONTENT_ID, _PROPERTIES_ID = "party-signature", "party-content", "party-properties"
_HOLDER: Final = "Object/QualifyingProperties/SignedProperties"
_CHILDREN: Final[Mapping[str, Sequence[str]]] = {
    "Object": ["QualifyingProperties"],
    "Object/QualifyingProperties": ["SignedProperties"],
    _HOLDER: ["SignedSignatureProperties", "SignedDataObjectProperties"],
    f"{_HOLDER}/SignedSignatureProperties": ["SigningTime", "SigningCertificateV2"],
    f"{_HOLDER}/SignedSignatureProperties/SigningCertificateV2": ["Cert"],
    f"{_HOLDER}/SignedDataObjectProperties": ["DataObjectFormat"],
}
"""The children that each part of the agreed form has: these, and no others."""


def add_properties(signature: etree._Element, profile: Profile, certificate: bytes) -> None:
    """Let a signature without values, which has one reference, state time, certificate (DER) and type of content too.

    The new reference is to be digested by xmlsec, which is told the Id.
    """
    signature.set("Id", _SIGNATURE_ID)
    signed_info = signature[0]
    signed_info[-1].set("Id", _CONTENT_ID)
    reference = _add(signed_info, NS, "Reference", Type=_TYPE, URI=f"#{_PROPERTIES_ID}")
    _add(_add(reference, NS, "Transforms"), NS, "Transform", Algorithm=C14N)
    _add(reference, NS, "DigestMethod", Algorithm=profile.digest)
    _add(reference, NS, "DigestValue")
    holder = etree.SubElement(_add(signature, NS, "Object"), f"{{{XADES}}}QualifyingProperties", nsmap={"xa": XADES})
    holder.set("Target", f"#{_SIGNATURE_ID}")
    properties = _add(holder, XADES, "SignedProperties", Id=_PROPERTIES_ID)
    stated = _add(properties, XADES, "SignedSignatureProperties")
    _add(stated, XADES, "SigningTime").text = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    named = _add(_add(_add(stated, XADES, "SigningCertificateV2"), XADES, "Cert"), XADES, "CertDigest")
    _add(named, NS, "DigestMethod", Algorithm=_SHA256)
    _add(named, NS, "DigestValue").text = b64encode(sha256(certificate).digest()).decode()
    about = _add(_add(properties, XADES, "SignedDataObjectProperties"), XADES, "DataObjectFormat")
    about.set("ObjectReference", f"#{_CONTENT_ID}")
    _add(about, XADES, "MimeType").text = "text/xml"


def register_properties(context: xmlsec.SignatureContext, signature: etree._Element) -> None:
    """Tell xmlsec the Id by which a signature's own properties are found, where it has them."""
    if (properties := _at(signature, _HOLDER)) is not None and properties.get("Id"):
        context.register_id(properties, "Id")


def names_certificate(signature: etree._Element, certificate: bytes) -> bool:
    """Whether the signed properties name this certificate (DER)."""
    named = text_at(signature, f"{_HOLDER}/SignedSignatureProperties/SigningCertificateV2/Cert/CertDigest/DigestValue")
    try:
        return b64decode(named or "", validate=True) == sha256(certificate).digest()
    except ValueError:
        return False


def property_departures(signature: etree._Element, whole: etree._Element, other: etree._Element) -> Iterator[Bilingual]:
    """How the properties depart from the agreed form; `whole` and `other` are the references to content and to them."""
    for path, wanted in _CHILDREN.items():
        found = _at(signature, path)
        children = [] if found is None else [local_name(child) for child in found.iterchildren(etree.Element)]
        if children != wanted:
            name = path.rpartition("/")[2]
            had, right = (" ".join(names) or "—" for names in (children, wanted))
            yield Bilingual(f"{name} 中有 {had}，应为 {right}", f"{name} has {had}, not {right}")
            return
    yield from _elsewhere(signature)
    properties = _at(signature, _HOLDER)
    assert properties is not None
    yield from _different(signature, properties, whole, other)
    if not _has_zone(text_at(properties, "SignedSignatureProperties/SigningTime") or ""):
        yield Bilingual("SigningTime 不是带时区的时间", "SigningTime is no time with a zone")


def _elsewhere(signature: etree._Element) -> Iterator[Bilingual]:
    """Properties, or Ids that the signature uses, that occur a second time anywhere in the message."""
    elements = list(signature.getroottree().getroot().iter(etree.Element))
    for name in ("QualifyingProperties", "SignedProperties"):
        if sum(local_name(element) == name for element in elements) != 1:
            yield Bilingual(f"{name} 须有且只有一个", f"there must be one {name}")
    ids = [value for element in elements for name, value in element.attrib.items() if str(name).lower() == "id"]
    used = [element.get("Id") for element in (signature, _at(signature, _HOLDER)) if element is not None]
    if any(ids.count(one or "") != 1 for one in used):
        yield Bilingual("签名所用的 Id 不唯一", "an Id of the signature is not unique")


def _different(
    signature: etree._Element, properties: etree._Element, whole: etree._Element, other: etree._Element
) -> Iterator[Bilingual]:
    """References within the signature that lead elsewhere, and a certificate's digest that was not agreed."""
    holder = properties.getparent()
    about = _at(properties, "SignedDataObjectProperties/DataObjectFormat")
    method = _at(properties, "SignedSignatureProperties/SigningCertificateV2/Cert/CertDigest/DigestMethod")
    assert holder is not None
    for name, found, right in (
        ("URI", other.get("URI"), f"#{properties.get('Id')}"),
        ("Type", other.get("Type"), _TYPE),
        ("Target", holder.get("Target"), f"#{signature.get('Id')}"),
        ("ObjectReference", None if about is None else about.get("ObjectReference"), f"#{whole.get('Id')}"),
        ("CertDigest", None if method is None else method.get("Algorithm"), _SHA256),
    ):
        if found != right:
            yield Bilingual(f"{name} 为 {found}，应为 {right}", f"{name} is {found}, not {right}")


def _has_zone(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _at(signature: etree._Element, path: str) -> etree._Element | None:
    """The element at a path, by the namespaces that its names belong to."""
    ours = {"Object", "DigestMethod"}
    steps = (f"{{{NS if name in ours else XADES}}}{name}" for name in path.split("/"))
    return signature.find("/".join(steps))


def _add(parent: etree._Element, namespace: str, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)
