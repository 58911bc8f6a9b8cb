"""A verifier that trusts the test's own card CAs, and what the tests ask of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cards import CardMaker, Holder, jws, said_by
from rig import START, a_credit_authorization, catalogue, usccs

from adapters.cards import CardAuthorities, JwsCardVerifier, RevocationLists
from hub.errors import Rejected
from hub.model import Card

USCC, OTHERS = (next(numbers) for numbers in [usccs()] for _ in range(2))
FORM = a_credit_authorization(USCC, id="s-1")
SAID = said_by(FORM)
DAY = 86_400_000_000
"""In microseconds."""


def a_verifier(maker: CardMaker, lists: Path, clock_skew: int = 0, **profile: Any) -> JwsCardVerifier:
    """One that trusts the maker's root, and reads cards as the packaged profile says, or otherwise."""
    authorities = CardAuthorities([maker.root.certificate], clock_skew)
    return JwsCardVerifier(authorities, RevocationLists(lists), replace(catalogue().cards, **profile))


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
