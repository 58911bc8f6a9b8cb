"""The check of our own output, in the exact bytes that leave: whatever is not the one form agreed on stays here."""

from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signing_cases import MESSAGE, SetClock, canonical, parse, signed_by
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

from adapters.signing import FileSigner, RegisteredVerifier, SelfCheckFailed
from adapters.signing.xmldsig.profiles import profile_for
from adapters.signing.xmldsig.self_check import SelfCheck
from adapters.x509 import SigningKey
from hub.errors import Rejected

KINDS = ["rsa", "ecdsa", "sm2"]


def check(key: SigningKey) -> SelfCheck:
    return SelfCheck(key, profile_for(key.kind))


def signed_with(key: SigningKey) -> bytes:
    return FileSigner(key, SetClock()).sign(parse(MESSAGE))


def found(key: SigningKey, body: bytes) -> str:
    """The code that the check refuses bytes with."""
    with pytest.raises(Rejected) as caught:
        check(key).require_signed(body)
    return caught.value.faults[0].code


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_signed_passes_as_it_stands(keys: dict[str, SigningKey], kind: str) -> None:
    """The same bytes that `sign` returns."""
    check(keys[kind]).require_signed(signed_with(keys[kind]))


ALTERED: dict[str, tuple[str, bytes, bytes]] = {
    # content
    "a value": ("HUB-405", b"100.00", b"900.00"),
    "an attribute": ("HUB-405", b'"CNY"', b'"USD"'),
    "a name": ("HUB-405", b"m:Name>", b"m:Nome>"),
    "white space in the content": ("HUB-405", b"<m:Body", b"\n<m:Body"),
    "white space before the signature": ("HUB-405", b"<ds:Signature ", b"\n<ds:Signature "),
    "a namespace on the root": ("HUB-405", b"<m:Receipt ", b'<m:Receipt xmlns:o="urn:o" '),
    # form and place
    "white space behind the signature": ("HUB-404", b"</ds:Signature>", b"</ds:Signature>\n"),
    "text behind the signature": ("HUB-404", b"</ds:Signature>", b"</ds:Signature>x"),
    "an element behind the signature": ("HUB-404", b"</ds:Signature>", b"</ds:Signature><m:More/>"),
    "white space in the signature": ("HUB-404", b"<ds:SignedInfo>", b"\n<ds:SignedInfo>"),
    "white space in SignedInfo": ("HUB-404", b"<ds:Reference", b" <ds:Reference"),
    "white space in the digest": ("HUB-405", b"<ds:DigestValue>", b"<ds:DigestValue>\n"),
    "white space in the value": ("HUB-405", b"</ds:SignatureValue>", b"\n</ds:SignatureValue>"),
    "white space in KeyInfo": ("HUB-404", b"</ds:KeyName>", b"</ds:KeyName>\n"),
    "a part for the whole": ("HUB-404", b'URI=""', b'URI="#body"'),
    "another digest method": ("HUB-404", b'<ds:DigestMethod Algorithm="', b'<ds:DigestMethod Algorithm="urn:'),
    "another C14N": ("HUB-404", b"REC-xml-c14n-20010315", b"REC-xml-c14n-20010315#WithComments"),
    "one transform less": (
        "HUB-404",
        f'<ds:Transform Algorithm="{CanonicalizationMethod.CANONICAL_XML_1_0.value}"/>'.encode(),
        b"",
    ),
    "an attribute on the signature": ("HUB-404", b"<ds:Signature ", b'<ds:Signature Id="s" '),
    "no signature": ("HUB-404", b"ds:Signature", b"ds:Signet"),
}
"""What is put in the place of what, and the code that tells."""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ALTERED)
def test_altered_bytes_do_not_pass(keys: dict[str, SigningKey], kind: str, name: str) -> None:
    """Altered content, altered SignedInfo, white space added anywhere within the root."""
    code, old, new = ALTERED[name]
    signed = signed_with(keys[kind])
    assert old in signed

    assert found(keys[kind], signed.replace(old, new)) == code


@pytest.mark.parametrize("kind", KINDS)
def test_altered_content_with_a_digest_that_fits_does_not_pass(keys: dict[str, SigningKey], kind: str) -> None:
    """SignedInfo is what the key has signed: a digest put right afterwards is not."""
    signed = signed_with(keys[kind])
    other = FileSigner(keys[kind], SetClock()).sign(parse(MESSAGE.replace("100.00", "900.00")))
    altered = signed.replace(b"100.00", b"900.00").replace(text(signed, b"DigestValue"), text(other, b"DigestValue"))

    assert found(keys[kind], altered) == "HUB-405"
    check(keys[kind]).require_signed(altered.replace(text(signed, b"SignatureValue"), text(other, b"SignatureValue")))


def text(body: bytes, name: bytes) -> bytes:
    """The text of one of the signature's elements."""
    return body.partition(b"<ds:" + name + b">")[2].partition(b"</ds:")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_comment_is_no_part_of_what_is_signed(keys: dict[str, SigningKey], kind: str) -> None:
    """Canonical XML without comments: every stack verifies the same message with one."""
    check(keys[kind]).require_signed(signed_with(keys[kind]).replace(b"<m:Body", b"<!-- seen --><m:Body"))


def test_another_keys_signature_does_not_pass(keys: dict[str, SigningKey]) -> None:
    """Whether the certificate names the other key or, wrongly, ours."""
    assert found(keys["ecdsa"], signed_with(keys["stranger"])) == "HUB-404"
    mixed = SigningKey(keys["stranger"].key, keys["ecdsa"].certificate)
    with pytest.raises(SelfCheckFailed, match="HUB-405"):
        signed_with(mixed)


@pytest.mark.parametrize("value", [bytes(64), b"\xff" * 64, bytes(63), b"", bytes(256)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_value_that_is_no_signature_does_not_pass(keys: dict[str, SigningKey], kind: str, value: bytes) -> None:
    """Zeros, numbers beyond the curve, other lengths."""
    signed = signed_with(keys[kind])
    altered = signed.replace(text(signed, b"SignatureValue"), b64encode(value))

    with pytest.raises((Rejected, ValueError)):  # an empty one is not even found
        check(keys[kind]).require_signed(altered)


@pytest.mark.parametrize("options", [{"method": SignatureMethod.ECDSA_SHA384}, {"digest": DigestAlgorithm.SHA512}])
def test_a_genuine_signature_of_another_form_does_not_pass(
    keys: dict[str, SigningKey], verifier: RegisteredVerifier, options: dict[str, Any]
) -> None:
    """The verifier takes what parties may send; we send one form only."""
    other = signed_by(keys["ecdsa"], **options)
    verifier.verify(parse(other), "insurer-b")

    assert found(keys["ecdsa"], other) == "HUB-404"


@settings(deadline=None)  # a busy machine is no fault of a check
@given(data=st.data())
def test_no_single_byte_can_be_changed_unseen(keys: dict[str, SigningKey], data: st.DataObject) -> None:
    """Anywhere between the root's first and last character; what reads as the same XML is the same message."""
    key = keys["ecdsa"]
    signed = signed_with(key)
    place = data.draw(st.integers(signed.index(b"<m:Receipt"), len(signed) - 1))
    changed = bytearray(signed)
    changed[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != signed[place]))

    try:
        check(key).require_signed(bytes(changed))
    except (Rejected, ValueError, etree.XMLSyntaxError):
        return
    assert canonical(parse(bytes(changed))) == canonical(parse(signed))
