"""A device is at one machine: a worker that does not reach it leaves what it signs to one that does."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from rig import START, Rig, a_credit_authorization, a_uscc
from slow_keys import SlowKey, with_devices

from adapters.x509 import SigningKey, make_key
from hub.flow.lanes import HANGS_AFTER_S
from hub.flow.signing import CHECK_INTERVAL_S, IN_HAND, OFFER_AFTER_S
from hub.model import OFFERED, Changes, Document
from hub.ports import Store
from hub.testing.rows import a_message_to_sign, write

INSURER, OTHER = "ping-an", "boc-insurance"


class Hands:
    """A monotonic clock that only the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class Machine:
    """A worker with its home, its reader for the card, and its monotonic clock."""

    rig: Rig
    card: SlowKey
    hands: Hands
    notes: Path

    def turn(self, seconds: float = 0) -> None:
        """One turn of the worker, as far as it signs, after these seconds."""
        self.hands.at += seconds
        self.rig.worker.promise(self.rig.worker.signing.run())

    def note(self) -> str:
        path = self.notes / "card.json"
        return path.read_text("utf-8") if path.exists() else ""


@pytest.fixture(scope="module")
def key() -> SigningKey:
    return make_key("card", START, "ecdsa", days=3650)


@pytest.fixture
def machines(store: Store, tmp_path: Path, key: SigningKey) -> Iterator[Callable[[str], Machine]]:
    """Makes machines, each with a reader that the card may be in."""
    made: list[Machine] = []

    def a_machine(name: str) -> Machine:
        card, hands, notes = SlowKey(key), Hands(), tmp_path / f"notes-{name}"
        rig = Rig(
            store, tmp_path / "queues", worker=name, signing=with_devices(notes, {"card": card}, {"card": [INSURER]})
        )
        rig.worker.signing._monotonic = hands
        made.append(Machine(rig, card, hands, notes))
        return made[-1]

    yield a_machine
    for machine in made:
        machine.card.before_signing = lambda: None
        machine.rig.worker.signing.stop()
        machine.rig.close()


def until(is_so: Callable[[], object], *machines: Machine, seconds: float = 0) -> None:
    """Let these workers sign until something is so; `seconds` pass on their clocks at each turn."""
    end = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < end
        for machine in machines:
            machine.turn(seconds)
        time.sleep(0.002)


def held_by(may_go_on: threading.Event) -> Callable[[], None]:
    """A device that makes its signatures once it may."""

    def wait() -> None:
        may_go_on.wait(60)

    return wait


def submit(machine: Machine, count: int = 1, party: str = INSURER) -> list[Document]:
    documents = machine.rig.submit(*(a_credit_authorization(a_uscc(), party=party) for _ in range(count)))
    machine.rig.worker.signing.begin()
    return documents


def contents(machine: Machine, document: Document) -> list[str]:
    """The digests of what is recorded as sent."""
    trail = machine.rig.store.documents.trail(document.id)
    assert trail is not None
    return [message.digest for message in trail.messages if message.direction == "out"]


def unsigned(store: Store) -> int:
    return sum(group.count for group in store.totals.overview([], []).to_sign)


def test_a_worker_without_the_card_leaves_its_messages_to_one_with_it(
    store: Store, machines: Callable[[str], Machine]
) -> None:
    """Those that wait, and those that it accepts afterwards; each message is recorded once."""
    without, with_ = machines("without"), machines("with")
    without.card.pull()
    documents = submit(without, 5)
    until(lambda: "HUB-793" in without.note(), without)
    assert store.signing.parties(OFFERED) == []
    without.turn(OFFER_AFTER_S + 1)
    assert store.signing.parties(OFFERED) == [INSURER]

    until(lambda: unsigned(store) == 0, with_, without, seconds=1)
    documents += submit(without, 2)
    until(lambda: unsigned(store) == 0, with_, without, seconds=1)
    assert [len(contents(without, document)) for document in documents] == [1] * 7
    assert (without.card.signed, with_.card.signed) == (0, 7)


def test_a_lane_goes_on_after_a_message_that_it_had_begun_and_cannot_sign(
    store: Store, machines: Callable[[str], Machine]
) -> None:
    """The card was away for long when the message was begun: once the card is back, others are signed."""
    machine = machines("only")
    machine.card.pull()
    unusable = a_message_to_sign(party=INSURER, kind="receipt", owner="only", body=b"<a xml:id='x'/>", at=1)
    write(store, Changes(to_sign={unusable.id: unusable}))
    machine.rig.worker.signing.begin()
    until(lambda: "HUB-793" in machine.note(), machine)
    machine.turn(OFFER_AFTER_S + 1)
    machine.card.put_back()
    (document,) = submit(machine)
    until(lambda: contents(machine, document), machine, seconds=1)
    assert unsigned(store) == 1


def test_a_lane_that_has_not_signed_yet_takes_one_message_only(
    store: Store, machines: Callable[[str], Machine]
) -> None:
    """A third worker without the card does not hold up what the second could sign."""
    first, third = machines("first"), machines("third")
    first.card.pull()
    third.card.pull()
    submit(first, 5)
    until(lambda: "HUB-793" in first.note(), first)
    first.turn(OFFER_AFTER_S + 1)
    until(lambda: "HUB-793" in third.note(), third, seconds=1)
    third.turn(CHECK_INTERVAL_S)
    assert len(store.signing.due("third", [INSURER], 9)) == 1
    assert len(store.signing.due(OFFERED, [INSURER], 9)) == 4


def test_a_card_that_comes_back_signs_what_nobody_took(store: Store, machines: Callable[[str], Machine]) -> None:
    """Offered messages wait for the first worker that reaches a device, and that may be the one that offered them."""
    only = machines("only")
    only.card.pull()
    submit(only, 5)
    until(lambda: "HUB-793" in only.note(), only)
    only.turn(OFFER_AFTER_S + 1)
    only.card.put_back()
    until(lambda: unsigned(store) == 0, only, seconds=1)
    assert only.card.signed == 5


def test_a_message_that_two_cards_sign_has_one_content(store: Store, machines: Callable[[str], Machine]) -> None:
    """The first worker's device came back while the second one signed what it had offered."""
    slow, fast = machines("slow"), machines("fast")
    may_go_on = threading.Event()
    slow.card.before_signing = held_by(may_go_on)
    (document,) = submit(slow)
    until(lambda: slow.card.tried >= 2, slow)
    slow.turn(OFFER_AFTER_S + 1)
    until(lambda: unsigned(store) == 0, fast, seconds=1)
    before = contents(fast, document)

    may_go_on.set()
    until(lambda: slow.rig.worker.signing._lanes and slow.rig.worker.signing._lanes.have_treated())
    slow.turn()
    assert (slow.card.signed, fast.card.signed) == (1, 1)
    assert contents(slow, document) == before
    assert len(before) == 1


def test_a_device_that_hangs_is_told_and_holds_nothing_else(store: Store, machines: Callable[[str], Machine]) -> None:
    """A call that never comes back is noted with the time at which it began, until the device answers again."""
    machine = machines("hub")
    may_go_on = threading.Event()
    machine.card.before_signing = held_by(may_go_on)
    submit(machine, 2)
    until(lambda: machine.card.tried >= 2, machine)
    machine.turn(HANGS_AFTER_S - 1)
    assert machine.note() == ""

    began = machine.rig.clock.now() - round(HANGS_AFTER_S * 1_000_000)
    machine.turn(1)
    until(machine.note, machine, seconds=CHECK_INTERVAL_S)
    assert "HUB-798" in machine.note()
    (since,) = [int(part.split(":")[1]) for part in machine.note().split(",") if "since" in part]
    assert began - 10_000_000 <= since <= began
    (other,) = submit(machine, party=OTHER)
    assert len(contents(machine, other)) == 1

    may_go_on.set()
    until(lambda: unsigned(store) == 0, machine, seconds=1)
    assert machine.note() == ""


def test_a_device_that_is_back_is_not_told_as_away_although_nothing_waits(
    store: Store, machines: Callable[[str], Machine]
) -> None:
    """The hub looks at a device that was away, and at no other one."""
    old, new = machines("old"), machines("new")
    old.card.pull()
    submit(old)
    until(lambda: "HUB-793" in old.note(), old)
    new.notes.mkdir()
    (new.notes / "card.json").write_text(old.note(), "utf-8")  # a home whose worker was killed
    until(lambda: unsigned(store) == 0 or store.outbox.reassign(["old"], "new"), new)
    until(lambda: unsigned(store) == 0, new, seconds=1)
    assert new.note() == ""

    (new.notes / "card.json").write_text(old.note(), "utf-8")  # and nothing waits any more
    signed = new.card.signed
    until(lambda: not new.note(), new, seconds=1)
    assert new.card.signed == signed
    tried = new.card.tried
    new.turn(100)
    new.turn(100)
    assert new.card.tried == tried
    new.card.pull()
    (new.notes / "card.json").write_text(old.note(), "utf-8")
    until(lambda: new.card.tried > tried + 1, new, seconds=CHECK_INTERVAL_S)
    assert "HUB-793" in new.note()


def test_a_lane_that_offers_is_given_nothing_more(store: Store, machines: Callable[[str], Machine]) -> None:
    """It tries the one message that it has begun; the others were taken back from it."""
    machine = machines("hub")
    machine.card.pull()
    submit(machine, 3)
    until(lambda: "HUB-793" in machine.note(), machine)
    machine.turn(OFFER_AFTER_S + 1)
    submit(machine, 2)
    machine.turn(CHECK_INTERVAL_S)
    assert store.signing.parties("hub") == []
    assert len(store.signing.due(OFFERED, [INSURER], IN_HAND)) == 5
