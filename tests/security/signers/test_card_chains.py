"""Which certificates are believed: those of cards that a known CA made, while they are valid, for what they are for."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from cards import (
    COMMON_NAME,
    CardMaker,
    Holder,
    jws,
    new_key,
    usage,
    without_root,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rig import START
from signer_rig import DAY, SAID, USCC, a_verifier, below, read, refusal

from adapters.cards import JwsCardVerifier, load_authorities
from hub.errors import OperatorError
from hub.model.moments import SECOND


def _with_its_root(other: CardMaker) -> Holder:
    made = other.card(USCC)
    return replace(made, chain=(*made.chain, *other.root.chain))


def _turned(card: Holder) -> Holder:
    return replace(card, chain=card.chain[::-1])


def _self_made(maker: CardMaker) -> Holder:
    made = maker.card(USCC, by=replace(maker.issuer, key=new_key(maker.kind)))
    return replace(made, chain=(made.certificate, *maker.issuer.chain))


UNTRUSTED: dict[str, Callable[[CardMaker], Holder]] = {
    "another root": lambda maker: CardMaker(START, kind=maker.kind).card(USCC),
    "another root of the same name, sent along": lambda maker: _with_its_root(CardMaker(START, kind=maker.kind)),
    "a certificate that it made itself": lambda maker: maker._made(
        {COMMON_NAME: ["王小明"]}, None, [usage("digital_signature")]
    ),
    "a certificate in its CA's name": _self_made,
    "a chain with a gap": lambda maker: without_root(maker.card(USCC)),
    "its CA before it": lambda maker: _turned(maker.card(USCC)),
    "a card made by a card": lambda maker: maker.card(USCC, by=maker.card(USCC)),
    "a CA that is none": lambda maker: below(maker, is_ca=False),
    "a CA further down than the one above allows": lambda maker: maker.card(
        USCC, by=maker.authority("更下 CA", maker.issuer)
    ),
    "a CA that has expired": lambda maker: below(maker, days=(-300, -1)),
    "a CA that is not valid yet": lambda maker: below(maker, days=(1, 300)),
    "a CA with rules that we do not read": lambda maker: below(
        maker, extensions=[(x509.PolicyConstraints(0, None), True)]
    ),
    "a card that says it is a CA": lambda maker: maker.card(
        USCC, extensions=[(x509.BasicConstraints(True, None), True)]
    ),
    "a card that may make certificates": lambda maker: maker.card(USCC, uses=("digital_signature", "key_cert_sign")),
    "a card with something critical that we do not read": lambda maker: maker.card(
        USCC, extensions=[(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)]
    ),
    "an expired card of another root": lambda maker: CardMaker(START, kind=maker.kind).card(USCC, days=(-300, -1)),
}


@pytest.mark.parametrize("case", UNTRUSTED)
def test_a_card_that_leads_to_no_known_ca_is_refused(maker: CardMaker, verifier: JwsCardVerifier, case: str) -> None:
    """As RFC 5280 has it; whose card it is comes before whether it is still valid."""
    assert refusal(verifier, jws(SAID, UNTRUSTED[case](maker))) == "HUB-123"


def _bound(maker: CardMaker, name: str) -> Holder:
    """A card of a CA whose cards all have names below one."""
    permitted = [x509.DirectoryName(x509.Name.from_rfc4514_string(name))]
    return below(maker, extensions=[(x509.NameConstraints(permitted, None), True)])


def test_a_ca_that_is_bound_to_names_is_taken_by_its_word_or_not_at_all(
    maker: CardMaker, verifier: JwsCardVerifier
) -> None:
    """libcrypto, which validates paths with SM2 in them, reads such names; the certificate library does not."""
    assert refusal(verifier, jws(SAID, _bound(maker, "O=Elsewhere"))) == "HUB-123"
    if maker.kind == "SM2":
        assert read(verifier, _bound(maker, "")).is_checked is False
    else:
        assert refusal(verifier, jws(SAID, _bound(maker, ""))) == "HUB-123"


def test_a_card_is_valid_from_its_first_to_its_last_second(maker: CardMaker, verifier: JwsCardVerifier) -> None:
    """At the time of receipt, also when it was proved at another time before."""
    card = maker.card(USCC, days=(-1, 1))
    signature = jws(SAID, card)
    for _ in range(2):
        for at in (START - DAY, START, START + DAY):
            verifier.verify(signature, SAID, "national", at)
        assert refusal(verifier, signature, at=START - DAY - 1) == "HUB-125"
        assert refusal(verifier, signature, at=START + DAY + 1) == "HUB-124"


def test_a_card_is_taken_before_it_begins_within_the_skew_of_clocks(maker: CardMaker, lists: Path) -> None:
    """Its CA may have a fast clock; also when it was proved before, and it ends when it says."""
    verifier = a_verifier(maker, lists, clock_skew=300 * SECOND)
    signature = jws(SAID, maker.card(USCC, days=(-1, 1)))
    for _ in range(2):
        verifier.verify(signature, SAID, "national", START - DAY - 300 * SECOND)
        assert refusal(verifier, signature, at=START - DAY - 300 * SECOND - 1) == "HUB-125"
        assert refusal(verifier, signature, at=START + DAY + 1) == "HUB-124"


def test_a_card_outlives_its_ca_by_nothing(maker: CardMaker, verifier: JwsCardVerifier) -> None:
    """What was proved while the CA was valid does not count afterwards."""
    card = below(maker, days=(-30, 1))
    verifier.verify(jws(SAID, card), SAID, "national", START)
    assert refusal(verifier, jws(SAID, card), at=START + 2 * DAY) == "HUB-123"


@pytest.mark.parametrize("uses", [(), ("key_agreement",), ("content_commitment",), ("key_encipherment",)])
def test_a_card_for_other_uses_is_refused(maker: CardMaker, verifier: JwsCardVerifier, uses: Sequence[str]) -> None:
    """As one for encryption; one that says nothing of its uses, too."""
    made = maker.card(USCC, uses=uses) if uses else maker._made({COMMON_NAME: ["王"]}, maker.issuer, [])
    assert refusal(verifier, jws(SAID, made)) == "HUB-128"


def test_only_a_ca_may_be_known_as_one(maker: CardMaker, card: Holder, tmp_path: Path) -> None:
    """A card's own certificate in keys/cards would be beyond revocation; a file that is none is told, too."""
    (tmp_path / "1.pem").write_bytes(maker.root.certificate.public_bytes(Encoding.PEM))
    load_authorities(tmp_path)
    for content in (card.certificate.public_bytes(Encoding.PEM), b"rubbish", b""):
        (tmp_path / "2.pem").write_bytes(content)
        with pytest.raises(OperatorError, match="HUB-707"):
            load_authorities(tmp_path)


def test_a_certificate_that_can_be_read_in_part_leads_nowhere(maker: CardMaker, verifier: JwsCardVerifier) -> None:
    """A year that there is not, which anybody can write; a place for its list that the library does not read."""
    stranger = CardMaker(START, kind=maker.kind).card(USCC, days=(-30, 60 * 365)).certificate
    end, der = f"{stranger.not_valid_after_utc:%Y%m%d%H%M%SZ}".encode(), stranger.public_bytes(Encoding.DER)
    odd = x509.load_der_x509_certificate(der.replace(end, b"00000101000000Z"))
    place = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.31"), bytes.fromhex("300a3008a006a004a3020500"))
    by_x400 = maker.card(USCC, extensions=((place, False),))
    for card in (replace(by_x400, chain=(odd,)), by_x400):
        assert refusal(verifier, jws(SAID, card)) == "HUB-123"
