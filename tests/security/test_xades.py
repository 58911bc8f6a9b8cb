"""XAdES signatures of level B-B: written in one form, read strictly, and never about anything but the whole message."""

import copy
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from lxml import etree
from signing_cases import DS, MESSAGE, NOW, NS, SetClock, canonical, parse, refusal
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier, XAdESVerifyResult

from adapters.signing import FileSigner, RegisteredVerifier, named
from adapters.signing.xmldsig.form import alone
from adapters.signing.xmldsig.profiles import XMLDSIG_ECDSA, Profile
from adapters.signing.xmldsig.values import made_value
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, der

XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
SPACES = {**NS, "xades": XADES[1:-1]}
ECDSA, RSA = named("xades-b")
BOTH = pytest.mark.parametrize("profile", [ECDSA, RSA], ids=lambda profile: profile.kind)


def signed(keys: dict[str, SigningKey], profile: Profile = ECDSA, message: str = MESSAGE) -> bytes:
    return FileSigner(keys[profile.kind], SetClock(), profile).sign(parse(message))


def a_verifier(keys: dict[str, SigningKey]) -> RegisteredVerifier:
    register = CertificateRegister({"insurer-b": [keys["rsa"].certificate, keys["ecdsa"].certificate]})
    return RegisteredVerifier(register, SetClock(), agreed=lambda _: (ECDSA, RSA, XMLDSIG_ECDSA))


def the(root: etree._Element, path: str) -> etree._Element:
    (found,) = root.iterfind(path, SPACES)
    return found


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


def resigned(keys: dict[str, SigningKey], root: etree._Element) -> bytes:
    """The digests and the value made again by the registered key: consistent in itself."""
    signature = the(root, "ds:Signature")
    whole, other = signature.findall("ds:SignedInfo/ds:Reference", NS)[:2]
    properties = next(root.iter(XADES + "SignedProperties"), None)
    if properties is not None and len(other):
        made = sha256(canonical(alone(properties, is_mixed=True))).digest()
        the(other, "ds:DigestValue").text = b64encode(made).decode()
    content = copy.deepcopy(root)
    content.remove(the(content, "ds:Signature"))
    the(whole, "ds:DigestValue").text = b64encode(sha256(canonical(content)).digest()).decode()
    value = made_value(keys["ecdsa"].key, canonical(alone(signature[0])), ECDSA.writes)
    the(signature, "ds:SignatureValue").text = b64encode(value).decode()
    return etree.tostring(root)


def rewritten(keys: dict[str, SigningKey], old: str, new: str) -> bytes:
    body = signed(keys).decode()
    assert old in body
    return resigned(keys, parse(body.partition("?>")[2].replace(old, new, -1 if old.endswith(":Cert>") else 1)))


CERT = "</xades:CertDigest>"
ISSUER = "<xades:IssuerSerialV2>AAAA</xades:IssuerSerialV2>"
SIGNED = "</xades:SignedSignatureProperties>"


def test_what_the_tests_sign_again_is_read(keys: dict[str, SigningKey]) -> None:
    """So that the refusals below are for their own reasons; issuer and serial number may stand beside the digest."""
    a_verifier(keys).verify(parse(rewritten(keys, CERT, CERT + ISSUER)), "insurer-b")


REWRITTEN: dict[str, tuple[str, str, str]] = {
    # what is stated
    "no time zone": ("HUB-405", "17:15:00.000000Z", "17:15:00.000000"),
    "no time": ("HUB-405", "2026-01-01T17:15:00.000000Z", ""),
    "no SigningTime": ("HUB-405", "<xades:SigningTime>2026-01-01T17:15:00.000000Z</xades:SigningTime>", ""),
    "a policy": ("HUB-405", SIGNED, f"<xades:SignaturePolicyIdentifier/>{SIGNED}"),
    "a second certificate": ("HUB-405", "</xades:Cert>", "</xades:Cert><xades:Cert/>"),
    "a certificate elsewhere": ("HUB-405", "<xades:Cert>", '<xades:Cert URI="http://127.0.0.1:9/c">'),
    "SHA-1 of the certificate": (
        "HUB-405",
        '<xades:CertDigest><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"',
        '<xades:CertDigest><ds:DigestMethod Algorithm="http://www.w3.org/2000/09/xmldsig#sha1"',
    ),
    "no certificate": ("HUB-405", "xades:Cert>", "xades:Other>"),
    "the type of something else": (
        "HUB-405",
        'ObjectReference="#hub-signed-content"',
        'ObjectReference="#hub-signature"',
    ),
    "properties of another version": ("HUB-404", "01903/v1.3.2#", "01903/v1.2.2#"),
    "unsigned properties": (
        "HUB-404",
        "</xades:SignedProperties>",
        "</xades:SignedProperties><xades:UnsignedProperties/>",
    ),
    # what is referred to
    "a third reference": (
        "HUB-404",
        "</ds:SignedInfo>",
        '<ds:Reference URI="#x"><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        "<ds:DigestValue>AAAA</ds:DigestValue></ds:Reference></ds:SignedInfo>",
    ),
    "the whole twice": ("HUB-404", 'URI="#hub-signed-properties"', 'URI=""'),
    "a part for the whole": ("HUB-404", 'Id="hub-signed-content" URI=""', 'Id="hub-signed-content" URI="#body"'),
    "a reference of no type": ("HUB-404", 'Type="http://uri.etsi.org/01903#SignedProperties" ', ""),
    "another Id": (
        "HUB-404",
        '<xades:SignedProperties Id="hub-signed-properties"',
        '<xades:SignedProperties Id="other"',
    ),
    "no Id": ("HUB-404", '<xades:SignedProperties Id="hub-signed-properties"', "<xades:SignedProperties"),
    "another target": ("HUB-404", 'Target="#hub-signature"', 'Target="#hub-signed-content"'),
    "an Id that the content bears too": ("HUB-404", 'id="body"', 'id="hub-signed-properties"'),
    "another canonicalization": (
        "HUB-405",
        'URI="#hub-signed-properties"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
        'URI="#hub-signed-properties"><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"',
    ),
    "another digest of the properties": (
        "HUB-405",
        '</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue>{properties}',
        '</ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha512"/><ds:DigestValue>{properties}',
    ),
    # where things stand
    "an Object before it": ("HUB-404", "<ds:Object>", "<ds:Object/><ds:Object>"),
    "text of an Object": ("HUB-404", "<ds:Object>", '<ds:Object Id="o">'),
    "two QualifyingProperties": (
        "HUB-404",
        "</xades:QualifyingProperties>",
        '</xades:QualifyingProperties><x:QualifyingProperties xmlns:x="http://uri.etsi.org/01903/v1.3.2#"/>',
    ),
    "SignedProperties in the content too": (
        "HUB-404",
        "<m:Head>",
        f'<m:Head><xades:SignedProperties xmlns:xades="{XADES[1:-1]}" Id="p"/>',
    ),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_a_form_that_was_not_agreed_is_refused(keys: dict[str, SigningKey], name: str) -> None:
    """Though the registered key signed it."""
    code, old, new = REWRITTEN[name]
    digest = the(parse(signed(keys)), "ds:Signature/ds:SignedInfo/ds:Reference[2]/ds:DigestValue").text or ""

    forged = rewritten(keys, old.replace("{properties}", digest), new.replace("{properties}", digest))

    assert refusal(a_verifier(keys), forged) == code


def move_properties(root: etree._Element) -> None:
    """SignedProperties into the content, where its Id still finds it."""
    root[0].append(the(root, ".//xades:SignedProperties"))


def move_object(root: etree._Element) -> None:
    root[0].append(the(root, ".//ds:Object"))


def forge_beside(root: etree._Element) -> None:
    """The signed properties in the content, forged ones in their place."""
    good = the(root, ".//xades:SignedProperties")
    forged = copy.deepcopy(good)
    the(forged, ".//xades:SigningTime").text = "2020-01-01T00:00:00Z"
    the(root, ".//xades:QualifyingProperties").append(forged)
    root[0].append(good)


def two_properties(root: etree._Element) -> None:
    good = the(root, ".//xades:SignedProperties")
    the(root, ".//xades:QualifyingProperties").append(copy.deepcopy(good))


def no_object(root: etree._Element) -> None:
    the(root, "ds:Signature").remove(the(root, ".//ds:Object"))


def no_properties(root: etree._Element) -> None:
    the(root, ".//xades:QualifyingProperties").remove(the(root, ".//xades:SignedProperties"))


def object_in_an_object(root: etree._Element) -> None:
    inner = the(root, ".//ds:Object")
    outer = etree.SubElement(the(root, "ds:Signature"), DS + "Object")
    outer.append(inner)


def object_in_key_info(root: etree._Element) -> None:
    the(root, ".//ds:KeyInfo").append(the(root, ".//ds:Object"))


def another_root(root: etree._Element) -> None:
    """The signed message within the Object of its own signature, beside the properties."""
    good = copy.deepcopy(root)
    good.remove(the(good, "ds:Signature"))
    the(root, ".//m:Amount".replace("m:", "{urn:example:message}")).text = "900.00"
    the(root, ".//ds:Object").append(good)


MOVES = (
    move_properties,
    forge_beside,
    two_properties,
    no_properties,
    object_in_an_object,
    another_root,
    move_object,
    no_object,
    object_in_key_info,
)


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

    assert refusal(a_verifier(keys), resigned(keys, root)) == "HUB-405"


def test_a_plain_signature_does_for_nobody_who_agreed_on_xades_alone(keys: dict[str, SigningKey]) -> None:
    register = CertificateRegister({"insurer-b": [keys["ecdsa"].certificate]})
    verifier = RegisteredVerifier(register, SetClock(), agreed=lambda _: (ECDSA, RSA))

    assert refusal(verifier, FileSigner(keys["ecdsa"], SetClock()).sign(parse(MESSAGE))) == "HUB-405"
