"""A log and its witness, over HTTP: what continues is cosigned and kept, a fork never."""

import http.client
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sealed_stores import log_key, seal
from structlog.testing import capture_logs

from adapters.notes import (
    FileHistories,
    FileWitnessMemory,
    NoteSigner,
    is_signed_by,
    load_note_signer,
    make_note_key,
)
from adapters.notes.server import WitnessServer
from adapters.notes.witness import HttpWitness
from hub.bootstrap.clock import SystemClock
from hub.errors import Code, OperatorError, Wording
from hub.flow.cosigning import Cosigning, note_with_cosignatures
from hub.flow.witnessing import CosigningDesk
from hub.model import tree
from hub.model.checkpoint import COSIGNATURE, Checkpoint, Note, NoteKey, parse_checkpoint, parse_note
from hub.model.cosigning import AddCheckpoint, parse_add_checkpoint
from hub.operate.doctor.witnessed import look_at_witnessed
from hub.ports import Store, WitnessAnswer
from hub.testing.rows import brought

LEAVES = [tree.leaf(bytes([n])) for n in range(10)]


@pytest.fixture
def cosigner(tmp_path: Path) -> NoteSigner:
    make_note_key(tmp_path / "witness.pem")
    return load_note_signer(tmp_path / "witness.pem", "example.com/witness")


@pytest.fixture
def desk(tmp_path: Path, cosigner: NoteSigner) -> CosigningDesk:
    return CosigningDesk(
        logs=[log_key(tmp_path).key()],
        memory=FileWitnessMemory(tmp_path / "seen"),
        cosigner=cosigner,
        is_signed_by=is_signed_by,
        clock=SystemClock(),
    )


@contextmanager
def served(desk: CosigningDesk, key: NoteKey) -> Iterator[HttpWitness]:
    """The desk behind HTTP on a free port."""
    with closing(WitnessServer("127.0.0.1", 0, desk.answer)) as server:
        yield HttpWitness(key, f"http://127.0.0.1:{server.port}/")


@pytest.fixture
def witness(desk: CosigningDesk, cosigner: NoteSigner) -> Iterator[HttpWitness]:
    with served(desk, cosigner.key(COSIGNATURE)) as witness:
        yield witness


def newest_note(store: Store) -> Note:
    """The newest checkpoint with its cosignatures."""
    with store.log.read() as log:
        sealed = log.sealed()
        assert sealed is not None
        return parse_note(note_with_cosignatures(log, sealed))


def refusal(cosigning: Cosigning, witness: HttpWitness) -> OperatorError:
    with pytest.raises(OperatorError) as refused:
        cosigning.ask(witness)
    return refused.value


def asked(signer: NoteSigner, size: int, old: int = 0, other: bytes = b"") -> str:
    """A request for the tree of so many leaves; `other`: the data of a last leaf that is not the log's."""
    leaves = [*LEAVES[: size - 1], tree.leaf(other)] if other else LEAVES[:size]
    none: dict[tree.Address, tree.Tile] = {}
    tiles = tree.grown(none.__getitem__, 0, leaves)
    note_text = Checkpoint(signer.name, size, tree.root(tiles.__getitem__, size)).text()
    proof = tree.consistency(tiles.__getitem__, old, size)
    return str(AddCheckpoint(old, proof, str(Note(note_text, [signer.sign(note_text)]))))


def test_every_checkpoint_is_cosigned_once_and_kept(store: Store, witness: HttpWitness, tmp_path: Path) -> None:
    """Also after a jump over several tiles; a second request for the same checkpoint is not made."""
    cosigning = Cosigning(store.log, is_signed_by, FileHistories(tmp_path / "histories"))
    assert cosigning.ask(witness) is None  # nothing is sealed yet
    for transitions in (3, 600, 1):
        brought(store, *["moved"] * transitions)
        sealed = seal(store, tmp_path)
        assert cosigning.ask(witness) == sealed
        note = newest_note(store)
        assert is_signed_by(note, witness.key)
        assert is_signed_by(note, log_key(tmp_path).key())
    unreachable = replace(witness, url="http://127.0.0.1:1/")
    assert cosigning.ask(unreachable) == sealed
    assert len(newest_note(store).signatures) == 2


def test_a_log_learns_from_the_witness_what_it_has_seen(store: Store, witness: HttpWitness, tmp_path: Path) -> None:
    """The store was restored, or the answer was lost: the witness names its size, and the proof begins there."""
    brought(store, "received", "sent")
    lost = seal(store, tmp_path)
    witness.add_checkpoint(str(AddCheckpoint(0, [], lost.note)))
    brought(store, "received")
    sealed = seal(store, tmp_path)
    assert Cosigning(store.log, is_signed_by, FileHistories(tmp_path / "histories")).ask(witness) == sealed
    assert is_signed_by(newest_note(store), witness.key)


def test_a_forked_log_is_refused_and_the_operator_told(store: Store, witness: HttpWitness, tmp_path: Path) -> None:
    """The witness saw another history under the log's own key: HUB-943, whether it was shorter, as long, or longer."""
    signer, cosigning = log_key(tmp_path), Cosigning(store.log, is_signed_by, FileHistories(tmp_path / "histories"))
    assert witness.add_checkpoint(asked(signer, 2)).status == 200
    for transitions in (2, 1):  # as long as what the witness saw, then longer
        brought(store, *["moved"] * transitions)
        seal(store, tmp_path)
        assert refusal(cosigning, witness).code == Code.WITNESS_KNOWS_ANOTHER
    assert witness.add_checkpoint(asked(signer, 9, old=2)).status == 200
    assert refusal(cosigning, witness).code == Code.WITNESS_KNOWS_ANOTHER
    assert len(newest_note(store).signatures) == 1
    known = cosigning.histories.of(witness.key.name)
    assert known is not None
    assert (known.size, known.ours) == ("2", "2")  # since when, and what it was then


def test_another_history_is_known_until_the_witness_is_asked_and_cosigns(
    store: Store, witness: HttpWitness, tmp_path: Path
) -> None:
    """Of a store that was restored to what the witness cosigned long ago nothing is asked, so nothing is over."""
    brought(store, "received")
    seal(store, tmp_path)
    cosigning, name = Cosigning(store.log, is_signed_by, FileHistories(tmp_path / "histories")), witness.key.name
    cosigning.ask(witness)
    cosigning.histories.keep(name, "9", "8")
    assert cosigning.ask(witness) is not None
    assert cosigning.histories.of(name) is not None
    brought(store, "sent")
    seal(store, tmp_path)
    assert cosigning.ask(witness) is not None
    assert cosigning.histories.of(name) is None


def test_a_file_where_histories_are_kept_is_told_by_code(tmp_path: Path) -> None:
    """Nobody may take it for a witness that knows no other history."""
    (tmp_path / "histories").write_text("a file", "utf-8")
    with pytest.raises(OperatorError, match="HUB-705"):
        FileHistories(tmp_path / "histories").of("one/witness")


def test_what_a_witness_does_not_sign_is_told_and_nothing_is_kept(
    store: Store, desk: CosigningDesk, witness: HttpWitness, tmp_path: Path
) -> None:
    """It is away, does not know the log, or answers with a signature that is not its own."""
    brought(store, "received")
    seal(store, tmp_path)
    cosigning = Cosigning(store.log, is_signed_by, FileHistories(tmp_path / "histories"))
    away = refusal(cosigning, replace(witness, url="http://127.0.0.1:1/"))
    with served(replace(desk, logs=[]), witness.key) as stranger:
        unknown = refusal(cosigning, stranger)
    another = replace(witness.key, public=bytes(32))
    not_its_own = refusal(cosigning, replace(witness, key=another))
    assert [one.code for one in (away, unknown, not_its_own)] == [Code.NOT_COSIGNED] * 3
    assert "404" in str(unknown.wording)
    assert len(newest_note(store).signatures) == 1


@pytest.mark.parametrize(
    ("size", "old", "status"),
    [(5, 0, 200), (5, 3, 409), (2, 4, 400)],
    ids=["new", "never seen", "smaller than its old size"],
)
def test_a_first_request_is_answered_as_the_standard_says(
    desk: CosigningDesk, tmp_path: Path, size: int, old: int, status: int
) -> None:
    body = (
        asked(log_key(tmp_path), size, old)
        if old < size
        else asked(log_key(tmp_path), size).replace("old 0", f"old {old}")
    )
    assert desk.answer(body).status == status


def test_a_later_request_is_answered_as_the_standard_says(desk: CosigningDesk, tmp_path: Path) -> None:
    """The newest size is 5. Refusals change nothing, and leave the note in the log: it may prove a fork."""
    signer = log_key(tmp_path)
    assert desk.answer(asked(signer, 5)).status == 200
    with capture_logs() as logged:
        assert desk.answer(asked(signer, 9, old=5, other=b"x")).status == 200  # continues what was seen
        assert desk.answer(asked(signer, 9, old=9)) == WitnessAnswer(409, "9\n")  # another root at the same size
        assert desk.answer(asked(signer, 10, old=9)).status == 422
        assert desk.answer(asked(signer, 10, old=5)) == WitnessAnswer(409, "9\n")
    assert [one["event"] for one in logged] == ["log_forked", "log_not_continued"]
    (forked,) = desk.memory.forked()
    assert (forked.origin, forked.size) == (log_key(tmp_path).key().name, 9)
    assert Path(forked.place).read_text("utf-8") == parse_add_checkpoint(asked(signer, 9, old=9)).note
    (finding,) = look_at_witnessed(desk.memory)
    assert isinstance(finding.text, Wording)
    assert (finding.result, finding.text.code, finding.since) == ("failure", Code.LOG_FORKED, forked.at)
    again = desk.answer(asked(signer, 9, old=9, other=b"x"))
    assert again.status == 200
    changed = asked(signer, 9, old=9, other=b"x").replace("\n\n", "\n" + "A" * 43 + "=\n\n", 1)
    assert desk.answer(changed).status == 422  # a proof where none belongs


def test_only_the_logs_own_key_counts(desk: CosigningDesk, tmp_path: Path) -> None:
    """Another key under the log's name: 403. Another name: 404."""
    make_note_key(tmp_path / "other.pem")
    assert desk.answer(asked(load_note_signer(tmp_path / "other.pem", "hub/audit"), 1)).status == 403
    assert desk.answer(asked(load_note_signer(tmp_path / "key.pem", "hub/other"), 1)).status == 404


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old 0\n",
        "old 00\n\n{}",
        "old -1\n\n{}",
        "new 0\n\n{}",
        "old 0\nAAAA\n\n{}",
        "old 0\n*\n\n{}",
        "old 0\n\nx\n",
    ],
)
def test_what_is_no_request_is_refused(desk: CosigningDesk, tmp_path: Path, body: str) -> None:
    note = parse_add_checkpoint(asked(log_key(tmp_path), 1)).note
    assert desk.answer(body.format(note)).status == 400


def test_a_request_with_more_hashes_than_a_proof_has_is_refused(desk: CosigningDesk, tmp_path: Path) -> None:
    """63 are read, and do not verify; 64 are not read."""
    note = parse_add_checkpoint(asked(log_key(tmp_path), 1)).note
    assert desk.answer(str(AddCheckpoint(0, [bytes(32)] * 63, note))).status == 422
    assert desk.answer(str(AddCheckpoint(0, [bytes(32)] * 64, note))).status == 400


def test_what_was_seen_is_kept_before_a_cosignature_leaves(desk: CosigningDesk, tmp_path: Path) -> None:
    """A witness on the same folder knows it; one whose file is damaged cosigns nothing, as it may have seen more."""
    body = asked(log_key(tmp_path), 5)
    desk.answer(body)
    (file,) = [path for path in (tmp_path / "seen").iterdir() if path.is_file()]
    assert parse_checkpoint(parse_note(file.read_text("utf-8")).text).size == 5
    another = replace(desk, memory=FileWitnessMemory(tmp_path / "seen"))
    assert another.answer(body) == WitnessAnswer(409, "5\n")
    for damage in ("", "no note"):
        file.write_text(damage)
        with pytest.raises(ValueError, match="not a signed note"):
            another.answer(body)


def test_the_server_refuses_other_requests(desk: CosigningDesk, witness: HttpWitness, tmp_path: Path) -> None:
    """Another place, no length, too long, no UTF-8; a memory that cannot be read is the witness' own fault."""
    port = int(witness.url.rstrip("/").rpartition(":")[2])

    def status(place: str, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, str | None]:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            connection.request("POST", place, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type")

    assert status("/other", b"")[0] == 404
    assert status("/add-checkpoint", b"", {"Content-Length": "999999999"})[0] == 400
    assert status("/add-checkpoint", b"\xff")[0] == 400
    body = asked(log_key(tmp_path), 5).encode()
    assert status("/add-checkpoint", body)[0] == 200
    assert status("/add-checkpoint", body) == (409, "text/x.tlog.size")
    for file in (tmp_path / "seen").iterdir():
        file.write_text("")
    with capture_logs() as logged:
        assert status("/add-checkpoint", body)[0] == 500
    assert [one["event"] for one in logged] == ["not_cosigned"]
