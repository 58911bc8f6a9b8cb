"""What a party says in writing is taken as its receipt would be: status, numbers, amounts, and all that follows."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from money import BANK, INSURER, a_payment, a_policy, agree, answer, at_the_bank, of_type, status, underwrite
from operators import demand
from own_home import OwnHome
from rig import Rig, a_credit_authorization, a_duty_application, a_quota_application, a_uscc, catalogue
from verbs import hub, hub_json

from hub.errors import Rejected
from hub.flow.leg_parties import parties_of_settlement
from hub.flow.settlement import Proof, Settlement
from hub.model import Books, Document, Request, digest
from hub.stages.state_decision import sayable

LETTER = Proof("by its letter of today", b"%PDF letter")


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


def rows(rig: Rig, document: Document) -> list[tuple[str, str, object]]:
    """Track, status and returned values of each row of a trail, without what depends on who said it."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [(row.track, row.after, row.detail.get("returned", {})) for row in trail.transitions]


def refusal(settlement: Settlement, document: Document, stated: str) -> str:
    with pytest.raises(Rejected) as caught:
        settlement.state(document.id, stated, LETTER)
    return str(caught.value.faults[0].code)


def test_a_decision_in_writing_leads_where_the_receipt_leads(rig: Rig, settlement: Settlement) -> None:
    """A credit authorization: status and row are the same, the portal is told, and a quota can be asked for."""
    (said,) = rig.submit(a_credit_authorization(a_uscc()))
    answer(rig, said, "CreditAuthorizationDecision", "S")
    (written,) = rig.submit(a_credit_authorization(uscc := a_uscc()))
    rig.confirm(written.id)
    settlement.state(written.id, "S", LETTER)
    assert rows(rig, written)[-1] == rows(rig, said)[-1] == ("main", "S", {})
    trail = rig.store.documents.trail(written.id)
    assert trail is not None
    last = trail.transitions[-1]
    assert (last.cause.kind, last.cause.digest, last.detail["reason"]) == (
        "operator",
        digest(LETTER.body),
        LETTER.reason,
    )
    assert rig.store.archive.payload(digest(LETTER.body)) == LETTER.body
    (quota,) = rig.submit(a_quota_application(uscc))
    assert quota.status == "P001"
    rig.work()
    assert "S" in [e["data"]["status"] for e in rig.events() if e["data"]["document"] == written.id]


def test_a_returned_guarantee_is_approved_by_letter(rig: Rig, enterprise: str, settlement: Settlement) -> None:
    """G003 is an alarm; with customs' approval it ends, as by customs' own message, which brings the number later."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    (notice,) = of_type(rig, "duty-guarantee-notice")
    rig.confirm(notice.id)
    answer(rig, notice, "GuaranteeDecision", "G003", by="customs")
    assert rig.document(notice.id).disputes == {"alarm"}
    settlement.state(notice.id, "G002", LETTER)
    found = rig.document(notice.id)
    assert (found.status, found.disputes) == ("G002", frozenset())
    assert refusal(settlement, notice, "G003") == "HUB-985"
    answer(rig, notice, "GuaranteeDecision", "G002", {"GuaranteeNumber": "G-77"}, by="customs")
    found = rig.document(notice.id)
    assert (found.status, found.disputes) == ("G002", frozenset())
    assert [d.id for d in rig.store.documents.find("G-77")] == [notice.id]


def test_what_only_a_receipt_can_bring_is_not_said_in_writing(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """Values that the status needs: a premium, an agreement's number. The receipt brings them, checked and signed."""
    (application,) = rig.submit(a_duty_application(enterprise))
    agreement = at_the_bank(rig, enterprise)
    for document, status_ in ((application, "P202"), (agreement, "S")):
        rig.confirm(document.id)
        before = rows(rig, document)
        assert refusal(settlement, document, status_) == "HUB-985"
        assert rows(rig, document) == before


@pytest.mark.parametrize(
    ("type_", "status_", "may"),
    [
        ("quota-application", "P002", ["P005", "P004", "F"]),  # S needs the quota's total
        ("duty-insurance-application", "P002", ["P005", "P004"]),  # reservations count by the insurer's time
        ("general-guarantee", "P002", ["G004", "G001"]),  # amounts count by customs' time: an old letter is not newer
        ("general-guarantee", "G003", []),
        ("duty-guarantee-notice", "G003", ["G002"]),
        ("duty-guarantee-notice", "X001", []),  # another notice replaced it
        ("payment-agreement", "P002", ["P005", "P004", "F"]),
    ],
)
def test_only_a_status_that_says_all_can_be_said_in_writing(type_: str, status_: str, may: list[str]) -> None:
    """No values, no time of its own, and nothing that replaced the document."""
    assert sayable(catalogue().routes[type_], status_, 1) == may


def test_a_document_whose_claim_another_one_holds_is_not_decided(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """The refusal names the other one, which is looked at first."""
    (asked,) = rig.submit(a_credit_authorization(uscc))
    answer(rig, asked, "CreditAuthorizationDecision", "S")
    (quota,) = rig.submit(a_quota_application(uscc))
    rig.confirm(quota.id)
    with rig.store.transactions.begin() as unit:
        unit.lock([quota.id, asked.id], [])
        (claim,) = unit.claims([quota.id], [])
        unit.lock([], [claim.resource])
        books = Books(rig.clock.now(), catalogue().digest, "other")
        books.claims.load([claim])
        books.claims.put(replace(claim, open=False))
        books.claims.put(replace(claim, document=asked.id))
        unit.write(books.changes())
    with pytest.raises(Rejected) as caught:
        settlement.state(quota.id, "F", LETTER)
    (fault,) = caught.value.faults
    assert (fault.code, asked.id in fault.en) == ("HUB-317", True), fault
    assert status(rig, quota) == "P002"


def test_an_agreement_is_settled_by_the_rules_of_insurer_and_bank(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """In its second leg the operator speaks for the bank."""
    agreement = at_the_bank(rig, enterprise)
    request = Request(verb="settle", about=agreement.id, reason="why", arguments={"party": INSURER}, heads={})
    assert parties_of_settlement(settlement, request) == {INSURER, BANK}


def test_a_refusal_in_writing_frees_what_the_document_held(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """The insurer grants nothing: another document of the kind can be made."""
    (asked,) = rig.submit(a_credit_authorization(uscc))
    answer(rig, asked, "CreditAuthorizationDecision", "S")
    (quota,) = rig.submit(a_quota_application(uscc))
    rig.confirm(quota.id)
    (other,) = rig.submit(a_quota_application(uscc))
    assert other.status == "H001"
    settlement.state(quota.id, "F", LETTER)
    (again,) = rig.submit(a_quota_application(uscc))
    assert (status(rig, quota), again.status) == ("F", "P001")


def test_what_cannot_be_said_now_is_refused_and_changes_nothing(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """Another type's status, a status that is past, none at all, a payment, a message that is still to be sent."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    rig.confirm(payment.id)
    before = rows(rig, application), rows(rig, payment)
    assert refusal(settlement, application, "G002") == "HUB-985"
    assert refusal(settlement, application, "A001") == "HUB-985"
    assert refusal(settlement, payment, "Y002") == "HUB-985"
    (new,) = rig.submit(a_duty_application(enterprise))
    assert refusal(settlement, new, "P005") == "HUB-825"
    assert refusal(settlement, new, "") == "HUB-985"
    rig.confirm(new.id)
    assert settlement.state(new.id, "P004", LETTER).status == "P004"
    assert (rows(rig, application), rows(rig, payment)) == before


# ---- as an operator types it -----------------------------------------------------------------------


def test_what_was_never_sent_is_settled_by_the_verb(own: OwnHome, tmp_path: Path) -> None:
    """P003: nobody has the message, and its party says that it takes no such document. The portal is told."""
    own.submit(a_credit_authorization(a_uscc()) | {"id": "one"})
    own.work_without("ping-an")
    assert own.trail("one").document.status == "P003"
    (letter := tmp_path / "letter.pdf").write_bytes(b"%PDF letter")
    words = ("settle", "one", "--as", "P005", "--reason", "ping-an takes none by this way")
    for more, code, says in (((), 2, b"HUB-711"), (("--proof", str(letter), "--let-go"), 2, b"HUB-711")):
        done = hub(own.path, *words, *more)
        assert (done.returncode, says in done.stderr) == (code, True), done.stderr
    wrong = hub(own.path, *("P103" if word == "P005" else word for word in words), "--proof", str(letter))
    assert (wrong.returncode, b"HUB-985" in wrong.stderr, b"P005" in wrong.stderr) == (1, True, True)
    empty = hub(own.path, *("" if word == "P005" else word for word in words), "--proof", str(letter))
    assert (empty.returncode, b"HUB-985" in empty.stderr, own.trail("one").document.status) == (1, True, "P003")
    valued = hub(own.path, *words, "--proof", str(letter), "--value", "premium=1")
    assert (valued.returncode, b"HUB-711" in valued.stderr) == (2, True)
    alone = hub(own.path, "settle", "one", "--reason", "x", "--party-reason", "材料不齐")
    assert (alone.returncode, b"--party-reason" in alone.stderr) == (2, True)
    for odd in ("\x1b[31m", "x" * 2001, "\ufffe"):
        unsayable = hub(own.path, *words, "--proof", str(letter), "--party-reason", odd)
        assert (unsayable.returncode, b"at most 2000 characters" in unsayable.stderr) == (2, True), unsayable.stderr
    said = ("材料不齐", "缺授权书", " 材料不齐\n")  # each counts once, as in a receipt
    because = [word for text in said for word in ("--party-reason", text)]
    assert hub_json(own.path, *words, "--proof", str(letter), *because)["status"] == "P005"
    own.work()
    told = [json.loads(event)["data"] for event in own.events().values() if b'"P005"' in event]
    assert [one["reason"] for one in told] == [["材料不齐", "缺授权书"]]
    (act,) = (row for row in own.trail("one").transitions if row.after == "P005")
    shown = hub(own.path, "show", "one").stdout.decode()
    assert [text for text in (words[-1], "材料不齐", "缺授权书") if text not in shown] == []
    assert act.detail["operators"][0]["user"]
    assert own.arrived() == {}


def test_what_the_bank_says_of_an_agreement_waits_for_the_second_operator(own: OwnHome, tmp_path: Path) -> None:
    """The bank's file asks for two, the insurer's for nothing."""
    with own.store() as store:
        rig = Rig(store, tmp_path / "others")
        agreement = at_the_bank(rig, a_uscc())
        rig.close()
    demand(own.path, BANK, "{settle: two}")
    (letter := tmp_path / "letter.pdf").write_bytes(b"%PDF letter")
    words = ("--as", "F", "--proof", str(letter), "--reason", "the bank refuses it")
    waits = hub_json(own.path, "settle", agreement.id, *words)
    assert (waits["verb"], waits["about"]) == ("settle", agreement.id)
    assert own.trail(agreement.id).document.status == "P102"
    assert hub_json(own.path, "approve")["proposal"] == waits["proposal"]
