"""Where documents of levies and guarantees touch: several enterprises, days that are over, corrections, 担保状态."""

from typing import Any

import pytest
from deposits import a_payment_notice, all_of, on_track, send
from guarantees import (
    CODE,
    a_change,
    a_deposit_confirmation,
    a_deposit_refund,
    a_general_guarantee,
    a_guarantee_in_force,
    a_levy_for,
    a_number,
    a_refund,
    approve,
    decide,
    faults,
    hear,
    refused,
    returned,
)
from money import status
from rig import Rig, a_uscc

from hub.model import Document


def accepted(rig: Rig, form: dict[str, Any]) -> Document:
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    return document


def days_pass(rig: Rig, days: int) -> None:
    """The first look at the clock only sees that it has jumped."""
    rig.clock.pass_(days=days)
    for _ in range(3):
        rig.worker.deadlines.run()


def a_letter(rig: Rig, uscc: str, **changes: Any) -> tuple[dict[str, Any], Document, str]:
    """A guarantee by letter, until 2027-06-30, that customs has approved: form, document and number."""
    form = a_general_guarantee(uscc, letter=True, **changes)
    document = accepted(rig, form)
    number = a_number("D801")
    approve(rig, document, {"GuaranteeNumber": number})
    return form, document, number


# ---- whoever acts ----------------------------------------------------------------------------


def test_a_guarantee_is_one_right_for_all_whom_it_concerns(rig: Rig, uscc: str) -> None:
    """One act at a time, of guaranteed unit and declarant together; what is left is counted over both."""
    other = a_uscc()
    form, _, number = a_letter(rig, uscc, amount="100", guaranteed_uscc=other)
    mine = {"guaranteed_uscc": other}
    first = accepted(rig, a_refund(uscc, number, "60", **mine))
    assert refused(rig, a_refund(other, number, "1", **mine)) == [("HUB-317", "data.guarantee_number")]
    theirs = a_change(other, form, number, amount="90", declarant_uscc=other)
    assert refused(rig, theirs) == [("HUB-317", "data.guarantee_number")]
    approve(rig, first)
    assert refused(rig, a_refund(other, number, "40.00001", **mine)) == [("HUB-344", "data.amount")]
    approve(rig, accepted(rig, a_refund(other, number, "40", **mine)))
    assert refused(rig, a_refund(uscc, number, "0.00001", **mine)) == [("HUB-344", "data.amount")]


def test_what_is_carried_over_reduces_what_is_left_and_increases_nothing(rig: Rig, uscc: str) -> None:
    """结转 like 退还; customs' next message says where it went (S2 §1.1)."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    _, another = a_guarantee_in_force(rig, uscc, amount="100")
    approve(rig, accepted(rig, a_refund(uscc, number, "60", type="carry-over", payee=None)))
    assert refused(rig, a_refund(uscc, number, "40.00001")) == [("HUB-344", "data.amount")]
    assert refused(rig, a_refund(uscc, another, "100.00001")) == [("HUB-344", "data.amount")]


# ---- declared again --------------------------------------------------------------------------


def test_declared_again_a_document_is_about_the_same_guarantee_or_levy(rig: Rig, uscc: str) -> None:
    """By 担保编号 and 序号 customs knows it for the same."""
    numbers = [a_guarantee_in_force(rig, uscc)[1] for _ in range(2)]
    open_ = [a_levy_for(rig, uscc)[1] for _ in range(2)]
    approved = [a_levy_for(rig, uscc)[1] for _ in range(2)]
    for levy in approved:
        approve(rig, accepted(rig, a_deposit_confirmation(uscc, levy)))
    pairs = [
        [a_refund(uscc, number, "1.00") for number in numbers],
        [a_deposit_confirmation(uscc, levy) for levy in open_],
        [a_deposit_refund(uscc, levy, "1.00") for levy in approved],
    ]
    for one, other in pairs:
        first = accepted(rig, one)
        hear(rig, decide(rig, first, "G003"))
        found = refused(rig, {**other, "again_of": first.id})
        assert found == [("HUB-330", "data.guarantee_number")]


def test_a_change_that_is_given_up_counts_until_customs_names_another_count(rig: Rig, uscc: str) -> None:
    """变更次数 counts changes, whatever became of them (S2 §3.2)."""
    form, guarantee, number = a_letter(rig, uscc)
    hear(rig, decide(rig, accepted(rig, a_change(uscc, form, number)), "G003"))
    second = accepted(rig, a_change(uscc, form, number))
    assert returned(rig, guarantee)["change_count"] == "2"
    approve(rig, second, {"ChangeCount": "1"})
    assert returned(rig, guarantee)["change_count"] == "1"


# ---- days that are over ----------------------------------------------------------------------


def test_a_letter_that_is_over_blocks_no_refund(rig: Rig, uscc: str) -> None:
    """Only 海关审批通过 is asked for (S2 §3.2)."""
    _, guarantee, number = a_letter(rig, uscc)
    days_pass(rig, 283)  # 2027-07-01
    assert rig.document(guarantee.id).on_track("guarantee") == ("", "E")
    approve(rig, accepted(rig, a_refund(uscc, number, "1.00")))


@pytest.mark.parametrize(("last_day", "end"), [("2027-06-30", "E"), ("2027-07-01", "E"), ("2027-07-02", "")])
def test_an_extension_ends_what_was_over_only_if_its_own_day_is_not_past(
    rig: Rig, uscc: str, last_day: str, end: str
) -> None:
    """Customs may approve it when the new last day is over too; the last day itself counts."""
    form, guarantee, number = a_letter(rig, uscc)
    days_pass(rig, 284)  # 2027-07-02
    letter = {"number": "BH-2026-001", "valid_to": last_day}
    approve(rig, accepted(rig, a_change(uscc, form, number, letter=letter, amount="5")))
    days_pass(rig, 0)
    assert rig.document(guarantee.id).on_track("guarantee") == ("", end)


@pytest.mark.parametrize("is_late", [False, True])
def test_a_letter_that_is_shortened_is_over_with_its_new_last_day(rig: Rig, uscc: str, is_late: bool) -> None:
    """Also if that day is past when customs approves: it is told at once, not on the old day."""
    form, guarantee, number = a_letter(rig, uscc)
    letter = {"number": "BH-2026-001", "valid_to": "2026-12-31"}
    change = accepted(rig, a_change(uscc, form, number, letter=letter, amount="5"))
    if is_late:
        days_pass(rig, 110)  # 2027-01-09
    approve(rig, change)
    days_pass(rig, 0 if is_late else 110)
    assert rig.document(guarantee.id).on_track("guarantee") == ("", "E")


def test_an_extension_without_an_end_is_never_over(rig: Rig, uscc: str) -> None:
    """9999-12-31 stands for none; the old last day is no end any more."""
    form, guarantee, number = a_letter(rig, uscc)
    letter = {"number": "BH-2026-001", "valid_to": "9999-12-31"}
    approve(rig, accepted(rig, a_change(uscc, form, number, letter=letter, amount="5")))
    days_pass(rig, 400)
    assert rig.document(guarantee.id).on_track("guarantee") == ("", "")
    assert rig.store.quarantine.deliveries(9) == []


# ---- corrections of a levy -------------------------------------------------------------------


@pytest.mark.parametrize("code", ["G001", "G002", "G003", "G004"])
def test_customs_corrects_a_levy_until_its_confirmation_is_declared(rig: Rig, uscc: str, code: str) -> None:
    """A new version where it waits to be confirmed, for the first time or again; an alarm afterwards."""
    levy, content = a_levy_for(rig, uscc)
    confirmation = accepted(rig, a_deposit_confirmation(uscc, content))
    if code in ("G001", "G004"):
        word = "accepted" if code == "G001" else "refused"
        hear(rig, rig.technical(rig.message_of(confirmation.id), word, sender="customs"))
    else:
        hear(rig, decide(rig, confirmation, code))
    send(rig, "DepositLevy", content | {"Amount": "1300.00"})
    newest = all_of(rig, "deposit-levy")[-1]
    if code in ("G003", "G004"):
        assert (status(rig, levy), newest.status, newest.again_of) == ("X001", "O001", levy.id)
        assert refused(rig, a_deposit_confirmation(uscc, content)) == [("HUB-332", "data.amount")]
        accepted(rig, a_deposit_confirmation(uscc, content | {"Amount": "1300.00"}))
    else:
        assert (newest.id, newest.status) == (levy.id, code)
        assert "other-version" in newest.disputes
        assert returned(rig, levy)["amount"] == "1293.23"


# ---- 担保状态 ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [{"NoticeNumber": "0100180"}, {"ReceiptNumber": "8010"}])
def test_a_number_alone_says_nothing_of_the_money(rig: Rig, uscc: str, number: dict[str, str]) -> None:
    """通知书编号 and 收据号 stand beside 未缴款 too (S2 §3.2)."""
    guarantee, guarantee_number = a_guarantee_in_force(rig, uscc)
    hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": guarantee_number, **number}))
    levy, content = a_levy_for(rig, uscc)
    approve(rig, accepted(rig, a_deposit_confirmation(uscc, content)), number)
    assert [rig.document(one.id).on_track("guarantee") for one in (guarantee, levy)] == [("", ""), ("", "")]


def test_a_payment_notice_never_undoes_a_payment(rig: Rig, uscc: str) -> None:
    """已缴款 stays, of a letter too; the notice goes on to the portals all the same."""
    _, guarantee, number = a_letter(rig, uscc)
    hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, "GuaranteeStatus": "K001"}))
    levy, content = a_levy_for(rig, uscc)
    approve(rig, accepted(rig, a_deposit_confirmation(uscc, content)), {"GuaranteeStatus": "K001"})
    for named, serial in ((number, None), (content["GuaranteeNumber"], "1")):
        send(rig, "PaymentNotice", a_payment_notice(named, Serial=serial, GuaranteedCode=CODE, GuaranteedUscc=uscc))
    assert [rig.document(one.id).on_track("guarantee")[0] for one in (guarantee, levy)] == ["K001", "K001"]
    assert [d.status for d in all_of(rig, "payment-notice")] == ["N002", "N002"]
    assert {told for told, _ in on_track(rig, levy)} == {"K001"}


def test_a_guarantee_that_was_never_paid_is_not_given_back(rig: Rig, uscc: str) -> None:
    """未缴款 refuses, blank does not; 已缴款 does not."""
    guarantee, number = a_guarantee_in_force(rig, uscc)
    send(rig, "PaymentNotice", a_payment_notice(number, Serial=None, GuaranteedCode="2201960002"))
    assert refused(rig, a_refund(uscc, number, "1.00")) == [("HUB-345", "data.guarantee_number")]
    hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, "GuaranteeStatus": "K001"}))
    accepted(rig, a_refund(uscc, number, "1.00"))
