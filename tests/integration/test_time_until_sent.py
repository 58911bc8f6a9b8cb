"""How long documents took until they were sent is counted once for each, when its first message was confirmed."""

from money import an_agreement, at_the_bank
from rig import Rig

from hub.model import Document
from hub.model.tally import DOCUMENT_TIMES, TRANSITIONS


def counted(rig: Rig, name: str, last: str) -> int:
    """What was counted under a name, of all keys that have this as one of their labels."""
    return sum(number for key, (number, _) in rig.store.tallies.counted().items() if key[0] == name and last in key)


def settle(rig: Rig, document: Document, outcome: str) -> None:
    """Record an outcome of the document's newest message, as dispatch does."""
    name = f"message:{rig.message_of(document.id).id}"
    (row,) = (due.outgoing for due in rig.store.outbox.due(rig.ports.worker, 10_000) if due.outgoing.id == name)
    rig.worker.dispatch.record([(row, "returned" if outcome == "returned" else "confirmed")])


def test_the_second_leg_of_a_document_does_not_count(rig: Rig, enterprise: str) -> None:
    """Its message to the bank waits for what the insurer says: days may pass."""
    agreement = at_the_bank(rig, enterprise)
    rig.clock.pass_(days=3)
    settle(rig, agreement, "confirmed")
    assert rig.message_of(agreement.id).round == 2
    assert counted(rig, TRANSITIONS, "confirm") == 1
    assert counted(rig, DOCUMENT_TIMES, "sent") == 0


def test_a_returned_message_is_not_sent(rig: Rig, enterprise: str) -> None:
    """It moves its document, and counts for nothing else."""
    gone, sent = (rig.submit(an_agreement(one))[0] for one in (enterprise, "91110000600037341L"))
    settle(rig, gone, "returned")
    assert (counted(rig, TRANSITIONS, "confirm"), counted(rig, DOCUMENT_TIMES, "sent")) == (1, 0)
    settle(rig, sent, "confirmed")
    assert (counted(rig, TRANSITIONS, "confirm"), counted(rig, DOCUMENT_TIMES, "sent")) == (2, 1)
