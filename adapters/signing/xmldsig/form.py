"""The agreed form of signatures, the same in every profile: enveloped, over the whole root, inclusive C14N 1.0."""

from typing import TYPE_CHECKING, Final

from lxml import etree
from signxml.algorithms import CanonicalizationMethod

from adapters.signing.xmldsig.profiles import Pair
from adapters.x509 import CertifiedKey

if TYPE_CHECKING:
    from lxml.etree import _Element

DS: Final = "{http://www.w3.org/2000/09/xmldsig#}"
SIGNATURE: Final = DS + "Signature"
XML_ATTRIBUTE: Final = "{http://www.w3.org/XML/1998/namespace}"
"""Prefix of the name of an `xml:` attribute."""
ENVELOPED: Final = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"

C14N: Final = CanonicalizationMethod.CANONICAL_XML_1_0
"""Inclusive, without comments: customs systems use it, and every XML stack supports it."""

TRANSFORMS: Final = ([ENVELOPED], [ENVELOPED, C14N.value])
"""Without the second transform, XMLDSig (section 4.4.3.2) defines the same canonicalization."""


def written_form(key: CertifiedKey, pair: Pair) -> str:
    """The canonical form of our signature within a message, with placeholders (%s) for digest and value.

    It needs no namespace of the elements around it.
    """
    return (
        f'<ds:Signature xmlns:ds="{DS[1:-1]}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{C14N.value}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{pair.method}"></ds:SignatureMethod>'
        '<ds:Reference URI=""><ds:Transforms>'
        f'<ds:Transform Algorithm="{ENVELOPED}"></ds:Transform>'
        f'<ds:Transform Algorithm="{C14N.value}"></ds:Transform>'
        f'</ds:Transforms><ds:DigestMethod Algorithm="{pair.digest}"></ds:DigestMethod>'
        "<ds:DigestValue>%s</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        f"<ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:KeyName>{key.name}</ds:KeyName>"
        f"<ds:X509Data><ds:X509Certificate>{key.certificate_text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        "</ds:Signature>"
    )


def canonical(element: "_Element") -> bytes:
    """Inclusive C14N 1.0 without comments."""
    return etree.tostring(element, method="c14n", with_comments=False)


def template(key: CertifiedKey, pair: Pair) -> "_Element":
    """Our signature without digest and value."""
    return read_again(written_form(key, pair).replace("%s", "").encode())


def read_again(written: bytes) -> "_Element":
    """XML that was written here."""
    return etree.fromstring(written, strict_parser())


def strict_parser() -> etree.XMLParser:
    """A parser that resolves no entity and loads nothing."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False)


def alone(part: "_Element", *, is_mixed: bool = False) -> "_Element":
    """A part of a document as a document of its own, with the namespaces and the `xml:` attributes of its ancestors.

    `is_mixed`: elements with and without prefix may stand in it.

    Canonical XML 1.0 (section 2.4) lets the first element of a subset have the `xml:` attributes of its ancestors, the
    nearest of each name. For a part of a document, lxml (6.1) leaves them out, and removes the default namespace from
    elements two levels below.
    """
    inherited = {
        name: value
        for ancestor in reversed(list(part.iterancestors()))
        for name, value in ancestor.attrib.items()
        if str(name).startswith(XML_ATTRIBUTE)
    }
    if part.getparent() is None or (part.prefix is not None and not inherited and not is_mixed):
        return part
    alone = read_again(etree.tostring(part, encoding="UTF-8", with_tail=False))
    for name, value in inherited.items():
        if name not in alone.attrib:
            alone.set(name, value)
    return alone
