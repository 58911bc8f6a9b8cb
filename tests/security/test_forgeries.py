"""Whatever was tampered with, or signed by other methods or with another's key, is refused by its code."""

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from elements import the
from forgery_cases import ATTACKS, METHODS
from lxml import etree
from signing_cases import DAY, NOW, NS, SetClock, by_the_library, parse, refusal, signed_by
from signxml.algorithms import SignatureMethod

from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey
from hub.errors import Rejected
from hub.model.moments import SECOND


@pytest.mark.parametrize("name", ATTACKS)
def test_a_message_that_was_tampered_with_is_refused(
    keys: dict[str, SigningKey], verifier: RegisteredVerifier, name: str
) -> None:
    """Each attack by its code; the same message passes untouched."""
    code, attack = ATTACKS[name]
    signed = signed_by(keys["ecdsa"])
    verifier.verify(parse(signed), "insurer-b")

    assert refusal(verifier, attack(signed)) == code


@pytest.mark.parametrize("name", METHODS)
def test_a_genuine_signature_by_other_methods_is_refused(
    keys: dict[str, SigningKey], verifier: RegisteredVerifier, name: str
) -> None:
    """Though it was made with the party's own key, or with its public half as a secret."""
    code, options = METHODS[name]
    key = keys["ecdsa"]
    if options.get("method") is SignatureMethod.HMAC_SHA256:
        public = by_the_library(key).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        info = the(parse(signed_by(key)), ".//ds:KeyInfo", NS)
        signed = parse(signed_by(key, secret=public, **options))
        signed[-1].append(info)
        assert refusal(verifier, etree.tostring(signed)) == code
    else:
        assert refusal(verifier, signed_by(key, **options)) == code


def test_a_key_counts_for_its_own_party_only(keys: dict[str, SigningKey], verifier: RegisteredVerifier) -> None:
    """Registered for one, it is a stranger's for another; a party without certificates has none."""
    assert refusal(verifier, signed_by(keys["other party"])) == "HUB-406"
    assert refusal(verifier, signed_by(keys["stranger"])) == "HUB-406"
    assert refusal(verifier, signed_by(keys["ecdsa"]), "nobody") == "HUB-406"
    verifier.verify(parse(signed_by(keys["other party"])), "bank-c")


def test_naming_a_registered_certificate_does_not_help_a_strangers_key(
    keys: dict[str, SigningKey], verifier: RegisteredVerifier
) -> None:
    """The registered certificate verifies, not what the message brings along."""
    key_and_name = SigningKey(keys["stranger"].key, keys["ecdsa"].certificate)

    assert refusal(verifier, signed_by(key_and_name)) == "HUB-405"


@pytest.mark.parametrize("offset", [-2 * DAY, 366 * DAY])
def test_a_certificate_counts_within_its_time_only(
    keys: dict[str, SigningKey], clock: SetClock, verifier: RegisteredVerifier, offset: int
) -> None:
    """By the hub's clock, not the machine's."""
    signed = signed_by(keys["ecdsa"])
    verifier.verify(parse(signed), "insurer-b")
    clock.at = NOW + offset

    assert refusal(verifier, signed) == "HUB-407"


def test_a_certificate_that_begins_a_moment_from_now_is_taken_within_the_skew_of_clocks(
    keys: dict[str, SigningKey], clock: SetClock
) -> None:
    """Whoever made it may have a fast clock; it ends when it says."""
    key, skew = keys["ecdsa"], 300 * SECOND
    register = CertificateRegister({"insurer-b": [key.certificate]})
    (registered,) = register.of("insurer-b")
    tolerant, signed = RegisteredVerifier(register, clock, skew), signed_by(key)

    clock.at = registered.since - skew
    tolerant.verify(parse(signed), "insurer-b")
    for clock.at in (registered.since - skew - 1, registered.until + 1):
        assert refusal(tolerant, signed) == "HUB-407"


@pytest.mark.parametrize("value", [b"1<!-- -->00.00", b"<!-- -->100.00", b"100.00<!-- -->", b"1<?cut?>00.00"])
def test_a_value_in_pieces_is_refused(keys: dict[str, SigningKey], verifier: RegisteredVerifier, value: bytes) -> None:
    """A comment is not signed: whoever reads up to it reads another value than was signed."""
    signed = signed_by(keys["ecdsa"]).replace(b"100.00", value)

    assert refusal(verifier, signed) == "HUB-418"


def test_a_comment_between_elements_may_stay(keys: dict[str, SigningKey], verifier: RegisteredVerifier) -> None:
    """It is in nobody's way, and nothing of it is read."""
    signed = signed_by(keys["ecdsa"]).replace(b"<m:Amount", b"<!-- the amount --><m:Amount")
    content = verifier.verify(parse(signed), "insurer-b")

    assert content.findtext(".//{*}Amount") == "100.00"
    assert next(content.iter(etree.Comment), None) is None


def test_an_entity_is_refused_and_never_resolved(keys: dict[str, SigningKey], verifier: RegisteredVerifier) -> None:
    """The one parser refuses every DTD before; a tree that has one all the same is not canonicalized."""
    signed = b'<!DOCTYPE m:Receipt [<!ENTITY a "100.00">]>' + signed_by(keys["ecdsa"]).replace(b"100.00", b"&a;")
    message = etree.fromstring(signed, etree.XMLParser(resolve_entities=False))

    with pytest.raises(Rejected, match="HUB-404"):
        verifier.verify(message, "insurer-b")


def test_verifying_leaves_the_message_as_it_is(keys: dict[str, SigningKey], verifier: RegisteredVerifier) -> None:
    """Whoever keeps the tree still has its signature; and it verifies again."""
    message = parse(signed_by(keys["ecdsa"]))
    before = etree.tostring(message)

    verifier.verify(message, "insurer-b")
    assert etree.tostring(message) == before
    verifier.verify(message, "insurer-b")
