"""总担保退还申请: each field, each rule, and every amount to the last place (S2 §3.2)."""

import random
from base64 import b64decode
from decimal import Decimal
from typing import Any

import pytest
from guarantees import (
    a_guarantee_in_force,
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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from money import status
from rig import Rig, a_uscc

from hub.model import Document
from hub.xml.build import text_at
from hub.xml.parse import parse_xml
from hub.xml.times import from_wire

DXP = "http://www.chinaport.gov.cn/dxp"
MICRO = 1_000_000


def sent(rig: Rig, document: Document) -> etree._Element:
    """The business message inside the envelope that customs got."""
    envelope = etree.fromstring(rig.store.archive.payload(rig.message_of(document.id).digest) or b"")
    return parse_xml(b64decode(envelope.findtext(f"{{{DXP}}}Data") or ""))


def refund(rig: Rig, uscc: str, number: str, amount: str, **changes: Any) -> Document:
    """A refund that the hub accepted."""
    (document,) = rig.submit(a_refund(uscc, number, amount, **changes))
    assert document.status == "P001", faults(rig, document)
    return document


# ---- the form (S2 §3.2) ----------------------------------------------------------------------


def test_every_field_reaches_customs_as_the_form_has_it(rig: Rig, uscc: str) -> None:
    _, number = a_guarantee_in_force(rig, uscc)
    form = a_refund(uscc, number, "293.234", serial="1", nature="risk", interest="0", guaranteed_uscc=a_uscc())
    (document,) = rig.submit(form)
    assert document.status == "P001", faults(rig, document)
    data, message = form["data"], sent(rig, document)
    coded = {"kind": ("Kind", "2"), "type": ("Type", "1"), "nature": ("Nature", "1"), "interest": ("Interest", "0.00")}
    assert {name: text_at(message, element) for name, (element, _) in coded.items()} == {
        name: wire for name, (_, wire) in coded.items()
    }
    plain = {name: value for name, value in data.items() if name not in (*coded, "payee")}
    found = {name: text_at(message, "".join(word.capitalize() for word in name.split("_"))) for name in plain}
    assert found == plain
    payee = {name: text_at(message, f"Payee/{name.capitalize()}") for name in data["payee"]}
    assert payee == data["payee"]


@pytest.mark.parametrize(
    "name", ["guarantee_number", "kind", "guaranteed_code", "guaranteed_name", "type", "amount", "reason"]
)
def test_a_form_without_a_field_that_is_needed_is_refused(rig: Rig, uscc: str, name: str) -> None:
    """退还结转金额、退还结转原因描述为必填 (S2 §1.1)."""
    _, number = a_guarantee_in_force(rig, uscc)
    form = a_refund(uscc, number, "1.00")
    del form["data"][name]
    found = refused(rig, form)
    assert ("HUB-201", f"data.{name}") in found


@pytest.mark.parametrize(("amount", "interest"), [("0", "0"), ("-1", "0"), ("1", "-0.01"), ("1.000001", "0")])
def test_nothing_is_negative_and_nothing_is_not_given_back(rig: Rig, uscc: str, amount: str, interest: str) -> None:
    """Zero is allowed for 利息退还金额, not for 退还结转金额."""
    _, number = a_guarantee_in_force(rig, uscc)
    assert refused(rig, a_refund(uscc, number, amount, interest=interest))


# ---- what it may be about --------------------------------------------------------------------


def test_only_what_customs_has_approved_is_given_back(rig: Rig, uscc: str) -> None:
    """数据状态必须为海关审批通过才可进行退还申请操作 (S2 §3.2); another enterprise's is not found."""
    _, number = a_guarantee_in_force(rig, uscc)
    assert refused(rig, a_refund(uscc, a_number("D801"), "1.00")) == [("HUB-314", "data.guarantee_number")]
    assert refused(rig, a_refund(a_uscc(), number, "1.00")) == [("HUB-314", "data.guarantee_number")]


@pytest.mark.parametrize(
    ("payee", "after"),
    [
        (None, "P001"),
        ({"name": "某某食品有限公司", "bank": "另一银行", "account": "1"}, "P001"),
        ({"code": "2201960002"}, "P001"),
        ({"code": "4401960009", "name": "某某食品有限公司"}, "H001"),
        ({"name": "别的公司", "account": "1"}, "H001"),
        ({"account": "1"}, "H001"),
    ],
)
def test_money_goes_back_to_who_paid_or_is_guaranteed(
    rig: Rig, uscc: str, payee: dict[str, str] | None, after: str
) -> None:
    """By code or USCC, else by name; its bank and account may be new."""
    _, number = a_guarantee_in_force(rig, uscc)
    (document,) = rig.submit(a_refund(uscc, number, "1.00", payee=payee))
    assert document.status == after
    assert {code for code, _ in faults(rig, document)} == ({"HUB-342"} if after == "H001" else set())


def test_what_is_carried_over_has_no_payee(rig: Rig, uscc: str) -> None:
    _, number = a_guarantee_in_force(rig, uscc)
    found = refused(rig, a_refund(uscc, number, "1.00", type="carry-over"))
    assert {code for code, _ in found} == {"HUB-214"}
    refund(rig, uscc, number, "1.00", type="carry-over", payee=None)


# ---- one at a time ---------------------------------------------------------------------------


def test_one_refund_is_open_at_a_time(rig: Rig, uscc: str) -> None:
    _, number = a_guarantee_in_force(rig, uscc)
    first = refund(rig, uscc, number, "1.00")
    assert refused(rig, a_refund(uscc, number, "1.00")) == [("HUB-317", "data.guarantee_number")]
    hear(rig, decide(rig, first, "G003"))
    refund(rig, uscc, number, "1.00")


def test_a_late_answer_does_not_hold_again_what_was_freed(rig: Rig, uscc: str) -> None:
    """申报失败 frees the guarantee for another refund; an approval after it is a contradiction."""
    guarantee, number = a_guarantee_in_force(rig, uscc)
    first = refund(rig, uscc, number, "1.00")
    late = decide(rig, first, "G002")
    hear(rig, rig.technical(rig.message_of(first.id), "refused", sender="customs"))
    hear(rig, late)
    assert status(rig, first) == "G004"
    assert rig.document(guarantee.id).disputes
    assert refused(rig, a_refund(uscc, number, "1.00")) == [("HUB-318", "data.guarantee_number")]


# ---- amounts ---------------------------------------------------------------------------------


def test_before_any_figures_what_is_left_is_the_amount_less_what_was_given_back(rig: Rig, uscc: str) -> None:
    """To the last place."""
    _, number = a_guarantee_in_force(rig, uscc, amount="1293.23400")
    approve(rig, refund(rig, uscc, number, "1000.00001"))
    assert refused(rig, a_refund(uscc, number, "293.234")) == [("HUB-344", "data.amount")]
    approve(rig, refund(rig, uscc, number, "293.23399"))
    assert refused(rig, a_refund(uscc, number, "0.00001")) == [("HUB-344", "data.amount")]


def test_the_amount_that_customs_names_counts(rig: Rig, uscc: str) -> None:
    """It gave back less than was asked; interest is no part of any sum."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    approve(rig, refund(rig, uscc, number, "90"), {"RefundedAmount": "60.5", "InterestAmount": "30"})
    assert refused(rig, a_refund(uscc, number, "39.50001")) == [("HUB-344", "data.amount")]
    refund(rig, uscc, number, "39.5")


def test_more_than_was_asked_is_quarantined(rig: Rig, uscc: str) -> None:
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    document = refund(rig, uscc, number, "90")
    hear(rig, decide(rig, document, "G002", {"RefundedAmount": "90.00001"}))
    assert (status(rig, document), [row.code for row in rig.store.quarantine.deliveries(9)]) == ("P001", ["HUB-438"])
    approve(rig, document, {"RefundedAmount": "90.00"})


def test_figures_of_customs_limit_what_is_left(rig: Rig, uscc: str) -> None:
    """可用 is less than amount and refunds say: 已用 is not given back. A newer figure contains an older refund."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    approve(rig, refund(rig, uscc, number, "10"), figures("60", "30", "10"))
    assert returned(rig, guarantee)["available_amount"] == "60.00"
    assert refused(rig, a_refund(uscc, number, "60.00001")) == [("HUB-344", "data.amount")]
    approve(rig, refund(rig, uscc, number, "60"))
    assert refused(rig, a_refund(uscc, number, "0.01")) == [("HUB-344", "data.amount")]


def test_figures_that_came_with_the_decision_and_do_not_contain_it_are_less(rig: Rig, uscc: str) -> None:
    """Where 已退回 has no room for the refund, 可用 is from before it."""
    _, number = a_guarantee_in_force(rig, uscc, amount="100")
    approve(rig, refund(rig, uscc, number, "10"), figures("70", "30", "0"))
    assert refused(rig, a_refund(uscc, number, "60.00001")) == [("HUB-344", "data.amount")]
    refund(rig, uscc, number, "60")


def test_older_figures_never_overwrite_newer_ones(rig: Rig, uscc: str) -> None:
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    now = rig.clock.now()
    hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, **figures("40", "60")}, at=now - MICRO))
    hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, **figures("90", "10")}, at=now - 2 * MICRO))
    assert returned(rig, guarantee)["available_amount"] == "40.00"
    assert rig.document(guarantee.id).disputes == frozenset()
    assert refused(rig, a_refund(uscc, number, "41")) == [("HUB-344", "data.amount")]


# ---- customs' clock and the hub's ------------------------------------------------------------


@pytest.mark.parametrize("behind", [0, 10, 3600, -60])
def test_figures_contain_a_refund_by_customs_own_clock(rig: Rig, uscc: str, behind: int) -> None:
    """However far customs' clock is behind the hub's: figures with the approval, or after it, have it subtracted."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    document = refund(rig, uscc, number, "40")
    at = rig.clock.now() - behind * MICRO
    approve(rig, document, figures("60", "0", "40"), at=at)
    assert refused(rig, a_refund(uscc, number, "60.00001")) == [("HUB-344", "data.amount")]
    second = refund(rig, uscc, number, "20")
    approve(rig, second, at=at + MICRO)
    assert refused(rig, a_refund(uscc, number, "40.00001")) == [("HUB-344", "data.amount")]
    newer = {"GuaranteeNumber": number, **figures("35", "5", "60")}
    hear(rig, decide(rig, guarantee, "G002", newer, at=at + 2 * MICRO))
    assert refused(rig, a_refund(uscc, number, "35.00001")) == [("HUB-344", "data.amount")]
    refund(rig, uscc, number, "35")


def test_figures_that_are_older_than_the_approval_do_not_contain_it(rig: Rig, uscc: str) -> None:
    """They may come after it, and their hub's time is later: customs' time of decision counts."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    document, at = refund(rig, uscc, number, "40"), rig.clock.now()
    approve(rig, document, at=at - 10 * MICRO)
    known = {"GuaranteeNumber": number, **figures("70", "30", "0")}
    hear(rig, decide(rig, guarantee, "G002", known, at=at - 11 * MICRO))
    assert refused(rig, a_refund(uscc, number, "30.00001")) == [("HUB-344", "data.amount")]
    refund(rig, uscc, number, "30")


@pytest.mark.parametrize("decided", ["2026-09-20T08:00:00", "2026-09-21T00:00:00"])
def test_figures_that_were_there_before_a_refund_was_asked_never_contain_it(rig: Rig, uscc: str, decided: str) -> None:
    """Whatever time customs writes in its approval: a wrong one, or a day without a time."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    known = {"GuaranteeNumber": number, **figures("70", "30", "0")}
    hear(rig, decide(rig, guarantee, "G002", known, at=rig.clock.now() - MICRO))
    approve(rig, refund(rig, uscc, number, "40"), at=from_wire(f"{decided}+08:00"))
    assert refused(rig, a_refund(uscc, number, "30.00001")) == [("HUB-344", "data.amount")]
    refund(rig, uscc, number, "30")


def test_an_approval_with_a_day_and_no_time_is_not_contained_in_figures_of_that_day(rig: Rig, uscc: str) -> None:
    """Nobody knows which came first: the strict side, until figures of a later day."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    approve(rig, refund(rig, uscc, number, "40"), at=from_wire("2026-09-21T00:00:00+08:00"))
    known = {"GuaranteeNumber": number, **figures("60", "0", "40")}
    hear(rig, decide(rig, guarantee, "G002", known))
    assert refused(rig, a_refund(uscc, number, "20.00001")) == [("HUB-344", "data.amount")]
    rig.clock.pass_(days=1)
    hear(rig, decide(rig, guarantee, "G002", known))
    refund(rig, uscc, number, "60")


def test_figures_of_one_time_that_differ_are_disputed(rig: Rig, uscc: str) -> None:
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    now = rig.clock.now()
    for available in ("40", "90"):
        hear(rig, decide(rig, guarantee, "G002", {"GuaranteeNumber": number, **figures(available, "10")}, at=now))
    assert "other-values" in rig.document(guarantee.id).disputes
    assert refused(rig, a_refund(uscc, number, "1")) == [("HUB-318", "data.guarantee_number")]


def test_a_portal_is_told_of_new_figures(rig: Rig, uscc: str) -> None:
    """The 总担保 list can be filled from events (S2 §3.2)."""
    guarantee, number = a_guarantee_in_force(rig, uscc, amount="100")
    approve(rig, refund(rig, uscc, number, "10"), figures("90", "0", "10"))
    rig.work()
    told = [e["data"]["returned"] for e in rig.events() if e["data"]["document"] == guarantee.id]
    assert told[-1] == {"available_amount": "90.00", "used_amount": "0.00", "returned_amount": "10.00"}


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_what_is_given_back_never_exceeds_the_amount(rig: Rig, seed: int) -> None:
    """Over random acts, answers, orders and duplicates; with figures and without."""
    chance, uscc = random.Random(seed), a_uscc()
    _, number = a_guarantee_in_force(rig, uscc, amount="100.00001")
    given_back: dict[str, Decimal] = {}
    open_: list[tuple[Document, str]] = []
    for _ in range(8):
        amount = str(Decimal(chance.randint(1, 6_000_000)) / 100_000)
        (document,) = rig.submit(a_refund(uscc, number, amount))
        if document.status == "P001":
            open_.append((document, amount))
        if not open_ or chance.random() < 0.2:
            continue
        document, asked = chance.choice(open_)
        code = chance.choice(["G002", "G002", "G003"])
        said: dict[str, Any] = {}
        if code == "G002" and chance.random() < 0.3:
            said["RefundedAmount"] = asked = str(Decimal(asked) / 2).rstrip("0") if chance.random() < 0.5 else asked
            said["RefundedAmount"] = asked = str(Decimal(asked).quantize(Decimal("0.00001"), "ROUND_DOWN") or asked)
        if chance.random() < 0.4:
            back = sum(given_back.values(), Decimal(0)) + (Decimal(asked) if code == "G002" else 0)
            said |= figures(str(Decimal("100.00001") - back), "0", str(back))
        body = decide(rig, document, code, said)
        hear(rig, *chance.choice([[body], [body, body]]))
        if status(rig, document) == "G002":
            given_back.setdefault(document.id, Decimal(asked))
    assert sum(given_back.values(), Decimal(0)) <= Decimal("100.00001")
