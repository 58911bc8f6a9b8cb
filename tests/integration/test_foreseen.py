"""What is foreseen of a party's message is what then happens, and looking changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from money import BANK, INSURER, a_payment, a_policy, agree, answer, paid, underwrite
from rig import Rig, catalogue
from structlog.testing import capture_logs

from hub.errors import Code
from hub.flow.foresight import Foreseen, foresee
from hub.flow.release import Release
from hub.flow.reply import ReplyLine
from hub.model import Document
from hub.ports import Delivery

Row = tuple[str, str | None, str]
"""Type of a document, and its status before and after."""


@pytest.fixture
def payment(rig: Rig, enterprise: str) -> Document:
    """A payment of two applications, which its bank has not answered."""
    agreement, made = agree(rig, enterprise), [underwrite(rig, enterprise, premium) for premium in ("10.00", "20.00")]
    premiums = dict(zip((number for _, number in made), ("10.00", "20.00"), strict=True))
    (payment,) = rig.submit(a_payment(enterprise, agreement, premiums))
    rig.confirm(payment.id)
    return payment


def look(rig: Rig, body: bytes, party: str) -> Foreseen:
    line = ReplyLine("hub", catalogue(), rig.ports)
    return foresee(line, Delivery(owner=party, tag="", body=body, taken_at=rig.clock.now()))


def foreseen(found: Foreseen) -> list[Row]:
    return [(one.document.type, one.row.before, one.row.after) for one in found.moves]


def happens(rig: Rig, body: bytes, party: str) -> list[Row]:
    """What the line then writes."""
    (books,) = rig.reply(body, party=party)
    return [(books.trails.document(row.document).type, row.before, row.after) for row in books.trails.appended]


def result(rig: Rig, payment: Document, code: str, **more: Any) -> bytes:
    values = paid(rig) if code == "Y002" else None
    return rig.decision("PaymentResult", rig.message_of(payment.id), code, values, sender=BANK, **more)


def rows_of(rig: Rig) -> list[int]:
    """How many rows of each kind the store has."""
    seen = rig.store.totals.overview([], [])
    sizes = [len(rig.store.archive.messages(1000)), len(rig.store.quarantine.deliveries(1000)), seen.parked]
    return [*sizes, sum(group.count for group in seen.promised)]


def test_a_decision_moves_what_was_foreseen(rig: Rig, payment: Document) -> None:
    """The payment, its applications, the advice that follows, and who hears of each."""
    body, before = result(rig, payment, "Y002"), rows_of(rig)
    found = look(rig, body, BANK)
    (read,) = found.read
    assert (read.layer, read.answers) == ("business", rig.message_of(payment.id).id)
    assert (read.document and read.document.id, found.faults) == (payment.id, ())
    assert foreseen(found) == [
        ("premium-payment", "P002", "Y002"),
        ("duty-insurance-application", "Y001", "Y002"),
        ("duty-insurance-application", "Y001", "Y002"),
        ("payment-advice", None, "P001"),
    ]
    sent = {(one.to, one.kind, one.document.type if one.document else "") for one in found.sent}
    assert (INSURER, "business", "payment-advice") in sent
    assert ("national", "event", "duty-insurance-application") in sent
    assert rows_of(rig) == before
    assert happens(rig, body, BANK) == foreseen(found)


def test_each_layer_and_each_kind_of_outcome_is_foreseen(rig: Rig, payment: Document) -> None:
    """A technical receipt, a refusal, a contradiction of it; each as it then happens, and only then is logged."""
    told = []
    for body in (
        rig.technical(rig.message_of(payment.id), sender=BANK),
        result(rig, payment, "Y003"),
        result(rig, payment, "Y002"),
    ):
        with capture_logs() as looked:
            found = look(rig, body, BANK)
        with capture_logs() as happened:
            assert happens(rig, body, BANK) == foreseen(found)
        is_disputed = "contradicts" in found.moves[0].document.disputes
        assert (looked, "disputed" in [event["event"] for event in happened]) == ([], is_disputed)
        told.append((found.read[0].layer, foreseen(found)[0][1:], sorted(found.moves[0].document.disputes)))
    assert [layer for layer, *_ in told] == ["technical", "business", "business"]
    assert [move for _, move, _ in told] == [("P002", "P004"), ("P004", "Y003"), ("Y003", "Y003")]
    assert [marks for *_, marks in told][:2] == [[], []]
    assert "contradicts" in told[2][2]


def test_claims_that_end_are_foreseen(rig: Rig, payment: Document) -> None:
    """Both applications are free to be paid again."""
    found = look(rig, result(rig, payment, "Y003"), BANK)
    assert [(claim.key, claim.open) for claim in found.claims if claim.amount is None] == [("payment", False)] * 2


def refusals(rig: Rig, payment: Document) -> Iterator[tuple[bytes, Code]]:
    yield result(rig, payment, "Y002").replace(b"Y002", b"Y003"), Code.SIGNATURE_INVALID
    message = rig.message_of(payment.id)
    yield rig.decision("QuotaDecision", message, "F", sender=BANK), Code.MESSAGE_NOT_ALLOWED
    yield rig.decision("PaymentResult", message, "Y002", sender=BANK), Code.VALUE_MISSING
    yield b"<half", Code.NOT_XML


def test_what_is_refused_is_foreseen_with_its_code(rig: Rig, payment: Document) -> None:
    """Also where the same bytes were refused before: then nothing new is recorded, and the reason is the same."""
    for body, code in refusals(rig, payment):
        for _ in range(2):
            found = look(rig, body, BANK)
            assert ([fault.code for fault in found.faults], found.is_quarantined, found.moves) == ([code], True, [])
            rig.reply(body, party=BANK)
    assert {row.code for row in rig.store.quarantine.deliveries(9)} == {code for _, code in refusals(rig, payment)}


def test_what_waits_is_foreseen_with_what_it_waits_for(rig: Rig, enterprise: str) -> None:
    """A policy of an application that nobody knows."""
    found = look(rig, a_policy(rig, enterprise, "T-unknown"), INSURER)
    assert (found.read[0].layer, list(found.waits_for), found.faults) == ("notice", ["T-unknown"], ())


def test_a_repeat_is_foreseen_as_nothing_but_its_first_answer(rig: Rig, payment: Document) -> None:
    """No row of a trail."""
    answer(rig, payment, "PaymentResult", "Y001", by=BANK)
    body = result(rig, payment, "Y003")
    rig.reply(body, party=BANK)
    found = look(rig, body, BANK)
    assert (found.moves, [(one.to, one.kind) for one in found.sent]) == ([], [(BANK, "receipt")])


def test_a_release_that_is_looked_at_settles_nothing(rig: Rig, payment: Document) -> None:
    """It says why the delivery would stay; and of one that an operator has settled, that it is settled."""
    rig.reply(result(rig, payment, "Y002").replace(b"Y002", b"Y003"), party=BANK)
    (row,) = rig.store.quarantine.deliveries(9)
    release = Release("hub", catalogue(), rig.ports)
    assert [fault.code for fault in release.foresee(row).faults] == [Code.SIGNATURE_INVALID]
    assert rig.store.quarantine.settled([row.id]) == []
    release.discard(row, "forged")
    assert [fault.code for fault in release.foresee(row).faults] == [Code.ALREADY_SETTLED]
