"""总担保变更登记: what may change, when, and what its approval makes of the guarantee (S2 §2.2)."""

from typing import Any

import pytest
from guarantees import (
    a_change,
    a_general_guarantee,
    a_number,
    a_refund,
    approve,
    decide,
    faults,
    figures,
    hear,
    refused,
    returned,
)
from money import status
from rig import Rig, a_uscc

from hub.model import Document

LETTER = {"number": "BH-2027-002", "valid_to": "2028-06-30"}


def in_force(rig: Rig, uscc: str, **changes: Any) -> tuple[dict[str, Any], Document, str]:
    """A letter's guarantee that customs has approved: its form, document and 总担保编号."""
    form = a_general_guarantee(uscc, **{"letter": True, **changes})
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    number = a_number("D801")
    approve(rig, document, {"GuaranteeNumber": number})
    return form, document, number


def change(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    return document


def test_amount_number_and_last_day_of_a_letter_may_change(rig: Rig, uscc: str) -> None:
    """With customs' approval they are the guarantee's."""
    form, guarantee, number = in_force(rig, uscc)
    document = change(rig, a_change(uscc, form, number, amount="2000000.12345", letter=LETTER, remark="增额"))
    assert returned(rig, guarantee).get("total_amount") is None
    approve(rig, document)
    expected = {"total_amount": "2000000.12345", "letter_number": "BH-2027-002", "letter_valid_to": "2028-06-30"}
    assert expected.items() <= returned(rig, guarantee).items()
    assert status(rig, guarantee) == "G002"
    rig.work()
    told = [e["data"] for e in rig.events() if e["data"]["document"] == guarantee.id]
    assert (told[-1]["status"], told[-1]["returned"]) == ("G002", expected)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pre_entry_number", "201800000000000999"),
        ("guaranteed_code", "4401960009"),
        ("guaranteed_name", "别的公司"),
        ("guaranteed_uscc", a_uscc()),
        ("payer_name", "别的公司"),
        ("payer_account", "2"),
        ("competent_customs", "0100"),
        ("payment_method", "cash"),
    ],
)
def test_nothing_else_may_change(rig: Rig, uscc: str, name: str, value: str) -> None:
    """总担保变更只允许变更保函及保函有效期; 仅总担保金额与保函编号可以变更 (S2 §2.2)."""
    form, _, number = in_force(rig, uscc)
    assert refused(rig, a_change(uscc, form, number, **{name: value})) == [("HUB-332", f"data.{name}")]


def test_a_value_that_is_left_out_is_a_change_too(rig: Rig, uscc: str) -> None:
    form, _, number = in_force(rig, uscc)
    changed = a_change(uscc, form, number)
    del changed["data"]["payer_bank"]
    assert refused(rig, changed) == [("HUB-332", "data.payer_bank")]


def test_a_deposit_is_not_changed(rig: Rig, uscc: str) -> None:
    """Only 保函: the button is grey otherwise (S2 §2.2)."""
    form, _, number = in_force(rig, uscc, letter=False)
    assert refused(rig, a_change(uscc, form, number)) == [("HUB-345", "data.guarantee_number")]


@pytest.mark.parametrize("code", ["", "G003"])
def test_only_what_customs_has_approved_is_changed(rig: Rig, uscc: str, code: str) -> None:
    """数据状态是“审核通过” (S2 §2.2)."""
    form = a_general_guarantee(uscc, letter=True)
    (guarantee,) = rig.submit(form)
    number = a_number("D801")
    if code:
        hear(rig, decide(rig, guarantee, code, {"GuaranteeNumber": number}))
        assert refused(rig, a_change(uscc, form, number)) == [("HUB-315", "data.guarantee_number")]
    else:
        assert refused(rig, a_change(uscc, form, number)) == [("HUB-314", "data.guarantee_number")]


def test_no_change_while_a_refund_is_open_and_no_refund_while_a_change_is(rig: Rig, uscc: str) -> None:
    form, _, number = in_force(rig, uscc)
    (refund,) = rig.submit(a_refund(uscc, number, "1.00"))
    assert refused(rig, a_change(uscc, form, number)) == [("HUB-317", "data.guarantee_number")]
    hear(rig, decide(rig, refund, "G003"))
    change(rig, a_change(uscc, form, number))
    assert refused(rig, a_refund(uscc, number, "1.00")) == [("HUB-317", "data.guarantee_number")]
    assert refused(rig, a_change(uscc, form, number)) == [("HUB-317", "data.guarantee_number")]


def test_a_change_does_not_go_below_what_is_used_and_given_back(rig: Rig, uscc: str) -> None:
    """Where customs has named these; and never below what was given back through the hub."""
    form, guarantee, number = in_force(rig, uscc, amount="100")
    (refund,) = rig.submit(a_refund(uscc, number, "30"))
    approve(rig, refund)
    assert refused(rig, a_change(uscc, form, number, amount="29.99999")) == [("HUB-343", "data.amount")]
    hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, **figures("30", "40", "30")}))
    assert refused(rig, a_change(uscc, form, number, amount="69.99999")) == [("HUB-343", "data.amount")]
    approve(rig, change(rig, a_change(uscc, form, number, amount="70")))
    assert refused(rig, a_refund(uscc, number, "30.00001")) == [("HUB-344", "data.amount")]


def test_what_is_left_follows_the_changed_amount(rig: Rig, uscc: str) -> None:
    form, _, number = in_force(rig, uscc, amount="100")
    approve(rig, change(rig, a_change(uscc, form, number, amount="50.5")))
    assert refused(rig, a_refund(uscc, number, "50.50001")) == [("HUB-344", "data.amount")]
    (refund,) = rig.submit(a_refund(uscc, number, "50.5"))
    assert refund.status == "P001"


def test_changes_are_counted_and_declarations_are_not(rig: Rig, uscc: str) -> None:
    """变更次数 (S2 §3.2: 1 beside 暂存); what customs names stands."""
    form, guarantee, number = in_force(rig, uscc)
    first = change(rig, a_change(uscc, form, number))
    assert returned(rig, guarantee)["change_count"] == "1"
    hear(rig, decide(rig, first, "G003"))
    again = change(rig, a_change(uscc, form, number, envelope={"again_of": first.id}))
    assert (status(rig, first), returned(rig, guarantee)["change_count"]) == ("X001", "1")
    approve(rig, again, {"ChangeCount": "7"})
    assert returned(rig, guarantee)["change_count"] == "7"
    change(rig, a_change(uscc, form, number))
    assert returned(rig, guarantee)["change_count"] == "8"


def test_declared_again_it_is_about_the_same_guarantee(rig: Rig, uscc: str) -> None:
    form, _, number = in_force(rig, uscc)
    first = change(rig, a_change(uscc, form, number))
    hear(rig, decide(rig, first, "G003"))
    other, _, another = in_force(rig, uscc)
    found = refused(rig, a_change(uscc, other, another, envelope={"again_of": first.id}))
    assert found == [("HUB-330", "data.guarantee_number")]


def test_an_older_approval_does_not_overwrite_a_newer_amount(rig: Rig, uscc: str) -> None:
    """By customs' time of decision."""
    form, guarantee, number = in_force(rig, uscc, amount="100")
    now = rig.clock.now()
    said = {"GuaranteeNumber": number, "TotalAmount": "90"}
    hear(rig, decide(rig, guarantee, "G002", said, at=now))
    approve(rig, change(rig, a_change(uscc, form, number, amount="120")), at=now - 1_000_000)
    assert returned(rig, guarantee)["total_amount"] == "90.00"


def test_an_approved_extension_ends_the_expiry_of_a_letter(rig: Rig, uscc: str) -> None:
    """The last day passes while the extension is in flight: it blocks nothing."""
    form, guarantee, number = in_force(rig, uscc)
    for days in (280, 3, 0):  # 2027-06-28, then over
        rig.clock.pass_(days=days)
        rig.worker.deadlines.run()
    assert rig.document(guarantee.id).on_track("guarantee") == ("", "E")
    approve(rig, change(rig, a_change(uscc, form, number, letter=LETTER)))
    assert rig.document(guarantee.id).on_track("guarantee") == ("", "")
