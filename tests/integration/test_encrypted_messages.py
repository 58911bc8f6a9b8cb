"""A hub that has agreed on encryption with its parties: what goes out, what comes back, and what the store keeps."""

import threading
import time
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from customs import HUB
from evidence_files import evidence_of
from guarantees import a_general_guarantee, a_guarantee_in_force, hear
from lxml import etree
from money import BANK, an_agreement, status
from rig import PARTIES, START, HandClock, Rig, a_credit_authorization, a_uscc, catalogue, signing_key
from slow_keys import SlowKey, with_devices

from adapters.encryption.ciphers import CIPHERS
from adapters.encryption.confidential import ConfidentialMessages
from adapters.encryption.form import without_declaration
from adapters.envelope.dxp import LARGEST
from adapters.signing import RegisteredVerifier
from adapters.trust import CertificateRegister
from adapters.trust.own_keys import KeyPlace, KeyRing, Pair
from adapters.x509 import KeyKind, Registered, SigningKey, fingerprint, make_key
from hub.bootstrap.encrypted_messages import encryption_of
from hub.bootstrap.platform import on_platform
from hub.effects.room import SIGNATURE
from hub.errors import Code, Rejected
from hub.evidence.check import check_evidence
from hub.evidence.container import read_container
from hub.flow.heartbeat import OPERATOR
from hub.flow.release import Release
from hub.flow.replay import Replay
from hub.flow.reply import ReplyLine
from hub.flow.worker import Worker
from hub.home.settings import Settings
from hub.model import Document, Message, digest
from hub.operate.keys.history import History
from hub.ports import Delivery, Lanes, Ports, Signer, Store

AES, SM4 = CIPHERS["aes256-gcm"], CIPHERS["sm4-gcm"]
AGREED = ("ping-an", "customs")
KINDS: tuple[KeyKind, ...] = ("rsa", "sm2")
DATA = "{http://www.chinaport.gov.cn/dxp}Data"


def encryption_key(name: str, kind: KeyKind = "rsa") -> SigningKey:
    """A key for the whole test run."""
    return _encryption_key(name, kind)


@cache
def _encryption_key(name: str, kind: KeyKind) -> SigningKey:
    return make_key(name, START, kind, days=3650, purpose="encryption")


class Held:
    """A ring of one key for each cipher that never changes."""

    def __init__(self, *keys: SigningKey) -> None:
        known = [Registered.of(key.certificate) for key in keys]
        place = KeyPlace("", None, None)
        self._ring = KeyRing(tuple(Pair(place, one, key) for one, key in zip(known, keys, strict=True)), tuple(known))

    def now(self) -> KeyRing:
        return self._ring


def both_kinds(name: str) -> Held:
    """A ring with a key for each cipher."""
    return Held(*(encryption_key(name, kind) for kind in KINDS))


class Known:
    """The parties' certificates, of which a test may take away some."""

    def __init__(self, parties: Sequence[str]) -> None:
        self.without: set[str] = set()
        self._register = CertificateRegister(
            {name: [encryption_key(name, kind).certificate for kind in KINDS] for name in parties}
        )

    def of(self, party: str) -> Sequence[Registered]:
        return [] if party in self.without else self._register.of(party)


class EncryptedRig(Rig):
    """A hub with encryption; the test plays its parties."""

    cipher = AES
    agreed: Sequence[str] = AGREED

    def __init__(self, store: Store, root: Path, signing: Callable[[Any], tuple[Signer, Lanes]] | None = None) -> None:
        super().__init__(store, root)
        signer, lanes = signing(self.clock) if signing else (self.signers["hub"], None)
        known = catalogue()
        named = {name: replace(known.parties[name], encryption=self.cipher.name) for name in self.agreed}
        self.known = replace(known, parties={**known.parties, **named})
        self.hub_knows = Known(self.agreed)
        agreed = dict.fromkeys(self.agreed, self.cipher)
        bare = Ports(
            queue=self.queue,
            store=store,
            signer=signer,
            lanes=lanes,
            verifier=RegisteredVerifier(
                CertificateRegister({name: [signing_key(name).certificate] for name in PARTIES}), self.clock
            ),
            clock=self.clock,
            worker="hub",
            confidentiality=ConfidentialMessages(agreed, both_kinds("hub"), self.hub_knows, self.clock),
        )
        self.ports = on_platform(Settings(dxp_id=HUB), self.known, bare)
        self.worker = Worker("hub", self.known, self.ports, batch=100, wait=0)

    def party(self, name: str = "ping-an") -> ConfidentialMessages:
        """The party's side."""
        register = CertificateRegister({"hub": [encryption_key("hub", self.cipher.kind).certificate]})
        return ConfidentialMessages({"hub": self.cipher}, both_kinds(name), register, self.clock)

    def encrypted(self, body: bytes) -> bytes:
        """What a party says, encrypted for the hub."""
        made = self.party().encrypt(body, "hub")
        assert made is not None
        return made.wire

    def sealed(self, body: bytes, name: str = "", by: str = "customs", **addresses: str) -> bytes:
        return super().sealed(self.encrypted(body), name, by, **addresses)

    def got(self, party: str) -> list[bytes]:
        """What lies in a party's queue, oldest first."""
        return [path.read_bytes() for path in sorted((self.root / party / "InBox").glob("*.xml"))]


class NationalRig(EncryptedRig):
    """A hub that has agreed on SM4-GCM with SM2 envelopes."""

    cipher = SM4


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[EncryptedRig]:
    made = EncryptedRig(store, tmp_path / "queues")
    yield made
    made.close()


DECISION = "CreditAuthorizationDecision"


def codes(rig: Rig) -> list[str]:
    """The codes of what lies in quarantine."""
    return sorted(row.code for row in rig.store.quarantine.deliveries(10))


def sent_to_ping_an(rig: EncryptedRig, uscc: str) -> tuple[Document, Message]:
    """A document that was sent, and its message."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    rig.work()
    return document, rig.message_of(document.id)


def test_a_message_goes_out_encrypted_and_its_answer_moves_the_document(rig: EncryptedRig, uscc: str) -> None:
    """The party decrypts exactly the bytes whose digest its answer echoes; the hub's own receipt is encrypted too."""
    document, message = sent_to_ping_an(rig, uscc)
    (wire,) = rig.got("ping-an")

    assert rig.party().decrypt(wire, "hub") == rig.store.archive.payload(message.digest)
    assert rig.store.archive.payload(digest(wire)) == wire
    assert uscc.encode() not in wire
    rig.reply(rig.encrypted(rig.decision(DECISION, message, "S")))
    rig.work()
    assert status(rig, document) == "S"
    assert len(rig.got("ping-an")) == 2
    assert all(rig.party().decrypt(body, "hub") for body in rig.got("ping-an"))


def test_the_same_bytes_go_out_again(rig: EncryptedRig, uscc: str) -> None:
    """After a crash before the confirmation, from the store: nothing is encrypted a second time."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    first = [due.body for due in rig.store.outbox.due("hub", 10) if due.outgoing.about == "message"]
    rig.work()

    assert rig.got("ping-an") == first
    assert digest(first[0] or b"") != rig.message_of(document.id).digest


@pytest.mark.parametrize("answers_first_copy", [False, True])
def test_what_waited_while_encryption_was_agreed_goes_out_encrypted(
    store: Store, tmp_path: Path, uscc: str, answers_first_copy: bool
) -> None:
    """It was signed and kept to go out plain. Its answer names the message as decrypted, or as it was kept."""
    plain = Rig(store, tmp_path / "before")
    (document,) = plain.submit(a_credit_authorization(uscc))
    plain.close()
    rig = EncryptedRig(store, tmp_path / "queues")
    rig.work()
    (wire,) = rig.got("ping-an")
    message = rig.message_of(document.id)
    read = rig.party().decrypt(wire, "hub")

    assert read is not None
    assert (store.archive.payload(message.digest) or b"").endswith(read)
    told = message.digest if answers_first_copy else digest(read)
    rig.reply(rig.encrypted(rig.decision(DECISION, replace(message, digest=told), "S")))
    assert (status(rig, document), codes(rig)) == ("S", [])
    rig.close()


def test_what_was_sent_plain_is_replayed_encrypted(store: Store, tmp_path: Path, uscc: str) -> None:
    """Each time with the same bytes; a deadline sends again in the same way."""
    plain = Rig(store, tmp_path / "before")
    (document,) = plain.submit(a_credit_authorization(uscc))
    plain.work()
    plain.close()
    rig = EncryptedRig(store, tmp_path / "queues")
    for _ in range(2):
        replay = Replay(rig.known, store, rig.clock)
        list(replay.apply(replay.plan_message(document.id, None), "it may not have come"))
        store.outbox.reassign([OPERATOR], "hub")
        rig.work()

    assert {uscc.encode() in body for body in rig.got("ping-an")} == {False}
    assert [rig.party().decrypt(body, "hub") is not None for body in rig.got("ping-an")] == [True]
    rig.close()


def test_an_envelope_that_waited_while_encryption_was_agreed_goes_out_anew(
    store: Store, tmp_path: Path, uscc: str
) -> None:
    """The signed message in it stays; the envelope around the encrypted bytes is signed anew."""
    plain = Rig(store, tmp_path / "before")
    (document,) = plain.submit(a_general_guarantee(uscc))
    plain.close()
    rig = EncryptedRig(store, tmp_path / "queues")
    rig.work()
    (wire,) = rig.got("customs")
    kept = etree.fromstring(store.archive.payload(rig.message_of(document.id).digest) or b"")

    read = rig.party("customs").decrypt(b64decode(etree.fromstring(wire).findtext(DATA, "")), "hub")
    assert read is not None
    assert b64decode(kept.findtext(DATA, "")).endswith(read)
    rig.close()


def test_what_cannot_be_encrypted_yet_waits_in_the_outbox(store: Store, tmp_path: Path, uscc: str) -> None:
    """It never goes out plain; messages to others do."""
    plain = Rig(store, tmp_path / "before")
    plain.submit(a_credit_authorization(uscc), a_credit_authorization(a_uscc()) | {"party": "boc-insurance"})
    plain.close()
    rig = EncryptedRig(store, tmp_path / "queues")
    rig.hub_knows.without = {"ping-an"}
    rig.worker.dispatch.pick_up()
    assert (rig.got("ping-an"), len(rig.got("boc-insurance"))) == ([], 1)

    rig.hub_knows.without = set()
    rig.work()
    (wire,) = rig.got("ping-an")
    assert rig.party().decrypt(wire, "hub") is not None
    rig.close()


def test_what_came_is_kept_as_it_came_and_as_it_was_signed(rig: EncryptedRig, uscc: str) -> None:
    """Later messages name the digest of the signed message, and the signatures of both sides verify by it."""
    _, message = sent_to_ping_an(rig, uscc)
    said = rig.decision(DECISION, message, "S")
    body = rig.encrypted(said)
    plain = rig.party().encrypt(said, "hub")
    rig.reply(body)

    assert rig.store.archive.payload(digest(body)) == body
    assert plain is not None
    assert rig.store.archive.payload(digest(plain.content)) == plain.content
    register = CertificateRegister({name: [signing_key(name).certificate] for name in PARTIES})
    history = History(rig.store.transactions, rig.store.archive, register, [signing_key("hub").certificate])
    assert [one.fault for one in history.look()] == [None] * 3


def test_a_message_that_is_encrypted_once_more_is_a_repeat(rig: EncryptedRig, uscc: str) -> None:
    """Encryption gives other bytes each time; the signed message is the same."""
    document, message = sent_to_ping_an(rig, uscc)
    said = rig.decision(DECISION, message, "S")
    rig.reply(rig.encrypted(said))
    rig.reply(rig.encrypted(said), rig.encrypted(said))

    assert status(rig, document) == "S"
    assert codes(rig) == []


def test_a_plain_answer_moves_nothing_and_nobody_may_release_it(rig: EncryptedRig, uscc: str) -> None:
    """Though its signature is sound: everybody on its way could read it."""
    document, message = sent_to_ping_an(rig, uscc)
    rig.reply(rig.decision(DECISION, message, "S"))

    assert status(rig, document) == "P002"
    assert codes(rig) == ["HUB-810"]
    (row,) = rig.store.quarantine.deliveries(10)
    with pytest.raises(Rejected):
        Release("hub", rig.known, rig.ports).release(row, "it is urgent")


def test_a_plain_answer_that_was_given_up_unread_cannot_be_released(rig: EncryptedRig, uscc: str) -> None:
    """Too many attempts (HUB-118): nobody looked whether it was encrypted. An encrypted one can be released."""
    document, message = sent_to_ping_an(rig, uscc)
    said = rig.decision(DECISION, message, "S")
    release = Release("hub", rig.known, rig.ports).release
    given_up(rig, said)
    with pytest.raises(Rejected) as caught:
        release(rig.store.quarantine.deliveries(10)[0], "the store is well again")
    assert [fault.code for fault in caught.value.faults] == ["HUB-810"]
    assert (status(rig, document), codes(rig)) == ("P002", ["HUB-118"])

    rig.clock.pass_(seconds=1)
    given_up(rig, rig.encrypted(said))
    release(rig.store.quarantine.deliveries(10)[0], "the store is well again")
    assert status(rig, document) == "S"


def given_up(rig: EncryptedRig, body: bytes) -> None:
    """A delivery of Ping An that was delivered too often."""
    taken = Delivery(owner="ping-an", tag="t", body=body, taken_at=rig.clock.now(), doubt=Code.DELIVERY_LIMIT_REACHED)
    ReplyLine("hub", rig.known, rig.ports).run([taken])


def test_what_failed_after_it_was_decrypted_can_be_released(
    rig: EncryptedRig, uscc: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the hub (HUB-501): the bytes lie decrypted in the store, and came encrypted."""
    document, message = sent_to_ping_an(rig, uscc)
    with monkeypatch.context() as broken:
        broken.setattr(ReplyLine, "open", lambda *_: 1 // 0)
        rig.reply(rig.encrypted(rig.decision(DECISION, message, "S")))
    assert codes(rig) == ["HUB-501"]

    Release("hub", rig.known, rig.ports).release(rig.store.quarantine.deliveries(10)[0], "mended")
    assert status(rig, document) == "S"


def test_what_cannot_be_decrypted_is_kept_and_not_answered(rig: EncryptedRig, uscc: str) -> None:
    """Encrypted for somebody else; once the key is there it can be released."""
    document, message = sent_to_ping_an(rig, uscc)
    before = len(rig.got("ping-an"))
    register = CertificateRegister({"hub": [encryption_key("lost").certificate]})
    side = ConfidentialMessages({"hub": AES}, Held(encryption_key("ping-an")), register, rig.clock)
    made = side.encrypt(rig.decision(DECISION, message, "S"), "hub")
    assert made is not None
    rig.reply(made.wire)
    rig.work()

    assert (status(rig, document), codes(rig)) == ("P002", ["HUB-811"])
    assert len(rig.got("ping-an")) == before
    (row,) = rig.store.quarantine.deliveries(10)
    found = ConfidentialMessages({"ping-an": AES}, Held(encryption_key("lost")), rig.hub_knows, rig.clock)
    Release("hub", rig.known, replace(rig.ports, confidentiality=found)).release(row, "the key was found")
    assert status(rig, document) == "S"


def test_an_encrypted_answer_with_a_wrong_signature_is_refused_as_a_plain_one_would_be(
    rig: EncryptedRig, uscc: str
) -> None:
    """Encryption proves nothing about the sender: everybody has the hub's certificate."""
    document, message = sent_to_ping_an(rig, uscc)
    rig.reply(rig.encrypted(rig.decision(DECISION, message, "S").replace(b">S<", b">F<")))

    assert (status(rig, document), codes(rig)) == ("P002", ["HUB-405"])


def test_an_answer_that_came_first_is_kept_until_it_can_be_understood(rig: EncryptedRig, uscc: str) -> None:
    """What waits lies decrypted in the store, and is not refused for that when its time comes."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    message = rig.message_of(document.id)
    early = replace(message, id="00000000-0000-8000-8000-000000000001")
    rig.reply(rig.encrypted(rig.decision(DECISION, early, "S")))

    assert [row.answers for row in rig.store.quarantine.parked(10)] == [early.id]
    assert codes(rig) == []


def test_on_the_platform_the_envelope_holds_encrypted_bytes(rig: EncryptedRig, uscc: str) -> None:
    """A guarantee is declared and approved; envelope and signed message are both kept."""
    document, _ = a_guarantee_in_force(rig, uscc)
    message = rig.message_of(document.id)
    rig.work()
    envelope = etree.fromstring(rig.got("customs")[0])

    inside = b64decode(envelope.findtext(DATA, ""))
    assert status(rig, document) == "G002"
    assert rig.party("customs").decrypt(inside, "hub") == rig.store.archive.payload(message.digest)
    assert rig.store.archive.payload(digest(rig.got("customs")[0])) is not None
    told = told_of(rig, document)
    assert told["out", "customs"] == ("aes256-gcm", fingerprint(encryption_key("customs").certificate))
    assert told["in", "customs"] == ("aes256-gcm", fingerprint(encryption_key("hub").certificate))


def told_of(rig: EncryptedRig, document: Document) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """What `hub show` tells of encryption, by direction and party."""
    trail = rig.store.documents.trail(document.id)
    assert trail is not None
    found = encryption_of(rig.store.archive, trail)
    told = [m for m in trail.messages if m.kind == "business" or m.direction == "in"]
    views = {(m.direction, m.party): found.get((m.direction, m.digest)) for m in told}
    return {key: (view.cipher, view.certificate) for key, view in views.items() if view is not None}


def test_national_ciphers_go_the_same_way(store: Store, tmp_path: Path, uscc: str) -> None:
    """To a party of its own form and its answer back, and to customs in an envelope."""
    rig = NationalRig(store, tmp_path / "queues")
    document, message = sent_to_ping_an(rig, uscc)
    (wire,) = rig.got("ping-an")
    rig.reply(rig.encrypted(rig.decision(DECISION, message, "S")))
    rig.work()
    guarantee, _ = a_guarantee_in_force(rig, a_uscc())
    rig.work()
    inside = b64decode(etree.fromstring(rig.got("customs")[0]).findtext(DATA, ""))

    assert told_of(rig, document) == {
        ("out", "ping-an"): ("sm4-gcm", fingerprint(encryption_key("ping-an", "sm2").certificate)),
        ("in", "ping-an"): ("sm4-gcm", fingerprint(encryption_key("hub", "sm2").certificate)),
    }
    assert SM4.content.encode() in wire
    assert SM4.content.encode() in inside
    assert (status(rig, document), status(rig, guarantee), codes(rig)) == ("S", "G002", [])
    rig.close()


def test_a_plain_message_in_an_envelope_is_reported(rig: EncryptedRig, uscc: str) -> None:
    """The platform's report about a report is never sent, so this one always is."""
    (document,) = rig.submit(a_general_guarantee(uscc))
    plain = Rig.sealed(rig, rig.signers["customs"].sign(etree.fromstring("<a><Header/></a>")), "C-plain")
    hear(rig, plain)
    rig.work()

    assert (status(rig, document), codes(rig)) == ("P001", ["HUB-810"])
    assert b"1003" in rig.got("customs")[-1]


def test_what_a_card_signs_after_the_commit_goes_out_encrypted(store: Store, tmp_path: Path, uscc: str) -> None:
    """The lane signs, and what it signed is encrypted in the transaction that records it."""
    card = with_devices(
        tmp_path / "notes", {"card": SlowKey(make_key("card", START, days=3650))}, {"card": ["ping-an"]}
    )
    rig = EncryptedRig(store, tmp_path / "queues", card)
    (document,) = rig.submit(a_credit_authorization(uscc))
    end = time.monotonic() + 300
    while not rig.got("ping-an") and time.monotonic() < end:
        rig.worker.promise(rig.worker.signing.run())
        rig.work()
    rig.worker.signing.stop()
    (wire,) = rig.got("ping-an")

    assert rig.party().decrypt(wire, "hub") == store.archive.payload(rig.message_of(document.id).digest)
    assert status(rig, document) == "P002"
    rig.close()


def test_a_party_without_a_certificate_holds_up_no_other(store: Store, tmp_path: Path, uscc: str) -> None:
    """Its messages wait like those that no key can sign; they go out, under their ids, once a certificate is there."""
    rig = EncryptedRig(store, tmp_path / "queues", with_devices(tmp_path / "notes", {}, {}))
    rig.hub_knows.without = {"ping-an"}
    waits, goes = rig.submit(
        a_credit_authorization(uscc), a_credit_authorization(a_uscc()) | {"party": "boc-insurance"}
    )
    end = time.monotonic() + 1
    rig.worker.run(lambda: time.monotonic() > end)
    with store.transactions.snapshot() as unit:
        (row,) = unit.to_sign_for([waits.id, goes.id])

    assert (status(rig, waits), status(rig, goes)) == ("P001", "P002")
    assert (row.document, rig.got("ping-an"), len(rig.got("boc-insurance"))) == (waits.id, [], 1)

    rig.hub_knows.without = set()
    rig.worker = Worker("hub", rig.known, rig.ports, batch=100, wait=0)
    rig.work()
    assert (status(rig, waits), rig.message_of(waits.id).id) == ("P002", row.id)
    assert [rig.party().decrypt(body, "hub") is not None for body in rig.got("ping-an")] == [True]
    rig.close()


def test_a_message_that_is_too_large_to_encrypt_is_refused_to_its_portal(
    rig: EncryptedRig, uscc: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for the signature; a message for a party without a cipher has no such limit."""
    monkeypatch.setattr("adapters.encryption.confidential.LARGEST", SIGNATURE + 100)
    rig.submit(a_credit_authorization(uscc), a_credit_authorization(a_uscc()) | {"party": "boc-insurance"})
    rig.work()

    refused = [fault["code"] for event in rig.events() for fault in event["data"]["faults"]]
    assert refused == ["HUB-215"]
    assert (rig.got("ping-an"), len(rig.got("boc-insurance")), codes(rig)) == ([], 1, [])


class BankRig(EncryptedRig):
    """A hub that has agreed on encryption with an insurer and with a bank."""

    agreed = ("ping-an", BANK)

    def a_long_agreement(self) -> Document:
        """The message to the bank is longer than the hub's receipts, also than those that refuse."""
        form = an_agreement(a_uscc())
        form["data"]["payer"] |= {"name": "某" * 100, "contact": "李" * 100, "address": "号" * 200}
        (agreement,) = self.submit(form)
        self.work()
        return agreement

    def hears_of_the_account(self, agreement: Document) -> bytes:
        """Let the insurer say, encrypted, where premiums are paid: the bank is asked next. Returns what was signed."""
        said = self.decision("PayeeData", self.message_of(agreement.id), "P101", {"Account": "62001", "Name": "收款户"})
        self.reply(self.encrypted(said))
        self.work()
        return said


@pytest.fixture
def sizes(store: Store, tmp_path: Path) -> tuple[int, int]:
    """The bytes of a receipt of the hub, and of the message to the bank that follows the insurer's, both signed."""
    rig = BankRig(store, tmp_path / "measured")
    agreement = rig.a_long_agreement()
    rig.hears_of_the_account(agreement)
    trail = store.documents.trail(agreement.id)
    assert trail is not None
    sent = [message for message in trail.messages if message.direction == "out"]
    rig.close()
    return (
        max(message.size for message in sent if message.kind == "receipt"),
        min(message.size for message in sent if message.party == BANK),
    )


def test_a_reply_whose_next_message_is_too_large_is_kept_and_counts_once_that_is_mended(
    store: Store, tmp_path: Path, sizes: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its party gets a receipt that fits; bytes and document stay as they are, and the code says what to do."""
    receipt, following = sizes
    rig = BankRig(store, tmp_path / "queues")
    agreement = rig.a_long_agreement()
    with monkeypatch.context() as narrow:
        narrow.setattr("adapters.encryption.confidential.LARGEST", (receipt + 2 * following) // 3)
        said = rig.hears_of_the_account(agreement)
    (row,) = store.quarantine.deliveries(10)
    answered = (rig.party().decrypt(rig.got("ping-an")[-1], "hub") or b"").decode()

    assert receipt < following
    kept = store.archive.payload(row.payload)
    assert (row.code, kept) == ("HUB-508", without_declaration(said))
    assert (status(rig, agreement), rig.got(BANK)) == ("P002", [])
    assert ("refused" in answered, "HUB-508" in answered, "nothing is lost" in answered) == (True, True, True)

    Release("hub", rig.known, rig.ports).release(row, "its limit was corrected")
    store.outbox.reassign([OPERATOR], "hub")
    rig.work()
    assert status(rig, agreement) == "P103"
    assert [rig.party(BANK).decrypt(wire, "hub") is not None for wire in rig.got(BANK)] == [True]
    rig.close()


def test_what_could_never_be_encrypted_does_not_wait_for_a_device(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message that follows is measured before it waits for its signature, with room for that."""
    token = SlowKey(make_key("token", START, days=3650))
    rig = BankRig(store, tmp_path / "queues", with_devices(tmp_path / "notes", {"token": token}, {"token": [BANK]}))
    agreement = rig.a_long_agreement()
    token.pull()
    with monkeypatch.context() as narrow:
        narrow.setattr("hub.effects.room.SIGNATURE", 7_000_000)
        rig.hears_of_the_account(agreement)
    (row,) = store.quarantine.deliveries(10)

    assert (row.code, status(rig, agreement)) == ("HUB-508", "P002")
    with store.transactions.snapshot() as unit:
        assert unit.to_sign_for([agreement.id]) == []
    rig.close()


def test_the_largest_message_for_the_platform_fits_its_envelope_once_it_is_encrypted(rig: EncryptedRig) -> None:
    """The envelope holds the Base64 of what holds the Base64 of the content."""
    assert rig.ports.confidentiality is not None
    largest = rig.ports.confidentiality.largest("customs") or 0
    made = rig.party("customs").encrypt(b"<a>" + b"x" * (largest - 7) + b"</a>", "hub")
    assert made is not None
    assert LARGEST - 10_000 < len(made.wire) <= LARGEST


def a_token_for_customs(store: Store, tmp_path: Path) -> tuple[EncryptedRig, SlowKey]:
    token = SlowKey(make_key("token", START, days=3650))
    devices = with_devices(tmp_path / "notes", {"token": token}, {"token": ["customs"]})
    return EncryptedRig(store, tmp_path / "queues", devices), token


def signs_until(rig: EncryptedRig, is_so: Callable[[], object]) -> None:
    """Let the lanes sign, until something is so."""
    end = time.monotonic() + 300
    while not is_so():
        assert time.monotonic() < end
        rig.worker.promise(rig.worker.signing.run())
        time.sleep(0.002)


def test_a_token_signs_message_and_envelope_around_the_encryption(store: Store, tmp_path: Path, uscc: str) -> None:
    """The lane signs, encrypts for the certificate, which needs no device, and signs the envelope around that."""
    rig, token = a_token_for_customs(store, tmp_path)
    (document,) = rig.submit(a_general_guarantee(uscc))
    assert token.signed == 0
    rig.work()
    rig.worker.signing.stop()
    (wire,) = rig.got("customs")
    message = rig.message_of(document.id)
    envelope = etree.fromstring(wire)

    assert token.signed == 2
    assert token.threads == {"lane-token"}
    assert verified(envelope, token) is not None
    inside = rig.party("customs").decrypt(b64decode(envelope.findtext(DATA, "")), "hub")
    assert inside is not None
    assert inside == store.archive.payload(message.digest)
    assert verified(etree.fromstring(inside), token) is not None
    assert store.archive.payload(digest(wire)) == wire
    rig.close()


def verified(root: Any, token: SlowKey) -> Any:
    """What a signature by this token covers."""
    register = CertificateRegister({"hub": [token.key.certificate]})
    return RegisteredVerifier(register, HandClock()).verify(root, "hub")


def test_a_token_that_is_pulled_between_message_and_envelope_loses_nothing(
    store: Store, tmp_path: Path, uscc: str
) -> None:
    """The message waits, unsigned, and goes out once, under its id, when the token is back."""
    rig, token = a_token_for_customs(store, tmp_path)
    (document,) = rig.submit(a_general_guarantee(uscc))
    pulled = threading.Event()

    def pull_at_the_second() -> None:
        if token.signed == 1 and not pulled.is_set():
            token.pull()
            pulled.set()

    token.before_signing = pull_at_the_second
    signs_until(rig, pulled.is_set)
    with store.transactions.snapshot() as unit:
        (row,) = unit.to_sign_for([document.id])
    assert (status(rig, document), rig.got("customs")) == ("P001", [])

    token.put_back()
    rig.work()
    rig.worker.signing.stop()
    assert len(rig.got("customs")) == 1
    assert rig.message_of(document.id).id == row.id
    rig.close()


def test_a_token_waits_for_a_certificate_to_encrypt_for(store: Store, tmp_path: Path, uscc: str) -> None:
    """Nothing is wrong with the token; the message goes out once the certificate is there."""
    rig, token = a_token_for_customs(store, tmp_path)
    rig.hub_knows.without = {"customs"}
    (document,) = rig.submit(a_general_guarantee(uscc))
    signs_until(rig, lambda: token.signed)
    rig.worker.signing.stop()
    assert (status(rig, document), rig.got("customs")) == ("P001", [])
    assert not list((tmp_path / "notes").glob("*.json"))

    rig.hub_knows.without = set()
    rig.worker = Worker("hub", rig.known, rig.ports, batch=100, wait=0)
    rig.work()
    rig.worker.signing.stop()
    assert len(rig.got("customs")) == 1
    rig.close()


def test_an_evidence_file_has_what_was_signed_and_what_travelled(rig: EncryptedRig, uscc: str) -> None:
    """The encrypted bytes lie beside the messages that were in them."""
    document, message = sent_to_ping_an(rig, uscc)
    answer = rig.encrypted(rig.decision(DECISION, message, "S"))
    rig.reply(answer)
    rig.work()
    made = evidence_of(rig, document)
    files = read_container(made)

    checked = check_evidence(made)

    assert len(checked.contents.messages) == 3
    assert {files[one.wire or ""] for one in checked.contents.messages} == {*rig.got("ping-an"), answer}
    assert checked.elsewhere == []
