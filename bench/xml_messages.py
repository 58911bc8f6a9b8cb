"""Building, proving, signing and verifying, as a bare loop does it: keys, form and schema are made once."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from lxml import etree
from settings import HUB, XSD
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

NAMESPACE = "urn:single-window-hub:1"
DS = "{http://www.w3.org/2000/09/xmldsig#}"
SHANGHAI = timezone(timedelta(hours=8))
C14N = CanonicalizationMethod.CANONICAL_XML_1_0


def now_on_wire() -> str:
    return datetime.now(UTC).astimezone(SHANGHAI).isoformat()


def message(element: str, content: Mapping[str, Any]) -> etree._Element:
    """An element of our namespace with nested content; entries without a value are left out."""
    root = etree.Element(f"{{{NAMESPACE}}}{element}", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default namespace
    fill(root, content)
    return root


def fill(parent: etree._Element, content: Mapping[str, Any]) -> None:
    for name, value in content.items():
        if isinstance(value, Mapping):
            fill(etree.SubElement(parent, f"{{{NAMESPACE}}}{name}"), value)
        elif value:
            etree.SubElement(parent, f"{{{NAMESPACE}}}{name}").text = value


def authorization(form: Mapping[str, Any], message_id: str, document_id: str) -> etree._Element:
    """The CreditAuthorization that the route maps this submission to."""
    enterprise, data = form["enterprise"], form["data"]
    seal = data["seal"]
    return message(
        "CreditAuthorization",
        {
            "Header": {
                "MessageId": message_id,
                "DocumentId": document_id,
                "Sender": HUB,
                "Receiver": form["party"],
                "CreatedAt": now_on_wire(),
            },
            "Enterprise": {
                "Uscc": enterprise["uscc"],
                "CustomsCode": enterprise["customs_code"],
                "Name": enterprise["name"],
            },
            "Seal": {
                "Holder": seal["holder"],
                "CertificateCn": seal["certificate_cn"],
                "UserName": seal["user_name"],
                "Name": seal["name"],
                "ValidFrom": seal["valid_from"],
                "ValidTo": seal["valid_to"],
                "Type": {"company": "1"}[seal["type"]],
                "Size": {name.capitalize(): seal["size"][name] for name in ("width", "height", "offset")},
                "Content": seal["content"],
                "Image": seal["image"],
            },
            "Authorization": data["authorization"],
            "Consent": "true" if data["consent"] else "false",
        },
    )


def receipt(element: str, owner: tuple[str, str], name: str, answers: tuple[str, str], **body: str) -> etree._Element:
    """A receipt: from and to whom, its id, id and digest of what it answers."""
    header = {"MessageId": name, "Sender": owner[0], "Receiver": owner[1], "CreatedAt": now_on_wire()}
    answered = {"MessageId": answers[0], "Digest": answers[1]}
    return message(element, {"Header": header, "InReplyTo": answered, **body})


def load_schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(XSD)))


class Pen:
    """Signs with one key, in the hub's profile: enveloped, inclusive c14n, KeyName and certificate in KeyInfo."""

    def __init__(self, folder: Path) -> None:
        self._key: Any = load_pem_private_key((folder / "key.pem").read_bytes(), None)
        is_rsa = isinstance(self._key, rsa.RSAPrivateKey)
        method = SignatureMethod.RSA_SHA256 if is_rsa else SignatureMethod.ECDSA_SHA256
        self._signer = XMLSigner(SignatureConstructionMethod.enveloped, method, DigestAlgorithm.SHA256, C14N)
        self._key_info = _key_info(load_certificate(folder))

    def sign(self, root: etree._Element) -> bytes:
        signed = self._signer.sign(root, key=self._key, key_info=deepcopy(self._key_info))
        return etree.tostring(signed, encoding="UTF-8", xml_declaration=True)


class Glass:
    """Verifies against the one certificate that is pinned."""

    def __init__(self, folder: Path) -> None:
        self._certificate = load_certificate(folder)
        self._expected = SignatureConfiguration(location="./", default_reference_c14n_method=C14N)

    def verify(self, body: bytes) -> etree._Element:
        """What was signed; raises InvalidSignature."""
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
        found = XMLVerifier().verify(root, x509_cert=self._certificate, expect_config=self._expected)
        assert not isinstance(found, list)
        assert found.signed_xml is not None
        return found.signed_xml


def load_certificate(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "certificate.pem").read_bytes())


def _key_info(certificate: x509.Certificate) -> etree._Element:
    pem = certificate.public_bytes(Encoding.PEM).decode()
    info = etree.Element(DS + "KeyInfo", nsmap={"ds": DS[1:-1]})
    etree.SubElement(info, DS + "KeyName").text = f"{certificate.serial_number:x}"
    data = etree.SubElement(info, DS + "X509Data")
    etree.SubElement(data, DS + "X509Certificate").text = "".join(pem.split("\n")[1:-2])
    return info
