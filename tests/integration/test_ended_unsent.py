"""An operator ends a document whose message was never signed, because its key is lost; nobody is sent it afterwards."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from money import BANK, PAYEE, a_payment, an_agreement, answer, paid, status, underwrite
from rig import START, Rig, a_uscc, catalogue, grant_quota
from slow_keys import SlowKey, with_devices
from test_answered_unsigned import beside
from test_settled_unsent import at_the_bank, code_of, last_of, sign_all

from adapters.x509 import make_key
from hub.errors import Rejected
from hub.flow import settlement as settlement_line
from hub.flow.lane import Treated
from hub.flow.settlement import Proof, Settlement
from hub.flow.signing import SigningLine
from hub.model import Document
from hub.ports import Store
from hub.xml.parse import parse_xml
from hub.xml.times import on_wire

LOST = Proof("the card is lost, and its key with it")


@pytest.fixture
def card() -> SlowKey:
    """The key for the bank, whose signatures of one content are the same (RSA)."""
    return SlowKey(make_key("card", START, "rsa", days=3650))


@pytest.fixture
def rig(store: Store, tmp_path: Path, card: SlowKey) -> Iterator[Rig]:
    """A hub that signs for the bank with a card."""
    made = Rig(store, tmp_path / "queues", signing=with_devices(tmp_path / "notes", {"card": card}, {"card": [BANK]}))
    yield made
    made.worker.signing.stop()
    made.close()


@pytest.fixture
def application() -> list[Document]:
    """The application that is to be paid."""
    return []


@pytest.fixture
def form(rig: Rig, application: list[Document]) -> dict[str, Any]:
    """A payment as its portal submits it."""
    uscc = a_uscc()
    grant_quota(rig, uscc)
    (agreement,) = rig.submit(an_agreement(uscc, BANK))
    answer(rig, agreement, "PayeeData", "P101", {"Account": PAYEE["PayeeAccount"], "Name": PAYEE["PayeeName"]})
    sign_all(rig)
    number = f"A{agreement.id[-12:]}"
    result = {"AgreementNumber": number, "EffectiveDate": "2026-09-21", "SignedAt": on_wire(rig.clock.now())}
    answer(rig, agreement, "PaymentAgreementDecision", "S", result, by=BANK)
    document, underwritten = underwrite(rig, uscc)
    application.append(document)
    sign_all(rig)
    rig.work()
    return a_payment(uscc, number, {underwritten: "2555.56"})


@pytest.fixture
def payment(rig: Rig, card: SlowKey, form: dict[str, Any]) -> Document:
    """The payment, whose card is lost."""
    card.pull()
    (made,) = rig.submit(form)
    return made


def end(rig: Rig, document: Document) -> None:
    Settlement("hub", catalogue(), rig.ports).not_sent(document.id, LOST)


def signed(rig: Rig, card: SlowKey, document: Document) -> Treated:
    """What the card made of the message at the last moment."""
    with rig.store.transactions.snapshot() as unit:
        (row,) = unit.to_sign_for([document.id])
    card.put_back()
    assert rig.ports.lanes is not None
    return Treated(row, rig.ports.lanes.open("card").sign(parse_xml(row.body), BANK))


def record(rig: Rig, treated: Treated) -> None:
    rig.worker.signing._treated = [treated]
    rig.worker.promise(rig.worker.signing.run())


def ends(do: Callable[[], None]) -> tuple[list[str], Callable[[], None]]:
    """Something to do in another thread, and what it was refused with."""
    refused: list[str] = []

    def act() -> None:
        try:
            do()
        except Rejected as error:
            refused.append(error.faults[0].code)

    return refused, act


def test_a_payment_that_was_never_signed_is_ended(
    rig: Rig, card: SlowKey, form: dict[str, Any], payment: Document, application: list[Document], tmp_path: Path
) -> None:
    """The application may be paid again, the portals hear of both, and a card that is found again signs nothing."""
    with rig.store.transactions.snapshot() as unit:
        (row,) = unit.to_sign_for([payment.id])
    end(rig, payment)
    assert (status(rig, payment), status(rig, application[0])) == ("P005", "Y003")
    assert last_of(rig, payment) == {"reason": LOST.reason, "unsent": row.id}
    told = [due.outgoing.subject for due in rig.store.outbox.due("operator", 99) if due.outgoing.about == "event"]
    assert {payment.id, application[0].id} <= set(told)

    card.put_back()
    sign_all(rig)
    rig.work()
    assert "PremiumPayment" not in at_the_bank(tmp_path)
    form["data"]["operation"] = "again"
    (again,) = rig.submit({**form, "id": f"{payment.sender_ref}-again", "again_of": payment.id})
    sign_all(rig)
    rig.work()
    assert (at_the_bank(tmp_path).count("PremiumPayment"), status(rig, again)) == (1, "P002")


def test_a_payment_that_was_signed_is_not_ended(rig: Rig, card: SlowKey, payment: Document) -> None:
    """Neither before nor after it was sent, nor once the bank has answered."""
    card.put_back()
    sign_all(rig)
    assert code_of(lambda: end(rig, payment)) == "HUB-828"
    rig.work()
    assert code_of(lambda: end(rig, payment)) == "HUB-828"
    answer(rig, payment, "PaymentResult", "Y002", paid(rig), by=BANK)
    assert code_of(lambda: end(rig, payment)) == "HUB-828"
    assert status(rig, payment) == "Y002"


def test_a_payment_that_its_bank_has_answered_is_not_ended(rig: Rig, card: SlowKey, payment: Document) -> None:
    """A store that was restored does not know that it was sent; the receipt that waits for the message does."""
    treated = signed(rig, card, payment)
    rig.reply(rig.technical(treated.row.signed(treated.body or b""), sender=BANK), party=BANK)
    assert code_of(lambda: end(rig, payment)) == "HUB-828"
    assert status(rig, payment) == "P001"


def test_an_act_that_comes_while_the_signature_is_recorded_is_refused(
    rig: Rig, card: SlowKey, payment: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for the lane's transaction; the payment is sent."""
    treated, go_on = signed(rig, card, payment), SigningLine._still_waiting
    refused, act = ends(lambda: end(rig, payment))
    done: list[Callable[[], None]] = []

    def meanwhile(line: SigningLine, unit: Any, batch: Any) -> Any:
        done.append(beside(act))
        return go_on(line, unit, batch)

    monkeypatch.setattr(SigningLine, "_still_waiting", meanwhile)
    record(rig, treated)
    done[0]()
    rig.work()
    assert (refused, status(rig, payment)) == (["HUB-828"], "P002")


def test_a_signature_that_comes_while_the_act_is_written_is_dropped(
    rig: Rig, card: SlowKey, payment: Document, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The lane's transaction waits for the act; nothing is sent."""
    treated, go_on = signed(rig, card, payment), vars(settlement_line)["end_unsent"]
    done: list[Callable[[], None]] = []

    def meanwhile(*given: Any) -> None:
        done.append(beside(lambda: record(rig, treated)))
        go_on(*given)

    monkeypatch.setattr(settlement_line, "end_unsent", meanwhile)
    end(rig, payment)
    done[0]()
    rig.work()
    assert status(rig, payment) == "P005"
    assert "PremiumPayment" not in at_the_bank(tmp_path)


def test_the_act_and_the_signature_never_both_count(rig: Rig, card: SlowKey, payment: Document, tmp_path: Path) -> None:
    """Started together, whoever is first."""
    treated, start = signed(rig, card, payment), threading.Barrier(2)

    def race() -> None:
        start.wait()
        end(rig, payment)

    refused, act = ends(race)
    thread = threading.Thread(target=act)
    thread.start()
    start.wait()
    record(rig, treated)
    thread.join(60)
    rig.work()
    sent = at_the_bank(tmp_path).count("PremiumPayment")
    assert (sent, refused, status(rig, payment)) in [(1, ["HUB-828"], "P002"), (0, [], "P005")]
