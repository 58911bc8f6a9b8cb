"""`hub explain` answers as the submission line does: over every packaged submission, at every portal."""

import json
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from money import PAYEE, answer
from rig import PARTIES, PORTALS, ROOT, Rig, a_credit_authorization, a_grant, a_uscc
from verbs import hub

from adapters.store import open_store
from adapters.x509 import SigningKey, make_key
from hub.bootstrap.cards import open_cards
from hub.bootstrap.catalogue import sound_catalogue
from hub.bootstrap.clock import SystemClock
from hub.bootstrap.explanation import explain
from hub.bootstrap.home import make_home
from hub.effects.quarantine import quarantine_id
from hub.flow.worker import Worker
from hub.home.place import Home
from hub.model import Books, Document
from hub.ports import Delivery, Store
from hub.xml.times import on_wire

sys.path.append(str(ROOT / "tests" / "examples"))
from story import load_story

CUT = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)?")
"""Ids and times, which differ from one making of a message to the next."""
EXAMPLES = ROOT / "docs" / "examples"
PAYEE_DATA = {"Account": "", "Name": PAYEE["PayeeName"]}
ISO_PAYMENT = "LN-MONEY-A18"
Outcome = tuple[str | None, list[tuple[str, str]], str | None]
"""Status of what is made (None for a repeat), code and field of each fault, the message without its signature."""


@cache
def key_of_now(name: str) -> SigningKey:
    """The explaining verb has no clock but the system's."""
    return make_key(name, SystemClock().now() - 86_400_000_000, days=3650)


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with everything that packaged submissions need: routes, schemas, a card CA."""
    home = Home(tmp_path_factory.mktemp("explain"))
    for extra in (ROOT / "tests/examples/money/home", EXAMPLES / "new-document", EXAMPLES / "third-insurer"):
        for folder in ("routes", "xsd"):
            if (extra / folder).is_dir():
                shutil.copytree(extra / folder, home.path / folder, dirs_exist_ok=True)
    make_home(home, ["boc-insurance", "ping-an"], list(PORTALS))
    (home.keys / "cards").mkdir()
    shutil.copy(EXAMPLES / "signed-submission" / "card-ca.pem", home.keys / "cards")
    return home


@pytest.fixture(scope="module")
def hub_at_home(stocked: Home) -> Iterator[Rig]:
    """The line itself, on the home's own store, catalogue and cards; the catalogue is read once for all that asks."""
    store, catalogue = open_store(stocked.store_url), sound_catalogue(stocked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rig.PARTIES", (*PARTIES, "example-insurance"))
        patch.setattr("hub.bootstrap.explanation.sound_catalogue", lambda _: catalogue)
        rig = Rig(store, stocked.queues, key=key_of_now, clock=SystemClock())
        ports = replace(rig.ports, cards=open_cards(stocked, catalogue))
        rig.worker = Worker("hub", catalogue, ports, batch=100, wait=0)
        yield rig
    rig.close()
    store.close()


def samples() -> Iterator[tuple[str, bytes, Mapping[str, str]]]:
    """Portal, bytes and what the portal is to be told: each sample of the stories in their order, then the examples."""
    for story in ("quota", "money"):
        for step in load_story(ROOT / "tests" / "examples" / story / "story.yaml").steps:
            if step.file:
                yield step.portal, step.body, step.told
    for file in sorted(EXAMPLES.rglob("*.json")):
        yield "liaoning", file.read_bytes(), {}


def test_every_packaged_submission_is_among_the_samples() -> None:
    """A sample that no story drops would not be compared."""
    now = load_story(ROOT / "tests" / "examples" / "quota" / "story.yaml")
    dropped = {step.file for step in now.steps}
    dropped |= {step.file for step in load_story(ROOT / "tests" / "examples" / "money" / "story.yaml").steps}
    there = {file.name for story in ("quota", "money") for file in (ROOT / "tests/examples" / story).glob("[a-z]-*")}
    assert there <= dropped


def printed(home: Home, portal: str, body: bytes) -> Outcome:
    found = explain(home, portal, body)
    status = None if found["verdict"].startswith("a duplicate") else found["status"]
    faults = [(fault["code"], fault["field"]) for fault in found["faults"]]
    return status, faults, found["message"] and plain(found["message"].encode())


def done(books: Books, portal: str, body: bytes) -> Outcome:
    """What the line wrote."""
    changes = books.changes()
    if row := books.post.quarantined(quarantine_id(Delivery(owner=portal, tag="", body=body, taken_at=0))):
        return "H002", [(row.code, row.field)], None
    made = next((d for d in changes.created.values() if d.sender == portal), None)
    if made is None:
        return None, [], None
    first = next(t for t in changes.transitions if t.document == made.id)
    faults = [(fault["code"], fault["field"]) for fault in first.detail.get("faults", [])]
    sent = next((changes.payloads[m.digest] for m in changes.messages if m.document == made.id), None)
    return first.after, faults, plain(sent) if sent else None


def plain(message: bytes) -> str:
    """A message without what differs each time it is made: signature, ids, times."""
    root = etree.fromstring(message)
    for signature in root.findall(".//{http://www.w3.org/2000/09/xmldsig#}Signature"):
        parent = signature.getparent()
        assert parent is not None
        parent.remove(signature)
    return CUT.sub("…", etree.tostring(root, method="c14n").decode())


def go_on(rig: Rig, document: Document, is_notified: Mapping[str, str], form: Mapping[str, Any]) -> None:
    """Let the parties decide about what was accepted, so that what follows in the story can be."""
    at = on_wire(rig.clock.now())
    if document.type == "credit-authorization":
        answer(rig, document, "CreditAuthorizationDecision", "S", by=document.party)
    elif document.type == "quota-application":
        answer(rig, document, "QuotaDecision", "S", a_grant("50000000.00", at=rig.clock.now()), by=document.party)
    elif document.type == "payment-agreement":
        number, account = is_notified.get("agreement_number"), is_notified.get("payee_account", PAYEE["PayeeAccount"])
        answer(rig, document, "PayeeData", "P101", {**PAYEE_DATA, "Account": account}, by=document.party)
        signed = {"AgreementNumber": number, "EffectiveDate": at[:10], "SignedAt": at} if number else None
        code, bank = "S" if signed else "F", form["data"]["bank"]
        answer(rig, document, "PaymentAgreementDecision", code, signed, by=bank)
    elif document.type == "duty-insurance-application" and "premium" in is_notified:
        premium = {"ApplicationNumber": is_notified["application_number"], "Premium": is_notified["premium"], **PAYEE}
        answer(rig, document, "UnderwritingResult", "P202", premium, by=document.party)


def own_document(books: Books, portal: str) -> Document | None:
    return next((d for d in books.trails.created.values() if d.sender == portal and d.status != "H001"), None)


def test_explain_answers_as_the_line_does(stocked: Home, hub_at_home: Rig) -> None:
    """Status, faults and message of each sample, at each portal, new and repeated, on one and the same store."""
    differ, seen, iso = [], set(), None
    for first, body, is_notified in samples():
        for portal in (first, *(p for p in PORTALS if p != first)):
            for turn in ("new", "again"):
                expected = printed(stocked, portal, body)
                (books,) = hub_at_home.take_in([body], portal)
                if (came := done(books, portal, body)) != expected:
                    differ.append((portal, turn, body[:80], expected, came))
                seen.add(came[0])
                if turn == "new" and (document := own_document(books, portal)):
                    iso = document if document.sender_ref == ISO_PAYMENT else iso
                    go_on(hub_at_home, document, is_notified if portal == first else {}, json.loads(body))
    assert differ == []
    assert seen == {"P001", "H001", "H002", None}
    assert iso is not None


def test_an_unreadable_and_an_altered_submission_are_reported_with_their_codes(stocked: Home, hub_at_home: Rig) -> None:
    """H002: what could not be read, and other content under an id that was used."""
    form = a_credit_authorization(a_uscc()) | {"id": "conflict-1"}
    hub_at_home.take_in([json.dumps(form).encode()], "national")
    before = hub_at_home.store.documents.find("conflict-1")
    form["signer"] = {"card": "operator", "name": "李四"}
    for body, code in ((b"{half", "HUB-102"), (json.dumps(form).encode(), "HUB-115")):
        found = explain(stocked, "national", body)
        assert (found["status"], [fault["code"] for fault in found["faults"]]) == ("H002", [code])
    assert hub_at_home.store.documents.find("conflict-1") == before


def test_a_fault_of_ours_is_reported_as_the_line_would_keep_it(
    stocked: Home, monkeypatch: pytest.MonkeyPatch, hub_at_home: Rig
) -> None:
    """Quarantined with HUB-501, not a traceback on the operator's screen."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("hub.flow.course.accept", fail)
    found = explain(stocked, "national", json.dumps(a_credit_authorization(a_uscc())).encode())
    assert (found["status"], found["faults"][0]["code"]) == ("H002", "HUB-501")


def test_explaining_writes_nothing(stocked: Home, hub_at_home: Rig) -> None:
    """Neither a row nor a file of the store's own."""
    store: Store = open_store(stocked.store_url)
    body = json.dumps(a_credit_authorization(a_uscc()) | {"id": "not-there"}).encode()
    try:
        assert explain(stocked, "national", body)["status"] == "P001"
        assert store.documents.find("not-there") == []
    finally:
        store.close()


def test_outside_a_home_nothing_can_be_said(tmp_path: Path) -> None:
    """HUB-701, exit 4: what the line would do depends on what a store holds."""
    (tmp_path / "form.json").write_text("{}")
    ended = hub(tmp_path, "explain", str(tmp_path / "form.json"))
    assert (ended.returncode, ended.stdout, b"HUB-701" in ended.stderr) == (4, b"", True)
