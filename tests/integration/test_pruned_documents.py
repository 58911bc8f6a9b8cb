"""The hub goes on with documents whose bytes its policy removed: duplicates are known, and nothing is made up."""

from dataclasses import replace
from pathlib import Path

import pytest
from archived import prune
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from evidence_files import SEALER, beside, forged
from rig import Rig, a_credit_authorization, a_quota_application
from test_archived_documents import answered, trail_of

from adapters.notes import NoteSigner
from hub.errors import OperatorError
from hub.evidence.check import check_evidence
from hub.evidence.container import read_container
from hub.evidence.make import make_evidence
from hub.flow.left import left_on_purpose
from hub.model.checkpoint import parse_note
from hub.model.removal import parse_manifest
from hub.operate.audit.removals import prove_signed
from hub.operate.retention.manifests import signed_note
from hub.ports import Taken


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def test_a_submission_that_comes_again_is_a_duplicate_with_the_same_answer(rig: Rig, uscc: str, folder: Path) -> None:
    """Nothing is sent to anybody, and the bytes do not come back."""
    form = a_credit_authorization(uscc) | {"id": "one"}
    document, _, _ = answered(rig, uscc)
    assert prune(rig, folder) == []
    before = trail_of(rig, "one")
    told = len(rig.events())

    rig.submit(form)
    rig.work()

    assert (trail_of(rig, "one"), len(rig.events())) == (before, told)
    assert (rig.store.outbox.due(rig.ports.worker, 1), rig.store.quarantine.deliveries(10)) == ([], [])
    assert rig.store.archive.payload(document.payload) is None


def test_a_receipt_that_comes_again_is_a_duplicate(rig: Rig, uscc: str, folder: Path) -> None:
    """The party gets the same answer as before: its bytes stayed."""
    document, _, decision = answered(rig, uscc)
    prune(rig, folder)
    answers = [one for one in trail_of(rig, "one").messages if (one.direction, one.kind) == ("out", "receipt")]
    rig.reply(decision)
    rig.work()
    assert trail_of(rig, "one").document == document
    assert (rig.store.quarantine.deliveries(10), rig.store.outbox.due(rig.ports.worker, 1)) == ([], [])
    assert answers
    assert all(rig.store.archive.payload(one.digest) for one in answers)


def test_what_needs_the_form_is_kept_for_an_operator(rig: Rig, uscc: str, folder: Path) -> None:
    """A late receipt that decides otherwise is quarantined (HUB-951), and nothing moves."""
    document, message, _ = answered(rig, uscc)
    prune(rig, folder)
    rig.reply(rig.decision("CreditAuthorizationDecision", message, "F"))
    rig.work()
    held = [row.code for row in rig.store.quarantine.deliveries(10)]
    assert (held, trail_of(rig, "one").document) == (["HUB-951"], document)


def test_a_condition_on_a_status_needs_no_bytes(rig: Rig, uscc: str, folder: Path) -> None:
    """Documents and their statuses stay: an authorization still counts."""
    answered(rig, uscc)
    prune(rig, folder)
    rig.submit(a_quota_application(uscc) | {"id": "two"})
    rig.work()
    assert (rig.document("two").status, rig.store.quarantine.deliveries(10)) == ("P002", [])


def test_a_pruned_document_is_proved_as_far_as_it_goes(rig: Rig, uscc: str, folder: Path) -> None:
    """The evidence file names what is missing and why, and what is there verifies."""
    document, message, _ = answered(rig, uscc)
    prune(rig, folder)
    told = beside(rig, left={message.digest: "(removed by the retention policy)"})

    made, checked = make_evidence(rig.store, trail_of(rig, "one"), told)

    assert check_evidence(made, SEALER.key()) == checked
    assert (checked.transitions, checked.contents.document.submission) == (document.seq, None)
    assert checked.contents.absent[message.digest] == f"message {message.id} (removed by the retention policy)"
    assert document.payload in checked.contents.absent


def test_what_needs_bytes_that_are_gone_is_told_so(rig: Rig, uscc: str, folder: Path) -> None:
    """Replays refuse it (HUB-957), and not as if the store were damaged."""
    document, message, _ = answered(rig, uscc)
    assert left_on_purpose(rig.store, document.id, message.digest) is None
    prune(rig, folder)
    found = left_on_purpose(rig.store, document.id, message.digest)
    assert found is not None
    assert found.code == "HUB-957"


def removed_of(rig: Rig) -> list[Taken]:
    """What the one removal of this store took."""
    (removal,) = rig.store.retention.removals()
    return [rig.store.retention.taken(removal.id)]


def test_an_evidence_file_shows_what_the_logs_key_signed_as_removed(rig: Rig, uscc: str, folder: Path) -> None:
    """With paths to this document and its bytes, and nothing of the others; whoever changes one is found (HUB-963)."""
    document, message, _ = answered(rig, uscc)
    other = rig.submit(a_quota_application(uscc) | {"id": "two"})[0]
    rig.reply(rig.decision("QuotaDecision", rig.message_of(other.id), "F"))
    rig.work()
    assert prune(rig, folder) == []

    made, checked = make_evidence(rig.store, trail_of(rig, "one"), beside(rig, removed=removed_of(rig)))

    (removal,) = checked.contents.removals
    files = read_container(made)
    assert checked.removed.items() == dict.fromkeys(checked.contents.absent, removal).items()
    assert message.digest in checked.removed
    there = b"".join(content for name, content in files.items() if name.startswith("removals/"))
    assert all(name.encode() not in there for name in (other.id, other.payload, document.id))
    for name, old, new in (
        ("manifest", b"prune", b"prone"),
        ("document.path", b"t ", b"t 0"),
        ("document.path", files[f"removals/{removal}/document.path"], None),
        (f"{message.digest}.path", files[f"removals/{removal}/{message.digest}.path"], b"left zz\n"),
        ("retention.yaml", b"all", b"none"),
        ("more", b"", b"x"),
    ):
        place = f"removals/{removal}/{name}"
        changed = None if new is None else files.get(place, b"").replace(old, new, 1)
        with pytest.raises(OperatorError, match="HUB-963"):
            check_evidence(forged(made, {place: changed}), SEALER.key())


def test_a_removal_of_another_document_or_log_proves_nothing(rig: Rig, uscc: str, folder: Path) -> None:
    """Its list, or its paths, have another document or another key."""
    answered(rig, uscc)
    assert prune(rig, folder) == []
    (taken,) = removed_of(rig)
    stranger = NoteSigner(SEALER.name, Ed25519PrivateKey.generate())
    manifest = parse_manifest(parse_note(taken.removal.note).text)
    note = signed_note(stranger, manifest)
    forged_list = replace(taken, removal=replace(taken.removal, note=note))
    changed = [replace(taken, removal=replace(taken.removal, note=said)) for said in ("", note.replace("{", "[", 1))]
    listed = replace(taken, pruned=[*taken.pruned, "00000000-0000-8000-8000-000000000000"])
    for given in (forged_list, *changed, listed):
        with pytest.raises(OperatorError, match="HUB-963"):
            make_evidence(rig.store, trail_of(rig, "one"), beside(rig, removed=[given]))


def test_a_list_of_an_older_hub_is_named_and_not_proved(rig: Rig, uscc: str, folder: Path) -> None:
    """It has no roots; it verifies as before."""
    answered(rig, uscc)
    assert prune(rig, folder) == []
    (taken,) = removed_of(rig)
    manifest = replace(parse_manifest(parse_note(taken.removal.note).text), documents_root=None, payloads_root=None)
    older = replace(taken, removal=replace(taken.removal, note=signed_note(SEALER, manifest)))
    assert "root" not in manifest.text().replace('"root"', "")
    prove_signed(older, SEALER)
    _, checked = make_evidence(rig.store, trail_of(rig, "one"), beside(rig, removed=[older]))
    assert (checked.removed, checked.contents.removals) == ({}, [])
