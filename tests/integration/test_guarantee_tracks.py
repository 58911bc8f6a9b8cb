"""担保状态 of a general guarantee: said by customs' field, asked for by a payment notice, and the letter's last day.

S2 §2.1, 3.2.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from deposits import a_payment_notice, all_of, on_track, send, trail
from guarantees import a_change, a_general_guarantee, a_number, approve, decide, hear
from levies import levy_rig
from rig import Rig, a_credit_authorization, a_uscc

from hub.model import Document
from hub.ports import Store


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    """A hub on which every portal carries everything."""
    made = levy_rig(store, tmp_path / "queues")
    yield made
    made.close()


def approved(rig: Rig, *, letter: bool = False) -> tuple[Document, str]:
    """A general guarantee that customs approved, and its 总担保编号."""
    (document,) = rig.submit(a_general_guarantee(a_uscc(), letter=letter))
    number = a_number("D8010020")
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": number}))
    return rig.document(document.id), number


def states(rig: Rig, document: Document) -> tuple[str, tuple[str, str]]:
    found = rig.document(document.id)
    return found.status, found.on_track("guarantee")


def test_a_guarantee_is_paid_when_customs_says_so_long_after_its_approval(rig: Rig) -> None:
    """K001 by a repeated answer that moves nothing else; 收据号 comes with it. No alarm is raised by it."""
    document, number = approved(rig)
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": number, "ReceiptNumber": "8010"}))
    assert states(rig, document) == ("G002", ("", ""))
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": number, "GuaranteeStatus": "K000"}))
    paid = {"GuaranteeNumber": number, "ReceiptNumber": "8010", "GuaranteeStatus": "K001"}
    hear(rig, decide(rig, document, "G002", paid), decide(rig, document, "G002", paid | {"GuaranteeStatus": "K000"}))
    assert states(rig, document) == ("G002", ("K001", ""))
    told = [t for t in trail(rig, document).transitions if t.track == "guarantee"]
    assert [(t.detail["event"], dict(t.returned)) for t in told] == [("K000", {}), ("K001", {"receipt_number": "8010"})]
    assert rig.document(document.id).disputes == frozenset()


def test_a_payment_notice_of_a_general_guarantee_goes_to_its_portal(rig: Rig) -> None:
    """A notice that names a document goes to that document's portal; it sets 未缴款 and brings 通知书编号."""
    document, number = approved(rig)
    notice = a_payment_notice(number, Serial=None, GuaranteedCode="2201960002")
    send(rig, "PaymentNotice", notice)
    assert states(rig, document) == ("G002", ("K000", ""))
    assert on_track(rig, document) == [("K000", notice["NoticeNumber"])]
    assert [d.portal for d in all_of(rig, "payment-notice")] == ["national"]


def test_a_payment_notice_may_come_before_the_guarantees_number_is_known(rig: Rig) -> None:
    """The track follows with the answer that brings the number; a notice never undoes a payment."""
    (document,) = rig.submit(a_general_guarantee(a_uscc()))
    number = a_number("D8010020")
    notice = a_payment_notice(number, Serial=None, GuaranteedCode="2201960002")
    send(rig, "PaymentNotice", notice)
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": number}))
    assert on_track(rig, document) == [("K000", notice["NoticeNumber"])]


def days_pass(rig: Rig, days: int) -> None:
    """The first look at the clock only sees that it has jumped."""
    rig.clock.pass_(days=days)
    for _ in range(3):
        rig.worker.deadlines.run()


def test_a_letter_that_is_over_is_told_beside(rig: Rig) -> None:
    """E on the track, once, from the day after 保函有效期; the guarantee stays approved and paid."""
    document, number = approved(rig, letter=True)
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": number, "GuaranteeStatus": "K001"}))
    days_pass(rig, 280)  # 2027-06-28
    assert states(rig, document) == ("G002", ("K001", ""))
    days_pass(rig, 3)
    assert states(rig, document) == ("G002", ("K001", "E"))
    told = [t for t in trail(rig, document).transitions if t.detail.get("event") == "E"]
    assert [(t.track, t.cause.kind, t.detail["ended"]) for t in told] == [("guarantee", "clock", "2027-06-30")]
    rig.work()
    heard = [event["data"] for event in rig.events("national") if event["data"]["track"] == "guarantee"]
    assert [(data["status"], data["final"]) for data in heard] == [("K001", True), ("E", True)]


def test_both_statuses_are_listed(rig: Rig) -> None:
    """`hub log` and `hub show` print the track's status beside the document's own, and its rows in the trail."""
    from hub.cli.document_rows import list_status  # noqa: PLC0415 - slow to load
    from hub.views.documents import view_document, view_trail  # noqa: PLC0415 - with it

    document, number = approved(rig)
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": number, "GuaranteeStatus": "K001"}))
    statuses = rig.worker.replies.means.catalogue.statuses
    view = view_document(rig.document(document.id), statuses)
    assert view.tracks == {"guarantee": ["K001"]}
    assert list_status(view).plain.startswith("G002")
    assert "K001" in list_status(view).plain
    rows = view_trail(trail(rig, document), statuses).transitions
    assert (rows[-1].track, rows[-1].from_, rows[-1].to) == ("guarantee", None, "K001")


def test_the_list_of_guarantees_can_be_filled_from_events(rig: Rig) -> None:
    """S2 §3.2, the row of 201800000000000173, column by column; a change counts in 变更次数 as customs names it."""
    form = a_general_guarantee(a_uscc())
    (document,) = rig.submit(form)
    number = a_number("D8010020")
    result = {"GuaranteeNumber": number, "EstablishedOn": "2026-09-20"}
    hear(rig, decide(rig, document, "G002", result | {"ChangeCount": "0"}))
    notice = a_payment_notice(number, Serial=None, GuaranteedCode="2201960002")
    send(rig, "PaymentNotice", notice)
    hear(rig, decide(rig, document, "G002", result | {"ReceiptNumber": "8010", "GuaranteeStatus": "K001"}))
    rig.work()
    row: dict[str, str] = {}
    for data in (event["data"] for event in rig.events("national")):
        if data["submission"] == form["id"]:
            row |= {("数据状态" if data["track"] == "main" else "担保状态"): data["list_label_zh"], **data["returned"]}
        elif data["returned"].get("guarantee_number") == row.get("guarantee_number") and "notice" in data["returned"]:
            row["是否有缴款通知书"] = "是"
    shown = {name: row.get(name) for name in ("数据状态", "担保状态", "是否有缴款通知书", "guarantee_number")}
    assert shown == {
        "数据状态": "海关审批通过",
        "担保状态": "已缴款",
        "是否有缴款通知书": "是",
        "guarantee_number": number,
    }
    assert (row["established_on"], row["change_count"]) == ("2026-09-20", "0")
    assert (row["notice_number"], row["receipt_number"]) == (notice["NoticeNumber"], "8010")


def test_the_guaranteed_unit_hears_of_a_guarantee_that_another_declares(rig: Rig) -> None:
    """Both hear; the other's portal is not told the submission's own id. The payer hears nothing."""
    guaranteed, payer = a_uscc(), a_uscc()
    rig.submit(a_credit_authorization(guaranteed), portal="liaoning")
    rig.submit(a_credit_authorization(payer), portal="liaoning")
    heard = {}
    for name, uscc in (("guaranteed", guaranteed), ("payer", payer)):
        (document,) = rig.submit(a_general_guarantee(a_uscc(), letter=False, **{f"{name}_uscc": uscc}))
        rig.work()
        heard[name] = [e["data"] for e in rig.events("liaoning") if e["data"]["document"] == document.id]
    assert [data["submission"] for data in heard["guaranteed"]] == [None] * len(heard["guaranteed"])
    assert ("P001" in {data["status"] for data in heard["guaranteed"]}, heard["payer"]) == (True, [])


def test_a_change_with_a_new_last_day_ends_what_was_over(rig: Rig) -> None:
    """E neither blocks the change nor stays after it; the clock waits for the new day."""
    uscc = a_uscc()
    form = a_general_guarantee(uscc, letter=True)
    (document,) = rig.submit(form)
    number = a_number("D8010020")
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": number, "GuaranteeStatus": "K001"}))
    days_pass(rig, 283)  # 2027-07-01
    assert states(rig, document) == ("G002", ("K001", "E"))
    (change,) = rig.submit(a_change(uscc, form, number, letter={"number": "BH-2027-002", "valid_to": "2028-06-30"}))
    approve(rig, change)
    assert states(rig, document) == ("G002", ("K001", ""))
    days_pass(rig, 366)
    assert states(rig, document) == ("G002", ("K001", "E"))
    told = [t.detail["event"] for t in trail(rig, document).transitions if t.track == "guarantee"]
    assert told == ["K001", "E", "K001", "E"]
