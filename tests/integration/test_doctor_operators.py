"""What `hub doctor` says of operators' cards."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cards import CardMaker
from operators import list_operator, operators, with_issuer

from hub.bootstrap.home import make_home
from hub.bootstrap.names import party_names, portal_names
from hub.cli.doctor import examine
from hub.home.place import Home

Found = tuple[str, list[str]]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A healthy home; each test has operators of its own."""
    home = Home(tmp_path_factory.mktemp("home"))
    make_home(home, sorted(party_names(home)), sorted(portal_names(home)))
    return home


def said(home: Home) -> Found:
    """The result about operators, and the codes in its text."""
    (check,) = (check for check in examine(home) if check.name == "operators")
    return check.result, [word for word in check.fixed.split() if word.startswith("HUB-")]


def revoke(home: Home, maker: CardMaker) -> None:
    card = maker.card(holder="操作员 lost")
    list_operator(home.keys, "lost", card)
    (home.operators / "crl").mkdir()
    (home.operators / "crl" / "cards.crl").write_bytes(maker.crl(card))


def forget_the_list(home: Home, maker: CardMaker) -> None:
    (home.operators / "crl").mkdir()
    (home.operators / "crl" / "cards.crl").write_bytes(maker.crl(hours=(-48, -1)))


def list_a_card_of(home: Home, maker: CardMaker, *days: int) -> None:
    list_operator(home.keys, "zhao", maker.card(holder="操作员 zhao", days=(days[0], days[1])))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _home, _maker: None, ("ok", [])),
        (revoke, ("warning", ["HUB-126"])),
        (forget_the_list, ("warning", ["HUB-127"])),
        (lambda home, _: (home.operators / "ca" / "issuer.pem").unlink(), ("warning", ["HUB-123"])),
        (lambda home, maker: list_a_card_of(home, maker, -30, 20), ("warning", ["HUB-731"])),
        (lambda home, maker: list_a_card_of(home, maker, -30, -1), ("failure", ["HUB-732"])),
        (lambda home, _: (home.operators / "odd.pem").write_text("nonsense"), ("failure", ["HUB-707"])),
    ],
    ids=["good", "revoked", "no list in force", "an unknown CA", "ends soon", "ended", "no certificate"],
)
def test_each_card_of_an_operator_is_judged(
    fresh: Home, tmp_path: Path, change: Callable[[Home, CardMaker], object], expected: Found
) -> None:
    """As it would be judged if it signed now, in a reader of this machine."""
    home = a_home(fresh, tmp_path)
    maker, _ = operators(home.keys, "li")
    with_issuer(home.keys, maker)
    change(home, maker)
    assert said(home) == expected


def test_a_card_that_was_replaced_is_no_fault(fresh: Home, tmp_path: Path) -> None:
    """The new certificate stands in the same file, and the old one has ended."""
    home = a_home(fresh, tmp_path)
    maker, _ = operators(home.keys, "li")
    with_issuer(home.keys, maker)
    file = home.operators / "li.pem"
    new = file.read_bytes()
    list_operator(home.keys, "li", maker.card(holder="操作员 li", days=(-400, -10)))
    file.write_bytes(file.read_bytes() + new)
    assert said(home) == ("ok", [])


def test_without_operators_there_is_nothing_to_judge(fresh: Home) -> None:
    assert said(fresh) == ("ok", [])


def a_home(fresh: Home, folder: Path) -> Home:
    """Its settings, and keys of its own; the rest is not looked at here."""
    (folder / "hub.toml").write_bytes((fresh.path / "hub.toml").read_bytes())
    return Home(folder)
