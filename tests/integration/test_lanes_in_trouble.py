"""One message, one party or one device in trouble holds back only what depends on it."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from guarantees import a_general_guarantee
from rig import START, Rig, a_credit_authorization, a_uscc, catalogue
from slow_keys import OneRing, SlowKey
from test_encrypted_messages import EncryptedRig

from adapters.envelope import dxp
from adapters.signing import RingLanes, RingSigner, named
from adapters.store import signing as signing_queue
from adapters.trust import DeviceNotes
from adapters.x509 import KeyKind, make_key
from hub.errors import DeviceRefused
from hub.flow.replay import Replay
from hub.flow.replay_plan import SendAgain
from hub.model import Changes, Document, Message, ToSign
from hub.ports import SignatureAlgorithm, Store
from hub.stages.write_changes import write_changes
from hub.testing.rows import a_message, a_message_to_sign, empty_books, write

INSURER, OTHER = "ping-an", "boc-insurance"
PARTIES = {"card": [INSURER]}


def a_card(kind: KeyKind = "ecdsa") -> SlowKey:
    return SlowKey(make_key("card", START, kind, days=3650))


@pytest.fixture
def card() -> SlowKey:
    """The key for one insurer."""
    return a_card()


@pytest.fixture
def rings(card: SlowKey) -> OneRing:
    return OneRing({"card": card}, PARTIES)


@pytest.fixture
def rig(store: Store, tmp_path: Path, card: SlowKey, rings: OneRing) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues", signing=lanes_of(tmp_path, card, rings))
    yield made
    made.worker.signing.stop()
    made.close()


@pytest.fixture
def encrypted(store: Store, tmp_path: Path, card: SlowKey, rings: OneRing) -> Iterator[EncryptedRig]:
    """A hub whose messages are encrypted for their parties."""
    made = EncryptedRig(store, tmp_path / "queues", lanes_of(tmp_path, card, rings))
    yield made
    made.worker.signing.stop()
    made.close()


def lanes_of(folder: Path, device: SlowKey, rings: OneRing, agreed: Any = None) -> Any:
    """What signs for a rig by its clock: these keys, with this device."""

    def made(clock: Any) -> tuple[RingSigner, RingLanes]:
        signer = RingSigner(rings, clock, agreed) if agreed else RingSigner(rings, clock)
        return signer, RingLanes(
            signer, clock, lambda _: device, DeviceNotes(folder / "notes", lambda _: [], clock.now)
        )

    return made


def sign(rig: Rig, turns: int = 100, seconds: float = 0) -> None:
    """Turns of the worker, as far as it signs; `seconds` pass on its monotonic clock at each turn."""
    line, passed = rig.worker.signing, [time.monotonic()]
    if seconds:
        line._monotonic = lambda: passed[0]
    line.begin()
    for _ in range(turns):
        rig.worker.promise(line.run())
        time.sleep(0.002)
        passed[0] += seconds


def until(rig: Rig, happened: Callable[[], bool], seconds: float = 0) -> None:
    """Turns of the worker until it happened: what signs is a thread of its own."""
    end = time.monotonic() + 300
    while not happened():
        assert time.monotonic() < end
        sign(rig, 5, seconds)


def until_signed(rig: Rig, *documents: Document, seconds: float = 0) -> None:
    until(rig, lambda: all(len(messages(rig, document)) == 1 for document in documents), seconds)


def messages(rig: Rig, document: Document) -> list[Message]:
    """The hub's recorded messages of a document."""
    trail = rig.store.documents.trail(document.id)
    return [message for message in trail.messages if message.direction == "out"] if trail else []


def for_(party: str) -> dict[str, Any]:
    return a_credit_authorization(a_uscc(), party=party)


def waits(rig: Rig, **given: Any) -> ToSign:
    row = a_message_to_sign(party=INSURER, **given)
    write(rig.store, Changes(to_sign={row.id: row}))
    return row


def say_later(rig: Rig, document: Document) -> Message:
    """Another message of a document, signed at once."""
    books = empty_books()
    books.trails.load([rig.document(document.id)])
    later = a_message(b"<a/>", document=document.id, party=INSURER, kind="business", round=1, at=rig.clock.now())
    books.post.keep(later, b"<a/>")
    books.post.promise_message(later.id, INSURER)
    with rig.store.transactions.begin() as unit:
        write_changes(unit, books)
    return later


def promised(rig: Rig) -> list[str]:
    due = [*rig.store.outbox.due("worker-1", 9), *rig.store.outbox.due("operator", 9)]
    return [one.outgoing.subject for one in due if one.outgoing.about == "message"]


def test_a_receiver_without_a_certificate_stops_no_other_message(encrypted: EncryptedRig, card: SlowKey) -> None:
    """Its certificate ended while its message waited for the card; the worker goes on."""
    card.pull()
    ended, other = encrypted.submit(for_(INSURER), for_(INSURER))
    known = encrypted.hub_knows.of
    encrypted.hub_knows.of = lambda party: []  # type: ignore[method-assign]
    card.put_back()
    sign(encrypted)
    assert (messages(encrypted, ended), messages(encrypted, other)) == ([], [])

    encrypted.hub_knows.of = known  # type: ignore[method-assign]
    until_signed(encrypted, ended, other, seconds=20)


def test_a_token_that_is_registered_for_a_sealed_party_stops_no_worker(
    encrypted: EncryptedRig, card: SlowKey, rings: OneRing
) -> None:
    """Only a key in a file seals what is encrypted; a folder of a device may be put into a running hub's register."""
    rings.ring = OneRing({"card": a_card("rsa")}, {"card": ["customs"]}).ring
    (guarantee,) = encrypted.submit(a_general_guarantee(a_uscc()))
    sign(encrypted)
    assert messages(encrypted, guarantee) == []


def test_a_message_that_is_too_large_for_its_envelope_once_signed_is_told_at_once(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could never be signed, and would wait for ever."""
    token = a_card("rsa")
    rig = Rig(
        store, tmp_path / "queues", signing=lanes_of(tmp_path, token, OneRing({"card": token}, {"card": ["customs"]}))
    )
    rig.submit(a_general_guarantee(a_uscc()))
    (row,) = rig.store.signing.due("hub", ["customs"], 9)
    monkeypatch.setattr(dxp, "LARGEST", len(row.body) + 500)
    rig.take_in([json.dumps(a_general_guarantee(a_uscc()) | {"id": "large"}).encode()])
    assert len(rig.store.signing.due("hub", ["customs"], 9)) == 1
    assert not [one for one in rig.store.documents.find("large") if one.status != "H001"]
    rig.close()


def test_a_receipt_that_waits_holds_back_no_business_message(rig: Rig, card: SlowKey) -> None:
    (document,) = rig.submit(for_(INSURER))
    until_signed(rig, document)
    waits(rig, kind="receipt", document=document.id, owner="hub", body=b"<a/>", at=1)
    assert say_later(rig, document).id in promised(rig)


def test_a_receipt_of_another_worker_holds_back_no_inquiry(rig: Rig, card: SlowKey) -> None:
    """The machine of that worker may have no card."""
    (document,) = rig.submit(for_(INSURER))
    until_signed(rig, document)
    body = b"<b xmlns='urn:single-window-hub:1'/>"
    waits(rig, kind="receipt", document=document.id, owner="without-card", body=b"<a/>", at=1)
    inquiry = waits(rig, kind="inquiry", document=document.id, owner="hub", body=body, at=2)
    until(rig, lambda: inquiry.id in [message.id for message in messages(rig, document)])


def test_a_message_that_is_held_back_costs_no_signatures(rig: Rig, card: SlowKey) -> None:
    """The one before it cannot be signed at all. One signature is made before that is known."""
    card.pull()
    (document,) = rig.submit(for_(INSURER))
    waits(rig, kind="copy", document=document.id, owner="hub", body=b"<a xml:id='x'/>", at=1)
    card.put_back()
    until(rig, lambda: card.signed == 1, seconds=1)
    sign(rig, 100, seconds=1)
    assert (card.signed, messages(rig, document)) == (1, [])


def test_a_party_whose_algorithm_the_card_refuses_holds_back_no_other(store: Store, tmp_path: Path) -> None:
    class Refusing(SlowKey):
        """A card that makes no SHA-1."""

        def sign(self, digest: bytes, algorithm: SignatureAlgorithm) -> bytes:
            if algorithm == "rsa-sha1":
                raise DeviceRefused("no SHA-1")
            return super().sign(digest, algorithm)

    card = Refusing(a_card("rsa").key)
    ways = {OTHER: named("eport-rsa-sha1")}
    agreed = lambda party: ways.get(party, named("xmldsig-rsa"))  # noqa: E731
    rig = Rig(
        store,
        tmp_path / "queues",
        signing=lanes_of(tmp_path, card, OneRing({"card": card}, {"card": [INSURER, OTHER]}), agreed),
    )
    refused, fine = rig.submit(for_(OTHER), for_(INSURER))
    until_signed(rig, fine)
    rig.worker.signing.stop()
    assert messages(rig, refused) == []


def test_messages_that_fill_a_page_and_fail_hold_back_no_other(
    rig: Rig, card: SlowKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_queue, "PAGE_LIMIT_BYTES", 2_000)
    for at in range(1, 5):
        waits(rig, kind="receipt", owner="hub", body=b"<a xml:id='x'>" + b"A" * 900 + b"</a>", at=at)
    (document,) = rig.submit(for_(INSURER))
    until_signed(rig, document, seconds=20)


def test_a_device_that_hangs_keeps_nothing_when_another_key_signs(rig: Rig, card: SlowKey, rings: OneRing) -> None:
    """The operator puts a key in a file in its place."""
    released = threading.Event()

    def hang() -> None:
        released.wait(30)

    card.before_signing = hang
    first, second = rig.submit(for_(INSURER), for_(INSURER))
    sign(rig, 20)
    rings.ring = OneRing({}, {}).ring
    until_signed(rig, first)
    until_signed(rig, second)
    released.set()


def test_a_deadline_resends_nothing_that_is_held_back(rig: Rig, card: SlowKey) -> None:
    """Nor does it call an answer overdue to what was not sent."""
    (document,) = rig.submit(for_(INSURER))
    until_signed(rig, document)
    row = replace(ToSign.of(rig.message_of(document.id)), owner="elsewhere")
    rig.work()
    write(rig.store, Changes(to_sign={row.id: row}))
    rig.clock.pass_(days=30)
    rig.worker.deadlines._transact(rig.store.schedule.timers(rig.clock.now(), 10))
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    assert not {"resent", "overdue"} & {row.detail.get("observed") for row in trail.transitions}


def test_a_message_that_is_held_back_is_not_replayed(rig: Rig, card: SlowKey) -> None:
    """It waits behind an older one, and is sent when that is signed."""
    card.pull()
    (document,) = rig.submit(for_(INSURER))
    later = say_later(rig, document)
    replay = Replay(catalogue(), rig.store, rig.clock)
    (entry,) = replay.plan_message(document.id, later.id).entries
    assert isinstance(entry, SendAgain)
    assert (entry.send, entry.why_not) == (False, "HUB-747")
