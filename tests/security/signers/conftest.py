"""Card CAs, a card and a verifier that knows them, for all tests of signers."""

from pathlib import Path

import pytest
from cards import CardMaker, Holder
from rig import START
from signer_rig import USCC, a_verifier

from adapters.cards import JwsCardVerifier


@pytest.fixture(scope="session", params=["ES256", "SM2"])
def maker(request: pytest.FixtureRequest) -> CardMaker:
    """Everything that is true of cards is so by either kind of key."""
    return CardMaker(START, kind=request.param)


@pytest.fixture(scope="session")
def card(maker: CardMaker) -> Holder:
    """The operator's card of the enterprise that submits."""
    return maker.card(USCC)


@pytest.fixture
def lists(maker: CardMaker, tmp_path: Path) -> Path:
    """A folder of lists that are in force and revoke nobody."""
    maker.write(tmp_path)
    return tmp_path / "crl"


@pytest.fixture
def verifier(maker: CardMaker, lists: Path) -> JwsCardVerifier:
    return a_verifier(maker, lists)
