"""What a party says in writing is taken as its receipt would be: status, numbers, amounts, and all that follows."""

from pathlib import Path

import pytest
from money import a_payment, a_policy, agree, answer, of_type, status, underwrite
from own_home import OwnHome
from rig import Rig, a_credit_authorization, a_duty_application, a_quota_application, a_uscc, catalogue
from verbs import hub, hub_json

from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement
from hub.model import Document, digest
from hub.stages.state_decision import Stated

LETTER = Proof("by its letter of today", b"%PDF letter")


@pytest.fixture
def settlement(rig: Rig) -> Settlement:
    return Settlement("hub", catalogue(), rig.ports)


def rows(rig: Rig, document: Document) -> list[tuple[str, str, object]]:
    """Track, status and returned values of each row of a trail, without what depends on who said it."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [(row.track, row.after, row.detail.get("returned", {})) for row in trail.transitions]


def refusal(settlement: Settlement, document: Document, stated: Stated) -> str:
    with pytest.raises(Rejected) as caught:
        settlement.state(document.id, stated, LETTER)
    return str(caught.value.faults[0].code)


def test_a_decision_in_writing_leads_where_the_receipt_leads(rig: Rig, enterprise: str, settlement: Settlement) -> None:
    """An underwriting: status and values are the same, and the portal can pay what was stated."""
    agreement = agree(rig, enterprise)
    said, _ = underwrite(rig, enterprise, "2555.56")
    (written,) = rig.submit(a_duty_application(enterprise))
    values = dict(rows(rig, said)[-1][2])  # type: ignore[call-overload]
    number = values["application_number"] = "T-in-writing"
    rig.confirm(written.id)
    settlement.state(written.id, Stated("P202", values), LETTER)
    assert rows(rig, written)[-1] == ("main", "P202", values)
    trail = rig.store.documents.trail(written.id)
    assert trail is not None
    last = trail.transitions[-1]
    assert (last.cause.kind, last.cause.digest, last.detail["reason"]) == (
        "operator",
        digest(LETTER.body),
        LETTER.reason,
    )
    assert rig.store.archive.payload(digest(LETTER.body)) == LETTER.body
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    assert (payment.status, status(rig, written)) == ("P001", "Y001")
    rig.work()
    printed = [e["data"]["status"] for e in rig.events() if e["data"]["document"] == written.id]
    assert "P202" in printed


def test_a_returned_guarantee_is_approved_by_letter(rig: Rig, enterprise: str, settlement: Settlement) -> None:
    """G003 is an alarm; with customs' approval and number it ends, as by customs' own message."""
    _, number = underwrite(rig, enterprise)
    rig.reply(a_policy(rig, enterprise, number))
    (notice,) = of_type(rig, "duty-guarantee-notice")
    rig.confirm(notice.id)
    answer(rig, notice, "GuaranteeDecision", "G003", by="customs")
    assert rig.document(notice.id).disputes == {"alarm"}
    settlement.state(notice.id, Stated("G002", {"guarantee_number": "G-77"}), LETTER)
    found = rig.document(notice.id)
    assert (found.status, found.disputes) == ("G002", frozenset())
    assert [d.id for d in rig.store.documents.find("G-77")] == [notice.id]
    assert refusal(settlement, notice, Stated("G003")) == "HUB-985"


def test_a_refusal_in_writing_frees_what_the_document_held(rig: Rig, uscc: str, settlement: Settlement) -> None:
    """The insurer grants nothing: another document of the kind can be made."""
    (asked,) = rig.submit(a_credit_authorization(uscc))
    answer(rig, asked, "CreditAuthorizationDecision", "S")
    (quota,) = rig.submit(a_quota_application(uscc))
    rig.confirm(quota.id)
    (other,) = rig.submit(a_quota_application(uscc))
    assert other.status == "H001"
    settlement.state(quota.id, Stated("F"), LETTER)
    (again,) = rig.submit(a_quota_application(uscc))
    assert (status(rig, quota), again.status) == ("F", "P001")


def test_what_cannot_be_said_now_is_refused_and_changes_nothing(
    rig: Rig, enterprise: str, settlement: Settlement
) -> None:
    """Another type's status, a status that is past, a value that the route does not have, a payment, a dispute."""
    agreement = agree(rig, enterprise)
    application, number = underwrite(rig, enterprise)
    (payment,) = rig.submit(a_payment(enterprise, agreement, {number: "2555.56"}))
    rig.confirm(payment.id)
    before = rows(rig, application), rows(rig, payment)
    assert refusal(settlement, application, Stated("G002")) == "HUB-985"
    assert refusal(settlement, application, Stated("A001")) == "HUB-985"
    assert refusal(settlement, payment, Stated("Y002")) == "HUB-985"
    (new,) = rig.submit(a_duty_application(enterprise))
    assert refusal(settlement, new, Stated("A001", {"odd": "1"})) == "HUB-774"
    assert refusal(settlement, new, Stated("P005", {"premium": "1"})) == "HUB-774"
    assert refusal(settlement, new, Stated("A001")) == "HUB-825"
    rig.confirm(new.id)
    assert settlement.state(new.id, Stated("A001"), LETTER).status == "A001"
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
    assert hub_json(own.path, *words, "--proof", str(letter))["status"] == "P005"
    own.work()
    assert any(b'"P005"' in event for event in own.events().values())
    (act,) = (row for row in own.trail("one").transitions if row.after == "P005")
    assert act.detail["operators"][0]["user"]
    assert own.arrived() == {}
