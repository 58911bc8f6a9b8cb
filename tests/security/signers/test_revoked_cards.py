"""What lists of revoked cards do, and when a card is known to be good."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cards import (
    CardMaker,
    Holder,
    jws,
    new_key,
)
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA224
from cryptography.hazmat.primitives.serialization import Encoding
from signer_rig import SAID, USCC, read, refusal

from adapters.cards import JwsCardVerifier, RevocationLists
from hub.errors import OperatorError


def test_a_revoked_card_is_refused(maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder) -> None:
    """From the moment that a list says so, without a restart; others' cards stay good."""
    other = maker.card(USCC)
    assert read(verifier, card).is_checked
    (lists / "0.crl").write_bytes(maker.crl(card))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    assert read(verifier, other).is_checked


def test_a_card_of_a_revoked_ca_is_refused(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """Whatever that CA's own list says."""
    (lists / "1.crl").write_bytes(maker.crl(maker.issuer, by=maker.root))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"


@pytest.mark.parametrize("encoding", [Encoding.DER, Encoding.PEM])
def test_lists_are_read_in_both_forms(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder, encoding: Encoding
) -> None:
    """Several in one file of PEM."""
    (lists / "0.crl").unlink()
    (lists / "1.crl").unlink()
    both = (maker.crl(by=maker.root, encoding=encoding), maker.crl(card, encoding=encoding))
    if encoding == Encoding.PEM:
        (lists / "all.pem").write_bytes(b"\n".join(both))
    else:
        (lists / "b.crl").write_bytes(both[1])
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"


NOT_IN_FORCE = {
    "one that has run out": lambda maker: maker.crl(hours=(-48, -1)),
    "one of the future": lambda maker: maker.crl(hours=(1, 48)),
    "another CA's": lambda maker: maker.crl(by=maker.root),
    "one in the CA's name by another key": lambda maker: maker.crl(by=replace(maker.issuer, key=new_key(maker.kind))),
    "one in another CA's name by this one's key": lambda maker: maker.crl(
        by=maker.authority("改名 CA", maker.root, key=maker.issuer.key)
    ),
    "one by a short hash": lambda maker: maker.crl(hash_=SHA224()),
    "one of what changed since another": lambda maker: maker.crl(extensions=[(x509.DeltaCRLIndicator(1), True)]),
    "one of a part of the cards": lambda maker: maker.crl(extensions=[_part()]),
    "one with rules that we do not read": lambda maker: maker.crl(
        extensions=[(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3"), b"\x05\x00"), True)]
    ),
}


def _part(is_indirect: bool = False) -> Any:
    name = x509.UniformResourceIdentifier("https://ca.example/crl/1")
    return x509.IssuingDistributionPoint([name], None, False, False, None, is_indirect, False), True


@pytest.mark.parametrize("case", NOT_IN_FORCE)
def test_only_a_list_in_force_says_that_a_card_is_good(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder, case: str
) -> None:
    """With any other, nobody knows: what then is the portal's policy."""
    (lists / "0.crl").write_bytes(NOT_IN_FORCE[case](maker))
    assert not read(verifier, card).is_checked


def test_a_ca_that_may_not_make_lists_makes_none(maker: CardMaker, lists: Path, verifier: JwsCardVerifier) -> None:
    """Key usage cRLSign; its cards are covered by nobody."""
    by = maker.authority("无吊销 CA", maker.root, uses=["key_cert_sign"])
    (lists / "2.crl").write_bytes(maker.crl(by=by))
    assert not read(verifier, maker.card(USCC, by=by)).is_checked


def test_every_ca_of_a_chain_needs_a_list(lists: Path, verifier: JwsCardVerifier, card: Holder) -> None:
    """The CA between may be revoked as well."""
    (lists / "1.crl").unlink()
    assert not read(verifier, card).is_checked


@pytest.mark.parametrize("more", [{"hours": (-48, -1)}, {"hours": (1, 48)}, {"extensions": [_part()]}])
def test_what_any_list_revokes_is_refused(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder, more: dict[str, Any]
) -> None:
    """Though it has run out, or covers a part of the cards only."""
    (lists / "0.crl").write_bytes(maker.crl(card, **more))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"


def test_a_list_by_somebody_else_revokes_nothing(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """Nor does one for cards of several CAs, whose numbers may be another CA's."""
    (lists / "2.crl").write_bytes(maker.crl(card, by=replace(maker.issuer, key=new_key(maker.kind))))
    (lists / "3.crl").write_bytes(maker.crl(card, extensions=[_part(is_indirect=True)]))
    assert read(verifier, card).is_checked


def test_the_newest_list_of_a_ca_counts(maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder) -> None:
    """A card may be given back what was on hold, though the older list is still there."""
    (lists / "0.crl").write_bytes(maker.crl(card, hours=(-3, 24)))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    (lists / "newer.crl").write_bytes(maker.crl(hours=(-2, 24)))
    assert read(verifier, card).is_checked


def test_a_list_that_breaks_leaves_in_force_what_it_said(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """A copy half way, or a disk that is gone, sets nobody free."""
    (lists / "0.crl").write_bytes(maker.crl(card))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    (lists / "0.crl").write_bytes(maker.crl()[:-50])
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    lists.rename(lists.with_name("away"))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    lists.with_name("away").rename(lists)
    (lists / "0.crl").write_bytes(maker.crl())
    assert read(verifier, card).is_checked


def test_what_a_list_revoked_stays_revoked_when_it_is_taken_away(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """Until its CA's next list is there: who deletes and then writes opens no door, nor does another CA's file."""
    revoking = maker.crl(card)
    for take_away in ((lists / "0.crl").unlink, lambda: (lists / "0.crl").write_bytes(maker.crl(by=maker.root))):
        (lists / "0.crl").write_bytes(revoking)
        assert refusal(verifier, jws(SAID, card)) == "HUB-126"
        take_away()
        assert refusal(verifier, jws(SAID, card)) == "HUB-126"
        assert not read(verifier, maker.card(USCC)).is_checked
    (lists / "0.crl").write_bytes(maker.crl())
    assert read(verifier, card).is_checked


@pytest.mark.parametrize("hours", [(-1, 24), (1, 24)])
def test_lists_as_new_as_each_other_or_ahead_of_our_clock_all_revoke(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder, hours: tuple[int, int]
) -> None:
    """Whichever file comes first."""
    for names in (("a", "b"), ("b", "a")):
        (lists / f"{names[0]}.crl").write_bytes(maker.crl(hours=(-1, 24)))
        (lists / f"{names[1]}.crl").write_bytes(maker.crl(card, hours=hours))
        assert refusal(verifier, jws(SAID, card)) == "HUB-126"
        assert read(verifier, maker.card(USCC)).is_checked


def test_a_list_of_the_future_hides_none_in_force(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """What that one revokes stays revoked until the other is in force."""
    (lists / "0.crl").write_bytes(maker.crl(card))
    (lists / "next.crl").write_bytes(maker.crl(hours=(1, 48)))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    assert read(verifier, maker.card(USCC)).is_checked


def test_another_list_in_its_ca_s_name_sets_nobody_free(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """A newer one by a stranger's key; one of the CA's does, and is all that is kept in mind."""
    (lists / "0.crl").write_bytes(maker.crl(card, hours=(-3, 24)))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    (lists / "0.crl").write_bytes(maker.crl(by=replace(maker.issuer, key=new_key(maker.kind))))
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    (lists / "0.crl").write_bytes(maker.crl())
    assert read(verifier, card).is_checked


def test_a_list_of_a_part_is_replaced_by_the_next_of_that_part(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """Not by one of all cards that is older."""
    for hours, revoked in (((-3, 24), (card,)), ((-2, 24), ())):
        (lists / "part.crl").write_bytes(maker.crl(*revoked, hours=hours, extensions=[_part()]))
        if revoked:
            assert refusal(verifier, jws(SAID, card)) == "HUB-126"
    assert read(verifier, card).is_checked
    assert verifier._lists._held.gone == []


def test_a_list_of_the_same_size_is_noticed(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """Put in its place by a rename, with the old one's time."""
    first = maker.crl(maker.card(USCC, serial=card.certificate.serial_number ^ 1))
    (lists / "0.crl").write_bytes(first)
    read(verifier, card)
    before = (lists / "0.crl").stat()
    (lists / ".tmp").write_bytes(next(one for one in iter(lambda: maker.crl(card), b"") if len(one) == len(first)))
    os.utime(lists / ".tmp", ns=(before.st_atime_ns, before.st_mtime_ns))
    (lists / ".tmp").rename(lists / "0.crl")
    assert refusal(verifier, jws(SAID, card)) == "HUB-126"


def test_nothing_starts_on_a_list_that_cannot_be_read(lists: Path) -> None:
    """An operator is told which."""
    for name, content in (("2.crl", b"rubbish"), ("2.crl", b""), ("2.pem", b"-----BEGIN X509 CRL-----\nAAAA\n")):
        (lists / name).write_bytes(content)
        with pytest.raises(OperatorError, match=f"HUB-707.*{name}"):
            RevocationLists(lists)
        (lists / name).unlink()
