"""What xmlsec1 takes for valid, the hub takes: whatever stands around a signature, and however it is named."""

from itertools import product
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from other_stacks import Xmlsec1, stacks
from signing_cases import SetClock

from adapters.signing import RegisteredVerifier
from adapters.signing.xmldsig.profiles import profile_for
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey
from adapters.x509.making import private_pem
from hub.errors import Rejected
from hub.xml.parse import parse_xml

PREFIXES = ("", "ds", "签")
INHERITED = (
    "",
    ' xml:lang="zh"',
    ' xml:space="preserve" xml:lang="zh"',
    ' xml:base="urn:example:base"',
    ' xml:id="message"',
    ' xmlns:é="urn:example:e" é:a="1"',
    ' xmlns="urn:example:d" xmlns:名="urn:example:n" xml:lang="zh"',
)
NAMES = ("Message", "报文")
SHAPES = [
    *(
        f"<{name}{inherited}><Amount>100.00</Amount>{{{prefix or 'none'}}}</{name}>"
        for prefix, inherited, name in product(PREFIXES, INHERITED, NAMES)
    ),
    '<名:报文 xmlns:名="urn:example:n"><名:金额>100.00</名:金额>{ds}</名:报文>',
    '<M xmlns:a="urn:a"><a:A xml:lang="en"><é:B xmlns:é="urn:e">100.00</é:B></a:A>{none}</M>',
]
"""Messages, with a place for a signature of one of the prefixes."""


def template(prefix: str, method: str) -> str:
    """A signature without values, as xmlsec1 fills it in."""
    n, declared = (f"{prefix}:", f"xmlns:{prefix}") if prefix else ("", "xmlns")
    return (
        f'<{n}Signature {declared}="http://www.w3.org/2000/09/xmldsig#"><{n}SignedInfo>'
        f'<{n}CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>'
        f'<{n}SignatureMethod Algorithm="{method}"/><{n}Reference URI=""><{n}Transforms>'
        f'<{n}Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></{n}Transforms>'
        f'<{n}DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><{n}DigestValue/></{n}Reference>'
        f"</{n}SignedInfo><{n}SignatureValue/><{n}KeyInfo><{n}X509Data><{n}X509Certificate/></{n}X509Data>"
        f"</{n}KeyInfo></{n}Signature>"
    )


def is_taken(verifier: RegisteredVerifier, body: bytes) -> bool:
    try:
        verifier.verify(parse_xml(body), "insurer-b")
    except Rejected:
        return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_the_hub_and_xmlsec1_agree_on_documents_of_every_shape(
    keys: dict[str, SigningKey], tmp_path: Path, kind: str
) -> None:
    """Sound ones are taken; with one digit changed both refuse."""
    (stack,) = (one for one in stacks() if isinstance(one, Xmlsec1))
    stack.require()
    key = keys[kind]
    pair = (tmp_path / "key.pem", tmp_path / "certificate.pem")
    pair[0].write_bytes(private_pem(key.key))
    pair[1].write_bytes(key.certificate.public_bytes(Encoding.PEM))
    verifier = RegisteredVerifier(CertificateRegister({"insurer-b": [key.certificate]}), SetClock())
    signatures = {prefix or "none": template(prefix, profile_for(key.kind).writes.method) for prefix in PREFIXES}
    bodies: list[bytes] = []
    for number, shape in enumerate(SHAPES):
        unsigned, signed = tmp_path / f"{number}.xml", tmp_path / f"{number}-signed.xml"
        unsigned.write_text(shape.format(**signatures), "utf-8")
        stack.sign("", pair, unsigned, signed)
        bodies += [signed.read_bytes(), signed.read_bytes().replace(b"100.00", b"900.00")]
    files = [tmp_path / f"{number}-asked.xml" for number in range(len(bodies))]
    for file, body in zip(files, bodies, strict=True):
        file.write_bytes(body)

    assert stack.verify([(pair[1], file) for file in files]) == ["valid", "invalid"] * len(SHAPES)
    assert [is_taken(verifier, body) for body in bodies] == [True, False] * len(SHAPES)
