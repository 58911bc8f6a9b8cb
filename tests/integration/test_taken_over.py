"""What was there before the hub: customs announces levies with the status in which they stand."""

from decimal import Decimal
from typing import Any

import pytest
from deposits import a_guarantee_number, a_levy, a_payment_notice, all_of, send, trail
from guarantees import CODE, a_deposit_confirmation, a_deposit_refund, approve, faults, refused
from money import status
from rig import Rig, a_duty_application, a_uscc, catalogue

from hub.flow.settlement import Proof, Settlement
from hub.model import Document

PAID = {"Status": "G002", "Track": [{"Name": "guarantee", "Status": "K001"}]}


def announce(rig: Rig, uscc: str, stands: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Customs announces a levy of an enterprise that stands so; return its content."""
    content = a_levy(a_guarantee_number(), **{"GuaranteedUscc": uscc, "GuaranteedCode": CODE, **more})
    rig.reply(_signed(rig, content, stands or PAID), party="customs")
    return content


def _signed(rig: Rig, content: dict[str, Any], stands: dict[str, Any], element: str = "DepositLevy") -> bytes:
    return rig.signed(element, None, content, sender="customs", TakenOver=stands)


def levies(rig: Rig) -> list[Document]:
    return all_of(rig, "deposit-levy")


def quarantined(rig: Rig) -> list[tuple[str, str]]:
    return [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)]


def test_a_levy_is_taken_over_as_it_stands_and_told_to_nobody(rig: Rig, uscc: str) -> None:
    """Its trail says so; customs gets the receipt of every message of its own; no timer runs."""
    announce(rig, uscc)
    rig.work()
    (levy,) = levies(rig)
    assert (levy.status, levy.on_track("guarantee")) == ("G002", ("K001", ""))
    rows = trail(rig, levy).transitions
    assert [(row.after, row.detail.get("taken_over")) for row in rows] == [
        ("N001", True),
        ("G002", True),
        ("G002", True),
    ]
    assert (rig.events("national"), rig.store.schedule.timers(2**62, 9)) == ([], [])
    (receipt,) = [m for m in rig.store.archive.messages(9) if m.direction == "out"]
    assert (receipt.party, receipt.kind) == ("customs", "receipt")


def test_it_is_named_like_any_other_levy(rig: Rig, uscc: str) -> None:
    """A refund rests on it, its approval counts, and the portal hears of what begins now."""
    levy = announce(rig, uscc)
    assert refused(rig, a_deposit_refund(a_uscc(), levy, "1.00")) == [("HUB-314", "data.guarantee_number")]
    assert refused(rig, a_deposit_confirmation(uscc, levy)) == [("HUB-315", "data.guarantee_number")]
    (refund,) = rig.submit(a_deposit_refund(uscc, levy, "1000.00"))
    assert refund.status == "P001", faults(rig, refund)
    approve(rig, refund)
    assert refused(rig, a_deposit_refund(uscc, levy, "293.24")) == [("HUB-344", "data.amount")]
    (rest,) = rig.submit(a_deposit_refund(uscc, levy, "293.23"))
    assert rest.status == "P001"


def test_what_was_given_back_before_is_not_given_back_again(rig: Rig, uscc: str) -> None:
    """尚未退还金额 is what is left, to the cent."""
    levy = announce(rig, uscc, LeftAmount="93.23")
    assert refused(rig, a_deposit_refund(uscc, levy, "93.24")) == [("HUB-344", "data.amount")]
    (refund,) = rig.submit(a_deposit_refund(uscc, levy, "93.23"))
    assert refund.status == "P001", faults(rig, refund)


@pytest.mark.parametrize("left", ["0.00", "1293.23"])
def test_what_is_left_is_at_most_what_was_levied(rig: Rig, uscc: str, left: str) -> None:
    """More is quarantined; nothing and the whole are fine."""
    announce(rig, uscc, LeftAmount="1293.24")
    assert (levies(rig), quarantined(rig)) == ([], [("HUB-440", "LeftAmount")])
    announce(rig, uscc, LeftAmount=left)
    assert [levy.status for levy in levies(rig)] == ["G002"]


def test_a_levy_that_begins_now_has_nothing_left(rig: Rig, uscc: str) -> None:
    """尚未退还金额 comes with the status in which the levy stands, or the message is quarantined."""
    content = a_levy(a_guarantee_number(), GuaranteedUscc=uscc, GuaranteedCode=CODE)
    send(rig, "DepositLevy", {**content, "LeftAmount": "100.00"})
    assert (levies(rig), quarantined(rig)) == ([], [("HUB-441", "LeftAmount")])
    send(rig, "DepositLevy", content)
    assert [levy.status for levy in levies(rig)] == ["O001"]


def test_what_is_left_is_said_once_so_no_refund_counts_twice(rig: Rig, uscc: str) -> None:
    """Said anew after a refund it is quarantined, whether as a levy or as one that is taken over."""
    levy = announce(rig, uscc, LeftAmount="100.00")
    (refund,) = rig.submit(a_deposit_refund(uscc, levy, "60.00"))
    approve(rig, refund)
    rig.clock.pass_(seconds=60)
    send(rig, "DepositLevy", {**levy, "LeftAmount": "40.00"})
    rig.reply(_signed(rig, {**levy, "LeftAmount": "40.00"}, PAID), party="customs")
    assert {code for code, _ in quarantined(rig)} == {"HUB-441", "HUB-432"}
    assert [one.disputes for one in levies(rig)] == [frozenset()]
    assert refused(rig, a_deposit_refund(uscc, levy, "40.01")) == [("HUB-344", "data.amount")]
    (rest,) = rig.submit(a_deposit_refund(uscc, levy, "40.00"))
    assert rest.status == "P001", faults(rig, rest)


@pytest.mark.parametrize(("amount", "left"), [("50.00", "50.00"), ("2000.00", "93.23")])
def test_a_levy_that_an_operator_lets_stand_leaves_what_was_left(rig: Rig, uscc: str, amount: str, left: str) -> None:
    """The lesser of both counts: what is left by then, and the amount that customs levies now."""
    levy = announce(rig, uscc, LeftAmount="93.23")
    rig.clock.pass_(seconds=60)
    send(rig, "DepositLevy", {name: v for name, v in levy.items() if name != "LeftAmount"} | {"Amount": amount})
    (known,) = levies(rig)
    assert known.disputes == frozenset({"told", "other-version"})
    row = trail(rig, known).transitions[-1]
    Settlement("hub", catalogue(), rig.ports).stand(known.id, row.seq, Proof("customs' letter"))
    assert refused(rig, a_deposit_refund(uscc, levy, str(Decimal(left) + Decimal("0.01")))) == [
        ("HUB-344", "data.amount")
    ]
    (refund,) = rig.submit(a_deposit_refund(uscc, levy, left))
    assert refund.status == "P001", faults(rig, refund)


def test_one_that_is_unpaid_is_not_given_back_until_customs_says_otherwise(rig: Rig, uscc: str) -> None:
    """Its track begins as customs says, and goes on from there; a later payment notice does not set it back."""
    levy = announce(rig, uscc, {"Status": "G002", "Track": [{"Name": "guarantee", "Status": "K000"}]})
    assert refused(rig, a_deposit_refund(uscc, levy, "1.00")) == [("HUB-345", "data.guarantee_number")]
    paid = announce(rig, uscc)
    send(rig, "PaymentNotice", a_payment_notice(paid["GuaranteeNumber"], GuaranteedUscc=uscc))
    assert [levy.on_track("guarantee")[0] for levy in levies(rig)] == ["K000", "K001"]


def test_the_same_message_again_makes_no_second_levy(rig: Rig, uscc: str) -> None:
    """Nor does another message about a number that the hub knows, taken over or levied: it is quarantined."""
    content = a_levy(a_guarantee_number(), GuaranteedUscc=uscc, GuaranteedCode=CODE)
    body = _signed(rig, content, PAID)
    rig.reply(body, party="customs")
    rig.reply(body, party="customs")
    assert (len(levies(rig)), quarantined(rig)) == (1, [])
    rig.reply(_signed(rig, content, PAID), party="customs")
    levied = a_levy(a_guarantee_number(), GuaranteedUscc=uscc, GuaranteedCode=CODE)
    send(rig, "DepositLevy", levied)
    rig.reply(_signed(rig, levied, PAID), party="customs")
    assert [levy.status for levy in levies(rig)] == ["G002", "O001"]
    assert [code for code, _ in quarantined(rig)] == ["HUB-432", "HUB-432"]


def test_a_levy_of_a_number_that_was_taken_over_is_an_alarm(rig: Rig, uscc: str) -> None:
    """As of any levy that customs has approved: what stands does not change."""
    content = announce(rig, uscc)
    send(rig, "DepositLevy", content | {"Amount": "1.00"})
    (levy,) = levies(rig)
    assert (levy.status, "other-version" in levy.disputes) == ("G002", True)


@pytest.mark.parametrize(
    ("stands", "field"),
    [
        ({"Status": "O001"}, "Status"),
        ({"Status": "Z999"}, "Status"),
        ({"Status": "G002", "Track": [{"Name": "guarantee", "Status": "E"}]}, "Track"),
        ({"Status": "G002", "Track": [{"Name": "account", "Status": "K001"}]}, "Track"),
    ],
)
def test_a_levy_is_taken_over_only_where_its_route_says_so(
    rig: Rig, uscc: str, stands: dict[str, Any], field: str
) -> None:
    """Quarantined with the place in the header; customs is told."""
    announce(rig, uscc, stands)
    assert (levies(rig), quarantined(rig)) == ([], [("HUB-439", f"Header/TakenOver/{field}")])


def test_no_other_message_takes_anything_over(rig: Rig, enterprise: str) -> None:
    """Neither a notice of another type nor an answer."""
    notice = a_payment_notice(a_guarantee_number(), GuaranteedUscc=enterprise)
    rig.reply(_signed(rig, notice, {"Status": "N002"}, "PaymentNotice"), party="customs")
    (application,) = rig.submit(a_duty_application(enterprise))
    message = rig.message_of(application.id)
    answer_ = {"Code": "U001", "DecidedAt": "2026-09-21T22:13:20+08:00"}
    rig.reply(rig.signed("UnderwritingResult", message, answer_, TakenOver={"Status": "S"}))
    assert (all_of(rig, "payment-notice"), status(rig, application)) == ([], "P001")
    assert quarantined(rig) == [("HUB-439", "Header/TakenOver/Status")] * 2
