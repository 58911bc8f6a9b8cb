"""The form of our XAdES signatures: baseline B-B (ETSI EN 319 132-1), enveloped, inclusive C14N 1.0 in all places."""

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from adapters.signing.xmldsig.form import C14N, DS, ENVELOPED, read_again
from adapters.signing.xmldsig.profiles import Pair
from adapters.x509 import CertifiedKey, der
from hub.xml.times import in_utc, read_time

if TYPE_CHECKING:
    from lxml.etree import _Element

XADES: Final = "{http://uri.etsi.org/01903/v1.3.2#}"
PROPERTIES_TYPE: Final = "http://uri.etsi.org/01903#SignedProperties"
SHA256_URI: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
SIGNATURE_ID, CONTENT_ID, PROPERTIES_ID = "hub-signature", "hub-signed-content", "hub-signed-properties"
"""Ids in our own signature. They are always the same, so that the same message gives the same bytes."""
PROPERTIES_TEXTS: Final = 5
"""Texts of our signature before the signing time: two digests, the value, KeyName and certificate."""
_CREATED: Final = ("CreatedAt", "CreatTime")
"""Elements with a message's own time: of the hub's header, and of the platform's envelope (dxp.xsd, TransInfo)."""


def written_xades_form(key: CertifiedKey, pair: Pair) -> str:
    """The canonical form of our signature within a message.

    Placeholders (%s): digest of the content, digest of the properties, value, signing time.
    """
    c14n = f'<ds:Transform Algorithm="{C14N.value}"></ds:Transform>'
    method = f'<ds:DigestMethod Algorithm="{pair.digest}"></ds:DigestMethod>'
    return (
        f'<ds:Signature xmlns:ds="{DS[1:-1]}" Id="{SIGNATURE_ID}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{C14N.value}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{pair.method}"></ds:SignatureMethod>'
        f'<ds:Reference Id="{CONTENT_ID}" URI=""><ds:Transforms>'
        f'<ds:Transform Algorithm="{ENVELOPED}"></ds:Transform>{c14n}</ds:Transforms>{method}'
        "<ds:DigestValue>%s</ds:DigestValue></ds:Reference>"
        f'<ds:Reference Type="{PROPERTIES_TYPE}" URI="#{PROPERTIES_ID}"><ds:Transforms>{c14n}</ds:Transforms>{method}'
        "<ds:DigestValue>%s</ds:DigestValue></ds:Reference>"
        f"</ds:SignedInfo><ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:KeyName>{key.name}</ds:KeyName>"
        f"<ds:X509Data><ds:X509Certificate>{key.certificate_text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f"<ds:Object>{_properties(key)}</ds:Object></ds:Signature>"
    )


def _properties(key: CertifiedKey) -> str:
    """What the signer states: when it signed, with which certificate, and what the content is."""
    digest = b64encode(sha256(der(key.certificate)).digest()).decode()
    return (
        f'<xades:QualifyingProperties xmlns:xades="{XADES[1:-1]}" Target="#{SIGNATURE_ID}">'
        f'<xades:SignedProperties Id="{PROPERTIES_ID}"><xades:SignedSignatureProperties>'
        "<xades:SigningTime>%s</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod Algorithm="{SHA256_URI}"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>'
        "</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>"
        f'<xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference="#{CONTENT_ID}">'
        "<xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties>"
        "</xades:SignedProperties></xades:QualifyingProperties>"
    )


def xades_template(key: CertifiedKey, pair: Pair) -> "_Element":
    """Our signature without digests, value and time."""
    return read_again(written_xades_form(key, pair).replace("%s", "").encode())


def signed_properties(signature: "_Element") -> "_Element":
    """The SignedProperties of a signature of our own form."""
    found = signature.find(f"{DS}Object/{XADES}QualifyingProperties/{XADES}SignedProperties")
    if found is None:
        raise ValueError("no SignedProperties")
    return found


def signing_time(message: "_Element", now: int) -> str:
    """The time that a signature states: the message's own, so that the same message gives the same bytes; else `now`.

    In UTC. A report of the platform (DxpRep) has no time of its own.
    """
    for name in _CREATED:
        at = read_time(message.findtext(f"*/{{*}}{name}", ""))
        if at is not None:
            return in_utc(at)
    return in_utc(now)
