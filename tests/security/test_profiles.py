"""Signature profiles: each is written as its name says, read where it was agreed, and refused everywhere else."""

import subprocess
from base64 import b64decode, b64encode
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import etree
from other_stacks import require_openssl
from signing_cases import MESSAGE, NS, SetClock, canonical, parse, refusal

from adapters.signing import PROFILES, USUAL, FileSigner, Profile, RegisteredVerifier, RingSigner, named
from adapters.signing.xmldsig.profiles import EPORT_RSA_SHA1, EPORT_SM2, EPORT_SM2_SHA1
from adapters.sm2 import to_der
from adapters.sm2.signatures import ORDER
from adapters.trust import CertificateRegister
from adapters.trust.own_keys import KeyPlace, KeyRing, Pair
from adapters.x509 import Registered, SigningKey, key_bytes, public_key
from hub.catalogue.mapping.parties import SIGNATURES
from hub.errors import SignerUnavailable

PARTY = "insurer-b"
CUSTOMS = "http://www.chinaport.gov.cn/2022/04/xmldsig#"
W3 = "http://www.w3.org/2000/09/xmldsig#"
URIS = {
    "xmldsig-ecdsa": ("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    "xmldsig-rsa": ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    "eport-sm2": (f"{CUSTOMS}sm2-sm3", f"{CUSTOMS}sm3"),
    "eport-sm2-sha1": (f"{W3}sm2-sm3", f"{W3}sha1"),
    "eport-rsa-sha1": (f"{W3}rsa-sha1", f"{W3}sha1"),
}
"""What customs' specification and the XML Signature recommendation call the algorithms."""


def signed(keys: dict[str, SigningKey], profile: Profile, message: str = MESSAGE) -> bytes:
    return FileSigner(keys[profile.kind], SetClock(), profile).sign(parse(message))


def a_verifier(keys: dict[str, SigningKey], *agreed: Profile) -> RegisteredVerifier:
    register = CertificateRegister({PARTY: [keys[kind].certificate for kind in ("rsa", "ecdsa", "sm2")]})
    return RegisteredVerifier(register, SetClock(), agreed=lambda _: agreed)


def put(body: bytes, path: str, value: str) -> bytes:
    root = parse(body)
    (element,) = root.iterfind(path, NS)
    element.text = value
    return etree.tostring(root)


def test_the_catalogue_and_the_adapter_know_the_same_profiles() -> None:
    assert set(SIGNATURES) == {profile.name for profile in PROFILES} == {*URIS, "xades-b"}


@pytest.mark.parametrize("name", URIS)
def test_each_profile_writes_what_its_name_says_and_reads_it(keys: dict[str, SigningKey], name: str) -> None:
    """KeyName is the certificate's serial number in hex; values by SM2 are r and s, 64 bytes."""
    (profile,) = named(name)
    body = signed(keys, profile)
    signature = parse(body)[-1]

    method, digest = signature.find(".//ds:SignatureMethod", NS), signature.find(".//ds:DigestMethod", NS)
    assert method is not None
    assert digest is not None
    assert (method.get("Algorithm"), digest.get("Algorithm")) == URIS[name]
    assert signature.findtext(".//ds:KeyName", "", NS) == keys[profile.kind].name
    if profile.kind == "sm2":
        assert len(b64decode(signature.findtext("ds:SignatureValue", "", NS))) == 64
    read = a_verifier(keys, profile).verify(parse(body), PARTY)
    assert canonical(read) == canonical(parse(MESSAGE))


@pytest.mark.parametrize("name", URIS)
def test_what_was_not_agreed_is_refused(keys: dict[str, SigningKey], name: str) -> None:
    """Though the certificate is registered for the party, and the signature is sound."""
    others = [profile for profile in PROFILES if profile.name != name]

    assert refusal(a_verifier(keys, *others), signed(keys, named(name)[0])) == "HUB-405"


def test_weak_profiles_are_usual_for_nobody() -> None:
    assert [profile.name for profile in PROFILES if profile.is_weak] == ["eport-sm2-sha1", "eport-rsa-sha1"]
    assert not any(profile.is_weak for profile in USUAL)


@pytest.mark.parametrize("profile", [EPORT_SM2, EPORT_SM2_SHA1, EPORT_RSA_SHA1], ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"100.00", b"900.00", "HUB-405"),
        (b'"CNY"', b'"USD"', "HUB-405"),
        (b"<m:Body", b"\n<m:Body", "HUB-405"),
        (b"<ds:Reference", b" <ds:Reference", "HUB-405"),
        (b'URI=""', b'URI="#body"', "HUB-404"),
        (b"</ds:SignedInfo>", b"</ds:SignedInfo><ds:SignedInfo/>", "HUB-404"),
        (b"</ds:KeyInfo>", b"</ds:KeyInfo><ds:Object><m:Body/></ds:Object>", "HUB-405"),
        (b"</ds:SignatureValue>", b"</ds:SignatureValue><ds:SignatureValue>AAAA</ds:SignatureValue>", "HUB-404"),
        (b"</ds:Signature>", b"</ds:Signature>paid", "HUB-404"),
        (b"20010315", b"20010315#WithComments", "HUB-405"),
    ],
)
def test_altered_messages_are_refused(
    keys: dict[str, SigningKey], profile: Profile, old: bytes, new: bytes, code: str
) -> None:
    body = signed(keys, profile)
    assert old in body

    assert refusal(a_verifier(keys, profile), body.replace(old, new, 1)) == code


def test_white_space_in_base64_and_after_the_signature_is_nothing(keys: dict[str, SigningKey]) -> None:
    """XMLDSig section 4.3 lets Base64 be folded; text after the signature is content, and must have been signed."""
    body = signed(keys, EPORT_SM2)
    value = parse(body).findtext(".//ds:SignatureValue", "", NS)
    folded = put(body, ".//ds:SignatureValue", f"\n{value[:40]}\n {value[40:]}\n")

    assert canonical(a_verifier(keys, EPORT_SM2).verify(parse(folded), PARTY)) == canonical(parse(MESSAGE))


def values(body: bytes) -> dict[str, bytes]:
    """What stands in the place of a signature by SM2, and is none."""
    value = b64decode(parse(body).findtext(".//ds:SignatureValue", "", NS))
    r, s = value[:32], int.from_bytes(value[32:], "big")
    order = ORDER.to_bytes(32, "big")
    return {
        "DER": to_der(value),
        "s negated": r + (ORDER - s).to_bytes(32, "big"),
        "r is 0": bytes(32) + value[32:],
        "s is n": r + order,
        "short": value[:-1],
        "long": value + b"\0",
        "nothing": b"",
    }


@pytest.mark.parametrize("name", ["DER", "s negated", "r is 0", "s is n", "short", "long", "nothing"])
def test_no_other_value_passes_for_a_signature_by_sm2(keys: dict[str, SigningKey], name: str) -> None:
    body = signed(keys, EPORT_SM2)
    forged = put(body, ".//ds:SignatureValue", b64encode(values(body)[name]).decode())

    assert refusal(a_verifier(keys, EPORT_SM2), forged) in ("HUB-404", "HUB-405")


def test_a_key_of_another_kind_is_no_key_of_the_profile(keys: dict[str, SigningKey]) -> None:
    """A signature that names SM2 beside a registered certificate with an ECDSA key."""
    body = signed(keys, EPORT_SM2)
    named = put(body, ".//ds:X509Certificate", keys["ecdsa"].certificate_text)

    assert refusal(a_verifier(keys, EPORT_SM2, *USUAL), named) == "HUB-405"


def test_openssl_verifies_what_is_signed_by_sm2(keys: dict[str, SigningKey], tmp_path: Path) -> None:
    """Over the canonical SignedInfo, whose digest is SM3 of the canonical message without its signature."""
    require_openssl()
    signature = parse(signed(keys, EPORT_SM2)).find("ds:Signature", NS)
    assert signature is not None
    value = b64decode(signature.findtext("ds:SignatureValue", "", NS))
    files = {"key": key_bytes(public_key(keys["sm2"].certificate)), "value": to_der(value), "message": b""}
    files |= {"signed": canonical(signature[0]), "message": canonical(parse(MESSAGE))}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    distid = ("-digest", "sm3", "-pkeyopt", "distid:1234567812345678")
    verify = ("pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-sigfile", "value", "-in", "signed")

    subprocess.run(["openssl", *verify, "-rawin", *distid], cwd=tmp_path, check=True, timeout=60)
    digest = subprocess.run(
        ["openssl", "dgst", "-sm3", "-binary", "message"], cwd=tmp_path, check=True, capture_output=True, timeout=60
    )
    assert b64encode(digest.stdout).decode() == signature.findtext(".//ds:DigestValue", "", NS)


# ---- by which key, for whom --------------------------------------------------------------------------


def a_ring(keys: Sequence[SigningKey]) -> KeyRing:
    places = [KeyPlace(str(number), None, None) for number in range(len(keys))]
    known = [Registered.of(key.certificate) for key in keys]
    pairs = [Pair(*one) for one in zip(places, known, keys, strict=True)]
    return KeyRing(tuple(pairs), tuple(known))


class Held:
    """A source of keys that never change."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring = ring

    def now(self) -> KeyRing:
        return self._ring


def test_each_party_is_signed_to_as_its_file_says(keys: dict[str, SigningKey]) -> None:
    """One hub with keys of several kinds: customs gets SM2, a bank RSA, the others the newest of the usual kinds."""
    agreed = {"customs": (EPORT_SM2,), "bank": named("xmldsig-rsa"), "old-customs": (EPORT_RSA_SHA1,)}
    ring = Held(a_ring([keys["sm2"], keys["ecdsa"], keys["rsa"]]))
    signer = RingSigner(ring, SetClock(), lambda party: agreed.get(party, USUAL))

    def method(party: str) -> str:
        (found,) = parse(signer.sign(parse(MESSAGE), party)).iterfind(".//ds:SignatureMethod", NS)
        return found.get("Algorithm", "")

    assert [method(party) for party in ("customs", "bank", "insurer", "old-customs", "customs")] == [
        URIS["eport-sm2"][0],
        URIS["xmldsig-rsa"][0],
        URIS["xmldsig-ecdsa"][0],
        URIS["eport-rsa-sha1"][0],
        URIS["eport-sm2"][0],
    ]


def test_no_key_of_another_kind_signs_for_who_agreed_on_one(keys: dict[str, SigningKey]) -> None:
    """A party that reads SM2 alone would refuse anything else."""
    signer = RingSigner(Held(a_ring([keys["ecdsa"], keys["rsa"]])), SetClock(), lambda _: (EPORT_SM2,))

    with pytest.raises(SignerUnavailable):
        signer.sign(parse(MESSAGE), PARTY)
