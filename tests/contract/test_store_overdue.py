"""Since when documents stand where they are, and whose answers are overdue: of older stores too, and proved."""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from older_stores import older_store, write_as_before
from sqlalchemy import Connection, Engine, text
from test_store_guards import refusal
from verified_stage import a_stage

from adapters.store import open_store, upgrade
from hub.errors import Code
from hub.model import OVERDUE, Books, Cause, Changes, Document, Note, Operator, OperatorAct, Transition, digest
from hub.operate.audit.trail import check_document
from hub.ports import Store
from hub.testing.rows import opened, write

CLOCK = Cause("clock", "m-1:2", digest(b"m"))


def a_trail(*rows: str) -> tuple[Books, Document]:
    """Books with one document: its statuses, `!` an answer that is overdue, `?` a receipt that moved nothing."""
    books, document = opened("received")
    for row in rows:
        status = books.trails.document(document.id).status
        if row in "!?":
            what = {"observed": OVERDUE, "event": "W001"} if row == "!" else {"observed": "late"}
            books.trails.append(document.id, status, CLOCK, what)
        else:
            books.trails.append(
                document.id, row, Cause("receipt", "r", digest(b"r")), {"returned": {"x": '"observed"'}}
            )
    return books, books.trails.document(document.id)


def test_an_older_store_learns_it_from_its_trails(empty_url: str) -> None:
    """The newest move counts, and an overdue answer only behind it; what came in between changes neither."""
    trails = [a_trail(*rows) for rows in (("sent", "!", "?"), ("sent", "!", "done"), ("!", "?", "!"), ("sent", "?"))]
    with older_store(empty_url) as connection:
        write_as_before(connection, *(books.changes() for books, _ in trails))
    upgrade(empty_url)
    with closing(open_store(empty_url)) as store:
        for _, document in trails:
            assert store.documents.find(document.id) == [document]
        assert [document.overdue_at is not None for _, document in trails] == [True, False, True, False]
        assert sum(group.count for group in store.totals.overdue()) == 2


def test_an_older_store_learns_it_of_archived_documents_as_far_as_rows_are_there(empty_url: str) -> None:
    """From the last move, if all rows behind it stayed or came since; where it is in the archive nothing is known."""
    trails = [a_trail(*rows) for rows in (("sent", "?", "done"), ("sent", "!", "?"), ("sent", "?", "done", "!"))]
    with older_store(empty_url) as connection:
        write_as_before(connection, *(books.changes() for books, _ in trails))
    with older_store(empty_url, "0038") as connection:
        connection.execute(text("INSERT INTO removal VALUES ('r', 'archive', 'a', 1, '')"))
        for (_, document), until in zip(trails, (4, 4, 3), strict=True):
            archive_rows(connection, document, until)
    upgrade(empty_url)
    known, unknown, later = (document for _, document in trails)
    assert None not in (later.overdue_at, unknown.overdue_at)
    with closing(open_store(empty_url)) as store:
        for expected in (known, replace(unknown, moved_at=0, overdue_at=None), later):
            assert store.documents.find(expected.id) == [expected]


def archive_rows(connection: Connection, document: Document, until: int) -> None:
    """As the hub archives: the first row and row `until` stay."""
    of = "document IN (SELECT id FROM document WHERE sender_ref = :ref)"
    values = {"ref": document.sender_ref, "until": until}
    listed = f"INSERT INTO archived SELECT document, seq, hash, 'r' FROM transition WHERE seq = :until AND {of}"
    connection.execute(text(listed), values)
    gone = connection.execute(text(f"DELETE FROM transition WHERE seq > 1 AND seq < :until AND {of}"), values)
    assert gone.rowcount == until - 2


def differing(document: Document, rows: Sequence[Transition], archived: Collection[int]) -> list[str]:
    """The times of a document that do not follow from its trail."""
    found = check_document(document, document.id, rows, "hub", archived)
    fields = [str(one.names["field"]) for one in found]
    return [field for field in fields if field.endswith("_at")]


@pytest.mark.parametrize(
    ("trail", "gone", "archived", "forged", "field"),
    [
        ((), 0, (), {"moved_at": 0}, "moved_at"),
        (("sent", "?", "done"), 2, (4,), {"moved_at": 0}, "moved_at"),
        (("sent", "?", "done"), 2, (4,), {"overdue_at": 5}, "overdue_at"),
        (("sent", "?", "done", "!"), 1, (3,), {"overdue_at": None}, "overdue_at"),
        (("sent", "?", "done", "!"), 1, (3,), {"moved_at": 0, "overdue_at": None}, "moved_at"),
        (("sent", "?", "?", "!"), 2, (4,), {"moved_at": 0, "overdue_at": None}, None),
        (("sent", "?", "?", "!"), 2, (4,), {"moved_at": 0}, None),
        (("sent", "?", "?", "!"), 0, (4,), {"moved_at": 0, "overdue_at": None}, None),
        (("sent", "?", "?", "!"), 0, (), {"moved_at": 0, "overdue_at": None}, "moved_at"),
    ],
)
def test_a_time_is_compared_wherever_the_last_move_is_there(
    trail: tuple[str, ...], gone: int, archived: tuple[int, ...], forged: dict[str, Any], field: str | None
) -> None:
    """0 is accepted only where the last move was in an archive when the columns were made, even if rows came back."""
    books, document = a_trail(*trail)
    rows = [*books.trails.appended[:1], *books.trails.appended[1 + gone :]]
    assert differing(document, rows, archived) == []
    assert differing(replace(document, **forged), rows, archived) == ([] if field is None else [field])


@pytest.mark.usefixtures("store")
def test_what_an_operator_noted_is_never_changed(store: Store, raw: Engine, backend: str) -> None:
    """Neither the ticket nor how much there was then."""
    act = OperatorAct(id="a", verb="note", about="x/y", reason="打过电话", operators=(Operator(user="li"),), at=7)
    note = Note(act="a", item="x/y", ticket="INC-7", count=3, newest=5)
    write(store, Changes(acts=[act], notes=[note]))
    replaced = "INSERT OR REPLACE INTO note SELECT * FROM note"
    emptied = "TRUNCATE note" if backend == "postgresql" else replaced
    for statement in ("UPDATE note SET count = 9", "DELETE FROM note", emptied):
        assert "append-only" in refusal(raw, statement)
    later = replace(act, id="b", at=8), replace(note, act="b", count=4)
    write(store, Changes(acts=[later[0]], notes=[later[1]]))
    assert store.acts.notes(["x/y", "z"]) == [(note, act), (later[1], later[0])]


@pytest.mark.parametrize("stands", ["overdue_at = 5", "moved_at = moved_at + 1"])
def test_a_time_that_does_not_follow_from_the_trail_is_found(store_url: str, tmp_path: Path, stands: str) -> None:
    """Neither can a document be made overdue past the hub, nor be made to stand where it is since another time."""
    with a_stage(store_url, tmp_path) as stage:
        assert stage.codes() == set()
        stage.tell(f"UPDATE document SET {stands}")
        assert stage.codes() == {Code.DOCUMENT_DIFFERS}


@pytest.mark.usefixtures("store")
def test_documents_are_counted_without_reading_one(raw: Engine) -> None:
    """A status takes one step in the index, whatever stands there."""
    counted = "SELECT status, type, party, moved_at FROM document WHERE (status, type, party) > ('a', 'b', 'c')"
    ordered = f"{counted} ORDER BY status, type, party, moved_at LIMIT 1"
    with raw.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))
            found = connection.execute(text(f"EXPLAIN {ordered}"))
        else:
            found = connection.execute(text(f"EXPLAIN QUERY PLAN {ordered}"))
        plan = " ".join(str(row[-1]) for row in found)
    assert "document_stands" in plan
    assert "Sort" not in plan
    assert "TEMP" not in plan


def test_a_group_that_is_gone_before_it_is_counted_is_left_out(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL finds a group and counts it in two statements, and its last document may move between them."""
    write(store, a_trail("sent")[0].changes())
    (there,) = store.totals.standing([], [])
    at = {"status": there.status, "type": there.type, "party": there.party}
    found = [({**at, "party": "moved-on"}, 7), (at, there.oldest)]
    monkeypatch.setattr("adapters.store.standing._groups", lambda *_: iter(found))
    assert store.totals.standing([], []) == [there]
