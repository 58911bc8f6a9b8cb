"""What a bank's report is about: a part of an order never decides the order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from money import a_payment, agree, answer, of_type, status, underwrite
from pain002 import Block, Transaction, write
from rig import Rig
from test_dialects import BANK, a_report, carried, codes, hear, numbers_of, pay, report, sent

from hub.model import Document, Transition
from hub.xml.times import on_wire

NATIVE = "construction-bank"


def last(rig: Rig, document: Document) -> Transition:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return trail.transitions[-1]


def observed(rig: Rig, payment: Document) -> str | None:
    word = last(rig, payment).detail.get("observed")
    return None if word is None else str(word)


def applications(rig: Rig) -> set[str]:
    return {document.status for document in of_type(rig, "duty-insurance-application")}


def pays_again(rig: Rig, payment: Document, uscc: str) -> bool:
    """Whether a second payment of the same applications is accepted."""
    numbers = dict.fromkeys(numbers_of(rig, payment), "20.00")
    (agreement,) = of_type(rig, "payment-agreement")
    name = f"A{agreement.id[-12:]}"
    form = a_payment(uscc, name, numbers, data={"operation": "again"}, again_of=payment.id)
    (again,) = rig.submit(form | {"party": BANK})
    return again.status == "P001"


def refuse_all(rig: Rig, payment: Document) -> None:
    report(rig, payment, [], group="RJCT", id="R-0")
    assert status(rig, payment) == "Y003"


# ---- a part ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["ACSC", "RJCT"])
def test_a_report_on_one_transaction_of_three_decides_nothing(rig: Rig, enterprise: str, code: str) -> None:
    """Paid: the insurer would be told of money that never moved. Failed: the premium could go out twice."""
    payment = pay(rig, enterprise, 3)
    report(rig, payment, [code])
    assert (status(rig, payment), observed(rig, payment)) == ("P001", "in-part")
    assert applications(rig) == {"Y001"}
    assert of_type(rig, "payment-advice") == []
    assert not pays_again(rig, payment, enterprise)
    assert rig.document(payment.id).disputes


@pytest.mark.parametrize("group", ["ACSC", "RJCT"])
def test_what_is_said_of_the_file_does_not_make_a_part_the_whole(rig: Rig, enterprise: str, group: str) -> None:
    """The deepest level that is there decides, and it is about one transaction."""
    payment = pay(rig, enterprise, 3)
    report(rig, payment, [group], group=group)
    assert (status(rig, payment), observed(rig, payment)) == ("P001", "in-part")


def test_transactions_with_different_outcomes_decide_nothing(rig: Rig, enterprise: str) -> None:
    """All or nothing was asked for: what became of each is for an operator, and stands on the trail."""
    payment = pay(rig, enterprise, 2)
    report(rig, payment, ["ACSC", "RJCT"], group="PART")
    assert (status(rig, payment), observed(rig, payment), codes(rig)) == ("P001", "in-part", [])
    first, second = numbers_of(rig, payment)
    at = on_wire(1_789_956_000_000_000)
    assert last(rig, payment).detail["transactions"] == [
        {"number": first, "code": "Y002", "status": "Y002", "bank_reference": "B-77", "paid_at": at},
        {"number": second, "code": "Y003", "status": "Y003", "bank_reference": "B-77", "paid_at": at},
    ]


@pytest.mark.parametrize("others", [["X-1"], ["X-1", "X-2"], [None], ["NOTPROVIDED"]])
def test_a_report_on_other_ids_decides_nothing(rig: Rig, enterprise: str, others: Sequence[str | None]) -> None:
    """Nor one that names none."""
    payment = pay(rig, enterprise)
    said = tuple(Transaction(number=other, code="ACSC") for other in others)
    hear(rig, payment, replace(a_report(rig, payment, []), blocks=(Block(id=payment.id, transactions=said),)))
    assert (status(rig, payment), observed(rig, payment), codes(rig)) == ("P001", "not-its-own", [])
    assert applications(rig) == {"Y001"}


def test_other_ids_beside_all_of_its_own_decide_nothing(rig: Rig, enterprise: str) -> None:
    """Whoever counts transactions must not take a stranger for one of them."""
    payment = pay(rig, enterprise, 2)
    said = a_report(rig, payment, ["RJCT", "RJCT"])
    (block,) = said.blocks
    more = (*block.transactions, Transaction(number="X-1", code="RJCT"))
    hear(rig, payment, replace(said, blocks=(replace(block, transactions=more),)))
    assert (status(rig, payment), observed(rig, payment)) == ("P001", "not-its-own")


@pytest.mark.parametrize("code", ["ACSC", "RJCT"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_the_same_transaction_twice_decides_nothing(rig: Rig, enterprise: str, code: str, is_whole: bool) -> None:
    """Twice one is not two, and three beside a fourth are not three."""
    payment = pay(rig, enterprise, 2)
    said = a_report(rig, payment, [code, code] if is_whole else [code])
    (block,) = said.blocks
    twice = (*block.transactions, block.transactions[0])
    hear(rig, payment, replace(said, blocks=(replace(block, transactions=twice),)))
    assert (status(rig, payment), observed(rig, payment)) == ("P001", "twice")


@pytest.mark.parametrize("level", ["group", "order", "transactions"])
def test_a_report_on_another_order_decides_nothing(rig: Rig, enterprise: str, level: str) -> None:
    """Its OrgnlPmtInfId is not that of the payment."""
    payment = pay(rig, enterprise)
    said = a_report(rig, payment, ["ACSC"])
    inside = said.blocks[0].transactions if level == "transactions" else ()
    block = Block(id="P-1", code="ACSC" if level == "order" else None, transactions=inside)
    hear(rig, payment, replace(said, group="ACSC" if level == "group" else None, blocks=(block,)))
    assert (status(rig, payment), observed(rig, payment)) == ("P001", "not-its-own")


def test_what_is_not_final_of_a_part_is_kept_without_an_alarm(rig: Rig, enterprise: str) -> None:
    """A bank may say how far it has got with some of them."""
    payment = pay(rig, enterprise, 3)
    report(rig, payment, ["PDNG", "ACSP"])
    assert (status(rig, payment), observed(rig, payment)) == ("P001", "undecided")
    assert not rig.document(payment.id).disputes
    report(rig, payment, ["PDNG", "ACSP", "ACSP"])
    assert status(rig, payment) == "Y001"


def test_a_part_that_repeats_what_was_decided_is_no_alarm(rig: Rig, enterprise: str) -> None:
    """Many banks report the whole first, and each transaction after it."""
    payment = pay(rig, enterprise, 2)
    report(rig, payment, [], group="ACSC", id="R-0")
    report(rig, payment, ["ACSC"])
    report(rig, payment, ["ACSC", "ACSC"], id="R-2")
    assert (status(rig, payment), observed(rig, payment)) == ("Y002", "outranked")
    assert not rig.document(payment.id).disputes


def test_a_part_that_was_paid_after_all_holds_the_claims_again(rig: Rig, enterprise: str) -> None:
    """The payment had failed and could be made again: not while one of its premiums may have gone out."""
    payment = pay(rig, enterprise, 3)
    refuse_all(rig, payment)
    report(rig, payment, ["ACSC"])
    assert (status(rig, payment), observed(rig, payment)) == ("Y003", "in-part")
    with rig.store.transactions.begin() as unit:
        assert [claim.open for claim in unit.claims([payment.id], [])] == [True] * 3
    assert not pays_again(rig, payment, enterprise)


def test_a_payment_that_failed_as_a_whole_may_be_made_again(rig: Rig, enterprise: str) -> None:
    """So that the tests before this one show something."""
    payment = pay(rig, enterprise, 3)
    report(rig, payment, ["RJCT", "RJCT", "RJCT"], group="RJCT")
    assert status(rig, payment) == "Y003"
    assert pays_again(rig, payment, enterprise)


# ---- what is read ----------------------------------------------------------------------------


@pytest.mark.parametrize("group", ["ACTC", "ACCP", "RCVD", "PART"])
@pytest.mark.parametrize(("code", "after"), [("ACSC", "Y002"), ("RJCT", "Y003"), ("ACSP", "Y001")])
def test_what_was_checked_of_the_file_stands_beside_any_outcome(
    rig: Rig, enterprise: str, group: str, code: str, after: str
) -> None:
    """Nearly every bank writes it so."""
    payment = pay(rig, enterprise, 2)
    report(rig, payment, [code, code], group=group)
    assert (status(rig, payment), codes(rig)) == (after, [])


@pytest.mark.parametrize(("code", "after"), [("ACSC", "Y002"), ("RJCT", "Y003"), ("ACSP", "Y001"), ("ACTC", "P001")])
def test_an_order_without_transactions_is_decided_by_its_own_code(
    rig: Rig, enterprise: str, code: str, after: str
) -> None:
    """Deeper than the file's, which says only that it was read."""
    payment = pay(rig, enterprise, 2)
    hear(rig, payment, replace(a_report(rig, payment, [], group="ACCP"), blocks=(Block(id=payment.id, code=code),)))
    assert (status(rig, payment), codes(rig)) == (after, [])


def test_an_order_that_is_reported_twice_and_differently_is_not_decided(rig: Rig, enterprise: str) -> None:
    """Once checked and once refused: whichever of the two is meant for whichever part, one of them is final."""
    payment = pay(rig, enterprise, 2)
    blocks = tuple(Block(id=payment.id, code=code) for code in ("ACTC", "RJCT"))
    hear(rig, payment, replace(a_report(rig, payment, []), blocks=blocks))
    assert (status(rig, payment), observed(rig, payment)) == ("P001", "in-part")


def test_a_transaction_without_a_code_has_that_of_its_order(rig: Rig, enterprise: str) -> None:
    """The standard lets it out."""
    payment = pay(rig, enterprise, 2)
    said = tuple(Transaction(number=number) for number in numbers_of(rig, payment))
    block = Block(id=payment.id, code="RJCT", transactions=said)
    hear(rig, payment, replace(a_report(rig, payment, [], group="PART"), blocks=(block,)))
    assert status(rig, payment) == "Y003"


@pytest.mark.parametrize(
    ("group", "order", "each"), [("ACSC", None, "RJCT"), ("RJCT", "ACSC", None), (None, "RJCT", "ACSC")]
)
def test_two_final_codes_of_the_same_thing_contradict(
    rig: Rig, enterprise: str, group: str | None, order: str | None, each: str | None
) -> None:
    """Neither is believed, and the bank is told."""
    payment = pay(rig, enterprise)
    said = tuple(Transaction(number=number, code=each) for number in numbers_of(rig, payment) if each)
    block = Block(id=payment.id, code=order, transactions=said)
    hear(rig, payment, replace(a_report(rig, payment, [], group=group), blocks=(block,)))
    assert (status(rig, payment), codes(rig)) == ("P001", ["HUB-423"])


def test_one_transaction_paid_and_refused_contradicts(rig: Rig, enterprise: str) -> None:
    """In one report."""
    payment = pay(rig, enterprise)
    (number,) = numbers_of(rig, payment)
    said = tuple(Transaction(number=number, code=code) for code in ("ACSC", "RJCT"))
    hear(rig, payment, replace(a_report(rig, payment, []), blocks=(Block(id=payment.id, transactions=said),)))
    assert codes(rig) == ["HUB-423"]


def test_ids_are_read_as_mainframes_write_them(rig: Rig, enterprise: str) -> None:
    """UUIDs in capitals with hyphens, the application's number in capitals."""
    payment = pay(rig, enterprise)
    said = a_report(rig, payment, ["ACSC"], answered=rig.message_of(payment.id).id.upper())
    (number,) = numbers_of(rig, payment)
    block = Block(id=payment.id.upper(), transactions=(Transaction(number=number.upper(), code="ACSC"),))
    hear(rig, payment, replace(said, blocks=(block,)))
    assert (status(rig, payment), codes(rig)) == ("Y002", [])
    assert last(rig, payment).detail["transactions"][0]["number"] == number


def test_a_report_without_a_reference_and_a_time_pays(rig: Rig, enterprise: str) -> None:
    """Both are optional in the standard: the report's own id and time stand for them, and all are told so."""
    payment = pay(rig, enterprise)
    report(rig, payment, [], group="ACSC", id="R 2026/1")
    assert (status(rig, payment), codes(rig)) == ("Y002", [])
    said = last(rig, payment).detail["returned"]
    assert (said["bank_reference"], said["stands_in"]) == ("R 2026/1", ["bank_reference", "paid_at"])
    assert said["paid_at"] == on_wire(1_789_956_001_000_000)
    (advice,) = of_type(rig, "payment-advice")
    assert sent(rig, advice).findtext("{*}BankReference") == "R 2026/1"


def test_what_stands_in_for_a_reference_is_no_other_reference(rig: Rig, enterprise: str) -> None:
    """The bank says it later: nobody said anything else before."""
    payment = pay(rig, enterprise)
    report(rig, payment, [], group="ACSC", id="R-0")
    report(rig, payment, ["ACSC"])
    assert observed(rig, payment) == "outranked"
    report(rig, payment, [], group="ACSC", id="R-2")
    assert observed(rig, payment) == "outranked"


def test_transactions_with_references_and_times_of_their_own_pay_together(rig: Rig, enterprise: str) -> None:
    """The order is paid with the last of them; each keeps its reference, and the report's id stands for all."""
    payment = pay(rig, enterprise, 2)
    said = tuple(
        Transaction(number=number, code="ACSC", reference=f"B-{n}", accepted=f"2026-09-21T09:0{n}:00Z")
        for n, number in enumerate(numbers_of(rig, payment))
    )
    hear(rig, payment, replace(a_report(rig, payment, []), blocks=(Block(id=payment.id, transactions=said),)))
    returned = last(rig, payment).detail["returned"]
    assert status(rig, payment) == "Y002"
    assert (returned["bank_reference"], returned["paid_at"]) == ("R-1", on_wire(1_789_981_260_000_000))
    assert [one["bank_reference"] for one in last(rig, payment).detail["transactions"]] == ["B-0", "B-1"]


def test_what_a_bank_says_in_words_is_kept(rig: Rig, enterprise: str) -> None:
    """Of the file, the order and the transaction, each text once."""
    payment = pay(rig, enterprise)
    (number,) = numbers_of(rig, payment)
    block = Block(
        id=payment.id,
        reasons=("余额不足",),
        transactions=(Transaction(number=number, code="RJCT", reasons=("see\n the order", "余额不足")),),
    )
    hear(rig, payment, replace(a_report(rig, payment, [], reasons=("checked",)), blocks=(block,)))
    row = last(rig, payment)
    assert "AM04; checked; 余额不足; see the order" in row.detail["reason"]
    assert row.detail["transactions"][0]["reason"] == "AM04; see the order; 余额不足"


def test_two_reports_in_one_document_are_not_read(rig: Rig, enterprise: str) -> None:
    """One of them would be lost."""
    payment = pay(rig, enterprise)
    text = write(a_report(rig, payment, [], group="ACSC"))
    inside = text[text.index("<CstmrPmtStsRpt>") : text.index("</Document>")]
    body = text.replace("</Document>", f"{inside.replace('ACSC', 'RJCT')}</Document>")
    rig.reply(carried(rig, body, rig.message_of(payment.id)), party=BANK)
    assert (status(rig, payment), codes(rig)) == ("P001", ["HUB-403"])


# ---- in our own form -------------------------------------------------------------------------


def said_of(numbers: Sequence[str], code: str, **more: str) -> list[dict[str, str]]:
    return [{"Number": number, "Code": code, **more} for number in numbers]


@pytest.fixture
def ordered(rig: Rig, enterprise: str) -> Document:
    """Three applications, paid through a bank that takes our own form."""
    agreement = agree(rig, enterprise, NATIVE)
    numbers = [underwrite(rig, enterprise, "20.00")[1] for _ in range(3)]
    (payment,) = rig.submit({**a_payment(enterprise, agreement, dict.fromkeys(numbers, "20.00")), "party": NATIVE})
    return payment


def own_numbers(rig: Rig, payment: Document) -> list[str]:
    return [e.text or "" for e in sent(rig, payment).iterfind(".//{*}Application/{*}Number")]


def tell(rig: Rig, payment: Document, code: str, transactions: Any, **whole: str) -> None:
    answer(rig, payment, "PaymentResult", code, {**whole, "Transaction": transactions}, by=NATIVE)


PAID = {"BankReference": "B-1", "PaidAt": "2026-09-21T10:00:00+08:00"}


@pytest.mark.parametrize(
    ("chosen", "word"), [([0], "in-part"), ([0, 1], "in-part"), ([0, 0, 1], "twice"), ([0, 1, 2, 0], "twice")]
)
@pytest.mark.parametrize("code", ["Y002", "Y003"])
def test_in_our_own_form_a_part_decides_nothing_either(
    rig: Rig, ordered: Document, chosen: list[int], word: str, code: str
) -> None:
    """Whatever stands beside it."""
    numbers = own_numbers(rig, ordered)
    tell(rig, ordered, code, said_of([numbers[n] for n in chosen], code, **PAID))
    assert (status(rig, ordered), observed(rig, ordered), codes(rig)) == ("P001", word, [])


def test_in_our_own_form_all_of_them_decide(rig: Rig, ordered: Document) -> None:
    """With what all of them say alike."""
    tell(rig, ordered, "PART", said_of(own_numbers(rig, ordered), "Y002", **PAID))
    assert status(rig, ordered) == "Y002"
    told = {"bank_reference": "B-1", "paid_at": "2026-09-21T10:00:00.000000+08:00"}
    assert last(rig, ordered).detail["returned"] == told


def test_in_our_own_form_a_bank_that_pays_says_its_reference(rig: Rig, ordered: Document) -> None:
    """Of all of them, or of the whole."""
    tell(rig, ordered, "Y002", said_of(own_numbers(rig, ordered), "Y002"))
    assert (status(rig, ordered), codes(rig)) == ("P001", ["HUB-201"])


def test_in_our_own_form_two_final_codes_contradict(rig: Rig, ordered: Document) -> None:
    """The whole has failed, and all of it is paid."""
    tell(rig, ordered, "Y003", said_of(own_numbers(rig, ordered), "Y002", **PAID))
    assert (status(rig, ordered), codes(rig)) == ("P001", ["HUB-423"])
