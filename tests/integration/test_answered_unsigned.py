"""Receipts for a message that waits for its signature: a store that was restored lacks what the hub had sent."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rig import START, Rig, a_credit_authorization, a_uscc
from slow_keys import SlowKey, with_devices

from adapters.x509 import make_key
from hub.flow import reply as reply_line
from hub.flow.lane import Treated
from hub.flow.signing import SigningLine
from hub.loading import load_replies as loading
from hub.model import Document
from hub.ports import Store
from hub.xml.parse import parse_xml

INSURER = "ping-an"
BLOCKED_S = 2.0
"""Seconds after which a transaction that did not end is taken to wait for the other one."""


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    """A hub whose card signs the same content with the same bytes each time (RSA), and is away."""
    card = SlowKey(make_key("card", START, "rsa", days=3650))
    signing = with_devices(tmp_path / "notes", {"card": card}, {"card": [INSURER]})
    made = Rig(store, tmp_path / "queues", signing=signing)
    yield made
    made.worker.signing.stop()
    made.close()


@pytest.fixture
def document(rig: Rig) -> Document:
    """What an earlier life of the store had sent, submitted again."""
    (made,) = rig.submit(a_credit_authorization(a_uscc()))
    return made


def signed(rig: Rig, document: Document) -> Treated:
    """What the card makes of the document's message."""
    with rig.store.transactions.snapshot() as unit:
        (row,) = unit.to_sign_for([document.id])
    assert rig.ports.lanes is not None
    signer = rig.ports.lanes.open("card")
    return Treated(row, signer.sign(parse_xml(row.body), INSURER))


def record(rig: Rig, treated: Treated) -> None:
    """As the worker does when its lane has signed."""
    rig.worker.signing._treated = [treated]
    rig.worker.promise(rig.worker.signing.run())


def receipt(rig: Rig, treated: Treated) -> bytes:
    return rig.technical(treated.row.signed(treated.body or b""))


def beside(act: Callable[[], Any]) -> Callable[[], None]:
    """Do something in another thread; returns when that has ended, or waits for the transaction that is open here."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join(BLOCKED_S)
    return lambda: thread.join(60)


def assert_answered(rig: Rig, document: Document) -> None:
    assert rig.store.quarantine.parked(9) == []
    assert rig.document(document.id).status == "P004"


def test_a_receipt_that_came_first_is_matched_when_the_message_is_signed(rig: Rig, document: Document) -> None:
    """It waits for the message, and acts in the transaction that records it."""
    treated = signed(rig, document)
    rig.reply(receipt(rig, treated))
    assert len(rig.store.quarantine.parked(9)) == 1
    record(rig, treated)
    assert_answered(rig, document)


def test_a_receipt_that_comes_while_its_message_is_recorded_is_not_parked(
    rig: Rig, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for that transaction, and finds the message."""
    done: list[Callable[[], None]] = []
    treated = signed(rig, document)
    body, go_on = receipt(rig, treated), SigningLine._still_waiting

    def meanwhile(line: SigningLine, unit: Any, batch: Any) -> Any:
        if not done:
            done.append(beside(lambda: rig.reply(body)))
        return go_on(line, unit, batch)

    monkeypatch.setattr(SigningLine, "_still_waiting", meanwhile)
    record(rig, treated)
    done[0]()
    assert_answered(rig, document)


def test_a_message_that_is_recorded_while_its_receipt_is_parked_matches_it(
    rig: Rig, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction waits for the other one, and finds the receipt."""
    done: list[Callable[[], None]] = []
    treated = signed(rig, document)
    body, go_on = receipt(rig, treated), vars(reply_line)["load_settled"]

    def meanwhile(*given: Any) -> None:
        if not done:
            done.append(beside(lambda: record(rig, treated)))
        go_on(*given)

    monkeypatch.setattr(reply_line, "load_settled", meanwhile)
    rig.reply(body)
    done[0]()
    assert_answered(rig, document)


def test_a_receipt_whose_message_is_recorded_before_the_lock_finds_it(
    rig: Rig, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had looked for the message, had not found it, and has locked nothing yet."""
    done: list[Callable[[], None]] = []
    treated = signed(rig, document)
    body, go_on = receipt(rig, treated), vars(loading)["find_by_document"]

    def meanwhile(*given: Any) -> None:
        if not done:
            done.append(beside(lambda: record(rig, treated)))
        go_on(*given)

    monkeypatch.setattr(loading, "find_by_document", meanwhile)
    rig.reply(body)
    done[0]()
    assert_answered(rig, document)
