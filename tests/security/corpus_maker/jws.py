"""Detached signatures (JWS) of cards by SM2 that must be refused: `python -m corpus_maker.jws FOLDER` writes them."""

import csv
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cards import CardMaker, Holder, base64url, header_of, jws, new_key, said_by, without_root
from rig import START, a_credit_authorization, a_uscc

from adapters.sm2 import PrivateKey
from corpus_maker.sm2 import VALUES, Change
from corpus_maker.sm2_numbers import by_ecdsa, without_id
from corpus_maker.xmldsig import Sign

FORGED_NAMES = ("sm2", "SM2-SM3", "SM2withSM3", "SM2 ", "ES256", "RS256", "HS256", "none", "")
SIGNS = "HUB-122"
"""The code of a signature that does not hold."""


class Case(NamedTuple):
    """A signature, the portal that sends it, and the code that it is refused with."""

    name: str
    portal: str
    code: str
    what: str
    value: str


def cases(maker: CardMaker, said: bytes, uscc: str) -> Iterator[Case]:
    card = maker.card(uscc)
    yield Case("sound", "national", "", "as agreed", jws(said, card))
    other = jws(said, card, portal="liaoning")
    yield Case("not-agreed", "liaoning", "HUB-121", "a portal that did not agree on SM2", other)
    for name, (what, change) in VALUES.items():
        yield _case(f"value-{name}", what, card, said, _changed(card, change))
    for name, id_ in {"another": b"ALICE123@YAHOO.COM", "no": b""}.items():
        yield _case(f"id-{name}", f"made with {name} id", card, said, partial(_key(card).sign, id_=id_))
    yield _case("id-left-out", "SM3 of the content alone", card, said, without_id(_key(card)))
    yield _case("made-by-ecdsa", "ECDSA on the curve of SM2", card, said, by_ecdsa(_key(card)))
    yield _case("key-of-a-stranger", "another key's, beside the card's certificate", card, said, PrivateKey.make().sign)
    encoded = "over Base64 of the content, as JWS has it without b64"
    yield _case("content-encoded", encoded, card, said, _encoded(card, said))
    yield from _others(maker, card, said, uscc)


def _others(maker: CardMaker, card: Holder, said: bytes, uscc: str) -> Iterator[Case]:
    """Other names of the algorithm, and other cards."""
    for number, name in enumerate(FORGED_NAMES):
        value = jws(said, card, header_of(card, alg=name))
        yield Case(f"named-{number}", "national", "HUB-121", f"named {name or '(nothing)'}", value)
    stranger = CardMaker(START, "另一测试卡", "SM2").card(uscc)
    yield Case("ca-of-a-stranger", "national", "HUB-123", "a CA that nobody registered", jws(said, stranger))
    same = CardMaker(START, kind="SM2").card(uscc)
    yield Case("ca-of-the-same-name", "national", "HUB-123", "a CA with the name of ours", jws(said, same))
    mixed = Holder(new_key("SM2"), card.chain)
    yield Case("chain-borrowed", "national", SIGNS, "another card's certificates sent along", jws(said, mixed))
    alone = without_root(card)
    yield Case("chain-cut", "national", "HUB-123", "the card's certificate without its CA", jws(said, alone))
    ended = maker.card(uscc, days=(-30, -1))
    yield Case("card-ended", "national", "HUB-124", "a card that ended", jws(said, ended))


def _case(name: str, what: str, card: Holder, said: bytes, sign: Sign) -> Case:
    header = jws(said, card).partition("..")[0]
    value = f"{header}..{base64url(sign(f'{header}.'.encode() + said))}"
    return Case(name, "national", "HUB-121" if name == "value-empty" else SIGNS, what, value)


def _key(card: Holder) -> PrivateKey:
    assert isinstance(card.key, PrivateKey)
    return card.key


def _changed(card: Holder, change: Change) -> Sign:
    return lambda data: change(_key(card).sign(data))


def _encoded(card: Holder, said: bytes) -> Sign:
    return lambda data: _key(card).sign(data[: -len(said)] + base64url(said).encode())


def write(folder: Path) -> None:
    """Write all anew, with new keys, which are not kept."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    maker, uscc = CardMaker(START, kind="SM2"), a_uscc()
    said = said_by(a_credit_authorization(uscc, id="s-1"))
    (folder / "said.json").write_bytes(said)
    maker.write(folder)
    with (folder / "index.csv").open("w", encoding="utf-8", newline="") as file:
        index = csv.writer(file, lineterminator="\n")
        index.writerow(("file", "portal", "code", "what"))
        for case in cases(maker, said, uscc):
            (folder / f"{case.name}.jws").write_text(case.value, "ascii")
            index.writerow((f"{case.name}.jws", *case[1:4]))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
