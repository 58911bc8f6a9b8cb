"""`--cutover now` of operators with cards: the moment at which the change is made, and not when it was asked for."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from cards import Holder
from operators import operators
from operators_home import AGREED, by_card, challenged
from own_home import OwnHome
from verbs import hub_json

from adapters.x509 import make_key
from adapters.x509.making import certificate_pem


@pytest.fixture
def cards(own: OwnHome) -> Mapping[str, Holder]:
    return operators(own.home.keys, "li", "wang")[1]


def asked(own: OwnHome, word: str) -> None:
    """What `[acts]` of the home says of keys."""
    settings = own.path / "hub.toml"
    settings.write_text(f'{settings.read_text("utf-8")}\n[acts]\nkeys = "{word}"\n', "utf-8")


def next_second() -> None:
    """Wait until the clock shows another second: the word must mean the same in both."""
    time.sleep(1.01 - time.time() % 1)


def test_one_operators_card_signs_the_word(own: OwnHome, cards: Mapping[str, Holder], tmp_path: Path) -> None:
    """The challenge is signed in one second and used in another."""
    asked(own, "card")
    words = by_card(
        own.path,
        tmp_path / "carried",
        cards["li"],
        "keys",
        "roll",
        "--self-signed",
        "--cutover",
        "now",
        "--reason",
        "x",
    )
    assert challenged(words[-3])["arguments"]["cutover"] == "now"  # type: ignore[index]
    before = time.time()
    next_second()
    cutover = hub_json(own.path, *words)["cutover"]
    assert cutover > time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(before))


def test_a_second_operator_approves_the_word(own: OwnHome, cards: Mapping[str, Holder], tmp_path: Path) -> None:
    """It means the moment of the approval."""
    asked(own, "two-cards")
    theirs = tmp_path / "theirs.pem"
    theirs.write_bytes(certificate_pem(make_key("insurer", time.time_ns() // 1000).certificate))
    way = ("keys", "import", str(theirs), "--party", "ping-an", "--cutover", "now", "--reason", "x")
    proposed = hub_json(own.path, *by_card(own.path, tmp_path / "carried", cards["li"], *way))
    assert proposed["arguments"]["cutover"] == "now"
    next_second()
    before = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    approve = ("approve", proposed["proposal"], *AGREED)
    done = hub_json(own.path, *by_card(own.path, tmp_path / "carried", cards["wang"], *approve))
    assert done["outcome"] == "done"
    assert done["keys"]["cutover"] >= before
