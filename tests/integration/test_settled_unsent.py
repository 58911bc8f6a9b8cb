"""A payment is not settled while its message is still to be sent: the bank would pay after the decision."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from money import BANK, PAYEE, a_payment, an_agreement, answer, paid, status, underwrite
from rig import START, Rig, a_uscc, catalogue, grant_quota
from slow_keys import SlowKey, with_devices

from adapters.x509 import make_key
from hub.errors import Rejected
from hub.flow.settlement import Proof, Settlement
from hub.model import Changes, Document, ToSign
from hub.ports import Store
from hub.stages.settle_part import Decision
from hub.testing.rows import write
from hub.xml.times import on_wire

PROOF = Proof("the bank knows of no such payment")
FAILED = Decision(failed=["all"])


@pytest.fixture
def card() -> SlowKey:
    """The key for the bank."""
    return SlowKey(make_key("card", START, "ecdsa", days=3650))


@pytest.fixture
def rig(store: Store, tmp_path: Path, card: SlowKey) -> Iterator[Rig]:
    """A hub that signs for the bank with a card."""
    made = Rig(store, tmp_path / "queues", signing=with_devices(tmp_path / "notes", {"card": card}, {"card": [BANK]}))
    yield made
    made.worker.signing.stop()
    made.close()


@pytest.fixture
def payment(rig: Rig, card: SlowKey) -> Document:
    """A payment whose card was pulled."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    (agreement,) = rig.submit(an_agreement(uscc, BANK))
    answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
    sign_all(rig)
    number = f"A{agreement.id[-12:]}"
    result = {"AgreementNumber": number, "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=BANK)
    _, application = underwrite(rig, uscc)
    sign_all(rig)
    rig.work()
    card.pull()
    (made,) = rig.submit(a_payment(uscc, number, {application: "2555.56"}))
    return made


def sign_all(rig: Rig) -> None:
    rig.worker.signing.begin()
    end = time.monotonic() + 300
    while rig.store.signing.parties("hub"):
        assert time.monotonic() < end
        rig.worker.promise(rig.worker.signing.run())
        time.sleep(0.002)


def settle(rig: Rig, document: Document, decision: Decision) -> None:
    Settlement("hub", catalogue(), rig.ports).decide(document.id, decision, PROOF)


def code_of(act: Callable[[], Any]) -> str:
    with pytest.raises(Rejected) as refused:
        act()
    return refused.value.faults[0].code


def at_the_bank(folder: Path) -> Sequence[str]:
    """What lies in the bank's queue, by the names of the messages."""
    found = sorted((folder / "queues" / BANK / "InBox").glob("*.xml"))
    return [etree.QName(etree.fromstring(file.read_bytes())).localname for file in found]


@pytest.mark.parametrize("decision", ["failed", "paid"])
def test_a_payment_that_waits_for_its_signature_is_not_settled(rig: Rig, payment: Document, decision: str) -> None:
    """Neither as failed nor as paid: when the card is back, the bank pays. Nothing changes."""
    said = {"bank_reference": "B-77", "paid_at": paid(rig)["PaidAt"]}
    chosen = FAILED if decision == "failed" else Decision(paid=["all"], values=said)

    assert code_of(lambda: settle(rig, payment, chosen)) == "HUB-825"
    assert status(rig, payment) == "P001"
    trail = rig.store.documents.trail(payment.id)
    assert trail is not None
    assert len(trail.transitions) == 1


def test_a_payment_whose_message_is_not_published_is_not_settled_until_it_is(
    rig: Rig, card: SlowKey, payment: Document, tmp_path: Path
) -> None:
    """The queue may be unreachable for hours. Once the message is there, the operator decides."""
    card.put_back()
    sign_all(rig)
    assert code_of(lambda: settle(rig, payment, FAILED)) == "HUB-825"

    rig.work()
    assert at_the_bank(tmp_path).count("PremiumPayment") == 1
    settle(rig, payment, FAILED)
    assert status(rig, payment) == "Y003"


def test_an_answered_payment_is_settled_although_its_confirmation_is_still_to_come(
    rig: Rig, card: SlowKey, payment: Document
) -> None:
    """The bank's receipt says that it has the message."""
    card.put_back()
    sign_all(rig)
    rig.reply(rig.technical(rig.message_of(payment.id), sender=BANK), party=BANK)
    settle(rig, payment, FAILED)
    assert status(rig, payment) == "Y003"


def test_a_message_of_a_document_that_was_decided_otherwise_is_not_sent(
    rig: Rig, card: SlowKey, payment: Document, tmp_path: Path
) -> None:
    """Whatever moved the document while its message waited for the card. The trail says so."""
    with rig.store.transactions.begin() as unit:
        (row,) = unit.to_sign_for([payment.id])
        unit.write(Changes(signed=[row.id]))
    settle(rig, payment, FAILED)
    write(rig.store, Changes(to_sign={row.id: row}))

    card.put_back()
    sign_all(rig)
    rig.work()
    assert "PremiumPayment" not in at_the_bank(tmp_path)
    assert last_of(rig, payment) == {"observed": "not-sent", "message": row.id, "kind": "business"}


def test_a_message_of_an_earlier_round_is_not_sent(rig: Rig, card: SlowKey, payment: Document, tmp_path: Path) -> None:
    """Its own round has a message of its own."""
    with rig.store.transactions.begin() as unit:
        (row,) = unit.to_sign_for([payment.id])
        unit.write(Changes(signed=[row.id]))
    earlier: ToSign = replace(row, round=row.round - 1)
    write(rig.store, Changes(to_sign={row.id: earlier}))

    card.put_back()
    sign_all(rig)
    rig.work()
    assert "PremiumPayment" not in at_the_bank(tmp_path)
    assert last_of(rig, payment)["observed"] == "not-sent"


def last_of(rig: Rig, document: Document) -> dict[str, Any]:
    """The detail of the last row of a document's trail."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return dict(trail.transitions[-1].detail)
