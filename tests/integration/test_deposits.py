"""保证金征收单 and 缴款通知书: customs levies, corrects and asks for money; 担保状态 stands beside (S2 §1.1, 3)."""

from deposits import a_guarantee_number, a_levy, a_payment_notice, all_of, on_track, send, trail
from files import A_PDF, in_base64
from rig import Rig


def test_a_levy_waits_to_be_confirmed(rig: Rig) -> None:
    """S2 §1.1: 待确认; its fields come with the event, the guarantee's status is blank."""
    send(rig, "DepositLevy", a_levy(number := a_guarantee_number()))
    rig.work()
    (levy,) = all_of(rig, "deposit-levy")
    assert (levy.status, levy.on_track("guarantee")) == ("O001", ("", ""))
    assert [d.id for d in rig.store.documents.find(number)] == [levy.id]
    told = rig.events("national")[-1]["data"]
    assert (told["status"], told["list_label_zh"]) == ("O001", "待确认")
    assert told["returned"]["guaranteed_code"] == "1101919107"
    assert told["returned"]["amount"] == "1293.23"


def test_the_serial_is_part_of_a_levys_number(rig: Rig) -> None:
    """Another 序号 of one 担保编号, or none, is another levy; the same pair again is a repeat."""
    number = a_guarantee_number()
    levies = [a_levy(number), a_levy(number, Serial="2"), a_levy(number, Serial=None), a_levy(number)]
    send(rig, "DepositLevy", *levies)
    assert [d.status for d in all_of(rig, "deposit-levy")] == ["O001"] * 3
    first = all_of(rig, "deposit-levy")[0]
    assert [t.detail.get("observed") for t in trail(rig, first).transitions] == [None, None, "repeated"]


def test_a_corrected_levy_is_a_new_version(rig: Rig) -> None:
    """The same pair with other content supersedes the first while it waits; the number goes with it."""
    number = a_guarantee_number()
    send(rig, "DepositLevy", a_levy(number), a_levy(number, Amount="2000.00"))
    first, second = all_of(rig, "deposit-levy")
    assert (first.status, second.status, second.again_of) == ("X001", "O001", first.id)


def test_an_older_version_that_comes_late_never_counts(rig: Rig) -> None:
    """Its time is the message's own."""
    number = a_guarantee_number()
    early = rig.signed("DepositLevy", None, a_levy(number), sender="customs")
    send(rig, "DepositLevy", a_levy(number, Amount="2000.00"))
    rig.reply(early, party="customs")
    (levy,) = all_of(rig, "deposit-levy")
    assert levy.status == "O001"
    assert trail(rig, levy).transitions[-1].detail["observed"] == "older-version"


def test_a_payment_notice_sets_the_guarantee_unpaid(rig: Rig) -> None:
    """S2 §3.2: 未缴款 and 通知书编号 stand on the levy, its own status stays; the PDF comes with the notice."""
    number = a_guarantee_number()
    notice = a_payment_notice(number)
    send(rig, "DepositLevy", a_levy(number))
    send(rig, "PaymentNotice", notice, notice)
    rig.work()
    (levy,) = all_of(rig, "deposit-levy")
    assert (levy.status, levy.on_track("guarantee")) == ("O001", ("K000", ""))
    assert on_track(rig, levy) == [("K000", notice["NoticeNumber"])]
    told = [event["data"] for event in rig.events("national")]
    (beside,) = [data for data in told if data["track"] == "guarantee"]
    assert (beside["status"], beside["label_zh"], beside["document"]) == ("K000", "未缴款", levy.id)
    assert beside["returned"] == {"notice_number": notice["NoticeNumber"], "payment_deadline": "2026-10-01"}
    (passed_on,) = [data for data in told if data["type"] == "payment-notice" and data["status"] == "N002"]
    assert passed_on["returned"]["notice"]["content"] == in_base64(A_PDF)


def test_a_payment_notice_goes_on_before_its_levy(rig: Rig) -> None:
    """Passed on at once; the track follows when the levy comes."""
    number = a_guarantee_number()
    notice = a_payment_notice(number)
    send(rig, "PaymentNotice", notice, a_payment_notice(a_guarantee_number()))
    assert [d.status for d in all_of(rig, "payment-notice")] == ["N002", "N002"]
    send(rig, "DepositLevy", a_levy(number))
    (levy,) = all_of(rig, "deposit-levy")
    assert on_track(rig, levy) == [("K000", notice["NoticeNumber"])]


def test_a_new_version_keeps_the_track_of_the_number(rig: Rig) -> None:
    """What customs says of 担保状态 is about the number, and goes to the levy that bears it now."""
    number = a_guarantee_number()
    send(rig, "DepositLevy", a_levy(number))
    send(rig, "PaymentNotice", a_payment_notice(number))
    send(rig, "DepositLevy", a_levy(number, Amount="2000.00"))
    first, second = all_of(rig, "deposit-levy")
    assert (first.on_track("guarantee"), second.on_track("guarantee")) == (("K000", ""), ("K000", ""))
    later = a_payment_notice(number)
    send(rig, "PaymentNotice", later)
    assert on_track(rig, first)[-1] != ("K000", later["NoticeNumber"])
    assert on_track(rig, second)[-1] == ("K000", later["NoticeNumber"])


def test_a_levy_and_its_payment_notice_may_come_in_one_batch(rig: Rig) -> None:
    """In either order, and with a correction of the levy among them."""
    one, other = a_guarantee_number(), a_guarantee_number()
    contents = [
        ("DepositLevy", a_levy(one)),
        ("PaymentNotice", a_payment_notice(one)),
        ("DepositLevy", a_levy(one, Amount="2000.00")),
        ("PaymentNotice", a_payment_notice(other)),
        ("DepositLevy", a_levy(other)),
    ]
    bodies = [rig.signed(element, None, content, sender="customs") for element, content in contents]
    rig.reply(*bodies, party="customs")
    levies = all_of(rig, "deposit-levy")
    assert [(d.status, d.on_track("guarantee")[0]) for d in levies] == [
        ("X001", "K000"),
        ("O001", "K000"),
        ("O001", "K000"),
    ]
