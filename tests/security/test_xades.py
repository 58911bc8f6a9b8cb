"""XAdES signatures of level B-B: written in one form, read strictly, and never about anything but the whole message."""

from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from lxml import etree
from signing_cases import MESSAGE, NOW, SetClock, canonical, parse, refusal
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier, XAdESVerifyResult
from xades_cases import MOVES, REWRITTEN, SPACES, resigned, rewritten, the

from adapters.signing import FileSigner, RegisteredVerifier, named
from adapters.signing.xmldsig.profiles import XMLDSIG_ECDSA, Profile
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, der

ECDSA, RSA = named("xades-b")
BOTH = pytest.mark.parametrize("profile", [ECDSA, RSA], ids=lambda profile: profile.kind)


def signed(keys: dict[str, SigningKey], profile: Profile = ECDSA, message: str = MESSAGE) -> bytes:
    return FileSigner(keys[profile.kind], SetClock(), profile).sign(parse(message))


def a_verifier(keys: dict[str, SigningKey]) -> RegisteredVerifier:
    register = CertificateRegister({"insurer-b": [keys["rsa"].certificate, keys["ecdsa"].certificate]})
    return RegisteredVerifier(register, SetClock(), agreed=lambda _: (ECDSA, RSA, XMLDSIG_ECDSA))


# ---- the form ------------------------------------------------------------------------------------


@BOTH
def test_time_certificate_and_type_are_stated_and_signed(keys: dict[str, SigningKey], profile: Profile) -> None:
    """EN 319 132-1, level B-B: SigningTime, SigningCertificateV2, DataObjectFormat."""
    body = signed(keys, profile)
    (properties,) = parse(body).iterfind(".//xades:SignedProperties", SPACES)
    digest = b64encode(sha256(der(keys[profile.kind].certificate)).digest()).decode()

    assert the(properties, ".//xades:SigningTime").text == "2026-01-01T17:15:00.000000Z"
    assert the(properties, ".//xades:CertDigest/ds:DigestValue").text == digest
    assert the(properties, ".//xades:MimeType").text == "text/xml"
    assert canonical(a_verifier(keys).verify(parse(body), "insurer-b")) == canonical(parse(MESSAGE))


@BOTH
def test_the_library_for_xades_verifies_it(keys: dict[str, SigningKey], profile: Profile) -> None:
    """signxml's, with its schema of XAdES; it finds the properties by their Id."""
    expected = XAdESSignatureConfiguration(
        expect_references=2,
        location="./",
        verification_time=datetime.fromtimestamp(NOW // 1_000_000, UTC),
        ignore_ambiguous_key_info=True,
    )
    certificate = keys[profile.kind].certificate

    found = XAdESVerifier().verify(signed(keys, profile), x509_cert=certificate, expect_config=expected)

    assert [isinstance(one, XAdESVerifyResult) for one in found] == [False, True]


@pytest.mark.parametrize(
    ("message", "stated"),
    [
        (
            "<m><Header><CreatedAt>2026-01-02T03:04:05.000006+08:00</CreatedAt></Header></m>",
            "2026-01-01T19:04:05.000006Z",
        ),
        (
            '<m xmlns="urn:x"><TransInfo><CreatTime>2026-01-02T03:04:05</CreatTime></TransInfo></m>',
            "2026-01-01T19:04:05.000000Z",
        ),
        ("<m><Header><CreatedAt>soon</CreatedAt></Header></m>", "2026-01-01T17:15:00.000000Z"),
    ],
)
def test_the_signing_time_is_the_messages_own(keys: dict[str, SigningKey], message: str, stated: str) -> None:
    """So the same message gives the same bytes, whenever it is signed; a message without a time has the clock's."""
    body = signed(keys, RSA, message)
    later = FileSigner(keys["rsa"], SetClock(NOW + 5_000_000), RSA).sign(parse(message))

    assert the(parse(body), ".//xades:SigningTime").text == stated
    assert (later == body) == ("soon" not in message)


# ---- what others may have written ----------------------------------------------------------------


def other(keys: dict[str, SigningKey], old: str, new: str) -> bytes:
    """Our message in other words, signed again by the registered key."""
    found = rewritten(signed(keys), keys["ecdsa"].key, old, new)
    assert found is not None
    return found


CERT = "</xades:CertDigest>"
ISSUER = "<xades:IssuerSerialV2>AAAA</xades:IssuerSerialV2>"


def test_what_the_tests_sign_again_is_read(keys: dict[str, SigningKey]) -> None:
    """So that the refusals below are for their own reasons; issuer and serial number may stand beside the digest."""
    a_verifier(keys).verify(parse(other(keys, CERT, CERT + ISSUER)), "insurer-b")


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_form_that_was_not_agreed_is_refused(keys: dict[str, SigningKey], name: str) -> None:
    """Though the registered key signed it."""
    code, old, new = REWRITTEN[name]
    assert refusal(a_verifier(keys), other(keys, old, new)) == code


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_wrapping_is_refused(keys: dict[str, SigningKey], move: Callable[[etree._Element], None]) -> None:
    """What was signed is still there, and something else stands where it is read."""
    root = parse(signed(keys))
    move(root)

    assert refusal(a_verifier(keys), etree.tostring(root)) == "HUB-404"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (".//{urn:example:message}Amount", "900.00"),
        (".//xades:SigningTime", "2026-01-01T17:15:01.000000Z"),
        (".//xades:MimeType", "text/plain"),
        (".//ds:SignatureValue", "AAAA"),
    ],
)
def test_altered_messages_and_properties_are_refused(keys: dict[str, SigningKey], path: str, value: str) -> None:
    root = parse(signed(keys))
    the(root, path).text = value

    assert refusal(a_verifier(keys), etree.tostring(root)) == "HUB-405"


def test_the_properties_must_name_the_registered_certificate(keys: dict[str, SigningKey]) -> None:
    """Of two certificates of one key, the other: the properties decide which of them the signer meant."""
    root = parse(signed(keys))
    other = b64encode(sha256(der(keys["rsa"].certificate)).digest()).decode()
    the(root, ".//xades:CertDigest/ds:DigestValue").text = other

    assert refusal(a_verifier(keys), resigned(keys["ecdsa"].key, root)) == "HUB-405"


def test_a_plain_signature_does_for_nobody_who_agreed_on_xades_alone(keys: dict[str, SigningKey]) -> None:
    register = CertificateRegister({"insurer-b": [keys["ecdsa"].certificate]})
    verifier = RegisteredVerifier(register, SetClock(), agreed=lambda _: (ECDSA, RSA))

    assert refusal(verifier, FileSigner(keys["ecdsa"], SetClock()).sign(parse(MESSAGE))) == "HUB-405"
