"""The hub goes on with documents whose trails and bytes left the store: duplicates are known, nothing is misjudged."""

import json
from pathlib import Path

import pytest
from agreements import BINDING, a_release, bank_says, sign
from archived import archive, damage, unarchive
from evidence_files import SEALER, beside
from rig import Rig, a_credit_authorization, a_quota_application, catalogue

from adapters.parquet import ParquetArchives
from hub.errors import Rejected
from hub.evidence.check import check_evidence
from hub.evidence.make import make_evidence
from hub.flow.release import Release
from hub.model import Document, Message
from hub.operate.retention.whole import with_archives
from hub.ports import Trail


def trail_of(rig: Rig, name: str) -> Trail:
    trail = rig.store.documents.trail(rig.document(name).id)
    assert trail is not None
    return trail


def answered(rig: Rig, uscc: str) -> tuple[Document, Message, bytes]:
    """An authorization that was granted; its message, and the party's decision."""
    (document,) = rig.submit(a_credit_authorization(uscc) | {"id": "one"})
    rig.work()
    message = rig.message_of(document.id)
    decision = rig.decision("CreditAuthorizationDecision", message, "S")
    rig.reply(decision)
    rig.work()
    return rig.document("one"), message, decision


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_a_submission_that_comes_again_is_a_duplicate(rig: Rig, uscc: str, folder: Path) -> None:
    """Its portal is told the same again, and nothing is sent to anybody."""
    form = a_credit_authorization(uscc) | {"id": "one"}
    document, message, _ = answered(rig, uscc)
    assert archive(rig, folder) == []
    assert [row.seq for row in trail_of(rig, "one").transitions] == [1, document.seq]
    told = len(rig.events())

    rig.submit(form)
    rig.work()

    trail = trail_of(rig, "one")
    assert (trail.document.seq, rig.message_of(document.id)) == (document.seq, message)
    assert (len(rig.events()), rig.store.outbox.due(rig.ports.worker, 1)) == (told, [])
    assert rig.store.quarantine.deliveries(10) == []


def test_a_receipt_that_comes_again_is_a_duplicate(rig: Rig, uscc: str, folder: Path) -> None:
    """It moves nothing, and it is not quarantined."""
    document, _, decision = answered(rig, uscc)
    archive(rig, folder)
    rig.reply(decision)
    rig.work()
    assert trail_of(rig, "one").document == document
    assert (rig.store.quarantine.deliveries(10), rig.store.outbox.due(rig.ports.worker, 1)) == ([], [])


def test_a_late_receipt_that_needs_the_trail_is_kept_for_an_operator(rig: Rig, uscc: str, folder: Path) -> None:
    """Nothing is judged by the half that is left (HUB-951): nothing moves, and the party gets no answer."""
    document, message, _ = answered(rig, uscc)
    archive(rig, folder)
    sent = len(trail_of(rig, "one").messages)
    rig.reply(rig.decision("CreditAuthorizationDecision", message, "F"))
    rig.work()
    trail = trail_of(rig, "one")
    held = [row.code for row in rig.store.quarantine.deliveries(10)]
    assert (held, trail.document, len(trail.messages)) == (["HUB-951"], document, sent)


def test_what_waited_in_quarantine_is_released_once_its_document_is_back(rig: Rig, uscc: str, folder: Path) -> None:
    """A release of an agreement reads what was agreed; then it goes its way, and the agreement moves."""
    agreement, number = sign(rig, uscc, BINDING)
    rig.work()
    assert archive(rig, folder, (agreement.type, rig.document(agreement.id).status)) == []
    portal = min(catalogue().carriers("bank-agreement-release"), key=lambda name: name != "national")
    rig.take_in([json.dumps(a_release(uscc, number) | {"id": "release"}).encode()], portal)
    (held,) = rig.store.quarantine.deliveries(10)
    assert held.code == "HUB-951"
    release = Release("hub", catalogue(), rig.ports)
    with pytest.raises(Rejected, match="HUB-951"):
        release.release(held, "too early")

    unarchive(rig, folder, agreement)
    release.release(held, "it is back")
    rig.work()
    before = rig.document(agreement.id).status
    bank_says(rig, rig.document("release"), "S")
    rig.work()

    assert rig.document("release").status == "S"
    assert rig.document(agreement.id).status != before
    assert damage(rig, folder) == []


def test_a_late_receipt_is_judged_once_its_document_is_back(rig: Rig, uscc: str, folder: Path) -> None:
    """What contradicts the recorded outcome is an observation and a dispute."""
    document, message, _ = answered(rig, uscc)
    archive(rig, folder)
    rig.reply(rig.decision("CreditAuthorizationDecision", message, "F"))
    rig.work()
    (held,) = rig.store.quarantine.deliveries(10)
    unarchive(rig, folder, document)
    Release("hub", catalogue(), rig.ports).release(held, "it is back")
    now = rig.document("one")
    assert (now.status, now.seq, bool(now.dispute)) == ("S", document.seq + 1, True)


def test_a_condition_on_a_status_needs_no_archive(rig: Rig, uscc: str, folder: Path) -> None:
    """Documents and their statuses stay: an authorization still counts."""
    answered(rig, uscc)
    archive(rig, folder)
    (application,) = rig.submit(a_quota_application(uscc) | {"id": "two"})
    rig.work()
    assert (rig.document("two").status, rig.store.quarantine.deliveries(10)) == ("P002", [])
    assert application.sender_ref == "two"


def test_an_agreement_in_force_stays(rig: Rig, uscc: str, folder: Path) -> None:
    """Its status is final for receipts, but a release of it reads what was agreed."""
    agreement, number = sign(rig, uscc, BINDING)
    rig.work()
    assert [(one.document.id, one.why) for one in archive(rig, folder)] == [(agreement.id, ["open"])]
    rig.submit(a_release(uscc, number) | {"id": "release"})
    rig.work()
    assert (rig.document("release").status, rig.store.quarantine.deliveries(10)) == ("P002", [])


def test_an_archived_document_is_proved_with_its_archive(rig: Rig, uscc: str, folder: Path) -> None:
    """The evidence file is the same but for its time; without the archive the trail is not whole."""
    document, _, _ = answered(rig, uscc)
    archive(rig, folder)
    whole = with_archives(rig.store, ParquetArchives(folder))
    trail = whole.documents.trail(document.id)
    assert trail is not None
    assert [row.seq for row in trail.transitions] == list(range(1, document.seq + 1))

    made, checked = make_evidence(whole, trail, beside(rig))

    assert check_evidence(made, SEALER.key()) == checked
    assert (checked.transitions, checked.contents.absent) == (document.seq, {})
