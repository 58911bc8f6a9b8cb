"""A message, signatures of it by any methods, and the code that the verifier refuses one with."""

from dataclasses import dataclass
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from adapters import sm2
from adapters.signing import RegisteredVerifier
from adapters.signing.xmldsig.profiles import profile_for
from adapters.x509 import SigningKey
from hub.errors import Rejected

NOW = 1_767_287_700_000_000
DAY = 86_400_000_000
NS = {"ds": "http://www.w3.org/2000/09/xmldsig#"}
DS = "{http://www.w3.org/2000/09/xmldsig#}"
MESSAGE = (
    '<m:Receipt xmlns:m="urn:example:message" version="1.0"><m:Head><m:Id>r-1</m:Id><m:Sender>insurer-b</m:Sender>'
    '</m:Head><m:Body id="body"><m:Amount currency="CNY">100.00</m:Amount><m:Name>上海某公司 &amp; Co.</m:Name>'
    "</m:Body></m:Receipt>"
)


@dataclass
class SetClock:
    """A clock that shows what it was set to."""

    at: int = NOW

    def now(self) -> int:
        return self.at


def by_the_library(key: SigningKey) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    """The private key, of a kind that the certificate library knows."""
    assert not isinstance(key.key, sm2.PrivateKey)
    return key.key


def parse(body: bytes | str) -> etree._Element:
    return etree.fromstring(body.encode() if isinstance(body, str) else body)


def canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n")


def refusal(verifier: RegisteredVerifier, body: bytes | str, party: str = "insurer-b") -> str:
    """The code that a message is refused with."""
    with pytest.raises(Rejected) as caught:
        verifier.verify(parse(body), party)
    return caught.value.faults[0].code


class LaxSigner(XMLSigner):
    """Signs with whatever it is told to."""

    def check_deprecated_methods(self) -> None:
        """SHA-1 too."""


def signed_by(key: SigningKey, message: str = MESSAGE, **options: Any) -> bytes:
    """A message signed with other options than the hub's."""
    method = SignatureMethod(options.pop("method", profile_for(key.kind).writes.method))
    digest = DigestAlgorithm(options.pop("digest", DigestAlgorithm.SHA256))
    c14n = options.pop("c14n", CanonicalizationMethod.CANONICAL_XML_1_0)
    options = {"key": options.pop("secret", key.key), "cert": [key.certificate], **options}
    signer = LaxSigner(signature_algorithm=method, digest_algorithm=digest, c14n_algorithm=c14n)
    return etree.tostring(signer.sign(parse(message), **options))
