"""A home whose portal must bring its signers' signatures: what is taken, refused, shown and noticed meanwhile."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cards import CardMaker, jws, new_key, said_by, signed, with_signature
from own_home import OwnHome
from rig import a_credit_authorization, usccs
from verbs import hub, hub_json

from adapters.folder import drop
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.worker import open_worker
from hub.errors import OperatorError

_uscc = usccs()
USCC, OTHERS = next(_uscc), next(_uscc)
PORTAL = "portal: national\nzh: 标准版\nen: national\nsignatures: required\n"


@pytest.fixture(scope="module")
def maker() -> CardMaker:
    return CardMaker(SystemClock().now())


@pytest.fixture
def own(tmp_path: Path, store_url: str, maker: CardMaker) -> OwnHome:
    """A home that knows the maker's root, and lists in force that revoke nobody."""
    made = OwnHome(tmp_path / "home", store_url)
    require_signatures(made)
    maker.write(made.home.keys)
    return made


@pytest.fixture
def quick(tmp_path: Path, migrated_file: Path, maker: CardMaker) -> OwnHome:
    """The same on SQLite, for what is the same on every store."""
    made = OwnHome(tmp_path / "home", f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'hub.db')}")
    require_signatures(made)
    maker.write(made.home.keys)
    return made


def require_signatures(own: OwnHome, more: str = "") -> None:
    (own.path / "routes" / "portals").mkdir(parents=True, exist_ok=True)
    (own.path / "routes" / "portals" / "national.yaml").write_text(PORTAL + more, "utf-8")


def a_form(name: str = "s-1") -> dict[str, Any]:
    return a_credit_authorization(USCC, id=name)


def become(own: OwnHome, form: Mapping[str, Any]) -> tuple[str, str | None, list[tuple[str, str]]]:
    """Status, who vouches, and the faults of what was submitted."""
    own.submit(form)
    own.work()
    trail = own.trail(form["id"])
    faults = trail.transitions[0].detail.get("faults", [])
    return trail.transitions[0].after, trail.document.vouched_by, [(f["field"], f["code"]) for f in faults]


def test_what_the_right_card_signed_is_accepted_and_kept_with_its_card(own: OwnHome, maker: CardMaker) -> None:
    """The document says which card; its trail, by hash, what was known of it; the stored bytes hold the signature."""
    card = maker.card(USCC)
    form = signed(a_form(), card)
    status, voucher, faults = become(own, form)
    first = own.trail("s-1").transitions[0]
    assert (status, faults) == ("P001", [])
    assert voucher == f"card:{first.detail['signed_by']['sha256']}"
    assert first.detail["signed_by"]["serial"] == f"{card.certificate.serial_number:x}"
    assert first.detail["signed_by"]["revocation"] == "checked"
    assert first.sealed() == first
    with own.store() as store:
        assert json.loads(store.archive.payload(own.trail("s-1").document.payload) or b"")["signer"] == form["signer"]


WRONG: dict[str, tuple[Callable[[CardMaker, dict[str, Any]], dict[str, Any]], tuple[str, str]]] = {
    "missing": (lambda _, form: form, ("signer.signature", "HUB-120")),
    "malformed": (lambda _, form: with_signature(form, "signature"), ("signer.signature", "HUB-121")),
    "altered": (
        lambda maker, form: with_signature(form, jws(said_by(form) + b" ", maker.card(USCC))),
        ("signer.signature", "HUB-122"),
    ),
    "another's key": (
        lambda maker, form: signed(form, replace(maker.card(USCC), key=new_key())),
        ("signer.signature", "HUB-122"),
    ),
    "unknown CA": (
        lambda maker, form: signed(form, CardMaker(SystemClock().now()).card(USCC)),
        ("signer.signature", "HUB-123"),
    ),
    "expired": (lambda maker, form: signed(form, maker.card(USCC, days=(-9, -1))), ("signer.signature", "HUB-124")),
    "not valid yet": (lambda maker, form: signed(form, maker.card(USCC, days=(1, 9))), ("signer.signature", "HUB-125")),
    "for other uses": (
        lambda maker, form: signed(form, maker.card(USCC, uses=["key_agreement"])),
        ("signer.signature", "HUB-128"),
    ),
    "another enterprise's": (lambda maker, form: signed(form, maker.card(OTHERS)), ("signer.signature", "HUB-129")),
    "another role": (lambda maker, form: signed(form, maker.card(USCC, "legal-person")), ("signer.card", "HUB-130")),
    "another holder": (lambda maker, form: signed(form, maker.card(USCC, holder="李雷")), ("signer.name", "HUB-131")),
    "for another portal": (
        lambda maker, form: signed(form, maker.card(USCC), portal="liaoning"),
        ("signer.signature", "HUB-132"),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_any_other_signature_is_refused_with_its_code(quick: OwnHome, maker: CardMaker, case: str) -> None:
    """The portal is told at which field; nothing goes to the party."""
    make, expected = WRONG[case]
    status, _, faults = become(quick, make(maker, a_form()))
    (event,) = (json.loads(body) for body in quick.events().values())
    assert (status, faults) == ("H001", [expected])
    assert [(f["field"], f["code"]) for f in event["data"]["faults"]] == [expected]
    assert quick.arrived() == {}


def test_the_role_that_a_route_demands_is_the_cards(own: OwnHome, maker: CardMaker) -> None:
    """A legal person's card that says so itself is still not an operator's."""
    form = a_form() | {"signer": {"card": "legal-person", "name": "王小明"}}
    status, voucher, faults = become(own, signed(form, maker.card(USCC, "legal-person")))
    assert (status, faults) == ("H001", [("signer.card", "HUB-114")])
    assert voucher is not None


def test_a_list_that_changes_is_noticed_while_the_hub_runs(own: OwnHome, maker: CardMaker) -> None:
    """The first is taken, the second of the same card refused, by one worker."""
    card = maker.card(USCC)
    with open_worker(own.home) as worker:
        for name in ("s-1", "s-2"):
            drop(own.home.queues, "national", f"{name}.json", json.dumps(signed(a_form(name), card)).encode())
            looks = iter([False, False, True])
            worker.run(partial(next, looks))
            (own.home.keys / "crl" / "0.crl").write_bytes(maker.crl(card))
    assert own.trail("s-1").transitions[0].after == "P001"
    assert own.trail("s-2").transitions[0].detail["faults"][0]["code"] == "HUB-126"


@pytest.mark.parametrize(("policy", "expected"), [("", "H001"), ("revocation: when-fresh\n", "P001")])
def test_without_a_list_in_force_the_portals_policy_decides(
    own: OwnHome, maker: CardMaker, policy: str, expected: str
) -> None:
    """And what is taken unchecked says so."""
    (own.home.keys / "crl" / "0.crl").write_bytes(maker.crl(hours=(-48, -1)))
    require_signatures(own, policy)
    status, _, faults = become(own, signed(a_form(), maker.card(USCC)))
    assert (status, faults) == (expected, [("signer.signature", "HUB-127")] if expected == "H001" else [])
    assert own.trail("s-1").transitions[0].detail["signed_by"]["revocation"] == "not-checked"


def test_the_same_submission_signed_anew_gets_the_first_answer(own: OwnHome, maker: CardMaker) -> None:
    """By the same card or without one: nothing is made twice, nothing is quarantined."""
    card = maker.card(USCC)
    become(own, signed(a_form(), card))
    first = own.trail("s-1")
    for again in (signed(a_form(), card), a_form()):
        own.submit(again)
        own.work()
    with own.store() as store:
        assert store.quarantine.deliveries(9) == []
    assert own.trail("s-1").document == first.document
    assert len(own.arrived()) == 1


def test_another_portal_may_vouch_in_the_same_home(own: OwnHome, maker: CardMaker) -> None:
    """Its signatures are verified where there are any."""
    own.submit(a_form("s-1"), portal="liaoning")
    own.submit(signed(a_form("s-2"), maker.card(USCC), portal="liaoning"), portal="liaoning")
    own.submit(signed(a_form("s-3"), maker.card(OTHERS), portal="liaoning"), portal="liaoning")
    own.work()
    found = [own.trail(name) for name in ("s-1", "s-2", "s-3")]
    assert [trail.transitions[0].after for trail in found] == ["P001", "P001", "H001"]
    assert found[0].document.vouched_by == "portal"
    assert "signed_by" not in found[0].transitions[0].detail
    assert (found[1].document.vouched_by or "").startswith("card:")


# ---- what operators see --------------------------------------------------------------------------


def test_show_says_who_answers_for_the_signer(quick: OwnHome, maker: CardMaker) -> None:
    """The card, the portal, or nobody; without names of persons."""
    card = maker.card(USCC)
    become(quick, signed(a_form("s-1"), card))
    become(quick, a_form("s-2"))
    quick.submit(a_form("s-3"), portal="liaoning")
    quick.work()
    shown = [hub(quick.path, "show", name).stdout.decode() for name in ("s-1", "s-2", "s-3")]
    assert (
        f"signed with operator card {card.certificate.serial_number:x} of CN=测试卡 CA · revocation checked" in shown[0]
    )
    assert "nobody vouches for it" in shown[1]
    assert "signer vouched for by liaoning" in shown[2]
    told = [found["document"]["vouched_by"] for found in hub_json(quick.path, "show", "s-1", "s-2", "s-3")]
    assert told == [quick.trail("s-1").document.vouched_by, None, "portal"]


def test_explain_judges_a_signature_too(quick: OwnHome, maker: CardMaker, tmp_path: Path) -> None:
    """By the home's CAs and lists."""
    found = {}
    for name, uscc in {"right": USCC, "wrong": OTHERS}.items():
        (tmp_path / name).write_text(json.dumps(signed(a_form(), maker.card(uscc))), "utf-8")
        told = hub_json(quick.path, "explain", str(tmp_path / name), "--portal", "national")
        found[name] = [fault["code"] for fault in told["faults"]]
    assert found == {"right": [], "wrong": ["HUB-129"]}


def test_a_portal_that_requires_what_nobody_can_verify_is_reported_before_anything_starts(quick: OwnHome) -> None:
    """By `hub check`, with file and line; `hub doctor` counts it; the hub does not start."""
    shutil.rmtree(quick.home.keys / "cards")
    (fault,) = hub_json(quick.path, "check")["faults"]
    assert (fault["file"], fault["line"]) == ("routes/portals/national.yaml", 4)
    assert fault["text"].startswith("HUB-713")
    assert hub(quick.path, "check").returncode == 1
    assert hub(quick.path, "run").stderr.decode().startswith("hub: HUB-703")
    checks = {check["name"]: check for check in hub_json(quick.path, "doctor")["checks"]}
    assert checks["catalogue"]["result"] == "failure"


def test_a_broken_ca_or_list_keeps_the_hub_from_starting(quick: OwnHome) -> None:
    """One line says which file."""
    for path in (quick.home.keys / "cards" / "2.pem", quick.home.keys / "crl" / "2.crl"):
        path.write_bytes(b"rubbish")
        with pytest.raises(OperatorError, match=f"HUB-707.*{path.name}"), open_worker(quick.home):
            pass
        path.unlink()
