"""A verifier that trusts the test's own card CAs, and what the tests ask of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cards import CardMaker, Holder, jws, said_by
from rig import START, a_credit_authorization, catalogue, usccs

from adapters.cards import USUAL, CardAuthorities, JwsCardVerifier, RevocationLists
from adapters.cards.detached import SM2
from hub.catalogue import Catalogue
from hub.effects.work import Means
from hub.errors import Rejected
from hub.flow.explanation import Unsigned
from hub.model import Card, Fault, Submission
from hub.ports import Delivery
from hub.stages.prepared import Prepared
from hub.stages.verify_signer import verify_signer

USCC, OTHERS = (next(numbers) for numbers in [usccs()] for _ in range(2))
FORM = a_credit_authorization(USCC, id="s-1")
SAID = said_by(FORM)
DAY = 86_400_000_000
"""In microseconds."""


def a_verifier(maker: CardMaker, lists: Path, clock_skew: int = 0, **profile: Any) -> JwsCardVerifier:
    """One that trusts the maker's root, and reads cards as the packaged profile says, or otherwise."""
    authorities = CardAuthorities([maker.root.certificate], clock_skew)
    read_by = replace(catalogue().cards, **profile)
    return JwsCardVerifier(authorities, RevocationLists(lists), read_by, lambda _: (*USUAL, SM2))


def refusal(verifier: JwsCardVerifier, signature: str, said: bytes = SAID, at: int = START) -> str:
    """The code that a signature is refused with."""
    with pytest.raises(Rejected) as caught:
        verifier.verify(signature, said, "national", at)
    return caught.value.faults[0].code


def read(verifier: JwsCardVerifier, card: Holder) -> Card:
    """What a sound signature says of its card."""
    return verifier.verify(jws(SAID, card), SAID, "national", START)


def below(maker: CardMaker, **authority: Any) -> Holder:
    """A card made by another CA below the root."""
    return maker.card(USCC, by=maker.authority("另一 CA", maker.root, **authority))


def verified(
    submission: Submission, catalogue: Catalogue, verifier: JwsCardVerifier | None
) -> tuple[Submission, list[Fault]]:
    """A submission after the stage that verifies its signer, and what that found wrong."""
    delivery = Delivery(owner=submission.portal, tag="t", body=b"", taken_at=START)
    prepared = Prepared(
        delivery=delivery, submission=submission, new_id="00000000-0000-8000-8000-000000000001", at=START
    )
    found = verify_signer(Means("hub", catalogue, Unsigned(), verifier), prepared)
    return found.submission, list(found.faults)
