"""A signature is read in one form only, and covers every byte that it is over."""

from base64 import b64decode, urlsafe_b64decode
from dataclasses import replace
from pathlib import Path

import pytest
from cards import (
    CardMaker,
    Holder,
    base64url,
    header_of,
    jws,
    new_key,
    sign,
    without_root,
)
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from malformed_signatures import MALFORMED
from rig import START, catalogue
from signer_rig import SAID, USCC, read, refusal

from adapters import sm2
from adapters.cards import USUAL, CardAuthorities, JwsCardVerifier, RevocationLists
from adapters.cards.detached import SM2

# ---- what is taken -----------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256"])
def test_a_card_that_signed_is_known(maker: CardMaker, verifier: JwsCardVerifier, algorithm: str) -> None:
    """By each algorithm that is agreed on; what its certificate says comes from the certificate alone."""
    card = maker.card(USCC, key=new_key(algorithm))
    found = verifier.verify(jws(SAID, card, header_of(card, alg=algorithm)), SAID, "national", START)
    assert found.thumbprint == card.certificate.fingerprint(SHA256()).hex()
    assert (found.enterprise, found.role, found.holder, found.is_checked) == (USCC, "operator", "王小明", True)
    assert (found.serial, found.issuer) == (f"{card.certificate.serial_number:x}", "CN=测试卡 CA")


def test_the_root_may_be_sent_along_and_a_type_too(maker: CardMaker, verifier: JwsCardVerifier, card: Holder) -> None:
    """Neither says anything."""
    whole = replace(card, chain=(*card.chain, *maker.root.chain))
    assert verifier.verify(jws(SAID, card, header_of(whole, typ="JOSE")), SAID, "national", START).role == "operator"


def test_a_ca_below_the_root_may_be_the_one_that_is_known(maker: CardMaker, lists: Path, card: Holder) -> None:
    """Then the card's own certificate is enough."""
    authorities = CardAuthorities([maker.issuer.certificate])
    verifier = JwsCardVerifier(authorities, RevocationLists(lists), catalogue().cards, lambda _: (*USUAL, SM2))
    assert read(verifier, without_root(card)).is_checked


# ---- the form ----------------------------------------------------------------------------


@pytest.mark.parametrize("case", MALFORMED)
def test_a_signature_of_another_form_is_refused(verifier: JwsCardVerifier, card: Holder, case: str) -> None:
    """Whatever else could be made of it."""
    assert refusal(verifier, MALFORMED[case](SAID, card)) == "HUB-121"


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS512", "PS512", "RS1", "ES256", "RSA1_5", ""])
def test_an_rsa_card_has_two_algorithms(maker: CardMaker, verifier: JwsCardVerifier, algorithm: str) -> None:
    """RS256 and PS256, whatever else its key could do."""
    card = maker.card(USCC, key=new_key("RS256"))
    assert refusal(verifier, jws(SAID, card, header_of(card, alg=algorithm))) == "HUB-121"


def test_a_card_with_a_key_of_another_kind_is_refused(maker: CardMaker, verifier: JwsCardVerifier) -> None:
    """Too short, of another curve, whoever made its certificate."""
    for key in (rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP384R1())):
        assert refusal(verifier, jws(SAID, maker.card(USCC, key=key))) == "HUB-121"


@given(text=st.text(max_size=80) | st.from_regex(r"[\w-]{1,80}\.\.[\w-]{1,80}", fullmatch=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_does_more_than_be_refused(verifier: JwsCardVerifier, text: str) -> None:
    """Nothing else is raised, whatever stands there."""
    assert refusal(verifier, text) == "HUB-121"


@given(data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
def test_no_header_does_more_than_be_refused(verifier: JwsCardVerifier, card: Holder, data: st.DataObject) -> None:
    """A sound one with one byte changed, under a signature that would hold for it."""
    sound = bytearray(jws(SAID, card).split("..")[0].encode())
    place = data.draw(st.integers(0, len(sound) - 1))
    sound[place] = data.draw(st.sampled_from(b"ABCabc019-_")) if data.draw(st.booleans()) else sound[place] ^ 1
    header = sound.decode("ascii", "replace")
    value = base64url(sign(f"{header}.".encode() + SAID, card.key, "ES256"))
    if header != jws(SAID, card).split("..")[0]:
        assert refusal(verifier, f"{header}..{value}") in {"HUB-121", "HUB-122", "HUB-123", "HUB-132"}


def test_a_certificate_in_another_writing_of_the_same_bytes_is_refused(
    maker: CardMaker, verifier: JwsCardVerifier
) -> None:
    """Base64 whose last sign has bits that say nothing; the signature would hold for it."""
    card = next(one for one in (maker.card(USCC) for _ in range(100)) if header_of(one)["x5c"][0].endswith("="))
    header = header_of(card)
    first, padding = header["x5c"][0].rstrip("="), "=" * header["x5c"][0].count("=")
    assert b64decode(other := first[:-1] + chr(ord(first[-1]) + 1) + padding) == b64decode(header["x5c"][0])
    assert refusal(verifier, jws(SAID, card, {**header, "x5c": [other, *header["x5c"][1:]]})) == "HUB-121"


# ---- what was altered --------------------------------------------------------------------


def _changed(signature: str, place: int) -> str:
    other = "A" if signature[place] != "A" else "B"
    return signature[:place] + other + signature[place + 1 :]


def test_an_altered_content_or_signature_is_refused(maker: CardMaker, verifier: JwsCardVerifier, card: Holder) -> None:
    """A byte of either is enough."""
    sound = jws(SAID, card)
    for said in (SAID + b" ", SAID[:-1], SAID.replace(b'"s-1"', b'"s-2"'), b"{}"):
        assert refusal(verifier, sound, said) == "HUB-122"
    for place in (-80, -40, -2):
        assert refusal(verifier, _changed(sound, place)) == "HUB-122"
    assert refusal(verifier, sound.split("..")[0] + ".." + base64url(b"\0" * 64)) == "HUB-122"
    assert refusal(verifier, sound[:-4]) == "HUB-122"
    assert refusal(verifier, sound + "AAAA") == "HUB-122"


def test_a_header_that_was_signed_otherwise_is_refused(verifier: JwsCardVerifier, card: Holder) -> None:
    """White space counts: it is bytes that are signed."""
    value = jws(SAID, card).split("..")[1]
    other = jws(SAID, card, str(header_of(card)).replace("'", '"').replace("False", "false").encode() + b" ")
    assert refusal(verifier, other.split("..")[0] + ".." + value) == "HUB-122"


def test_somebody_elses_certificate_helps_nobody(maker: CardMaker, verifier: JwsCardVerifier, card: Holder) -> None:
    """A thief of certificates has no keys."""
    assert refusal(verifier, jws(SAID, replace(card, key=new_key(maker.kind)))) == "HUB-122"
    assert refusal(verifier, jws(SAID, replace(card, key=maker.issuer.key))) == "HUB-122"


def test_a_value_as_openssl_writes_it_is_not_one(verifier: JwsCardVerifier, card: Holder) -> None:
    """ECDSA is two numbers of 32 bytes (RFC 7518 section 3.4), not their DER; SM2 alike."""
    header, value = jws(SAID, card).split("..")
    if isinstance(card.key, sm2.PrivateKey):
        der = sm2.to_der(urlsafe_b64decode(value + "=="))
    else:
        assert isinstance(card.key, ec.EllipticCurvePrivateKey)
        der = card.key.sign(f"{header}.".encode() + SAID, ec.ECDSA(SHA256()))
    assert refusal(verifier, f"{header}..{base64url(der)}") == "HUB-122"


def test_pkcs_and_pss_do_not_stand_for_each_other(maker: CardMaker, verifier: JwsCardVerifier) -> None:
    """The header says which."""
    card = maker.card(USCC, key=new_key("RS256"))
    for named, used in (("RS256", "PS256"), ("PS256", "RS256")):
        header = jws(SAID, card, header_of(card, alg=named)).split("..")[0]
        value = base64url(sign(f"{header}.".encode() + SAID, card.key, used))
        assert refusal(verifier, f"{header}..{value}") == "HUB-122"


def test_a_signature_for_another_portal_is_refused(verifier: JwsCardVerifier, card: Holder) -> None:
    """A portal cannot bring what was signed for another as its own."""
    for portal in ("liaoning", "", "National", "national "):
        assert refusal(verifier, jws(SAID, card, portal=portal)) == "HUB-132"
