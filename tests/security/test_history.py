"""Whose certificate ends soon is told, and what was taken in the past verifies by the certificates of its time."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from lxml import etree
from register_cases import PARTY, Seconds, put
from rig import START, Rig, a_credit_authorization, a_uscc, signing_key
from signing_cases import DAY, NOW, SetClock
from slow_keys import SlowKey, with_devices

from adapters.files.watching import CHECK_INTERVAL_S
from adapters.signing import FileSigner
from adapters.trust import CertificateRegister, Reminder, WatchedRegister
from adapters.trust.validity_limits import write_limit
from adapters.x509 import SigningKey, ValidityLimits, make_key
from hub.operate.keys.history import History
from hub.ports import Store
from hub.stages.write_changes import write_changes
from hub.testing.rows import a_message, empty_books
from hub.text.bilingual import Bilingual


def test_a_running_hub_says_once_a_day_whose_certificate_ends_soon(folder: Path, clock: SetClock) -> None:
    """From 60 days before on; a successor that begins in time ends it."""
    put(folder, "soon.pem", make_key(PARTY, NOW, days=61))
    seconds, reminder = Seconds(), Reminder(clock)
    register = WatchedRegister(folder, lambda known: reminder.look({Bilingual.same(PARTY): known.of(PARTY)}), seconds)

    def looks(at: int) -> list[str]:
        clock.at, seconds.at = at, seconds.at + CHECK_INTERVAL_S
        with structlog.testing.capture_logs() as logs:
            register.parties()
        return [line["code"] for line in logs if line["event"] == "certificate_to_renew"]

    found = [looks(NOW + day * DAY // 2) for day in range(2, 8)]
    assert found == [[], [], ["HUB-731"], [], ["HUB-731"], []]
    put(folder, "next.pem", make_key(PARTY, NOW + 50 * DAY))
    assert [looks(NOW + day * DAY) for day in (4, 61, 62)] == [[], [], []]
    assert looks(NOW + 500 * DAY) == ["HUB-732"]


# ---- history --------------------------------------------------------------------------------


@pytest.fixture
def rig(store: Store, tmp_path: Path) -> Iterator[Rig]:
    made = Rig(store, tmp_path / "queues")
    yield made
    made.close()


def history(rig: Rig, folder: Path, own: SigningKey | None = None) -> dict[str, list[str]]:
    """How many messages of each direction verify now, and the codes of those that do not."""
    ours = [(own or signing_key("hub")).certificate]
    found: dict[str, list[str]] = {"in": [], "out": []}
    for one in History(rig.store.transactions, rig.store.archive, CertificateRegister.load(folder), ours).look():
        found[one.message.direction].append(one.fault.code if one.fault else "good")
    return found


def test_history_verifies_by_the_certificates_of_its_time(rig: Rig, folder: Path, tmp_path: Path) -> None:
    """After the old one was cut over, and after both have ended; a cutover set before it came is found."""
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    message = rig.message_of(document.id)
    rig.reply(rig.technical(message))
    put(folder, "old.pem", old := signing_key("ping-an"), "ping-an")
    put(folder, "new.pem", new := make_key("ping-an", START + DAY), "ping-an")
    write_limit(folder / "ping-an", [old.certificate], "until", START + DAY, START)
    rig.clock.pass_(days=2)
    keys = {"ping-an": new}
    later = Rig(rig.store, tmp_path / "later", key=lambda n: keys.get(n) or signing_key(n), clock=rig.clock)
    later.reply(later.decision("CreditAuthorizationDecision", message, "F"))
    later.close()
    rig.clock.pass_(days=4000)
    assert history(rig, folder)["in"] == ["good"] * 2
    assert set(history(rig, folder)["out"]) == {"good"}
    write_limit(folder / "ping-an", [old.certificate], "until", START - DAY, START)
    assert sorted(history(rig, folder)["in"]) == ["HUB-753", "good"]
    shutil.rmtree(folder / "ping-an")
    assert history(rig, folder)["in"] == ["HUB-406"] * 2


def test_a_message_that_waited_for_the_next_key_is_good(store: Store, folder: Path, tmp_path: Path) -> None:
    """Our key had ended, a document was accepted, and the key that signed its message began later."""
    new, limits = make_key("hub", START + DAY), {"": ValidityLimits(until=START - 1)}
    signing = with_devices(tmp_path / "notes", {"card": SlowKey(new)}, {"card": ["ping-an"]}, limits)
    rig = Rig(store, tmp_path / "queues", signing=signing)
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    rig.clock.pass_(days=2)
    rig.worker.signing.begin()
    end = time.monotonic() + 300
    while not (trail := store.documents.trail(document.id)) or not trail.messages:
        assert time.monotonic() < end
        rig.worker.promise(rig.worker.signing.run())
        time.sleep(0.002)
    rig.worker.signing.stop()
    assert history(rig, folder, new) == {"in": [], "out": ["good"]}
    rig.close()


def test_a_message_by_a_key_that_had_ended_is_found(rig: Rig, folder: Path) -> None:
    """HUB-753: no message waits until its key has ended."""
    ended = make_key("hub", START - 2 * DAY, days=1)
    body = FileSigner(ended, SetClock(START - 2 * DAY)).sign(etree.fromstring(b"<Message/>"))
    (document,) = rig.submit(a_credit_authorization(a_uscc()))
    books = empty_books()
    books.trails.load([rig.document(document.id)])
    books.post.keep(a_message(body, party="ping-an", kind="inquiry", document=document.id, at=START), body)
    with rig.store.transactions.begin() as unit:
        write_changes(unit, books)
    assert sorted(history(rig, folder, ended)["out"]) == ["HUB-406", "HUB-753"]


def test_every_message_is_looked_at_whether_it_belongs_to_a_document_or_not(
    rig: Rig, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receipt for a message that was refused as well; in pages smaller than a batch."""
    monkeypatch.setattr("hub.operate.keys.history.PAGE", 2)
    rig.submit(*(a_credit_authorization(a_uscc()) for _ in range(7)))
    rig.reply(b"<nothing/>")
    assert history(rig, folder) == {"in": [], "out": ["good"] * 8}
