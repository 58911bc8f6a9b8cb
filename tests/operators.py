"""Operators with cards, and what they sign, for tests of acts that need a card or a second operator."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

from cards import CardMaker, Holder, jws
from cryptography.hazmat.primitives.serialization import Encoding
from verbs import hub, hub_json

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


def demand(home: Path, party: str, acts: str) -> None:
    """Let a party's file in the home ask for something."""
    folder = home / "routes" / "parties"
    folder.mkdir(parents=True, exist_ok=True)
    packaged = (ROUTES / "parties" / f"{party}.yaml").read_text("utf-8")
    (folder / f"{party}.yaml").write_text(f"{packaged}acts: {acts}\n", "utf-8")


def by_card(home: Path, folder: Path, card: Holder, *words: str) -> tuple[str, ...]:
    """The words of a verb with a challenge that this card has signed."""
    folder.mkdir(exist_ok=True)
    number = len(list(folder.iterdir()))
    challenge, signature = folder / f"{number}.json", folder / f"{number}.jws"
    told = hub_json(home, *words, "--challenge", str(challenge))
    signature.write_text(jws(challenge.read_bytes(), card, portal=told["portal"]), "ascii")
    return (*words, "--challenge", str(challenge), "--signature", str(signature))


def refusal(home: Path, words: Sequence[str]) -> str:
    """The code with which a verb is refused."""
    done = hub(home, *words)
    assert done.returncode == 1, done
    return done.stderr.decode().removeprefix("hub: ")[:7]


def challenged(file: str) -> dict[str, object]:
    """What a challenge says."""
    said: dict[str, object] = json.loads(Path(file).read_bytes())
    return said
