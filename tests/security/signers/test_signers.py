"""Who answers for the signer of a submission: the right card, or the portal where it may."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cards import (
    COMMON_NAME,
    TITLE,
    CardMaker,
    Holder,
    signed,
    with_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rig import START, catalogue
from signer_rig import FORM, OTHERS, USCC, verified

from adapters.cards import JwsCardVerifier
from hub.model import Submission
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission


def _body(form: dict[str, Any]) -> bytes:
    return json.dumps(form).encode("utf-8", "surrogatepass")


def parsed(form: dict[str, Any]) -> Submission:
    reading = parse_submission(Delivery(owner="national", tag="t", body=_body(form), taken_at=START))
    assert reading.faults == ()
    return reading.submission


def judged(
    form: dict[str, Any], verifier: JwsCardVerifier | None, **policy: Any
) -> tuple[Submission, list[tuple[str, str]]]:
    """A submission after the stage, under a portal's policy, and the fields and codes of its faults."""
    portals = {"national": replace(catalogue().portals["national"], **policy)}
    submission, faults = verified(parsed(form), replace(catalogue(), portals=portals), verifier)
    assert all(fault.zh and fault.en and "{" not in fault.zh + fault.en for fault in faults)
    return submission, [(fault.field, fault.code) for fault in faults]


def test_a_signed_submission_is_vouched_for_by_its_card(verifier: JwsCardVerifier, card: Holder) -> None:
    """Whether the portal requires that or not."""
    for policy in ("required", "vouched"):
        submission, faults = judged(signed(FORM, card), verifier, signatures=policy)
        assert (submission.vouched_by, faults) == (f"card:{card.certificate.fingerprint(SHA256()).hex()}", [])


def test_a_portal_vouches_only_where_its_file_says_so(verifier: JwsCardVerifier) -> None:
    """A missing or blank signature is missing; nothing is verified then."""
    for form in (FORM, with_signature(FORM, ""), with_signature(FORM, None), with_signature(FORM, " ")):
        assert judged(form, None, signatures="vouched")[0].vouched_by == "portal"
        submission, faults = judged(form, verifier, signatures="required")
        assert (submission.vouched_by, faults) == (None, [("signer.signature", "HUB-120")])


def test_a_signature_that_is_there_is_verified_though_none_is_needed(verifier: JwsCardVerifier, card: Holder) -> None:
    """Whoever strips a signature off may do so; whoever alters what it covers may not."""
    altered = copy.deepcopy(signed(FORM, card))
    altered["data"]["consent"] = False
    submission, faults = judged(altered, verifier, signatures="vouched")
    assert (submission.vouched_by, faults) == (None, [("signer.signature", "HUB-122")])
    assert judged(signed(FORM, card), None, signatures="vouched")[1] == [("signer.signature", "HUB-123")]


def test_the_card_must_be_the_enterprises_the_roles_and_the_signers(
    maker: CardMaker, verifier: JwsCardVerifier
) -> None:
    """Each is told at its field; what the card says nothing of is no one's."""
    cards = {
        ("signer.signature", "HUB-129"): maker.card(OTHERS),
        ("signer.card", "HUB-130"): maker.card(USCC, "legal-person"),
        ("signer.name", "HUB-131"): maker.card(USCC, holder="韩梅梅"),
    }
    for expected, made in cards.items():
        assert judged(signed(FORM, made), verifier)[1] == [expected]


def test_what_a_card_says_nothing_of_is_nobodys(maker: CardMaker, verifier: JwsCardVerifier) -> None:
    """Though the submission says nothing of it either."""
    form = copy.deepcopy(FORM) | {"signer": {"card": " ", "name": " "}}
    form["enterprise"]["uscc"] = ""
    body = _body(signed(form, maker.card(says={TITLE: [], COMMON_NAME: []})))
    reading = parse_submission(Delivery(owner="national", tag="t", body=body, taken_at=START))
    _, faults = verified(reading.submission, catalogue(), verifier)
    assert [fault.code for fault in faults] == ["HUB-129", "HUB-130", "HUB-131"]


def test_what_becomes_of_a_card_without_a_list_in_force_is_the_portals_policy(
    maker: CardMaker, lists: Path, verifier: JwsCardVerifier, card: Holder
) -> None:
    """`required` refuses it; `when-fresh` takes it, and the trail says that it was not checked."""
    (lists / "0.crl").write_bytes(maker.crl(hours=(-48, -1)))
    assert judged(signed(FORM, card), verifier, revocation="required")[1] == [("signer.signature", "HUB-127")]
    submission, faults = judged(signed(FORM, card), verifier, revocation="when-fresh")
    assert faults == []
    assert submission.card is not None
    assert submission.card.as_json()["revocation"] == "not-checked"


def test_the_content_of_a_submission_is_what_is_signed(card: Holder) -> None:
    """Signed anew, signed by another or not at all: it is the same submission."""
    first, second = parsed(signed(FORM, card)), parsed(signed(FORM, card))
    assert first.signature != second.signature
    assert first.content == second.content == parsed(FORM).content
    assert first.form == parsed(FORM).form
    assert first.payload != second.payload


@pytest.mark.parametrize("odd", [1, True, ["a..b"], {"a": "b"}])
def test_a_signature_that_is_no_text_is_a_fault_of_form(odd: object) -> None:
    """Told as such; nobody tries to verify it."""
    body = _body(with_signature(FORM, odd))
    reading = parse_submission(Delivery(owner="national", tag="t", body=body, taken_at=START))
    assert [(fault.field, fault.code) for fault in reading.faults] == [("signer.signature", "HUB-203")]
    assert reading.submission.signature == ""


JUNK = st.text(st.characters(categories=["L", "N", "P"]), max_size=3)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for name, inner in value.items():
        yield (*path, name)
        if isinstance(inner, dict):
            yield from _places(inner, (*path, name))


@given(place=st.sampled_from([place for place in _places(FORM) if place != ("id",)]), junk=JUNK)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_in_a_signed_submission_can_be_changed(
    verifier: JwsCardVerifier, card: Holder, place: tuple[Any, ...], junk: str
) -> None:
    """Type, party, enterprise, signer, data: every value is covered, and so is what is added or left out."""
    form = copy.deepcopy(signed(FORM, card))
    *steps, last = place
    inner: Any = form
    for step in steps:
        inner = inner[step]
    changes: list[Callable[[], object]] = [
        lambda: inner.update({last: junk}),
        lambda: inner.pop(last),
        lambda: inner.update(surplus=junk),
    ]
    for change in changes:
        change()
        reading = parse_submission(Delivery(owner="national", tag="t", body=_body(form), taken_at=START))
        if reading.submission.signature:
            _, faults = verified(reading.submission, catalogue(), verifier)
            assert [fault.code for fault in faults] == ["HUB-122"]
