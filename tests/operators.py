"""Operators with cards, and what they sign, for tests of acts that need a card or a second operator."""

import time
from pathlib import Path

from cards import CardMaker, Holder
from cryptography.hazmat.primitives.serialization import Encoding

ROUTES = Path(__file__).resolve().parent.parent / "routes"


def operators(keys: Path, *names: str, kind: str = "ES256") -> tuple[CardMaker, dict[str, Holder]]:
    """A CA of operators and a card for each name, where a home has them."""
    maker = CardMaker(time.time_ns() // 1000, "操作员", kind)
    folder = keys / "operators"
    (folder / "ca").mkdir(parents=True)
    (folder / "ca" / "root.pem").write_bytes(maker.root.certificate.public_bytes(Encoding.PEM))
    cards = {name: maker.card(holder=f"操作员 {name}") for name in names}
    for name, card in cards.items():
        list_operator(keys, name, card)
    return maker, cards


def list_operator(keys: Path, name: str, card: Holder) -> None:
    """Put a card's certificate on the list of operators."""
    (keys / "operators" / f"{name}.pem").write_bytes(card.certificate.public_bytes(Encoding.PEM))


def with_issuer(keys: Path, maker: CardMaker) -> None:
    """Let a home have the certificate of the CA that issued the cards: a card in a reader does not send it."""
    (keys / "operators" / "ca" / "issuer.pem").write_bytes(maker.issuer.certificate.public_bytes(Encoding.PEM))


def demand(home: Path, party: str, acts: str) -> None:
    """Let a party's file in the home ask for something."""
    folder = home / "routes" / "parties"
    folder.mkdir(parents=True, exist_ok=True)
    packaged = (ROUTES / "parties" / f"{party}.yaml").read_text("utf-8")
    (folder / f"{party}.yaml").write_text(f"{packaged}acts: {acts}\n", "utf-8")
