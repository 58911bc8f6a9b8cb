"""Keys on devices sign after the commit, each in a lane of its own: documents wait for them and for nothing else."""

import json
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from guarantees import a_general_guarantee, decide, hear
from lxml import etree
from money import status
from rig import START, HandClock, Rig, a_credit_authorization, a_uscc, signing_key
from slow_keys import SlowKey, with_devices

from adapters.signing import FileSigner, RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.x509 import KeyKind, SigningKey, ValidityLimits, make_key
from hub.errors import Code, DeviceLocked, DeviceRefused, MessageRefused, operator_error
from hub.flow.lane import Treated
from hub.model import Changes, Document, Message
from hub.ports import Store
from hub.stages.prepared import Prepared
from hub.stages.write_changes import write_changes
from hub.testing.rows import a_message, a_message_to_sign, empty_books, write
from hub.text.bilingual import Bilingual
from hub.xml.parse import parse_xml


@cache
def a_key(name: str, kind: KeyKind = "ecdsa") -> SigningKey:
    return make_key(name, START, kind, days=3650)


@pytest.fixture
def card() -> SlowKey:
    """The key for one insurer."""
    return SlowKey(a_key("card"))


@pytest.fixture
def token() -> SlowKey:
    """The key for customs."""
    return SlowKey(a_key("token", "rsa"))


class Devices(dict[str, SlowKey]):
    """Devices by folder. One that is not here has a fault in its file."""

    def __missing__(self, name: str) -> SlowKey:
        reason = Bilingual.same("a fault")
        raise operator_error(Code.BAD_DEVICE_FILE, place=f"{name}/device.yaml:1", reason=reason)


@pytest.fixture
def devices(card: SlowKey, token: SlowKey) -> Devices:
    """What is made of the files of devices: a test corrects them here."""
    return Devices({"card": card, "token": token})


@pytest.fixture
def rig(store: Store, tmp_path: Path, card: SlowKey, token: SlowKey, devices: Devices) -> Iterator[Rig]:
    """A hub that signs for one insurer with a card, for customs with a token, and for all others with a file."""
    made = a_rig(store, tmp_path, card, token, devices=devices)
    yield made
    made.worker.signing.stop()
    made.close()


def a_rig(store: Store, folder: Path, card: SlowKey, token: SlowKey, **more: Any) -> Rig:
    devices = more.pop("devices", {"card": card, "token": token})
    parties = {"card": ["ping-an"], "token": ["customs"]}
    signing = with_devices(folder / "notes", devices, parties, more.pop("limits", None))
    return Rig(store, folder / "queues", signing=signing, **more)


def turn(rig: Rig) -> None:
    """One turn of the worker, as far as it signs."""
    rig.worker.promise(rig.worker.signing.run())


def until(rig: Rig, is_so: Callable[[], object]) -> None:
    """Let the lanes sign until something is so."""
    end = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < end
        turn(rig)
        time.sleep(0.002)


def waiting(rig: Rig) -> dict[str, int]:
    """How many messages wait for a signature, by party."""
    found = rig.store.totals.overview([], []).to_sign
    return {group.where: group.count for group in found if group.what != "receipt"}


def signed(rig: Rig, *documents: Document) -> Callable[[], bool]:
    return lambda: all(messages(rig, document) for document in documents)


def messages(rig: Rig, document: Document) -> list[Message]:
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    return [message for message in trail.messages if message.direction == "out"]


def body_of(rig: Rig, document: Document) -> bytes:
    return rig.store.archive.payload(messages(rig, document)[-1].digest) or b""


def verifies(body: bytes, key: SigningKey) -> bool:
    register = CertificateRegister({"hub": [key.certificate]})
    return RegisteredVerifier(register, HandClock()).verify(parse_xml(body), "hub") is not None


def for_the_card(**more: Any) -> dict[str, Any]:
    return a_credit_authorization(a_uscc(), **more)


def for_the_file(**more: Any) -> dict[str, Any]:
    return a_credit_authorization(a_uscc(), party="boc-insurance", **more)


def test_a_document_is_accepted_before_its_message_is_signed(rig: Rig, card: SlowKey) -> None:
    """Its message waits with everything but a signature, and a lane signs it in a thread of its own."""
    with_card, with_file = rig.submit(for_the_card(), for_the_file())
    assert (with_card.status, with_file.status) == ("P001", "P001")
    assert (len(messages(rig, with_card)), len(messages(rig, with_file)), card.tried) == (0, 1, 0)
    (row,) = rig.store.signing.due("hub", ["ping-an"], 9)
    assert (row.document, row.kind, row.round) == (with_card.id, "business", 1)

    rig.worker.signing.begin()
    until(rig, signed(rig, with_card))
    assert (waiting(rig), card.threads) == ({}, {"lane-card"})
    assert messages(rig, with_card) == [row.signed(body_of(rig, with_card))]
    assert verifies(body_of(rig, with_card), card.key)


def test_what_a_lane_signed_is_sent_like_everything_else(rig: Rig) -> None:
    """From memory, with one outbox row; its confirmation moves the document."""
    (document,) = rig.submit(for_the_card())
    until(rig, signed(rig, document))
    rig.work()
    assert status(rig, document) == "P002"
    (sent,) = (rig.root / "ping-an" / "InBox").glob("*.xml")
    assert sent.read_bytes() == body_of(rig, document)


def test_a_message_from_a_lane_is_the_one_from_the_batch(store: Store, tmp_path: Path, token: SlowKey) -> None:
    """RSA signatures are deterministic: an answer to the message of a lost store fits the message that is made again.

    The answer came first, and acts in the transaction that records the signature.
    """
    rig = a_rig(store, tmp_path, token, SlowKey(a_key("other")))
    form = for_the_card()
    (prepared,) = rig.worker.submissions.ready([rig.delivery("national", json.dumps(form).encode())])
    assert isinstance(prepared, Prepared)
    assert prepared.root is not None and prepared.draft is not None
    body = FileSigner(token.key, rig.clock).sign(prepared.root)
    foretold = a_message(body, id=prepared.draft.id, party="ping-an", document=prepared.document.id)
    result = {"AuthorizationNumber": "A-1", "SignedAt": "2026-09-21T10:00:00+08:00"}
    rig.reply(rig.decision("CreditAuthorizationDecision", foretold, "S", result))

    (document,) = rig.submit(form)
    assert status(rig, document) == "P001"
    until(rig, signed(rig, document))
    assert (body_of(rig, document), status(rig, document)) == (body, "S")
    rig.worker.signing.stop()


def test_a_pulled_card_holds_its_own_lane_and_nothing_else(rig: Rig, card: SlowKey, token: SlowKey) -> None:
    """Documents for others go out meanwhile, and what waited is signed when the card is back."""
    card.pull()
    held = rig.submit(*(for_the_card() for _ in range(3)))
    (of_customs,) = rig.submit(a_general_guarantee(a_uscc()))
    (of_file,) = rig.submit(for_the_file())
    until(rig, signed(rig, of_customs, of_file))
    until(rig, lambda: card.tried > 1)
    assert (waiting(rig), token.signed) == ({"ping-an": 3}, 2)

    card.put_back()
    until(rig, signed(rig, *held))
    assert (waiting(rig), card.signed) == ({}, 3)


def test_a_card_pulled_while_it_signs_leaves_one_message(rig: Rig, card: SlowKey) -> None:
    """The same message is signed again from the beginning, under the same id."""
    pulled = iter([True])

    def pull_once() -> None:
        if next(pulled, False):
            card.pull()

    card.before_signing = pull_once
    (document,) = rig.submit(for_the_card())
    until(rig, lambda: card.failure is not None)
    assert (messages(rig, document), len(rig.store.signing.due("hub", ["ping-an"], 9))) == ([], 1)
    card.put_back()
    until(rig, signed(rig, document))
    assert verifies(body_of(rig, document), card.key)


def test_a_locked_card_is_not_tried_again_until_somebody_acted(rig: Rig, card: SlowKey, tmp_path: Path) -> None:
    """Neither by this worker nor by another of the home. The act is a change of the file with the PIN."""
    card.lock()
    (document,) = rig.submit(for_the_card())
    until(rig, (tmp_path / "notes" / "card.json").exists)
    tried = card.tried
    other = a_rig(rig.store, tmp_path, card, SlowKey(a_key("other")), worker="other")
    assert other.ports.lanes is not None
    for _ in range(20):
        turn(rig)
        time.sleep(0.02)
    assert (card.tried, other.ports.lanes.may_try("card")) == (tried, False)

    card.put_back()
    (tmp_path / "notes" / "card.pin").write_text("123456")
    until(rig, signed(rig, document))
    assert not (tmp_path / "notes" / "card.json").exists()


def test_a_pin_that_is_wrong_again_locks_again(rig: Rig, card: SlowKey, tmp_path: Path) -> None:
    """One change of the file is one attempt."""
    lanes = rig.ports.lanes
    assert lanes is not None
    for _ in range(3):
        lanes.tell("card", DeviceLocked("wrong PIN"))
        assert not lanes.may_try("card")
        time.sleep(0.01)  # file systems tell times apart by some milliseconds
        (tmp_path / "notes" / "card.pin").write_text("654321")
        assert lanes.may_try("card")
        time.sleep(0.01)


def test_a_pin_that_is_corrected_while_the_wrong_one_is_tried_counts(rig: Rig, card: SlowKey, tmp_path: Path) -> None:
    """A card may keep its lane waiting for minutes between the two."""
    pin, wrong = tmp_path / "notes" / "card.pin", iter([True])

    def correct_it() -> None:
        if next(wrong, False):
            time.sleep(0.01)  # file systems tell times apart by some milliseconds
            pin.write_text("123456")
            raise DeviceLocked("wrong PIN")

    pin.parent.mkdir()
    card.before_signing = correct_it
    (document,) = rig.submit(for_the_card())
    until(rig, signed(rig, document))
    assert not (tmp_path / "notes" / "card.json").exists()


def test_a_device_is_made_anew_after_it_failed(rig: Rig, card: SlowKey, devices: Devices) -> None:
    """What its file says by then counts, without a restart: where the key is, and where its PIN is."""
    card.pull()
    (document,) = rig.submit(for_the_card())
    until(rig, lambda: card.tried > 1)
    devices["card"] = SlowKey(card.key)
    until(rig, signed(rig, document))
    assert (card.signed, devices["card"].signed) == (0, 1)


def test_a_fault_in_the_file_of_a_device_holds_its_lane(rig: Rig, devices: Devices, tmp_path: Path) -> None:
    """HUB-795 tells its place; the messages wait for its correction like those of a card that is away."""
    note, right = tmp_path / "notes" / "card.json", devices.pop("card")
    (document,) = rig.submit(for_the_card())
    until(rig, note.exists)
    said = json.loads(note.read_text("utf-8"))
    assert (said["code"], "card/device.yaml:1" in said["en"]) == ("HUB-795", True)
    devices["card"] = right
    until(rig, signed(rig, document))
    assert not note.exists()


def test_a_device_that_refuses_one_signature_is_told_from_one_that_refuses_all(rig: Rig, card: SlowKey) -> None:
    """MessageRefused: the device is the right one, and may sign the next message."""

    def refuse() -> None:
        raise DeviceRefused("no SHA-1")

    assert rig.ports.lanes is not None
    rig.submit(for_the_card())
    (row,) = rig.store.signing.due("hub", ["ping-an"], 9)
    signer = rig.ports.lanes.open("card")
    card.before_signing = refuse
    with pytest.raises(MessageRefused, match="no SHA-1"):
        signer.sign(parse_xml(row.body), "ping-an")
    card.failure = DeviceRefused("no such key")
    with pytest.raises(DeviceRefused, match="no such key") as refused:
        signer.sign(parse_xml(row.body), "ping-an")
    assert not isinstance(refused.value, MessageRefused)


def test_two_workers_that_sign_one_message_record_one(rig: Rig, card: SlowKey, tmp_path: Path) -> None:
    """As when a worker is taken for dead: ECDSA makes two different signatures, and the first commit counts."""
    (document,) = rig.submit(for_the_card())
    (row,) = rig.store.signing.due("hub", ["ping-an"], 9)
    other = a_rig(rig.store, tmp_path, card, SlowKey(a_key("other")), worker="other")
    assert rig.ports.lanes is not None
    signer = rig.ports.lanes.open("card")
    one, two = (signer.sign(parse_xml(row.body), "ping-an") for _ in range(2))
    assert one != two
    for worker, body in ((other.worker, two), (rig.worker, one)):
        worker.signing._treated = [Treated(row, body)]
        worker.promise(worker.signing.run())
    assert (body_of(rig, document), waiting(rig)) == (two, {})
    rig.work()
    assert status(rig, document) == "P001"  # the other worker sends it
    other.work()
    (sent,) = (rig.root / "ping-an" / "InBox").glob("*.xml")
    assert (status(rig, document), sent.read_bytes()) == ("P002", two)


def test_another_worker_signs_what_a_dead_one_left(rig: Rig, card: SlowKey, tmp_path: Path) -> None:
    """Messages to sign have an owner, like those to send."""
    (document,) = rig.submit(for_the_card())
    other = a_rig(rig.store, tmp_path, card, SlowKey(a_key("other")), worker="other")
    turn(other)
    assert rig.store.outbox.reassign(["hub"], "other") > 0
    other.worker.signing.begin()
    until(other, signed(rig, document))
    other.worker.signing.stop()


def test_a_key_that_ended_holds_back_its_own_partys_documents_only(
    store: Store, tmp_path: Path, card: SlowKey, token: SlowKey
) -> None:
    """HUB-505 is no reason any more to take nothing: what is accepted waits for the next key."""
    limits = {"": ValidityLimits(until=START - 1)}
    rig = a_rig(store, tmp_path, card, token, limits=limits)
    with_card, with_file = rig.submit(for_the_card(), for_the_file())
    assert (with_card.status, with_file.status) == ("P001", "P001")
    until(rig, signed(rig, with_card))
    assert waiting(rig) == {"boc-insurance": 1}
    rig.worker.signing.stop()
    rig.close()

    renewed = a_rig(store, tmp_path, card, token)
    until(renewed, signed(rig, with_file))
    assert verifies(body_of(renewed, with_file), signing_key("hub"))
    renewed.worker.signing.stop()


def test_customs_get_an_envelope_that_a_token_signed_twice(rig: Rig, token: SlowKey) -> None:
    """The message inside and the envelope around it; customs' answer to the document moves it."""
    (document,) = rig.submit(a_general_guarantee(a_uscc()))
    until(rig, signed(rig, document))
    assert token.signed == 2
    envelope = etree.fromstring(body_of(rig, document))
    assert verifies(etree.tostring(envelope), token.key)
    hear(rig, decide(rig, document, "G002", {"GuaranteeNumber": "D80120260000900"}))
    assert status(rig, document) == "G002"
    rig.worker.signing.begin()
    until(rig, lambda: not rig.store.signing.parties("hub"))  # the receipt for it is signed too


def test_a_receipt_waits_once_however_often_it_is_asked_for(rig: Rig, card: SlowKey) -> None:
    """A party that repeats a message while the card is out gets one receipt, with one content."""
    card.pull()
    body = rig.notice(a_uscc(), {}, rig.clock.now()).replace(b"QuotaChange", b"QuotaChanged")
    for _ in range(2):
        rig.worker.promise(rig.reply(body))
    (row,) = rig.store.signing.due("hub", ["ping-an"], 9)
    assert row.kind == "receipt"
    until(rig, lambda: card.tried)
    card.put_back()
    until(rig, lambda: not rig.store.signing.parties("hub"))
    rig.reply(body)
    rig.work()
    sent = {path.read_bytes() for path in (rig.root / "ping-an" / "InBox").glob("*.xml")}
    assert len(sent) == 1


def test_a_later_message_of_a_document_waits_behind_an_earlier_one(rig: Rig, card: SlowKey) -> None:
    """Also where it is signed at once, because another key signs for the party by now."""
    card.pull()
    (document,) = rig.submit(for_the_card())
    books = empty_books()
    books.trails.load([rig.document(document.id)])
    later = a_message(b"<later/>", document=document.id, party="ping-an", kind="inquiry", at=rig.clock.now())
    books.post.keep(later, b"<later/>")
    books.post.promise_message(later.id, "ping-an")
    with rig.store.transactions.begin() as unit:
        write_changes(unit, books)
        assert [row.body for row in unit.to_sign_for([document.id])][1:] == [b""]
    assert rig.store.outbox.due("worker-1", 9) == []
    rig.store.outbox.reassign(["worker-1"], "hub")

    card.put_back()
    rig.worker.signing.begin()
    until(rig, lambda: not rig.store.signing.parties("hub"))
    promised = [due.outgoing.subject for due in rig.store.outbox.due("hub", 9) if due.outgoing.about == "message"]
    assert promised == [messages(rig, document)[0].id, later.id]


def test_a_message_that_cannot_be_signed_holds_back_no_other(rig: Rig, card: SlowKey) -> None:
    """It is logged and tried again much later."""
    broken = a_message_to_sign(party="ping-an", kind="receipt", owner="hub", body=b"<a xml:id='x'/>", at=1)
    write(rig.store, Changes(to_sign={broken.id: broken}))
    (document,) = rig.submit(for_the_card())
    until(rig, signed(rig, document))
    assert [row.id for row in rig.store.signing.due("hub", ["ping-an"], 9)] == [broken.id]


def test_nobody_is_late_with_an_answer_to_what_is_not_signed(rig: Rig, card: SlowKey) -> None:
    """The time for an answer goes on while the card is out, and is over for a message that was sent only."""
    card.pull()
    (document,) = rig.submit(for_the_card())

    def overdue() -> list[str]:
        rig.send()
        rig.clock.pass_(days=2)
        rig.worker.deadlines._not_before = 0.0
        rig.worker.deadlines._looked = (rig.clock.now(), time.monotonic())
        rig.worker.promise(rig.worker.deadlines.run())
        trail = rig.store.documents.trail(document.id)
        assert trail is not None
        return [t.detail["observed"] for t in trail.transitions if t.is_observation]

    assert [overdue(), overdue()] == [[], []]
    card.put_back()
    until(rig, signed(rig, document))
    assert overdue() == ["resent"]


def test_a_stopping_worker_leaves_what_is_not_signed(rig: Rig, card: SlowKey) -> None:
    """Its lanes end, also while the card is out."""
    card.pull()
    rig.submit(for_the_card())
    until(rig, lambda: card.tried)
    began = time.monotonic()
    rig.worker.signing.stop()
    assert time.monotonic() - began < 4
    assert waiting(rig) == {"ping-an": 1}
