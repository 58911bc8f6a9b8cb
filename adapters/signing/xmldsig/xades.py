"""XAdES baseline signatures of level B-B (ETSI EN 319 132-1), written in one form and read strictly."""

from base64 import b64encode
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from signxml.algorithms import DigestAlgorithm

from adapters.signing.xmldsig.form import C14N, DS, alone, canonical, read_again
from adapters.signing.xmldsig.profiles import Pair
from adapters.signing.xmldsig.sm2 import decoded, require_schema, take_out
from adapters.signing.xmldsig.structure import algorithm, one, only_signature
from adapters.signing.xmldsig.values import MakesValues, made_value, require_value
from adapters.signing.xmldsig.xades_form import (
    PROPERTIES_TYPE,
    XADES,
    signed_properties,
    signing_time,
    xades_template,
)
from adapters.x509 import CertifiedKey, der, public_key
from hub.errors import Code, rejected
from hub.ports import Clock
from hub.xml.times import read_time

if TYPE_CHECKING:
    from lxml.etree import _Element

_CERTIFICATE_DIGESTS: Final = {
    one.value: Pair("", one.value)
    for one in (
        DigestAlgorithm.SHA256,
        DigestAlgorithm.SHA384,
        DigestAlgorithm.SHA512,
    )
}
_ID: Final = frozenset({"Id", "ID", "id"})


class XadesFormSigner:
    """Fills in a signature template. Keeps no state of a call."""

    def __init__(self, key: CertifiedKey, pair: Pair, clock: Clock) -> None:
        self._pair = pair
        self._form = xades_template(key, pair)
        self._clock = clock

    def sign(self, data: "_Element", *, key: MakesValues) -> "_Element":
        """A copy of the message with the signature as the root's last child."""
        signature, root = deepcopy(self._form), deepcopy(data)
        signed_info, value = signature[0], signature[1]
        properties = signed_properties(signature)
        properties[0][0].text = signing_time(data, self._clock.now())
        root.append(signature)
        signed_info[-2][-1].text = self._digest(canonical(data))
        signed_info[-1][-1].text = self._digest(canonical(properties))
        value.text = b64encode(made_value(key, canonical(signed_info), self._pair)).decode()
        return root

    def _digest(self, content: bytes) -> str:
        return b64encode(self._pair.digest_of(content)).decode()


def content_stated_by(certificate: x509.Certificate, message: "_Element", pair: Pair) -> "_Element":
    """What a signature covers whose properties name this certificate, parsed again from the signed bytes.

    Raises Rejected: HUB-404 where the properties are not the only ones, or not where they must be; HUB-405 where they
    state something else than was agreed. Raises InvalidSignature where key or content are others, ValueError and
    LxmlError where the signature is malformed.
    """
    root = deepcopy(message)
    signature = only_signature(root)
    require_schema(signature)
    signed_info = one(signature, "SignedInfo")
    whole, other = sorted(signed_info.iterfind(f"{DS}Reference"), key=lambda reference: reference.get("URI") != "")
    properties = _only_properties(root, signature, other)
    _require_stated(properties, certificate, whole)
    if not _is_agreed(other, pair):
        raise rejected(Code.SIGNATURE_INVALID)
    require_value(public_key(certificate), decoded(signature, "SignatureValue"), canonical(alone(signed_info)), pair)
    _require_digest(other, canonical(alone(properties, is_mixed=True)), pair)
    take_out(signature)
    content = canonical(root)
    _require_digest(whole, content, pair)
    return read_again(content)


def _only_properties(root: "_Element", signature: "_Element", reference: "_Element") -> "_Element":
    """The properties that a reference names, the only ones of the message.

    They are found by their place. An Id that a second element bears could mean another element to others.
    """
    holder = one(signature, "Object")
    if [element.tag for element in holder] != [XADES + "QualifyingProperties"] or holder.attrib:
        raise rejected(Code.SIGNATURE_MISSING)
    outer = holder[0]
    if [element.tag for element in outer] != [XADES + "SignedProperties"] or len(list(root.iter(outer.tag))) != 1:
        raise rejected(Code.SIGNATURE_MISSING)
    properties, name, target = outer[0], outer[0].get("Id"), signature.get("Id")
    if not name or not target or len(list(root.iter(properties.tag))) != 1:
        raise rejected(Code.SIGNATURE_MISSING)
    if (reference.get("URI"), reference.get("Type"), outer.get("Target")) != (
        f"#{name}",
        PROPERTIES_TYPE,
        f"#{target}",
    ):
        raise rejected(Code.SIGNATURE_MISSING)
    ids = list(_ids(root))
    if any(ids.count(one) != 1 for one in (name, target)):
        raise rejected(Code.SIGNATURE_MISSING)
    return properties


def _ids(root: "_Element") -> Iterator[str]:
    """The ids of all elements, by whatever attribute others may take for one."""
    for element in root.iter("*"):
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2] in _ID:
                yield str(value)


def _is_agreed(reference: "_Element", pair: Pair) -> bool:
    """Whether the properties are digested as the content is, and canonicalized as everything is."""
    transforms = [algorithm(transform) for transform in reference.iterfind(f"{DS}Transforms/{DS}Transform")]
    return transforms in ([], [C14N.value]) and algorithm(one(reference, "DigestMethod")) == pair.digest


def _require_stated(properties: "_Element", certificate: x509.Certificate, whole: "_Element") -> None:
    """Refuse properties other than the four of the baseline: time, certificate, and the content's type (HUB-405)."""
    stated = {
        "SignedSignatureProperties": ["SigningTime", "SigningCertificateV2"],
        "SignedDataObjectProperties": ["DataObjectFormat"],
    }
    found = {part.tag: [element.tag for element in part] for part in properties}
    about = properties.find(f"{XADES}SignedDataObjectProperties/{XADES}DataObjectFormat")
    if (
        len(properties) != len(stated)
        or found != {XADES + part: [XADES + name for name in names] for part, names in stated.items()}
        or read_time(properties.findtext(f".//{XADES}SigningTime", ""), is_zoned=True) is None
        or about is None
        or about.get("ObjectReference") != f"#{whole.get('Id')}"
        or [element.tag for element in about] != [XADES + "MimeType"]
        or not _is_named(properties, certificate)
    ):
        raise rejected(Code.SIGNATURE_INVALID)


def _is_named(properties: "_Element", certificate: x509.Certificate) -> bool:
    """Whether exactly this certificate is named, by its digest. Its issuer and serial number may stand beside it."""
    certificates = properties.findall(f".//{XADES}SigningCertificateV2/{XADES}Cert")
    digests = properties.findall(f".//{XADES}CertDigest")
    if len(certificates) != 1 or len(digests) != 1 or "URI" in certificates[0].attrib:
        return False
    hashed = _CERTIFICATE_DIGESTS.get(algorithm(one(digests[0], "DigestMethod")))
    return hashed is not None and hashed.digest_of(der(certificate)) == decoded(digests[0], "DigestValue")


def _require_digest(reference: "_Element", content: bytes, pair: Pair) -> None:
    if pair.digest_of(content) != decoded(reference, "DigestValue"):
        raise InvalidSignature
