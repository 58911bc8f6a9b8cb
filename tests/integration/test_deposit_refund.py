"""保证金退还申请: only of a levy that customs has approved, and to the cent of what is left (S2 §1.1, 3.1)."""

from typing import Any

import pytest
from deposits import a_payment_notice, send
from guarantees import (
    a_deposit_confirmation,
    a_deposit_refund,
    a_levy_for,
    approve,
    decide,
    faults,
    hear,
    refused,
)
from money import status
from rig import Rig, a_uscc

from hub.model import Document


def approved(rig: Rig, uscc: str, **more: Any) -> tuple[Document, dict[str, Any], Document]:
    """A levy whose confirmation customs has approved: document, content and confirmation."""
    document, levy = a_levy_for(rig, uscc, **more)
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, levy))
    assert confirmation.status == "P001", faults(rig, confirmation)
    approve(rig, confirmation)
    return document, levy, confirmation


def refund(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    return document


def test_only_an_approved_levy_is_given_back(rig: Rig, uscc: str) -> None:
    """数据状态必须为海关审批通过才可进行退还申请操作 (S2 §1.1)."""
    _, levy = a_levy_for(rig, uscc)
    assert refused(rig, a_deposit_refund(uscc, levy, "1.00")) == [("HUB-315", "data.guarantee_number")]
    _, levy, _ = approved(rig, uscc)
    assert refused(rig, a_deposit_refund(a_uscc(), levy, "1.00")) == [("HUB-314", "data.guarantee_number")]
    refund(rig, a_deposit_refund(uscc, levy, "1.00"))


def test_what_was_never_paid_is_not_given_back(rig: Rig, uscc: str) -> None:
    """未缴款 refuses, blank does not; 已缴款 does not."""
    document, levy, confirmation = approved(rig, uscc)
    send(rig, "PaymentNotice", a_payment_notice(levy["GuaranteeNumber"], GuaranteedUscc=uscc))
    assert rig.document(document.id).on_track("guarantee") == ("K000", "")
    assert refused(rig, a_deposit_refund(uscc, levy, "1.00")) == [("HUB-345", "data.guarantee_number")]
    hear(rig, decide(rig, confirmation, "G002", {"ReceiptNumber": "8010", "GuaranteeStatus": "K001"}))
    refund(rig, a_deposit_refund(uscc, levy, "1.00"))


def test_what_is_left_is_counted_over_all_enterprises(rig: Rig, uscc: str) -> None:
    """Exact to the last place; one refund at a time, whoever acts."""
    agent = a_uscc()
    _, levy, _ = approved(rig, uscc, Amount="1293.234", AgentUscc=agent, AgentName="某某代理公司")
    first = refund(rig, a_deposit_refund(uscc, levy, "1000.00001"))
    assert refused(rig, a_deposit_refund(agent, levy, "1.00")) == [("HUB-317", "data.guarantee_number")]
    approve(rig, first, {"RefundedAmount": "1000"})
    assert refused(rig, a_deposit_refund(agent, levy, "293.23401")) == [("HUB-344", "data.amount")]
    approve(rig, refund(rig, a_deposit_refund(agent, levy, "293.234")))
    assert refused(rig, a_deposit_refund(uscc, levy, "0.00001")) == [("HUB-344", "data.amount")]


@pytest.mark.parametrize("code", ["G003", "G004"])
def test_what_customs_returns_is_left_again(rig: Rig, uscc: str, code: str) -> None:
    _, levy, _ = approved(rig, uscc, Amount="100.00")
    first = refund(rig, a_deposit_refund(uscc, levy, "100.00"))
    if code == "G003":
        hear(rig, decide(rig, first, "G003"))
    else:
        hear(rig, rig.technical(rig.message_of(first.id), "refused", sender="customs"))
    again = refund(rig, a_deposit_refund(uscc, levy, "100.00", envelope={"again_of": first.id}))
    approve(rig, again)
    assert (status(rig, first), status(rig, again)) == ("X001", "G002")


def test_more_than_was_asked_is_quarantined(rig: Rig, uscc: str) -> None:
    _, levy, _ = approved(rig, uscc)
    document = refund(rig, a_deposit_refund(uscc, levy, "5.00"))
    hear(rig, decide(rig, document, "G002", {"RefundedAmount": "5.00001"}))
    assert (status(rig, document), [row.code for row in rig.store.quarantine.deliveries(9)]) == ("P001", ["HUB-438"])


@pytest.mark.parametrize(
    ("payee", "after"),
    [
        ({"name": "某某粮油（北京）有限公司", "bank": "新银行", "account": "2"}, "P001"),
        ({"name": "别的公司"}, "H001"),
        ({"uscc": a_uscc(), "name": "某某粮油（北京）有限公司"}, "H001"),
    ],
)
def test_a_deposit_goes_back_to_who_paid_or_is_guaranteed(
    rig: Rig, uscc: str, payee: dict[str, str], after: str
) -> None:
    _, levy, _ = approved(rig, uscc, PayerUscc=uscc)
    (document,) = rig.submit(a_deposit_refund(uscc, levy, "1.00", payee=payee))
    assert document.status == after


def test_a_disputed_levy_gives_nothing_back(rig: Rig, uscc: str) -> None:
    """An approval after a return: which stands, an operator says first."""
    document, levy = a_levy_for(rig, uscc)
    (confirmation,) = rig.submit(a_deposit_confirmation(uscc, levy))
    approve(rig, confirmation)
    hear(rig, decide(rig, confirmation, "G003"))
    assert rig.document(document.id).disputes
    assert refused(rig, a_deposit_refund(uscc, levy, "1.00")) == [("HUB-318", "data.guarantee_number")]


def test_another_amount_after_the_decision_is_disputed_and_gives_nothing_more(rig: Rig, uscc: str) -> None:
    """Customs said 30, then 50, of a hundred: nobody draws on what is left until that is settled."""
    _, form, _ = approved(rig, uscc, Amount="100.00")
    first = refund(rig, a_deposit_refund(uscc, form, "100.00"))
    for amount in ("30.00", "50.00"):
        hear(rig, decide(rig, first, "G002", {"RefundedAmount": amount}))
    (found,) = rig.store.documents.find(first.id)
    assert (found.status, found.disputes) == ("G002", frozenset({"other-values"}))
    assert [code for code, _ in refused(rig, a_deposit_refund(uscc, form, "70.00"))] == ["HUB-318"]
