"""Whose card it is, and of which role: as the catalogue says where to read it."""

from pathlib import Path
from typing import Any

import pytest
from cards import (
    COMMON_NAME,
    ORGANIZATION_ID,
    TITLE,
    CardMaker,
    policies,
    utf8,
)
from cryptography import x509
from signer_rig import OTHERS, USCC, a_verifier, read

from adapters.cards import JwsCardVerifier
from hub.catalogue import CertificateAttribute, Mark

OPERATOR, LEGAL = "1.3.6.1.4.1.32473.1.1", "1.3.6.1.4.1.32473.1.2"
NUMBER = "1.3.6.1.4.1.32473.2.1"
BY_POLICY = {
    role: (Mark(CertificateAttribute("policy", oid), ""),)
    for role, oid in (("operator", OPERATOR), ("legal-person", LEGAL))
}


def _san(text: bytes, oid: str = NUMBER) -> Any:
    return x509.SubjectAlternativeName([x509.OtherName(x509.ObjectIdentifier(oid), text)]), False


def _extension(text: bytes) -> Any:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(NUMBER), text), False


ELSEWHERE = {
    "another name of its holder": (_san(utf8(USCC)), "san", USCC),
    "another name of another kind": (_san(utf8(USCC), "1.3.6.1.4.1.32473.9"), "san", ""),
    "an extension": (_extension(utf8(USCC)), "extension", USCC),
    "a printable text": (_extension(b"\x13\x12" + USCC.encode()), "extension", USCC),
    "a text of two bytes a character": (_extension(b"\x1e\x24" + USCC.encode("utf-16-be")), "extension", USCC),
    "a text that says a wrong length": (_extension(b"\x0c\x11" + USCC.encode()), "extension", ""),
    "a text with something behind it": (_extension(utf8(USCC) + b"\x05\x00"), "extension", ""),
    "something that is no text": (_extension(b"\x04\x12" + USCC.encode()), "extension", ""),
    "nothing": (_extension(b""), "extension", ""),
    "another place than the profile says": (_san(utf8(USCC)), "extension", ""),
}


@pytest.mark.parametrize("case", ELSEWHERE)
def test_the_enterprise_stands_where_the_profile_says(maker: CardMaker, lists: Path, case: str) -> None:
    """In the subject, in another name, or in an extension of its own."""
    extension, where, expected = ELSEWHERE[case]
    verifier = a_verifier(maker, lists, enterprise=(CertificateAttribute(where, NUMBER),))
    assert read(verifier, maker.card(OTHERS, extensions=[extension])).enterprise == expected


def test_a_certificate_that_names_two_enterprises_is_nobodys(maker: CardMaker, lists: Path) -> None:
    """In one place or in two; naming one twice does no harm."""
    places = (CertificateAttribute("subject", ORGANIZATION_ID), CertificateAttribute("san", NUMBER))
    verifier = a_verifier(maker, lists, enterprise=places)
    assert read(verifier, maker.card(says={ORGANIZATION_ID: [USCC, OTHERS]})).enterprise == ""
    assert read(verifier, maker.card(OTHERS, extensions=[_san(utf8(USCC))])).enterprise == ""
    assert read(verifier, maker.card(USCC, extensions=[_san(utf8(USCC))])).enterprise == USCC
    assert read(verifier, maker.card()).enterprise == ""


def test_a_role_is_one_that_the_certificate_alone_says(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier
) -> None:
    """No marks, unknown marks, or those of both roles make none."""
    assert read(verifier, maker.card(USCC, "legal-person")).role == "legal-person"
    for titles in ([], ["经理"], ["操作员", "法人"], ["操作员 "]):
        assert read(verifier, maker.card(USCC, says={TITLE: titles})).role == ""
    by_policy = a_verifier(maker, lists, roles=BY_POLICY)
    assert read(by_policy, maker.card(USCC, extensions=[policies(OPERATOR, LEGAL)])).role == ""
    assert read(by_policy, maker.card(USCC)).role == ""


def test_a_policy_counts_when_every_ca_between_may_make_such_cards(maker: CardMaker, lists: Path) -> None:
    """A CA for operators cannot make legal persons (RFC 5280 section 6.1.3)."""
    verifier = a_verifier(maker, lists, roles=BY_POLICY)
    roles = {}
    for name, allowed in {
        "none": (),
        "operators": (OPERATOR,),
        "any": ("2.5.29.32.0",),
        "both": (OPERATOR, LEGAL),
    }.items():
        by = maker.authority(name, maker.root, extensions=[policies(*allowed)] if allowed else ())
        roles[name] = [
            read(verifier, maker.card(USCC, by=by, extensions=[policies(oid)])).role for oid in (OPERATOR, LEGAL)
        ]
    assert roles == {
        "none": ["", ""],
        "operators": ["operator", ""],
        "any": ["operator", "legal-person"],
        "both": ["operator", "legal-person"],
    }


def test_a_policy_may_be_critical(maker: CardMaker, lists: Path) -> None:
    """It is read, so it may insist on being read."""
    by = maker.authority("c", maker.root, extensions=[(policies(OPERATOR)[0], True)])
    made = maker.card(USCC, by=by, extensions=[(policies(OPERATOR)[0], True)])
    assert read(a_verifier(maker, lists, roles=BY_POLICY), made).role == "operator"


def test_a_holder_is_compared_where_the_profile_says_where(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier
) -> None:
    """Otherwise nobody asks."""
    assert read(verifier, maker.card(USCC, says={COMMON_NAME: ["王小明", "李雷"]})).holder == ""
    assert read(a_verifier(maker, lists, holder=()), maker.card(USCC)).holder is None
    assert read(a_verifier(maker, lists, enterprise=(), roles={}), maker.card(USCC)).enterprise == ""
