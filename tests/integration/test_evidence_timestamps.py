"""Timestamps in evidence files: what an authority saw, which transitions it covers, and who alters it is found."""

from collections.abc import Callable
from pathlib import Path

import pytest
from evidence_files import SEALER, beside, evidence_of, forged, seal
from rig import Rig, a_credit_authorization
from timestamp_authority import Authority, Replier, pem, stamp

from hub.errors import OperatorError
from hub.evidence.check import check_evidence
from hub.evidence.container import read_container
from hub.evidence.names import CHECKPOINT, CONTENTS, STAMPED, TIMESTAMP, TIMESTAMP_AUTHORITIES, proof, stamped_proof
from hub.model import Document


@pytest.fixture
def replier(tmp_path: Path) -> Replier:
    return Replier(tmp_path / "tsa")


def moved_after_its_timestamp(rig: Rig, uscc: str, replier: Replier) -> Document:
    """Two transitions before the timestamp, others behind it."""
    (document,) = rig.submit(a_credit_authorization(uscc))
    rig.confirm(document.id)
    rig.clock.pass_(seconds=60)
    seal(rig.store, rig.clock)
    stamp(rig.store, replier)
    rig.reply(rig.decision("CreditAuthorizationDecision", rig.message_of(document.id), "S"))
    return rig.document(document.id)


@pytest.fixture
def made(rig: Rig, uscc: str, replier: Replier) -> bytes:
    document = moved_after_its_timestamp(rig, uscc, replier)
    return evidence_of(rig, document, beside(rig, authorities=[replier.root]))


def code(content: bytes, **given: object) -> str:
    with pytest.raises(OperatorError) as found:
        check_evidence(content, **given)  # type: ignore[arg-type]
    return found.value.code


def test_the_newest_timestamp_covers_what_was_sealed_before_it(rig: Rig, made: bytes, replier: Replier) -> None:
    """Its checkpoint is older than the one that proves the whole trail."""
    checked = check_evidence(made, SEALER.key(), [replier.root])
    told, timestamp = checked.contents.timestamp, _newest(rig)
    files = read_container(made)

    assert told is not None
    assert (told.transitions, checked.transitions, checked.is_authority_given) == (2, 3, True)
    assert (told.at, told.by) == (timestamp[0], "CN=test timestamp authority")
    assert files[TIMESTAMP] == timestamp[1]
    assert files[STAMPED] != files[CHECKPOINT]
    assert told.by in files["README.md"].decode()


def _newest(rig: Rig) -> tuple[int, bytes]:
    with rig.store.log.read() as log:
        timestamp = log.timestamp()
    assert timestamp is not None
    return timestamp.at, timestamp.response


def test_a_later_timestamp_covers_the_whole_trail(rig: Rig, uscc: str, replier: Replier) -> None:
    document = moved_after_its_timestamp(rig, uscc, replier)
    rig.clock.pass_(seconds=60)
    seal(rig.store, rig.clock)
    stamp(rig.store, replier)
    checked = check_evidence(evidence_of(rig, document, beside(rig, authorities=[replier.root])))

    assert checked.contents.timestamp is not None
    assert checked.contents.timestamp.transitions == checked.transitions == 3


@pytest.mark.parametrize("why", ["not covered", "no authority", "another authority"])
def test_a_file_without_a_timestamp_says_so(rig: Rig, uscc: str, replier: Replier, why: str) -> None:
    """Where none covers the document, or none is trusted."""
    if why == "not covered":
        rig.submit(a_credit_authorization(uscc))
        seal(rig.store, rig.clock)
        stamp(rig.store, replier)
        (document,) = rig.submit(a_credit_authorization(uscc))
    else:
        document = moved_after_its_timestamp(rig, uscc, replier)
    other = Authority(ca="another root", issued_by="another root").root()
    trusted = {"not covered": [replier.root], "no authority": [], "another authority": [other]}[why]
    made = evidence_of(rig, document, beside(rig, authorities=trusted))

    assert check_evidence(made).contents.timestamp is None
    assert not [name for name in read_container(made) if name.startswith("timestamp/")]
    assert "no timestamp authority vouches" in read_container(made)["README.md"].decode()


Change = Callable[[dict[str, bytes]], dict[str, bytes | None]]
FORGERIES: dict[str, tuple[str, Change]] = {
    "no answer": ("HUB-947", lambda _: {TIMESTAMP: None}),
    "an answer for another checkpoint": ("HUB-947", lambda files: {STAMPED: files[CHECKPOINT]}),
    "another checkpoint with its proofs": (
        "HUB-947",
        lambda files: {STAMPED: files[CHECKPOINT], **{stamped_proof(n): files[proof(n)] for n in (1, 2)}},
    ),
    "a checkpoint that nobody signed": ("HUB-938", lambda files: {STAMPED: files[STAMPED].replace(b"\n2\n", b"\n3\n")}),
    "a proof that it covers more": ("HUB-947", lambda files: {stamped_proof(3): files[proof(3)]}),
    "no proof": ("HUB-947", lambda _: {stamped_proof(1): None, stamped_proof(2): None}),
    "fewer proofs than it says": ("HUB-947", lambda _: {stamped_proof(2): None}),
    "a proof for another": ("HUB-947", lambda files: {stamped_proof(1): files[stamped_proof(2)]}),
    "another file": ("HUB-947", lambda _: {"timestamp/more": b"x"}),
    "no authorities": ("HUB-947", lambda _: {TIMESTAMP_AUTHORITIES: None}),
    "another authority": ("HUB-947", lambda _: {TIMESTAMP_AUTHORITIES: pem(Authority(ca="another root").root())}),
    "no timestamp at all": (
        "HUB-947",
        lambda files: {name: None for name in files if name.startswith("timestamp/")},
    ),
    "another time": ("HUB-947", lambda files: {CONTENTS: _later(files[CONTENTS])}),
}


def _later(contents: bytes) -> bytes:
    """What `contents.json` says of the timestamp's time, a digit longer."""
    before, said, behind = contents.partition(b'"timestamp": {\n    "at": ')
    assert said
    unsigned = behind.partition(b'"signed_by": ')
    return before + said + b"1" + unsigned[0] + unsigned[1] + b"null\n}\n"


def test_who_forges_a_timestamp_is_found(made: bytes) -> None:
    """Also who writes the sums anew and takes the signature of the whole away."""
    assert check_evidence(forged(made, {})).contents.timestamp is not None
    files = read_container(made)
    found = {name: code(forged(made, change(files))) for name, (_, change) in FORGERIES.items()}
    assert found == {name: expected for name, (expected, _) in FORGERIES.items()}


def test_an_authority_of_the_forgers_own_does_not_count(made: bytes, replier: Replier) -> None:
    """A file by another authority is sound in itself; whoever gives the right certificates finds out."""
    thief = Replier(replier.folder / "thief", Authority(ca="another root", issued_by="another root"))
    files = read_container(made)
    resigned = {TIMESTAMP: thief.resigned(files[TIMESTAMP]), TIMESTAMP_AUTHORITIES: pem(thief.root)}
    false = forged(made, resigned)

    assert not check_evidence(false).is_authority_given
    assert code(false, authorities=[replier.root]) == "HUB-947"
