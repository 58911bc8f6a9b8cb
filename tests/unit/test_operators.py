"""Who acts, whether two may be one person, and what a challenge is about."""

import json
import os
import pwd
from dataclasses import replace
from pathlib import Path

import pytest

from hub.catalogue import Party
from hub.catalogue.words.places import Places, Where
from hub.errors import Rejected
from hub.home.settings import ActSettings
from hub.model import Operator, Request
from hub.operate.acts.challenge import LIFETIME_MIN, Answering, new_challenge, read_challenge
from hub.operate.acts.demand import Demand, demanded
from hub.operate.acts.user import current_user

NOW = 1_790_000_000_000_000
MINUTE = 60_000_000
SETTLE = Request(verb="settle", about="d-1", reason="银行电话确认", arguments={"stands": "3"}, heads={"d-1": "ab"})
LI = Operator(user="hub", name="li", subject="CN=李", certificate="01", signature="0a")
WANG = Operator(user="hub", name="wang", subject="CN=王", certificate="02", signature="0b")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Operator(user="li"), Operator(user="li"), True),
        (Operator(user="li"), Operator(user="wang"), False),
        (Operator(user="hub", login="li"), Operator(user="hub", login="wang"), True),
        (Operator(user="li", login="li"), Operator(user="wang", login="wang"), False),
        (Operator(user="root", sudo="li"), Operator(user="li"), True),
        (Operator(user="root", sudo="li"), Operator(user="wang", sudo="li"), True),
        (Operator(user="root", sudo="li"), Operator(user="wang"), False),
        (Operator(user="hub", login="li"), Operator(user="root", login="li"), True),
        (Operator(user="hub", login="li"), Operator(user="hub"), True),
        (Operator(user="hub", login="li"), Operator(user="li"), True),
        (Operator(user="hub", sudo="li"), Operator(user="hub", sudo="wang"), True),
        (LI, WANG, False),
        (LI, replace(LI, user="other"), True),
        (LI, replace(WANG, subject="CN=李"), True),
        (LI, replace(WANG, name="li"), True),
        (LI, Operator(user="hub"), True),
        (LI, Operator(user="wang"), False),
    ],
)
def test_two_operators_are_told_apart_by_their_cards_or_else_by_their_users(
    one: Operator, other: Operator, same: bool
) -> None:
    """A login, which a process may write where there is none, tells nobody apart; nor does a card on one side only."""
    assert (one.may_be(other), other.may_be(one)) == (same, same)


def test_the_user_is_the_processs_own_and_the_login_the_kernels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Variables of the environment do not decide; what sudo says is kept beside."""
    name = pwd.getpwuid(os.getuid()).pw_name
    for variable in ("USER", "LOGNAME", "SUDO_USER"):
        monkeypatch.setenv(variable, "王\n")
    file = tmp_path / "loginuid"
    assert current_user(file) == Operator(user=name, sudo="王")
    file.write_text("4294967295", "ascii")
    assert current_user(file).login == ""
    file.write_text(str(os.getuid()), "ascii")
    assert current_user(file).login == name
    monkeypatch.delenv("SUDO_USER")
    assert current_user(file).facts() == {"user": name, "login": name}


def test_a_challenge_is_canonical_and_names_all_that_is_done() -> None:
    """RFC 8785: sorted names, no spaces. Two challenges of one act differ."""
    body = new_challenge("hub:s", SETTLE, Answering("approve", "p-1", "对"), NOW).body
    said = json.loads(body)
    assert body == json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert {**said, "nonce": "", "at": ""} == {
        "hub": "hub:s",
        "verb": "settle",
        "about": "d-1",
        "arguments": {"stands": "3"},
        "heads": {"d-1": "ab"},
        "reason": "银行电话确认",
        "answers": {"does": "approve", "proposal": "p-1", "reason": "对"},
        "nonce": "",
        "at": "",
    }
    assert new_challenge("hub:s", SETTLE, None, NOW).body != new_challenge("hub:s", SETTLE, None, NOW).body


@pytest.mark.parametrize(
    ("hub", "request_", "answering", "body", "at", "code"),
    [
        ("hub:s", SETTLE, None, None, NOW, ""),
        ("hub:s", SETTLE, None, None, NOW + LIFETIME_MIN * MINUTE, ""),
        ("hub:s", SETTLE, None, None, NOW + LIFETIME_MIN * MINUTE + 1_000_000, "HUB-803"),
        ("hub:s", SETTLE, None, None, NOW - LIFETIME_MIN * MINUTE - 1_000_000, "HUB-803"),
        ("hub:other", SETTLE, None, None, NOW, "HUB-802"),
        ("hub:s", replace(SETTLE, heads={"d-1": "ac"}), None, None, NOW, "HUB-802"),
        ("hub:s", replace(SETTLE, reason="other"), None, None, NOW, "HUB-802"),
        ("hub:s", replace(SETTLE, verb="replay"), None, None, NOW, "HUB-802"),
        ("hub:s", replace(SETTLE, arguments={"stands": "4"}), None, None, NOW, "HUB-802"),
        ("hub:s", SETTLE, Answering("approve", "p", "r"), None, NOW, "HUB-802"),
        ("hub:s", SETTLE, None, b"", NOW, "HUB-802"),
        ("hub:s", SETTLE, None, b"[]", NOW, "HUB-802"),
        ("hub:s", SETTLE, None, b'{"nonce":1,"at":2}', NOW, "HUB-802"),
        ("hub:s", SETTLE, None, b"[" * 100_000, NOW, "HUB-802"),
        ("hub:s", SETTLE, None, b"\xff", NOW, "HUB-802"),
    ],
)
def test_what_was_signed_counts_for_the_same_act_and_for_a_while(
    hub: str, request_: Request, answering: Answering | None, body: bytes | None, at: int, code: str
) -> None:
    """Anything else in it, or other bytes for the same, is refused."""
    signed = new_challenge("hub:s", SETTLE, None, NOW).body if body is None else body
    assert _refusal(signed, hub, request_, answering, at) == code


def test_the_same_challenge_in_other_bytes_is_refused() -> None:
    """Only the canonical form was shown to the card; a time that is none ends nothing, and an id of acts is a UUID."""
    body = new_challenge("hub:s", SETTLE, None, NOW).body
    assert _refusal(body + b"\n", "hub:s", SETTLE, None, NOW) == "HUB-802"
    assert _refusal(body.replace(b'"at":"20', b'"at":"xx'), "hub:s", SETTLE, None, NOW) == "HUB-802"
    assert _refusal(body.replace(b'"nonce":"0', b'"nonce":"X'), "hub:s", SETTLE, None, NOW) == "HUB-802"


def _refusal(body: bytes, hub: str, request: Request, answering: Answering | None, at: int) -> str:
    try:
        read_challenge(body, hub, request, answering, at)
    except Rejected as refusal:
        return refusal.faults[0].code
    return ""


def test_the_strictest_word_holds() -> None:
    """Of the settings and of every party concerned; what a portal sent concerns all parties."""
    places = Places(Where("f", 1))
    known = {
        name: Party(name, "", "", "bank", False, acts=acts, places=places)
        for name, acts in {"a": {"release": "card"}, "b": {"release": "two"}, "c": {"settle": "two-cards"}}.items()
    }
    nothing, cards = ActSettings(), ActSettings(settle="card")
    assert demanded(nothing, known, "release", ["a"]) == Demand(card=True)
    assert demanded(nothing, known, "release", ["a", "b"]) == Demand(card=True, two=True)
    assert demanded(nothing, known, "release", ["portal"]) == Demand(card=True, two=True)
    assert (demanded(cards, known, "settle", ["a"]), demanded(cards, known, "settle", ["c"]).cards) == (Demand(True), 2)
    assert demanded(nothing, known, "discard", ["portal"]) == demanded(nothing, {}, "keys", []) == Demand()
