"""The hub goes on with documents whose bytes its policy removed: duplicates are known, and nothing is made up."""

from pathlib import Path

import pytest
from archives import acting
from evidence_files import SEALER, beside, seal
from rig import Rig, a_credit_authorization, a_quota_application, catalogue
from test_archived_documents import answered, trail_of

from adapters.parquet import ParquetArchives
from hub.catalogue import EVERYTHING, Policy, Pruned
from hub.evidence.check import check_evidence
from hub.evidence.make import make_evidence
from hub.flow.left import left_on_purpose
from hub.model import REFUSED
from hub.model.period import Period
from hub.operate.retention.closed import Closing, Kept
from hub.operate.retention.pruning import Pruning

POLICY = Policy(body=b"prune: all", entries=(Pruned(parts={}, others=EVERYTHING, after=Period(30, "day")),))


def prune(rig: Rig, folder: Path) -> list[Kept]:
    """Remove the bytes of all that is closed, when 31 days are over."""
    rig.clock.pass_(days=31)
    seal(rig.store, rig.clock)
    pruning = Pruning(
        store=rig.store,
        policy=POLICY,
        files=ParquetArchives(folder),
        signer=SEALER,
        closing=Closing(rig.store.retention, ((REFUSED,), catalogue().statuses.own_ends)),
        clock=rig.clock,
    )
    return [step for step in pruning.run(acting(verb="prune")) if isinstance(step, Kept)]


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
    _, message, _ = answered(rig, uscc)
    assert left_on_purpose(rig.store, message.digest) is None
    prune(rig, folder)
    found = left_on_purpose(rig.store, message.digest)
    assert found is not None
    assert found.code == "HUB-957"
