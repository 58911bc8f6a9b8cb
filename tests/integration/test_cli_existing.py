"""What operators see and do with a document that was there before the hub: every verb has an answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from agreements import BINDING, WIRE, a_bank_agreement, a_release
from existing import IN_FORCE
from own_home import OwnHome
from rig import a_uscc, put
from verbs import hub, hub_json

from adapters.signing import FileSigner
from adapters.x509 import load_key
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.home import make_home
from hub.xml.build import new_message
from hub.xml.times import on_wire

BANK, NUMBER = "ping-an-bank", "OLD-1"
WHY = ("--reason", "the bank says so")


@pytest.fixture
def own(tmp_path: Path, store_url: str) -> OwnHome:
    """A home with the keys of a bank, too."""
    made = OwnHome(tmp_path / "home", store_url)
    make_home(made.home, [BANK], ["national"])
    return made


def announced(own: OwnHome, uscc: str, name: str, **stands: Any) -> bytes:
    """An agreement with its bank, as the simulated bank signs it."""
    key = load_key(own.home.simulate / BANK / "key.pem", own.home.simulate / BANK / "certificate.pem")
    now = on_wire(SystemClock().now())
    header = {"MessageId": name, "Sender": BANK, "Receiver": "hub", "CreatedAt": now}
    root = new_message("ExistingBankAgreement", {})
    put(root[0], header | {"TakenOver": IN_FORCE | stands})
    body = {
        "Enterprise": {"Uscc": uscc, "Name": "某某进出口有限公司"},
        "Form": {"Function": [WIRE[BINDING]]},
        "Result": {"AgreementNumber": NUMBER, "SignedAt": now},
    }
    put(root, body)
    return FileSigner(key, SystemClock()).sign(root)


def test_it_is_shown_listed_and_found_by_its_numbers(own: OwnHome) -> None:
    """With the mark that it was taken over; its bytes are the party's."""
    uscc = a_uscc()
    own.reply(announced(own, uscc, "old-1"), BANK)
    own.work()
    (row,) = [hub_json(own.path, "log", "--enterprise", uscc)]
    assert (row["type"], row["status"]) == ("bank-agreement", "S")
    for name in (row["record"], NUMBER, "old-1"):
        done = hub(own.path, "show", name)
        assert done.returncode == 0, done.stderr.decode()
        assert "taken over" in done.stdout.decode() or "接收的存量" in done.stdout.decode()
    shown = hub_json(own.path, "show", NUMBER)
    assert shown["document"]["record"] == row["record"]
    assert hub(own.path, "status").returncode == 0


def test_what_rests_on_it_is_explained(own: OwnHome) -> None:
    """A release names it: accepted for its enterprise, and not found for another."""
    uscc = a_uscc()
    own.reply(announced(own, uscc, "old-1"), BANK)
    own.work()
    for whose, expected in ((uscc, b"accepted as P001"), (a_uscc(), b"HUB-314")):
        (file := own.path / "form.json").write_text(json.dumps(a_release(whose, NUMBER)), "utf-8")
        done = hub(own.path, "explain", str(file), "--portal", "national")
        assert expected in done.stdout, done.stdout.decode() + done.stderr.decode()


def test_nothing_of_it_is_sent_again_or_settled(own: OwnHome) -> None:
    """The hub has sent nothing for it, and nothing about it is in dispute: refused with a code."""
    own.reply(announced(own, a_uscc(), "old-1"), BANK)
    own.work()
    for words, code in (
        (("replay", NUMBER), b"HUB-748"),
        (("replay", NUMBER, "--new-round"), b"HUB-757"),
        (("settle", NUMBER), b"HUB-770"),
        (("settle", NUMBER, "--stands", "1"), b"HUB-770"),
    ):
        done = hub(own.path, *words, *WHY)
        assert (done.returncode != 0, code in done.stderr + done.stdout) == (True, True), words
    assert len(own.arrived(BANK)) == 1  # the receipt of its announcement


def test_one_that_was_kept_apart_is_released_when_it_can_be_taken_over(own: OwnHome) -> None:
    """The same bytes: another agreement about the function has failed meanwhile."""
    uscc = a_uscc()
    own.submit(a_bank_agreement(uscc, BINDING) | {"id": "open"})
    own.work()
    own.reply(announced(own, uscc, "old-1"), BANK)
    own.work()
    (kept,) = [hub_json(own.path, "quarantine")]
    assert kept["code"] == "HUB-443"
    again = hub(own.path, "quarantine", "release", kept["id"], *WHY)
    assert (again.returncode != 0, b"HUB-443" in again.stderr + again.stdout) == (True, True)
    own.reply(own.receipt(own.message("open"), "refused", BANK), BANK)
    own.work()
    assert own.trail("open").document.status == "P005"
    done = hub(own.path, "quarantine", "release", kept["id"], *WHY)
    assert done.returncode == 0, done.stderr.decode()
    assert own.trail(NUMBER).document.status == "S"


def test_the_store_stays_sound_and_starts_again(own: OwnHome) -> None:
    """Its chain begins with the status in which it stands; what it rests on is read again at the start."""
    own.reply(announced(own, a_uscc(), "old-1"), BANK)
    own.work()
    done = hub(own.path, "doctor")
    assert b"Traceback" not in done.stdout
    own.work()
    assert own.trail(NUMBER).document.status == "S"
