"""What is changed in a store past the hub is found by its verification."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from verified_stage import Stage, a_stage, is_found

from adapters.notes import load_note_signer, make_note_key
from hub.errors import Code
from hub.flow.past import Known
from hub.model import Changes, Operator, OperatorAct
from hub.model.act import Note as Noted
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_note
from hub.operate.audit.verified import Verified
from hub.testing.rows import write
from hub.text.bilingual import Bilingual


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    with a_stage(store_url, tmp_path) as made:
        yield made


@pytest.mark.parametrize("table", ["transition", "document", "message", "payload", "claim", "resource", "unsealed"])
def test_a_removed_row_is_found(stage: Stage, table: str) -> None:
    """Of each table, any row."""
    stage.past.remove(table, random.Random(table).choice(stage.rows(table)))
    assert is_found(stage)


def test_swapped_rows_are_found(stage: Stage) -> None:
    """Two transitions of one document change places."""
    first, second, *_ = [row for row in stage.rows("transition") if row["seq"] < 3]
    for old, new in ((first["seq"], 99), (second["seq"], first["seq"]), (99, second["seq"])):
        stage.tell(
            "UPDATE transition SET seq = :new WHERE document = :id AND seq = :old",
            id=first["document"],
            old=old,
            new=new,
        )
    assert Code.HASH_DIFFERS in stage.codes()


def test_a_cut_tail_is_found(stage: Stage) -> None:
    """Also where the document was made to fit: the log has what the store has no more."""
    sealed = min(stage.rows("transition"), key=lambda row: row["at"])["document"]
    kept = next(row for row in stage.rows("transition") if row["document"] == sealed and row["seq"] == 2)
    stage.tell("DELETE FROM transition WHERE document = :id AND seq = 3", id=sealed)
    stage.tell(
        "UPDATE document SET seq = 2, status = :status, head = :head, updated_at = :at, moved_at = :at WHERE id = :id",
        id=sealed,
        status=kept["after"],
        head=kept["hash"],
        at=kept["at"],
    )
    assert stage.codes() == {Code.POSITION_DIFFERS}


def test_altered_bytes_are_found(stage: Stage) -> None:
    """The digest names other bytes."""
    stage.tell("UPDATE payload SET bytes = :other WHERE bytes = :old", other=b"<sent>7</sent>", old=b"<sent>2</sent>")
    assert Code.BYTES_DIFFER in stage.codes()


def test_history_that_was_written_anew_with_another_key_is_found(stage: Stage, tmp_path: Path) -> None:
    """All fits, but the signatures are not those of the home."""
    make_note_key(tmp_path / "fresh.pem")
    fresh = load_note_signer(tmp_path / "fresh.pem", "hub/audit")
    for row in stage.rows("checkpoint"):
        text_ = parse_note(row["note"]).text
        stage.put("checkpoint", row, "note", str(Note(text_, [fresh.sign(text_)])))
    assert stage.codes() == {Code.SIGNED_BY_ANOTHER}


def known(checkpoint: Checkpoint, number: int = 1, *, is_ours: bool = True) -> Known:
    return Known(Bilingual("此处", "here"), number, checkpoint, is_ours)


def test_a_log_that_lost_its_end_is_found_by_a_checkpoint_that_was_kept(stage: Stage) -> None:
    """A restored backup is whole in itself: what was kept elsewhere tells, and so does what was verified before."""
    kept, older = (parse_checkpoint(parse_note(row["note"]).text) for row in reversed(stage.rows("checkpoint")))
    assert stage.found(None, known(kept), known(older)) == []
    later = Checkpoint(kept.origin, kept.size + 1, kept.root)
    other = Checkpoint(kept.origin, older.size, kept.root)
    for lost in (known(later), known(other), known(kept, 2)):
        assert {finding.code for finding in stage.found(None, lost)} == {Code.CHECKPOINT_DIFFERS}
    assert {finding.code for finding in stage.found(None, known(kept, is_ours=False))} == {Code.SIGNED_BY_ANOTHER}


def test_a_life_of_the_log_that_nobody_signed_hides_no_checkpoint(stage: Stage) -> None:
    """An invented accepted restore would give up what is kept: it is found itself."""
    kept = max(stage.rows("checkpoint"), key=lambda row: row["size"])
    stage.tell(
        "INSERT INTO log_life (number, size, at, act, note) VALUES (2, :size, 1, 'act', :note)",
        size=kept["size"],
        note=kept["note"],
    )
    later = Checkpoint("hub/audit", kept["size"] + 1, bytes(32))
    assert {finding.code for finding in stage.found(None, known(later))} == {Code.CHECKPOINT_DIFFERS}


def test_a_tile_that_is_gone_is_found_also_behind_what_was_verified(stage: Stage) -> None:
    """Neither a checkpoint that is kept nor a run before needs the tile to say that it is missing."""
    newest = max(stage.rows("checkpoint"), key=lambda row: row["size"])
    kept = parse_checkpoint(parse_note(newest["note"]).text)
    stage.tell("DELETE FROM tile")
    assert {one.code for one in stage.found(Verified(note=newest["note"]), known(kept))} == {Code.CHECKPOINT_DIFFERS}


def test_what_is_new_is_verified_and_what_did_not_change_is_not(stage: Stage) -> None:
    """Behind the first checkpoint: an older edit stays unseen, a newer one is found."""
    first, *_ = sorted(stage.rows("checkpoint"), key=lambda row: row["size"])
    before = Verified(note=first["note"])
    assert stage.found(before) == []
    transitions = sorted(stage.rows("transition"), key=lambda row: row["at"])
    stage.put("transition", transitions[0], "at", 1)
    assert stage.found(before) == []
    stage.put("transition", transitions[-1], "at", 1)
    assert {finding.code for finding in stage.found(before)} == {Code.HASH_DIFFERS, Code.DOCUMENT_DIFFERS}


def test_a_record_number_that_was_taken_away_is_found(stage: Stage) -> None:
    """Only a refused document has none."""
    assert stage.put("document", stage.rows("document")[0], "record", None)
    assert stage.codes() == {Code.DOCUMENT_DIFFERS}


@pytest.mark.parametrize(
    ("statement", "note"),
    [
        ("DELETE FROM act WHERE id = 'a-1'", "a-1"),
        ("UPDATE note SET item = 'store/HUB-502' WHERE act = 'a-1'", "a-1"),
        ("UPDATE act SET about = 'store/HUB-502' WHERE id = 'a-1'", "a-1"),
        ("UPDATE act SET verb = 'hold' WHERE id = 'a-1'", "a-1"),
        ("DELETE FROM note WHERE act = 'a-2'", "a-2"),
    ],
)
def test_a_note_that_does_not_fit_its_act_is_found(stage: Stage, statement: str, note: str) -> None:
    """A note without its act, one on another item, and an act whose note is gone (HUB-837)."""
    for name in ("a-1", "a-2"):
        act = OperatorAct(id=name, verb="note", about="worker/none", reason="r", operators=(Operator(user="li"),), at=7)
        write(
            stage.store, Changes(acts=[act], notes=[Noted(act=name, item="worker/none", ticket="", count=1, newest=0)])
        )
    assert stage.codes() == set()
    assert stage.tell(statement) == 1
    assert [(one.code, one.texts["note"]) for one in stage.found()] == [(Code.NOTE_DIFFERS, note)]
