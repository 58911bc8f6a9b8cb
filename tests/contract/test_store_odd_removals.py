"""Whatever stands in the tables of removals, nobody breaks on it: it is found, refused by a code, or proves nothing."""

import os
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from archives import BEFORE, Ended, Shelf, acting
from odd_rows import odd_edits, put
from past_the_hub import PastTheHub
from prunes import prune, pruning
from sqlalchemy import Engine, text

from adapters.store import tables
from hub.errors import Code, HubError, OperatorError, code_of
from hub.ports import Store
from hub.testing.rows import trail_of

EDITS = int(os.environ.get("HUB_ODD_REMOVALS", "5"))
"""Edits on each database; there are some 800."""
SEED = int(os.environ.get("HUB_ODD_REMOVALS_SEED", "833"))
TABLES = ("removal", "removal_done", "archived", "removed", "pruned", "hold", "unarchived")
UNPROVEN: Mapping[str, str] = {
    "removal": "act at",
    "removal_done": "removal at",
    "hold": "document number held act at",
    "unarchived": "document number inside act at",
}
"""Columns that follow from nothing that is signed, as docs/operations.md lists them."""


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


@pytest.fixture
def past(store_url: str) -> Iterator[PastTheHub]:
    opened = PastTheHub(store_url)
    yield opened
    opened.close()


def all_that_left(shelf: Shelf) -> list[Ended]:
    """A pruned document, an archived one, one that came back, and one on hold."""
    made = shelf.put("pruned")
    prune(shelf)
    made += shelf.put("archived", "back")
    shelf.archive("act-2")
    list(shelf.unarchiving().run([made[-1].document.id], acting("back-1", "unarchive")))
    made += shelf.put("held")
    shelf.hold(made[-1].document)
    return made


def acts(shelf: Shelf, made: list[Ended]) -> dict[str, Callable[[], Any]]:
    """What verbs do with the store."""
    ids, digests = [one.document.id for one in made], [name for one in made for name in one.bodies]
    return {
        "show": lambda: shelf.store.retention.whereabouts(ids, digests),
        "archive --dry-run": lambda: list(shelf.archiving().look(BEFORE)),
        "archive": lambda: shelf.archive("act-8"),
        "prune, to list": lambda: list(pruning(shelf).look()),
        "prune": lambda: prune(shelf, "act-9"),
        "unarchive": lambda: list(shelf.unarchiving().run(ids, acting("back-9", "unarchive"))),
    }


def refusal(act: Callable[[], Any]) -> Code | None:
    """The code by which an act is refused; None where it is done."""
    try:
        act()
    except HubError as error:
        return code_of(error)
    return None


def test_no_value_breaks_a_verification_or_an_act(shelf: Shelf, past: PastTheHub, tmp_path: Path) -> None:
    """Each is found, or stands in a column that proves nothing; every act is done, or refused by a code."""
    made, chance, edits = all_that_left(shelf), random.Random(SEED), odd_edits(past, TABLES)
    saved = {table.name: past.rows(table.name) for table in tables.metadata.sorted_tables}
    shutil.copytree(tmp_path / "archive", tmp_path / "kept")
    chance.shuffle(edits)
    done = 0
    while done < EDITS and edits:
        odd = edits.pop()
        row = chance.choice(saved[odd.table])
        if row[odd.column] == odd.value or not put(past, row, odd):
            continue
        done += 1
        try:
            found = shelf.findings()
            codes = {name: refusal(act) for name, act in acts(shelf, made).items()}
        except Exception as error:
            error.add_note(f"{odd} in {row}")
            raise
        assert found or odd.column in UNPROVEN.get(odd.table, "").split(), (odd, row)
        assert Code.PROCESSING_FAILED not in codes.values(), (odd, row, codes)
        restore(past, saved)
        shutil.rmtree(tmp_path / "archive")
        shutil.copytree(tmp_path / "kept", tmp_path / "archive")
    assert (shelf.findings(), {refusal(act) for act in acts(shelf, made).values()}) == ([], {None})


def restore(past: PastTheHub, saved: Mapping[str, list[dict[str, Any]]]) -> None:
    for name, rows in saved.items():
        if name in TABLES or past.rows(name) != rows:  # what was edited may be no text any more
            past.restore(name, rows)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("hold", "number", -1), ("unarchived", "number", -7), ("archived", "until", -3), ("removal", "at", -(2**62))],
)
def test_what_acts_need_is_refused_by_the_name_of_the_row(
    shelf: Shelf, past: PastTheHub, table: str, column: str, value: int
) -> None:
    """The verification names the same row (HUB-833)."""
    made = all_that_left(shelf)
    row = past.rows(table)[0]
    assert past.put(table, row, column, value)
    assert Code.ROW_UNREADABLE in {finding.code for finding in shelf.findings()}
    codes = {name: refusal(act) for name, act in acts(shelf, made).items()}
    assert (codes["show"], codes["archive"]) == (Code.ROW_UNREADABLE, Code.ROW_UNREADABLE)


def test_a_gap_is_not_hidden_by_an_archive_that_nobody_recorded(shelf: Shelf, past: PastTheHub) -> None:
    """Whoever has all rights can write that rows left; without a signed list it is damage."""
    shelf.put("a")
    _, second, third = sorted(past.rows("transition"), key=lambda row: int(row["seq"]))
    of = {"document": third["document"], "until": 3, "previous": second["hash"], "removal": "nobody"}
    past.add("archived", of)
    past.remove("transition", second)
    assert {finding.code for finding in shelf.findings()} >= {Code.ROW_UNREADABLE, Code.TRAIL_BROKEN}


def test_missing_bytes_are_not_hidden_by_a_removal_that_nobody_recorded(shelf: Shelf, past: PastTheHub) -> None:
    """The same of bytes."""
    (one,) = shelf.put("a")
    row = next(row for row in past.rows("payload") if bytes(row["digest"]).hex() == one.document.payload)
    assert past.put("payload", row, "bytes", b"")
    past.add("removed", {"digest": row["digest"], "removal": "nobody"})
    past.add("pruned", {"document": past.rows("document")[0]["id"], "removal": "nobody"})
    assert {finding.code for finding in shelf.findings()} >= {Code.ROW_UNREADABLE, Code.BYTES_DIFFER}


def test_nothing_leaves_by_a_list_that_nobody_signed(shelf: Shelf, past: PastTheHub) -> None:
    """A recorded removal to which somebody added a document takes nothing (HUB-956)."""
    (one,) = shelf.put("one")
    steps = pruning(shelf).run(acting(verb="prune"))
    assert [type(next(steps)).__name__ for _ in range(2)] == ["Chose", "Recorded"]
    steps.close()  # type: ignore[attr-defined]
    (other,) = shelf.put("other", month=9)
    added = next(row for row in past.rows("document") if row["sender_ref"] == "other")
    past.add("pruned", {"document": added["id"], "removal": "prune-2024-11-30-1"})
    with pytest.raises(OperatorError, match="HUB-956"):
        prune(shelf, "act-2")
    assert all(shelf.store.archive.payload(name) is not None for name in (*one.bodies, *other.bodies))


ODD_DETAIL = "UPDATE transition SET detail = '[\"form\"' WHERE seq = 2"


def test_nothing_is_archived_past_a_row_that_cannot_be_read(shelf: Shelf, raw: Engine, past: PastTheHub) -> None:
    """The archive would not have what the store has (HUB-833); nothing is written, recorded or removed."""
    one, other = shelf.put("a", "b")
    past.tell(ODD_DETAIL)
    for act in (shelf.archive, lambda: prune(shelf, "act-2")):
        with pytest.raises(OperatorError, match=r"HUB-833 .*transition"):
            act()
    assert (shelf.files.names(), shelf.store.retention.removals()) == ([], [])
    assert all(shelf.store.archive.payload(name) is not None for name in (*one.bodies, *other.bodies))
    with raw.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM transition")).scalar() == 6


def test_a_row_of_another_document_that_may_name_the_bytes_is_read_or_refused(shelf: Shelf, past: PastTheHub) -> None:
    """Whose bytes leave is asked of the whole store."""
    (one,) = shelf.put("a")
    (other,) = shelf.put("open", status="sent", month=11)
    odd = next(row for row in past.rows("document") if row["sender_ref"] == "open")
    past.tell(ODD_DETAIL + " AND document = :id", id=odd["id"])
    with pytest.raises(OperatorError, match=r"HUB-833 .*transition"):
        shelf.archive()
    assert shelf.store.archive.payload(one.document.payload) is not None
    assert other.document.status == "sent"
    assert len(trail_of(shelf.store, one.document).transitions) == 3
