"""A day with a real card service: a hub signs for one insurer with a PIV card that comes and goes."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from device_rigs import CardRig
from rig import START, Rig, a_credit_authorization, a_uscc, signing_key
from services.pcsc import CardService
from services.softhsm import PIN
from services.virtual_card import PivCard
from slow_keys import with_devices

from adapters.devices import WrongPins
from adapters.pcsc import CardDevice
from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.x509 import SigningKey, make_key
from hub.model import Document
from hub.ports import SignatureAlgorithm, Store
from hub.xml.parse import parse_xml

GENERAL_AUTHENTICATE = bytes.fromhex("0087")
BATCH = 40


@pytest.fixture
def backend() -> str:
    """One is enough: lanes never touch the store, and their races have tests on both."""
    return "sqlite"


class CardKey:
    """The hub's key on the card; a test changes its PIN's file."""

    def __init__(self, card: CardRig, key: SigningKey) -> None:
        self.key = key
        self.pin = PIN
        self._card = card
        self.restart()

    def restart(self) -> None:
        """As a new process: it remembers no wrong PIN."""
        self._device = CardDevice(self._card.place, lambda: self.pin, WrongPins())

    def open(self) -> bytes:
        return self._device.open()

    def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
        return self._device.sign(digest, algorithm)

    def close(self) -> None:
        self._device.close()


class Day:
    """A hub, its card, and what was submitted so far."""

    def __init__(self, store: Store, root: Path, card: CardRig, key: CardKey) -> None:
        self.store, self.root, self.card, self.key = store, root, card, key
        self.submitted: list[Document] = []
        self.rig = self.a_worker("hub")

    def a_worker(self, name: str) -> Rig:
        devices = with_devices(self.root / "notes", {"card": self.key}, {"card": ["ping-an"]})  # type: ignore[dict-item]
        return Rig(self.store, self.root / "queues", signing=devices, worker=name)

    def restart(self) -> None:
        """Another worker takes over what the first one left, in a process of its own."""
        self.rig.worker.signing.stop()
        self.rig.close()
        self.key.restart()
        self.rig = self.a_worker("other")
        self.store.outbox.reassign(["hub"], "other")
        self.rig.worker.signing.begin()

    def submit(self) -> None:
        """A batch of documents that the card signs for."""
        self.submitted += self.rig.submit(*(a_credit_authorization(a_uscc()) for _ in range(BATCH)))
        self.rig.worker.signing.begin()

    def is_served_by_file(self) -> None:
        """Another insurer's document is accepted and signed at once, whatever the card does."""
        (document,) = self.rig.submit(a_credit_authorization(a_uscc(), party="boc-insurance"))
        assert len(self.bodies(document)) == 1

    def signed(self) -> int:
        """How many of the card's documents have their message."""
        waiting = self.store.totals.overview([], []).to_sign
        return len(self.submitted) - sum(group.count for group in waiting)

    def until(self, is_so: Callable[[], object]) -> None:
        """Let the lane work; five minutes are a hang."""
        end = time.monotonic() + 300
        while not is_so():
            assert time.monotonic() < end, self.note()
            self.rig.worker.promise(self.rig.worker.signing.run())
            time.sleep(0.002)

    def note(self) -> str:
        """What the lane tells operators of the card; empty while it signs."""
        with suppress(FileNotFoundError):
            return (self.root / "notes" / "card.json").read_text("utf-8")
        return ""

    def act(self, pin: bytes) -> None:
        """An operator writes another PIN."""
        self.key.pin = pin
        time.sleep(0.02)  # file systems tell times apart by some milliseconds
        (self.root / "notes" / "card.pin").write_bytes(pin)

    def bodies(self, document: Document) -> list[bytes]:
        trail = self.store.documents.trail(document.id)
        assert trail is not None
        sent = [message for message in trail.messages if message.direction == "out"]
        return [self.store.archive.payload(message.digest) or b"" for message in sent]


@pytest.fixture
def day(store: Store, tmp_path: Path, card_service: CardService) -> Iterator[Day]:
    key = make_key("card", START, days=3650)
    with closing(CardRig(card_service, PivCard(key, PIN), "ecdsa-sha256")) as card:
        made = Day(store, tmp_path, card, CardKey(card, key))
        yield made
        made.rig.worker.signing.stop()
        made.rig.close()


@pytest.mark.slow
def test_a_day_in_the_life_of_a_card(day: Day, card_service: CardService) -> None:
    """Two hundred documents: nothing is lost, and no message has two contents."""
    day.submit()
    day.until(lambda: day.signed() == BATCH)

    day.card.virtual.pulled_by = GENERAL_AUTHENTICATE
    day.submit()
    day.until(lambda: "HUB-793" in day.note())
    day.is_served_by_file()
    day.card.virtual.pulled_by = None
    day.card.take_away()
    day.card.put_back()
    day.until(lambda: day.signed() == 2 * BATCH)

    card_service.kill()
    day.submit()
    day.until(lambda: "HUB-793" in day.note())
    day.is_served_by_file()
    day.card.virtual.pull()
    card_service.start()
    day.card.put_back()
    day.until(lambda: day.signed() == 3 * BATCH)

    day.key.pin = b"111111"
    day.submit()
    day.until(lambda: "HUB-794" in day.note())
    first = day.note()
    day.act(b"222222")
    day.until(lambda: day.note() not in (first, ""))
    day.is_served_by_file()
    assert day.card.application.pin.wrong == 2
    day.restart()  # the old worker is not heard of again
    day.act(PIN)
    day.until(lambda: day.signed() == 4 * BATCH)

    day.submit()
    day.until(lambda: day.signed() == 5 * BATCH)
    day.rig.work()
    assert_sent_once(day)


def assert_sent_once(day: Day) -> None:
    """Each document's one message, as it is stored, with a signature that verifies."""
    register = CertificateRegister({"hub": [day.key.key.certificate, signing_key("hub").certificate]})
    verifier = RegisteredVerifier(register, day.rig.clock)
    recorded = [body for document in day.submitted for body in day.bodies(document)]
    sent = [path.read_bytes() for path in (day.root / "queues" / "ping-an" / "InBox").glob("*.xml")]
    assert (len(recorded), sorted(sent)) == (5 * BATCH, sorted(recorded))
    assert {day.rig.document(document.id).status for document in day.submitted} == {"P002"}
    for body in recorded:
        verifier.verify(parse_xml(body), "hub")
