"""XAdES baseline signatures (B-B) over files, as they lie in an ASiC-E container (ETSI EN 319 162-1, 4.4.3.2).

The signature is written in one form. It is read by writing it again from the files, the certificate, the time and the
value, and comparing all bytes: nothing can stand in it that is not signed.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from adapters.signing.xmldsig.deterministic import deterministic
from adapters.signing.xmldsig.form import C14N, DS, alone, canonical, read_again
from adapters.signing.xmldsig.profiles import XMLDSIG_ECDSA, XMLDSIG_RSA, Pair
from adapters.signing.xmldsig.values import made_value, require_value
from adapters.signing.xmldsig.xades_form import PROPERTIES_TYPE, SHA256_URI, XADES
from adapters.x509 import UNREADABLE, SigningKey, der, is_strong, kind_of, public_key, strictly
from hub.xml.times import in_utc, read_time

if TYPE_CHECKING:
    from lxml.etree import _Element

_ASIC: Final = "http://uri.etsi.org/02918/v1.2.1#"
_ID, _PROPERTIES_ID = "hub-signature", "hub-signed-properties"
_PAIRS: Final[Mapping[str, Pair]] = {"rsa": XMLDSIG_RSA.writes, "ecdsa": XMLDSIG_ECDSA.writes}
_MEDIA: Final = {
    "xml": "text/xml",
    "xsd": "text/xml",
    "json": "application/json",
    "md": "text/markdown",
    "tsr": "application/timestamp-reply",
}
"""Media types by the ending of a file's name."""
_CERTIFICATE: Final = re.compile(rb"<ds:X509Certificate>([A-Za-z0-9+/=]{1,100000})</ds:X509Certificate>")
_TIME: Final = re.compile(rb"<xades:SigningTime>([0-9TZ:.-]{1,40})</xades:SigningTime>")
_VALUE: Final = re.compile(rb"<ds:SignatureValue>([A-Za-z0-9+/=]{1,10000})</ds:SignatureValue>")


def can_sign_files(key: object) -> bool:
    """Whether a key signs containers: RSA and ECDSA do, in a file. ETSI's baseline knows no SM2."""
    return isinstance(key, SigningKey) and key.kind in _PAIRS


def sign_files(files: Mapping[str, bytes], key: SigningKey, at: int) -> bytes:
    """The signature over these files, as META-INF/signatures.xml holds it. `at`: the time that it states.

    Names of files are plain: no character of them has a meaning in XML or in a URI.
    """
    pair = _PAIRS[key.kind]
    signed_info = _signed_info(_written(files, key.certificate, in_utc(at), ""))
    value = made_value(deterministic(key.key), signed_info, pair)
    return _written(files, key.certificate, in_utc(at), b64encode(value).decode())


def signer_of_files(signature: bytes, files: Mapping[str, bytes]) -> tuple[x509.Certificate, int]:
    """Who signed exactly these files, and when as they say; raises InvalidSignature unless somebody did.

    Whether the certificate is one to trust, others must tell.
    """
    found = [pattern.findall(signature) for pattern in (_CERTIFICATE, _TIME, _VALUE)]
    if any(len(one) != 1 for one in found):
        raise InvalidSignature
    certificate, time, value = (one[0] for one in found)
    try:
        with strictly():
            signer = x509.load_der_x509_certificate(b64decode(certificate, validate=True))
        at, kind = read_time(time.decode(), is_zoned=True), kind_of(public_key(signer))
        if at is None or kind not in _PAIRS or not is_strong(signer):
            raise InvalidSignature
        if _written(files, signer, time.decode(), value.decode()) != signature:
            raise InvalidSignature
        require_value(public_key(signer), b64decode(value, validate=True), _signed_info(signature), _PAIRS[kind])
    except UNREADABLE as error:
        raise InvalidSignature from error
    return signer, at


def _signed_info(signature: bytes) -> bytes:
    return canonical(alone(_of(signature, "SignedInfo")))


def _of(signature: bytes, name: str) -> "_Element":
    """A child of the only signature."""
    found = read_again(signature).find(f"{DS}Signature/{DS}{name}")
    assert found is not None
    return found


def _written(files: Mapping[str, bytes], signer: x509.Certificate, at: str, value: str) -> bytes:
    """The whole file."""
    pair = _PAIRS[kind_of(public_key(signer))]
    template = _template(files, signer, at, pair)
    properties = _of(template.replace("%s", "").encode(), "Object")[0][0]
    digest = b64encode(sha256(canonical(alone(properties, is_mixed=True))).digest()).decode()
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{template % (digest, value)}\n'.encode()


def _template(files: Mapping[str, bytes], signer: x509.Certificate, at: str, pair: Pair) -> str:
    """Placeholders (%s): digest of the properties, value."""
    method = f'<ds:DigestMethod Algorithm="{SHA256_URI}"/>'
    names = {name: f"file-{number}" for number, name in enumerate(sorted(files), 1)}
    references = "".join(
        f'<ds:Reference Id="{id_}" URI="{name}">{method}'
        f"<ds:DigestValue>{b64encode(sha256(files[name]).digest()).decode()}</ds:DigestValue></ds:Reference>"
        for name, id_ in names.items()
    )
    c14n = f'<ds:Transforms><ds:Transform Algorithm="{C14N.value}"/></ds:Transforms>'
    return (
        f'<asic:XAdESSignatures xmlns:asic="{_ASIC}"><ds:Signature xmlns:ds="{DS[1:-1]}" Id="{_ID}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{C14N.value}"/><ds:SignatureMethod Algorithm="{pair.method}"/>'
        f'{references}<ds:Reference Type="{PROPERTIES_TYPE}" URI="#{_PROPERTIES_ID}">{c14n}{method}'
        "<ds:DigestValue>%s</ds:DigestValue></ds:Reference></ds:SignedInfo>"
        "<ds:SignatureValue>%s</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>"
        f"{b64encode(der(signer)).decode()}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
        f"<ds:Object>{_properties(names, signer, at, method)}</ds:Object></ds:Signature></asic:XAdESSignatures>"
    )


def _properties(names: Mapping[str, str], signer: x509.Certificate, at: str, method: str) -> str:
    """What the signer states: when it signed, with which certificate, and what each file is."""
    digest = b64encode(sha256(der(signer)).digest()).decode()
    formats = "".join(
        f'<xades:DataObjectFormat ObjectReference="#{id_}"><xades:MimeType>{media_type(name)}</xades:MimeType>'
        "</xades:DataObjectFormat>"
        for name, id_ in names.items()
    )
    return (
        f'<xades:QualifyingProperties xmlns:xades="{XADES[1:-1]}" Target="#{_ID}"><xades:SignedProperties '
        f'Id="{_PROPERTIES_ID}"><xades:SignedSignatureProperties><xades:SigningTime>{at}</xades:SigningTime>'
        f"<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>{method}<ds:DigestValue>{digest}</ds:DigestValue>"
        "</xades:CertDigest></xades:Cert></xades:SigningCertificateV2></xades:SignedSignatureProperties>"
        f"<xades:SignedDataObjectProperties>{formats}</xades:SignedDataObjectProperties></xades:SignedProperties>"
        "</xades:QualifyingProperties>"
    )


def media_type(name: str) -> str:
    """The media type of a file, by its name."""
    return _MEDIA.get(name.rpartition(".")[2], "application/octet-stream")
