"""What a party says in words with a decision reaches trail, portal and operators, whatever says it and however."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from customs import a_report_of_the_platform, a_technical_answer, an_approval
from money import BANK, a_payment, a_policy, agree, answer, of_type, underwrite
from own_home import OwnHome
from rig import Rig, a_credit_authorization, a_uscc, grant_quota
from verbs import hub, hub_json

from hub.model import GENESIS, Cause, Document, Transition
from hub.ports import Trail
from hub.xml.times import on_wire

SAID = ["征信记录不良", "请三个月后\n再申请", "bad record"]
KEPT = ["征信记录不良", "请三个月后 再申请", "bad record"]
FAULT = {"Code": "T-7", "Field": "Seal/Image", "Text": "看不清"}


def trail_of(rig: Rig, document: Document) -> Trail:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail


def reason_told(rig: Rig, document: Document) -> list[str]:
    """What the portal was told with the newest event of a document."""
    rig.work()
    told = [e["data"] for e in rig.events() if e["data"]["document"] == document.id]
    reason: list[str] = max(told, key=lambda data: data["sequence"])["reason"]
    return reason


def decide(rig: Rig, document: Document, code: str, element: str = "CreditAuthorizationDecision") -> None:
    """The insurer's decision, with a text and two reasons."""
    body = {"Code": code, "Text": SAID[0], "Reason": SAID[1:], "DecidedAt": on_wire(rig.clock.now())}
    rig.reply(rig.signed(element, rig.message_of(document.id), body))


@pytest.mark.parametrize("code", ["S", "F"])
def test_a_decisions_words_reach_trail_and_portal(rig: Rig, code: str) -> None:
    """All of them, of a refusal as of a consent."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    decide(rig, document, code)
    assert trail_of(rig, document).transitions[-1].detail["reason"] == KEPT
    assert reason_told(rig, document) == KEPT


def test_a_decision_without_words_has_no_reason(rig: Rig) -> None:
    """An empty list for the portal, nothing on the trail."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    answer(rig, document, "CreditAuthorizationDecision", "F")
    assert "reason" not in trail_of(rig, document).transitions[-1].detail
    assert reason_told(rig, document) == []


@pytest.mark.parametrize("code", ["Z9", "F"])
def test_words_of_what_moves_nothing_are_kept(rig: Rig, code: str) -> None:
    """A code that nobody knows, and an outcome that contradicts the one recorded."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    answer(rig, document, "CreditAuthorizationDecision", "S")
    decide(rig, document, code)
    newest = trail_of(rig, document).transitions[-1]
    assert (newest.is_observation, newest.detail["reason"]) == (True, KEPT)


def test_a_gateways_faults_reach_trail_and_portal(rig: Rig) -> None:
    """Each with its code and field, in both of its languages."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    faults = [FAULT | {"Text": ["看不清", "unreadable"]}, {"Code": "T-8"}]
    rig.reply(rig.signed("TechnicalReceipt", rig.message_of(document.id), {"Code": "refused", "Fault": faults}))
    assert trail_of(rig, document).document.status == "P005"
    assert reason_told(rig, document) == ["T-7 Seal/Image: 看不清", "T-7 Seal/Image: unreadable", "T-8"]


def test_why_a_payment_failed_is_reported_with_its_applications(rig: Rig) -> None:
    """Whoever reads of a failed application need not look for its payment."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    agreement = agree(rig, uscc)
    application, number = underwrite(rig, uscc)
    (payment,) = rig.submit(a_payment(uscc, agreement, {number: "2555.56"}))
    body = {"Code": "Y003", "Reason": "账户余额不足", "DecidedAt": on_wire(rig.clock.now())}
    rig.reply(rig.signed("PaymentResult", rig.message_of(payment.id), body, sender=BANK), party=BANK)
    assert trail_of(rig, application).document.status == "Y003"
    assert reason_told(rig, payment) == ["账户余额不足"]
    assert reason_told(rig, application) == ["账户余额不足"]


# ---- customs and its platform --------------------------------------------------------------------


@pytest.fixture
def notice(rig: Rig) -> Document:
    """A guarantee notice that customs was sent."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    _, number = underwrite(rig, uscc)
    rig.reply(a_policy(rig, uscc, number))
    (made,) = of_type(rig, "duty-guarantee-notice")
    return made


def report(rig: Rig, notice: Document) -> bytes:
    """A refusal of the platform that says something in each of its places."""
    report = a_report_of_the_platform(rig.message_of(notice.id).id, "2001")
    result = (
        "<Results><Result><RecId>1</RecId><Code>E 1</Code><Info>关区不存在</Info><Note>见附件</Note></Result></Results>"
    )
    report = report.replace("</ResponseInfo>", f"</ResponseInfo>{result}")
    return rig.sign(report.replace("</NoticeTime>", "</NoticeTime><Note>请核对</Note>"))


def remark(rig: Rig, notice: Document) -> bytes:
    return rig.sealed(an_approval(rig.message_of(notice.id).id, "3", remark="注册海关与备案不符"))


def technical(rig: Rig, notice: Document) -> bytes:
    return rig.sealed(a_technical_answer(rig.message_of(notice.id).id, "1"))


def own_form(rig: Rig, notice: Document) -> bytes:
    """Customs may answer in the hub's own form, with a remark in the result."""
    body = {"Code": "G003", "Text": "退单", "DecidedAt": on_wire(rig.clock.now()), "Result": {"Remark": "请补充"}}
    return rig.signed("GuaranteeDecision", rig.message_of(notice.id), body, sender="customs")


@pytest.mark.parametrize(
    ("says", "status", "reason"),
    [
        (report, "P003", ["2001: so it is", "2001: 请核对", "E 1", "关区不存在", "见附件"]),
        (remark, "G003", ["注册海关与备案不符"]),
        (technical, "G004", ["1: 格式"]),
        (own_form, "G003", ["退单", "请补充"]),
    ],
)
def test_customs_words_reach_the_portal(
    rig: Rig, notice: Document, says: Callable[[Rig, Document], bytes], status: str, reason: list[str]
) -> None:
    """ResponseInfo, Note and results of a DxpRep, rmk, CheckInfo, and a remark in our own form."""
    rig.reply(says(rig, notice), party="customs")
    assert trail_of(rig, notice).document.status == status
    assert reason_told(rig, notice) == reason


# ---- operators -----------------------------------------------------------------------------------


def test_operators_read_the_words(tmp_path: Path, migrated_file: Path) -> None:
    """In `hub show`, for people and for programs; a party's words do nothing to a terminal."""
    shutil.copy(migrated_file, tmp_path / "hub.db")
    own = OwnHome(tmp_path / "home", f"sqlite:///{tmp_path / 'hub.db'}")
    own.accept("one")
    own.reply(own.receipt(own.message("one"), "refused", Fault=FAULT | {"Text": "看不清\u202e"}))
    own.work()
    assert "T-7 Seal/Image: 看不清\ufffd" in hub(own.path, "show", "one").stdout.decode()
    newest = hub_json(own.path, "show", "one")["transitions"][-1]
    assert (newest["to"], newest["reason"]) == ("P005", ["T-7 Seal/Image: 看不清\u202e"])


def test_what_older_hubs_kept_of_a_fault_is_reported_as_a_reason() -> None:
    """Their trails have it among what came back, where no published schema has a place for it."""
    older = {"code": "refused", "returned": {"reasons": [{"Code": "T-7", "Text": "看不清"}]}}
    transition = Transition(
        document="d-1",
        seq=2,
        track="main",
        before="P002",
        after="P005",
        cause=Cause("receipt", "r-1", "0" * 64),
        detail=older,
        at=1,
        catalogue="0" * 64,
        previous=GENESIS,
    )
    assert (transition.reason, transition.returned) == (["T-7 看不清"], {})
