"""货运险投保修改 (S1 §5.2.2): the same application begins its next round, with the form of the last round sent."""

from itertools import permutations
from typing import Any

import pytest
from cargo import a_cancellation, a_policy_of_cargo, an_amendment, in_status, sent
from money import PAYEE, a_payment, agree, answer, faults_of, of_type, paid, status
from rig import Rig, a_uscc

from hub.model import Document
from hub.xml.build import text_at

ISSUED = {"Premium": "5.00", **PAYEE}
ALL = ("A001", "A002", "U001", "U002", "U003", "U004", "I001", "S", "F")


def amend(rig: Rig, uscc: str, application: str, **changes: Any) -> Document:
    (document,) = rig.submit(an_amendment(uscc, application, f"Q{uscc[-8:]}", **changes))
    return document


def say(rig: Rig, document: Document, code: str, number: str) -> None:
    answer(
        rig, document, "CargoUnderwriting", code, {"ApplicationNumber": number, **(ISSUED if code == "I001" else {})}
    )


def disputes(rig: Rig, document: Document) -> frozenset[str]:
    (found,) = rig.store.documents.find(document.id)
    return found.disputes


@pytest.mark.parametrize("code", ALL)
def test_an_application_is_amended_from_these_statuses_only(rig: Rig, uscc: str, code: str) -> None:
    """S1 §5.2.2: 数据审核失败, 拒保 (暂存 never reaches the hub)."""
    application, number = in_status(rig, uscc, code)
    document = amend(rig, uscc, number)
    if code in ("A002", "U004"):
        assert (document.status, status(rig, application)) == ("P001", "P001")
    else:
        assert faults_of(rig, document) == [("HUB-315", "data.application")]


def test_the_insurer_gets_the_whole_form_and_is_told_which_application(rig: Rig, uscc: str) -> None:
    """By record number too: what was not checked has no 投保单号 yet."""
    application, number = in_status(rig, uscc, "A002")
    message = sent(rig, amend(rig, uscc, application.record or "", goods__marks="N/M 2"))
    assert [text_at(message, f"Header/About/{n}") for n in ("DocumentId", "Number")] == [application.id, number]
    assert (text_at(message, "Goods/Marks"), text_at(message, "Insurance/Amount")) == ("N/M 2", "1100.00")


@pytest.mark.parametrize("field", ["policy_holder.uscc", "policy_holder.name", "insured.uscc", "insured.name"])
def test_codes_and_names_of_both_blocks_stay(rig: Rig, uscc: str, field: str) -> None:
    """S1 §5.2.2: 除统一社会信用代码、企业名称之外的其它字段均可进行修改."""
    _, number = in_status(rig, uscc, "A002")
    other = a_uscc() if field.endswith("uscc") else "另一名称"
    document = amend(rig, uscc, number, **{field.replace(".", "__"): other})
    assert faults_of(rig, document) == [("HUB-332", f"data.{field}")]


def test_an_amendment_is_checked_anew(rig: Rig, uscc: str) -> None:
    """Amendments are accepted anew and checked anew."""
    _, number = in_status(rig, uscc, "A002")
    document = amend(rig, uscc, number, transport__departure_date="2027-06-01", transport__arrival_date="2027-07-01")
    assert faults_of(rig, document) == [("HUB-336", "data.transport.departure_date")]


def test_what_answers_the_amendment_is_about_the_application(rig: Rig, uscc: str) -> None:
    """Underwritten, paid and insured in its second round."""
    application, number = in_status(rig, uscc, "A002")
    document = amend(rig, uscc, number)
    rig.reply(rig.technical(rig.message_of(document.id)))
    assert (status(rig, document), status(rig, application)) == ("P004", "P004")
    for code, mine in (("A001", "S"), ("U001", "S"), ("I001", "S")):
        say(rig, document, code, number)
        assert (status(rig, document), status(rig, application)) == (mine, code)
    (payment,) = rig.submit(a_payment(uscc, agree(rig, uscc), {number: "5.00"}))
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by="ping-an-bank")
    assert status(rig, application) == "Y002"


def test_answers_to_the_amendment_in_any_order_end_alike(rig: Rig) -> None:
    """As those of the first round."""
    for order in permutations(["technical", "A001", "U003", "I001"]):
        uscc = a_uscc()
        application, number = in_status(rig, uscc, "U004")
        document = amend(rig, uscc, number)
        for code in order:
            if code == "technical":
                rig.reply(rig.technical(rig.message_of(document.id)))
            else:
                say(rig, document, code, number)
        assert (status(rig, document), status(rig, application)) == ("S", "I001"), order


@pytest.mark.parametrize("refusal", ["A002", "F", "refused"])
def test_a_refused_amendment_leaves_the_application_to_be_amended_again(rig: Rig, uscc: str, refusal: str) -> None:
    """F and P005 put it to A002 in the new round."""
    application, number = in_status(rig, uscc, "U004")
    document = amend(rig, uscc, number)
    if refusal == "refused":
        rig.reply(rig.technical(rig.message_of(document.id), "refused"))
    else:
        say(rig, document, refusal, number)
    assert (status(rig, document), status(rig, application)) == ("P005" if refusal == "refused" else "F", "A002")
    assert amend(rig, uscc, number).status == "P001"


@pytest.mark.parametrize(
    ("code", "is_alarm"),
    [("A001", False), ("A002", False), ("U001", False), ("U004", True), ("I001", True), ("F", True)],
)
def test_a_late_answer_of_an_older_round_moves_nothing(rig: Rig, uscc: str, code: str, is_alarm: bool) -> None:
    """A decisive one raises an alarm."""
    application, number = in_status(rig, uscc, "A002")
    first = rig.message_of(application.id)
    amend(rig, uscc, number)
    issued = ISSUED if code == "I001" else {}
    rig.reply(rig.decision("CargoUnderwriting", first, code, {"ApplicationNumber": number, **issued}))
    assert (status(rig, application), "late-decision" in disputes(rig, application)) == ("P001", is_alarm)


def test_a_late_answer_to_an_older_amendment_moves_nothing(rig: Rig, uscc: str) -> None:
    """Each amendment opened a round of its own."""
    application, number = in_status(rig, uscc, "A002")
    first = amend(rig, uscc, number)
    say(rig, first, "A002", number)
    second = amend(rig, uscc, number)
    say(rig, first, "U001", number)
    assert (status(rig, application), status(rig, second)) == ("P001", "P001")
    say(rig, second, "U001", number)
    assert status(rig, application) == "U001"


def test_a_policy_is_compared_with_the_form_in_force(rig: Rig, uscc: str) -> None:
    """That of the last round sent."""
    _, number = in_status(rig, uscc, "A002")
    document = amend(rig, uscc, number, goods__subclass="印刷电路")
    say(rig, document, "I001", number)
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}"))
    assert [(row.code, row.field) for row in rig.store.quarantine.deliveries(9)] == [("HUB-430", "GoodsSubclass")]
    rig.reply(a_policy_of_cargo(rig, uscc, number, f"Q{uscc[-8:]}", GoodsSubclass="印刷电路"))
    assert [status(rig, d) for d in of_type(rig, "cargo-policy")] == ["S"]


def test_amendment_and_cancellation_exclude_each_other(rig: Rig, uscc: str) -> None:
    """Of one application: while the amendment is open, and after it as its status allows."""
    application, number = in_status(rig, uscc, "A002")
    document = amend(rig, uscc, number)
    (cancellation,) = rig.submit(a_cancellation(uscc, number))
    assert faults_of(rig, cancellation) == [("HUB-315", "data.application")]
    say(rig, document, "U001", number)
    (cancellation,) = rig.submit(a_cancellation(uscc, number))
    assert (cancellation.status, status(rig, application)) == ("P001", "C001")
