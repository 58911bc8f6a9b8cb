"""A portal's file changes while documents of the portal are open: no party's answer is refused because of that."""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from cargo import a_policy_of_cargo, an_amendment, in_status
from money import PAYEE, a_payment, a_policy, agree, an_agreement, answer, of_type, paid, status, underwrite
from rig import (
    AN_UNDERWRITING,
    ROOT,
    START,
    Rig,
    a_credit_authorization,
    a_duty_application,
    a_quota_application,
    a_uscc,
    catalogue,
    grant_quota,
)
from shapes import body_of

from hub.catalogue import Catalogue, load_catalogue
from hub.errors import OperatorError, Rejected
from hub.exit_codes import ExitCode
from hub.flow.explanation import explain
from hub.flow.release import Release
from hub.flow.replay import Replay
from hub.flow.replay_plan import SendAgain
from hub.flow.settlement import Proof, Settlement
from hub.flow.worker import Worker
from hub.model import Document
from hub.operate.open_documents import prove_open_documents
from hub.ports import Delivery
from hub.reading.kept_form import read_again, write_form
from hub.reading.parse_submission import parse_submission
from hub.rules import RULES
from hub.views.documents import view_trail
from hub.views.failures import failure_text
from hub.xml.times import on_wire

PORTAL = "liaoning"
FORMATS = ("json", "xml")
RENAMED = {
    "places": ("data: biaoDan", "data: danJu"),
    "a name": ("premium: baoFei", "premium: yingJiaoBaoFei"),
    "parties' codes": ("ping-an-bank: PAB\n", "ping-an-bank: PABC\n"),
    "codes of a list": ("consolidated: 汇总征税", "consolidated: 汇总"),
}
"""What changes in the portal's file, by its subject."""


@pytest.fixture(scope="session")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Catalogue]:
    """By subject: the catalogue after one change of the portal's file; under `all` after every one."""
    source = (ROOT / "routes" / "portals" / f"{PORTAL}.yaml").read_text("utf-8")
    whole, found = source, {}
    for subject, (before, after) in RENAMED.items():
        assert source.count(before) == 1
        whole = whole.replace(before, after)
        found[subject] = source.replace(before, after)
    return {
        subject: _load(tmp_path_factory.mktemp("changed"), text) for subject, text in {**found, "all": whole}.items()
    }


def _load(home: Path, text: str) -> Catalogue:
    (home / "portals").mkdir()
    (home / "portals" / f"{PORTAL}.yaml").write_text(text, "utf-8")
    known = load_catalogue([ROOT / "routes", home], [ROOT / "xsd"], RULES)
    assert list(known.problems) == []
    return known


def submit(rig: Rig, form: dict[str, Any], kind: str) -> Document:
    rig.take_in([body_of(catalogue(), PORTAL, form, kind)], PORTAL)
    return rig.document(form["id"])


def start_anew(rig: Rig, known: Catalogue) -> None:
    """The hub starts with another catalogue on the same store."""
    prove_open_documents(rig.store, known)
    rig.worker = Worker("hub", known, rig.ports, batch=100, wait=0)


@pytest.mark.parametrize("kind", FORMATS)
def test_answers_act_on_what_was_accepted_whatever_the_portals_file_says_now(
    rig: Rig, renamed: dict[str, Catalogue], kind: str
) -> None:
    """The bank's answer to a payment makes the advice, and a policy is compared with its application (S1 §5)."""
    grant_quota(rig, uscc := a_uscc())
    agreement = agree(rig, uscc)
    application = submit(rig, a_duty_application(uscc), kind)
    result = {**AN_UNDERWRITING, "ApplicationNumber": (number := "T-1"), "Premium": "2555.56", **PAYEE}
    answer(rig, application, "UnderwritingResult", "P202", result)
    payment = submit(rig, a_payment(uscc, agreement, {number: "2555.56"}), kind)

    start_anew(rig, renamed["all"])
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by="ping-an-bank")
    rig.reply(a_policy(rig, uscc, number))

    assert rig.store.quarantine.deliveries(9) == []
    assert [status(rig, d) for d in (application, payment)] == ["S", "Y002"]
    assert [d.party for d in of_type(rig, "payment-advice")] == ["ping-an"]
    assert [status(rig, d) for d in of_type(rig, "duty-policy")] == ["S"]


@pytest.mark.parametrize("kind", FORMATS)
def test_the_form_is_kept_as_read_and_the_evidence_as_written(rig: Rig, kind: str) -> None:
    """Of a submission in the hub's own form the bytes are both, and are stored once."""
    form = a_credit_authorization(a_uscc())
    document, body = submit(rig, form, kind), body_of(catalogue(), PORTAL, form, kind)
    assert rig.store.archive.payload(document.payload) == body
    kept = rig.store.archive.payload(document.form or "")
    assert kept is not None
    assert json.loads(kept) == form
    (plain,) = rig.submit(a_credit_authorization(a_uscc()))
    assert plain.form == plain.payload


def test_what_is_refused_keeps_no_form(rig: Rig) -> None:
    """Nobody refers to it."""
    form = a_credit_authorization(a_uscc())
    del form["data"]["consent"]
    document = submit(rig, form, "json")
    assert (document.status, document.form) == ("H001", None)


def test_numbers_keep_their_digits() -> None:
    """A JSON number of the portal becomes a text with the same digits."""
    form = a_quota_application(a_uscc())
    body = body_of(catalogue(), PORTAL, form).replace(b'"5000000.00"', b"5000000.10")
    said = parse_submission(Delivery(owner=PORTAL, tag="", body=body, taken_at=START), catalogue()).submission
    assert said.form["data"]["intended_quota"] == Decimal("5000000.10")
    assert json.loads(write_form(said.form))["data"]["intended_quota"] == "5000000.10"


# ---- documents of older hubs ---------------------------------------------------------------------


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """While it is in force, documents are recorded as an older hub did: without their form."""
    monkeypatch.setattr("hub.stages.accept._keep_form", lambda _work, _asked: None)
    yield monkeypatch


def submitted_before(rig: Rig, older: pytest.MonkeyPatch, form: dict[str, Any], kind: str = "json") -> Document:
    document = submit(rig, form, kind)
    older.undo()
    assert document.form is None
    return document


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("subject", ["places", "codes of a list", "all"])
def test_the_hub_does_not_start_while_an_older_open_document_is_read_otherwise(
    rig: Rig, renamed: dict[str, Catalogue], older: pytest.MonkeyPatch, subject: str, kind: str
) -> None:
    """The reason names the document and the file, and says what to do."""
    grant_quota(rig, uscc := a_uscc())
    document = submitted_before(rig, older, a_duty_application(uscc), kind)
    prove_open_documents(rig.store, catalogue())
    with pytest.raises(OperatorError, match="HUB-702") as caught:
        prove_open_documents(rig.store, renamed[subject])
    assert str(document.record) in str(caught.value)
    assert "routes/portals/liaoning.yaml" in str(caught.value)
    assert "restore `writes`" in str(caught.value)


def test_an_older_document_that_is_over_does_not_stop_the_start(
    rig: Rig, renamed: dict[str, Catalogue], older: pytest.MonkeyPatch
) -> None:
    """No answer is due on it."""
    document = submitted_before(rig, older, a_credit_authorization(a_uscc()))
    answer(rig, document, "CreditAuthorizationDecision", "F")
    prove_open_documents(rig.store, renamed["all"])


def test_an_answer_that_needs_an_unreadable_older_form_waits_unrefused_until_the_file_is_restored(
    rig: Rig, renamed: dict[str, Catalogue], older: pytest.MonkeyPatch
) -> None:
    """Its bytes are kept with HUB-510, and the party is told nothing; released, it acts."""
    grant_quota(rig, uscc := a_uscc())
    document = submitted_before(rig, older, a_duty_application(uscc))
    rig.worker = Worker("hub", renamed["all"], rig.ports, batch=100, wait=0)  # a start that nobody has proved
    result = {**AN_UNDERWRITING, "ApplicationNumber": "T-9", "Premium": "2555.56", **PAYEE}
    answer(rig, document, "UnderwritingResult", "P202", result)
    rig.reply(a_policy(rig, uscc, "T-9"))
    rows = rig.store.quarantine.deliveries(9)
    assert {row.code for row in rows} == {"HUB-510"}
    rig.work()
    assert b"HUB-510" not in b"".join(path.read_bytes() for path in (rig.root / "ping-an" / "InBox").iterdir())
    release = Release("hub", catalogue(), rig.ports)
    for row in sorted(rows, key=lambda row: row.at):
        release.release(row, "the file is restored")
    assert status(rig, document) == "S"


def test_a_submission_that_needs_an_unreadable_older_form_waits_unrefused_until_the_file_is_restored(
    rig: Rig, renamed: dict[str, Catalogue], older: pytest.MonkeyPatch
) -> None:
    """It is kept with HUB-510, and its portal is told nothing of another portal's form; released, it is accepted."""
    grant_quota(rig, uscc := a_uscc())
    agreement = submitted_before(rig, older, an_agreement(uscc))
    account = {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]}
    answer(rig, agreement, "PayeeData", "P101", account)
    number = f"A{agreement.id[-12:]}"
    result = {"AgreementNumber": number, "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by="ping-an-bank")
    _, policy = underwrite(rig, uscc)
    start_anew(rig, renamed["all"])
    form = a_payment(uscc, number, {policy: "2555.56"})
    rig.take_in([json.dumps(form).encode()])
    (row,) = rig.store.quarantine.deliveries(9)
    rig.work()
    assert (row.code, row.document) == ("HUB-510", None)
    assert "HUB-510" not in json.dumps(rig.events("national"))
    Release("hub", catalogue(), rig.ports).release(row, "the file is restored")
    assert rig.document(form["id"]).status == "P001"


def test_an_older_form_is_read_with_todays_shape(rig: Rig, older: pytest.MonkeyPatch) -> None:
    """As long as it says the same."""
    form = a_credit_authorization(a_uscc())
    document = submitted_before(rig, older, form, "xml")
    body = rig.store.archive.payload(document.payload) or b""
    assert read_again(document, body, catalogue()) == form
    with pytest.raises(Rejected, match="HUB-510"):
        read_again(document, b"<BaoWen/>", catalogue())


def test_the_form_in_force_of_an_amended_application_is_kept_as_read(rig: Rig, uscc: str) -> None:
    """The trail names the portal's bytes and the form; a policy is compared with the latter."""
    _, number = in_status(rig, uscc, "A002")
    form = an_amendment(uscc, number, f"Q{uscc[-8:]}", goods__subclass="印刷电路")
    rig.take_in([body_of(catalogue(), "national", form, "xml")])
    amendment, (application,) = rig.document(form["id"]), of_type(rig, "cargo-application")
    trail = rig.store.documents.trail(application.id)
    assert trail is not None
    (row,) = [t.detail for t in trail.transitions if "form" in t.detail]
    assert (row["form"], row["read"]) == (amendment.payload, amendment.form)
    assert row["form"] != row["read"]
    result = {"ApplicationNumber": number, "Premium": "5.00", **PAYEE}
    answer(rig, amendment, "CargoUnderwriting", "I001", result)
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    assert [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)] == [("HUB-430", "GoodsSubclass")]


# ---- what an operator sees of an older document that is over -------------------------------------


@pytest.fixture
def over(rig: Rig, older: pytest.MonkeyPatch) -> Document:
    """An application of an older hub that was insured: it is over, and its form was not kept."""
    grant_quota(rig, uscc := a_uscc())
    document = submitted_before(rig, older, a_duty_application(uscc))
    result = {**AN_UNDERWRITING, "ApplicationNumber": "T-7", "Premium": "2555.56", **PAYEE}
    answer(rig, document, "UnderwritingResult", "P202", result)
    rig.reply(a_policy(rig, uscc, "T-7"))
    found = rig.document(document.sender_ref)
    assert (found.status, found.form) == ("S", None)
    return found


def test_its_trail_and_its_events_need_no_form(rig: Rig, renamed: dict[str, Catalogue], over: Document) -> None:
    """They are shown, and told again with the names that the portal's file has now."""
    start_anew(rig, renamed["all"])
    trail = rig.store.documents.trail(over.id)
    assert trail is not None
    assert view_trail(trail, renamed["all"].statuses).document.status == "S"
    replay = Replay(renamed["all"], rig.store, rig.clock)
    (done,) = replay.apply(replay.plan_events_of(over, None), "asked for")
    assert done.outcome == "promised"
    rig.work()
    assert [row.code for row in rig.store.quarantine.deliveries(9)] == []


def test_its_message_is_not_sent_again(rig: Rig, renamed: dict[str, Catalogue], over: Document) -> None:
    """As that of any document that is over; the reason has a code."""
    replay = Replay(renamed["all"], rig.store, rig.clock)
    (entry,) = replay.plan_message(over.id, None).entries
    assert isinstance(entry, SendAgain)
    assert (entry.send, entry.why_not[:4]) == (False, "HUB-")


def test_a_submission_that_needs_it_is_explained_with_what_to_do(
    rig: Rig, renamed: dict[str, Catalogue], over: Document
) -> None:
    """By the code, the document and the file, in both languages."""
    form = a_payment(over.enterprise, agree(rig, over.enterprise), {"T-7": "2555.56"})
    start_anew(rig, renamed["all"])
    found = explain(rig.worker.submissions, PORTAL, json.dumps(form).encode())
    (told,) = found["faults"]
    assert told["code"] == "HUB-510"
    for text, advice in ((told["zh"], "请恢复该文件的 writes"), (told["en"], "restore `writes` in that file")):
        assert (str(over.record) in text, "routes/portals/liaoning.yaml" in text, advice in text) == (True, True, True)


def test_an_act_on_it_is_refused_with_what_to_do(rig: Rig, renamed: dict[str, Catalogue], over: Document) -> None:
    """The command line says it in both languages."""
    settlement = Settlement("hub", renamed["all"], rig.ports)
    with pytest.raises(Rejected, match="HUB-510") as caught:
        settlement.close(over.id, Proof("looked at"))
    text = failure_text(caught.value)
    assert (text.wording.code, text.exit) == ("HUB-510", ExitCode.REFUSED)
    assert "请恢复该文件的 writes" in text.wording.text.zh
    assert "restore `writes` in that file" in text.wording.text.en
