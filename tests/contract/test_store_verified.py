"""What is changed in a store past the hub is found, or its column is in the list of what proves nothing."""

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from past_the_hub import PastTheHub
from sqlalchemy.exc import DBAPIError
from verifying import findings_in

from adapters.notes import NoteSigner, load_note_signer, make_note_key
from adapters.store import open_store
from hub.errors import Code, HubError
from hub.flow.past import Known
from hub.flow.sealing import SealingLine
from hub.model import Cause, Message, digest
from hub.model.checkpoint import Checkpoint, Note, parse_checkpoint, parse_note
from hub.model.identity import document_id, message_id
from hub.model.moments import SECOND
from hub.operate.audit.finding import Finding
from hub.operate.audit.verified import Verified
from hub.ports import Store
from hub.testing.rows import a_claim, a_document, a_message, empty_books, now, write
from hub.text.bilingual import Bilingual

EDITS = int(os.environ.get("HUB_EDITS", "60"))
"""Random edits of each kind; the issue's numbers are run by hand."""
ROWS = ("transition", "document", "message", "payload", "claim", "resource", "unsealed", "tile", "checkpoint")
UNPROVEN: Mapping[str, str] = {
    "document": "type portal party enterprise enterprise_name round again_of created_at vouched_by dispute tracks",
    "message": "party kind direction round answers at catalogue id",
    "claim": "document key settled_at doubted",
    "resource": "figures as_of dispute unexplained",
    "unsealed": "id",
    "checkpoint": "at",
}
"""Columns that follow from the catalogue, or from nothing that is stored: docs/operations.md says so."""


@dataclass
class Stage:
    """A store with its log, and the database as somebody with all rights sees it."""

    store: Store
    past: PastTheHub
    signer: NoteSigner

    def found(self, before: Verified | None = None, *kept: Known) -> list[Finding]:
        """All that a verification finds."""
        return findings_in(self.store, None, self.signer, before, kept)

    def codes(self) -> set[Code]:
        return {finding.code for finding in self.found()}

    def tell(self, statement: str, **values: Any) -> int:
        return self.past.tell(statement, **values)

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.past.rows(table)

    def put(self, table: str, old: Mapping[str, Any], column: str, value: Any) -> bool:
        return self.past.put(table, old, column, value)


class Later:
    """A clock that is 100 seconds later at each look."""

    def __init__(self) -> None:
        self._seconds = count(2_000_000_000, 100)

    def now(self) -> int:
        return next(self._seconds) * SECOND


_later = Later()


def seal(store: Store, signer: NoteSigner) -> None:
    seconds = iter(range(0, 10**9, 100))
    line = SealingLine(store.log, signer, _later, lambda: next(seconds))
    while line.run() is not None:
        pass


def bring(store: Store, number: int) -> str:
    """A submission that was sent and accepted, with an amount."""
    books, at, form = empty_books(), now(), f'{{"n": {number}}}'.encode()
    id_ = document_id("hub", "portal-a", f"ref-{number}", digest(form), at)
    document = a_document(id=id_, sender_ref=f"ref-{number}", content=digest(form), payload=digest(form))
    books.post.keep_payload(digest(form), form)
    books.trails.open(replace(document, submitted_at=at))
    books.trails.append(id_, "P001", Cause("document", f"ref-{number}", digest(form)), {"理由": ["一", number]})
    sent = f"<sent>{number}</sent>".encode()
    message: Message = a_message(sent, id=message_id(document, "business", "A", "insurer-a"), document=id_)
    books.post.keep(message, sent)
    books.trails.append(id_, "P002", Cause("confirm", message.id, message.digest))
    reply = f"<reply>{number}</reply>".encode()
    answer = a_message(reply, id=f"r-{number}", document=id_, direction="in", kind="receipt", answers=message.id)
    books.post.keep(answer, reply)
    books.trails.append(id_, "S", Cause("receipt", answer.id, answer.digest))
    books.claims.put(a_claim(document, f"account-{number}", "amount", amount=Decimal("12.50")))
    write(store, books.changes())
    return id_


@pytest.fixture
def stage(store_url: str, tmp_path: Path) -> Iterator[Stage]:
    """Six documents that are sealed, under two checkpoints, and one that waits."""
    make_note_key(tmp_path / "key.pem")
    signer, past = load_note_signer(tmp_path / "key.pem", "hub/audit"), PastTheHub(store_url)
    with closing(open_store(store_url)) as store:
        for number in range(6):
            bring(store, number)
            if number in (3, 5):
                seal(store, signer)
        bring(store, 6)
        yield Stage(store, past, signer)
    past.close()


# ---- random edits --------------------------------------------------------------------------------


def flipped(value: Any, chance: random.Random) -> Any:
    """The value with one bit changed; None where nothing can be flipped."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ 1 << chance.randrange(20)
    if isinstance(value, UUID):
        return UUID(int=value.int ^ 1 << chance.randrange(128))
    body = bytearray(value.encode() if isinstance(value, str) else bytes(value or b""))
    if not body:
        return None
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    try:
        return body.decode() if isinstance(value, str) else bytes(body)
    except UnicodeDecodeError:
        return None


def is_unproven(table: str, column: str, old: Any, new: Any) -> bool:
    """Whether nothing follows from what was changed."""
    if column in UNPROVEN.get(table, "").split():
        return True
    if (table, column) == ("document", "submitted_at"):  # ids hold milliseconds
        return bool(old // 1000 == new // 1000)
    return bool(table in ("claim", "resource") and _is_same_amount(old, new))


def _is_same_amount(old: Any, new: Any) -> bool:
    try:
        return Decimal(old) == Decimal(new)
    except (InvalidOperation, TypeError, ValueError):
        return False


def test_a_flipped_bit_is_found_or_proves_nothing(stage: Stage) -> None:
    """In any column of any row that the store keeps for good; every edit is taken back before the next."""
    chance, made = random.Random(1955), 0
    assert stage.found() == []
    while made < EDITS:
        table = chance.choice(ROWS)
        row = chance.choice(stage.rows(table))
        column = chance.choice(list(row))
        old, new = row[column], flipped(row[column], chance)
        if new is None or not stage.put(table, row, column, new):
            continue
        made += 1
        if not is_unproven(table, column, old, new):
            assert is_found(stage), (table, column, old, new)
        assert stage.put(table, {**row, column: new}, column, old)
    assert stage.found() == []


def is_found(stage: Stage) -> bool:
    """Also where the store cannot be read any more."""
    try:
        return stage.found() != []
    except (HubError, DBAPIError):
        return True


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
        "UPDATE document SET seq = 2, status = :status, head = :head, updated_at = :at WHERE id = :id",
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
