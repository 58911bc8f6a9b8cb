"""`hub audit prove` and `hub audit check`: evidence files, as operators make and check them."""

import stat
from pathlib import Path
from typing import Any

import pytest
from cards import CardMaker, signed
from evidence_files import altered, forged
from own_home import OwnHome
from rig import a_credit_authorization, a_uscc
from verbs import hub, hub_json

from hub.bootstrap.clock import SystemClock
from hub.evidence.container import read_container


@pytest.fixture
def own(tmp_path: Path, store_url: str) -> OwnHome:
    return OwnHome(tmp_path / "home", store_url)


def proved(own: OwnHome, tmp_path: Path, name: str = "one") -> tuple[Path, dict[str, Any]]:
    """The evidence file of a document, and what the verb said of it."""
    own.work()  # a worker that starts seals what is there
    file = tmp_path / "one.asice"
    return file, hub_json(own.path, "audit", "prove", name, "--out", str(file))


def test_an_evidence_file_is_made_at_home_and_checked_where_there_is_none(own: OwnHome, tmp_path: Path) -> None:
    """By the key that the home tells others; only the owner may read the file."""
    own.accept("one")
    file, told = proved(own, tmp_path)
    key = hub_json(own.path, "audit", "checkpoint")["key"]

    checked = hub_json(tmp_path, "audit", "check", str(file), "--key", key)

    trail = own.trail("one")
    assert checked == told
    assert (told["document"], told["transitions"], told["key"]) == (trail.document.id, len(trail.transitions), key)
    assert (told["key_given"], told["elsewhere"], told["absent"]) == (True, [], {})
    assert told["signed_by"] is not None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_key_can_be_in_a_file_and_its_absence_is_told(own: OwnHome, tmp_path: Path) -> None:
    own.accept("one")
    file, told = proved(own, tmp_path)
    (tmp_path / "key").write_text(told["key"] + "\n", "utf-8")

    by_file = hub(tmp_path, "audit", "check", str(file), "--key", str(tmp_path / "key"))
    by_itself = hub(tmp_path, "audit", "check", str(file))
    by_none = hub(tmp_path, "audit", "check", str(file), "--key", "hub/audit+1+2")

    assert (by_file.returncode, b"checked by the key in the file itself" in by_file.stdout) == (0, False)
    assert (by_itself.returncode, b"checked by the key in the file itself" in by_itself.stdout) == (0, True)
    assert by_none.returncode == 2


def test_a_file_that_was_altered_is_refused_and_one_that_is_there_stays(own: OwnHome, tmp_path: Path) -> None:
    own.accept("one")
    file, _ = proved(own, tmp_path)
    content = file.read_bytes()

    again = hub(own.path, "audit", "prove", "one", "--out", str(file))
    assert (again.returncode != 0, file.read_bytes()) == (True, content)
    file.write_bytes(altered(content, {"trail/001.json": b"{}"}))
    refused = hub(tmp_path, "audit", "check", str(file))
    assert (refused.returncode, b"HUB-932 trail/001.json" in refused.stderr) == (1, True)


def test_a_home_without_the_logs_key_proves_nothing(own: OwnHome, tmp_path: Path) -> None:
    own.accept("one")
    own.work()
    own.home.audit_key.unlink()
    refused = hub(own.path, "audit", "prove", "one", "--out", str(tmp_path / "x"))
    assert (b"HUB-901" in refused.stderr, (tmp_path / "x").exists()) == (True, False)


def test_what_a_card_signed_is_proved_with_its_chain(own: OwnHome, tmp_path: Path) -> None:
    """By the CA's certificate and the bytes that were signed; the trail names the card."""
    maker = CardMaker(SystemClock().now())
    maker.write(own.home.keys)
    (own.path / "routes" / "portals").mkdir(parents=True)
    portal = "portal: national\nzh: 标准版\nen: national\nsignatures: required\n"
    (own.path / "routes" / "portals" / "national.yaml").write_text(portal, "utf-8")
    uscc = a_uscc()
    own.submit(signed(a_credit_authorization(uscc, id="one"), maker.card(uscc)))
    own.work()
    file, told = proved(own, tmp_path)
    made = file.read_bytes()

    assert told["card"] is True
    said = read_container(made)["card/signed.json"].replace(b"true", b"null", 1)
    signature = read_container(made)["card/signature.jws"]
    for changes in (
        {"card/signed.json": said},
        {"card/signed.json": None},
        {"card/signature.jws": signature[:-2] + b"AA"},
        {name: None for name in read_container(made) if name.startswith("certificates/cards/")},
    ):
        file.write_bytes(forged(made, changes))
        assert b"HUB-939" in hub(tmp_path, "audit", "check", str(file)).stderr
