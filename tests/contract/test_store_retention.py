"""Archives of closed months: what leaves the store, what stays, and what nobody else can take out."""

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from archives import BEFORE, Ended, Shelf, Time, acting, ended, late, why
from sqlalchemy import Engine, text

from adapters.files.durable import sync_folder
from adapters.store.naming import newer_names
from hub.errors import OperatorError, Rejected
from hub.model import Changes, Timer, digest
from hub.model.month import Month
from hub.operate.retention.steps import Finished, Recorded, Removed, Shrunk, Wrote
from hub.ports import Store
from hub.testing.rows import a_claim, a_parked, a_resource, an_outgoing, now, trail_of, write

TESTS = Path(__file__).parent.parent


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


def until(shelf: Shelf, step: type) -> None:
    """Archive up to this step, as if the run had been cut off there."""
    for one in shelf.archiving().run(BEFORE, acting()):
        if isinstance(one, step):
            return


def is_whole(shelf: Shelf, one: Ended) -> bool:
    """Whether the store has a document with all its rows and bytes."""
    bodies = {name: shelf.store.archive.payload(name) for name in one.bodies}
    return len(trail_of(shelf.store, one.document).transitions) == 3 and bodies == one.bodies


def is_archived(shelf: Shelf, one: Ended) -> bool:
    """Whether an archive has all of it."""
    parts = [part for name in shelf.files.names() for part in shelf.files.parts(name)]
    rows = [row for part in parts for row in part.transitions if row.document == one.document.id]
    bodies = {name: body for part in parts for name, body in part.payloads}
    return [row.after for row in rows] == ["received", "sent", "accepted"] and one.bodies.items() <= bodies.items()


def test_a_closed_month_is_archived_and_its_rows_leave(shelf: Shelf) -> None:
    """The first and the newest row of each trail stay, with all messages' rows; the bytes go."""
    one, other = shelf.put("a", "b")
    steps = shelf.archive()
    assert [type(step) for step in steps] == [Wrote, Recorded, Removed, Finished]
    trail = trail_of(shelf.store, one.document)
    assert ([row.seq for row in trail.transitions], trail.document) == ([1, 3], one.document)
    assert [row.sealed() for row in trail.transitions] == trail.transitions
    assert {message.id for message in trail.messages} == {"m-a", "r-a"}
    assert [shelf.store.archive.payload(name) for name in other.bodies] == [None] * 3
    assert is_archived(shelf, one)
    assert is_archived(shelf, other)


def test_what_is_not_closed_stays_and_is_named(shelf: Shelf) -> None:
    """A month can be archived in part, and completed later."""
    waits, claims, promised, held, disputed, _ = shelf.put("timer", "claim", "outbox", "held", "dispute", "closed")
    shelf.put("open", status="sent")
    shelf.put("young", month=11)
    write(
        shelf.store,
        Changes(
            timers={(waits.document.id, "end"): Timer(document=waits.document.id, kind="end", due=1, tries=0)},
            resources={"quota": a_resource("quota", reserved="7")},
            claims={(claims.document.id, "quota", "k"): a_claim(claims.document, "quota", "k", amount=7)},
            promised={"e": an_outgoing("event", promised.document.id, id="e", seq=3)},
            moved={disputed.document.id: disputed.document.marked(["contradicts"])},
        ),
    )
    shelf.hold(held.document)
    books, unsealed = ended("unsealed")
    write(shelf.store, books.changes())
    assert why(shelf.archive()) == {
        "timer": ("timer",),
        "claim": ("claim",),
        "outbox": ("outbox",),
        "held": ("held",),
        "dispute": ("dispute",),
        "open": ("open",),
        "unsealed": ("unsealed",),
    }
    assert is_whole(shelf, unsealed)
    shelf.hold(held.document, 2, is_held=False)
    shelf.seal()
    assert "held" not in why(shelf.archive("act-2"))
    assert is_archived(shelf, held)
    assert is_archived(shelf, unsealed)


def test_a_document_that_an_open_one_names_stays(shelf: Shelf) -> None:
    """Rules may ask for its facts."""
    (named,) = shelf.put("named")
    shelf.put("again", status="sent", again_of=named.document.id)
    assert why(shelf.archive()) == {"named": ("needed",), "again": ("open",)}


def test_what_has_to_stay_by_now_stays_and_leaves_later(shelf: Shelf) -> None:
    """A hold, or an open document that names one, after the archive was recorded; bytes that it shares stay too."""
    held, named, _ = shelf.put("held", "named", "free")
    shared = shelf.put("x", "y", shared=b"the same")
    until(shelf, Recorded)
    shelf.hold(held.document)
    shelf.hold(shared[0].document)
    shelf.put("again", status="sent", again_of=named.document.id, month=11)
    steps = shelf.archive("act-2")
    assert why(steps) == {"held": ("moved",), "x": ("moved",), "named": ("needed",)}
    assert (is_whole(shelf, held), is_whole(shelf, named)) == (True, True)
    assert shelf.store.archive.payload(digest(b"the same")) == b"the same"
    assert [one for one in steps if isinstance(one, Finished)] == []

    shelf.hold(held.document, 2, is_held=False)
    assert set(why(shelf.archive("act-3"))) == {"x", "named"}
    assert not is_whole(shelf, held)
    assert shelf.findings() == []


def test_a_document_that_had_an_amount_stays(shelf: Shelf) -> None:
    """Figures of an account may be judged by it for years."""
    (one,) = shelf.put("counted")
    settled = replace(a_claim(one.document, "quota", "k", amount=7), open=False, settled_at=now())
    write(
        shelf.store,
        Changes(resources={"quota": a_resource("quota")}, claims={(one.document.id, "quota", "k"): settled}),
    )
    assert why(shelf.archive()) == {"counted": ("claim",)}


def test_two_do_not_archive_at_once(shelf: Shelf) -> None:
    """The second is refused until the first has ended."""
    shelf.put("a")
    steps = shelf.archiving().run(BEFORE, acting())
    next(steps)
    with pytest.raises(Rejected, match="HUB-958"):
        shelf.archive("act-2")
    assert isinstance(list(steps)[-1], Finished)


def test_a_copy_beside_an_archive_is_none(shelf: Shelf) -> None:
    """Whoever copies a folder by hand stops nothing."""
    shelf.put("a")
    shelf.archive()
    place = shelf.folder / "archive"
    shutil.copytree(place / "2024-10-1", place / "2024-10-1.bak")
    shelf.put("b")
    assert isinstance(shelf.archive("act-2")[-1], Finished)


def test_bytes_that_something_else_names_stay(shelf: Shelf) -> None:
    """A document that stays keeps its bytes, whoever names them too."""
    (one,) = shelf.put("one", shared=b"the same")
    (other,) = shelf.put("other", shared=b"the same", month=11)
    shelf.archive()
    assert shelf.store.archive.payload(digest(b"the same")) == b"the same"
    assert is_whole(shelf, other)
    assert is_archived(shelf, one)


def test_bytes_that_come_again_are_stored_again(shelf: Shelf) -> None:
    """A new document with bytes that were removed has them."""
    shelf.put("one", shared=b"the same")
    shelf.archive()
    (other,) = shelf.put("other", shared=b"the same", month=11)
    assert is_whole(shelf, other)


def test_a_document_that_moves_on_is_archived_again(shelf: Shelf) -> None:
    """Its trail goes on from the row that stayed; the second archive has what the first has not."""
    (one,) = shelf.put("a")
    shelf.archive()
    write(shelf.store, late(trail_of(shelf.store, one.document).document, "a").changes())
    assert [row.seq for row in trail_of(shelf.store, one.document).transitions] == [1, 3, 4]
    shelf.seal()
    shelf.archive("act-2")
    assert [row.seq for row in trail_of(shelf.store, one.document).transitions] == [1, 4]
    rows = [row.seq for name in shelf.files.names() for row in shelf.files.transitions(name, one.document.id)]
    assert (rows, shelf.findings()) == ([1, 2, 3, 1, 3, 4], [])


def test_what_came_before_is_still_known(shelf: Shelf) -> None:
    """A submission and a receipt that come again are found by their ids, and by their bytes."""
    (one,) = shelf.put("a")
    shelf.archive()
    with shelf.store.transactions.snapshot() as unit:
        assert unit.brought([("portal-a", "a")]) == [one.document]
        assert unit.submitted([("portal-a", one.document.payload)]) == [one.document]
        assert unit.received([("insurer-a", "r-a")]) == [one.received]
        assert unit.answers([("insurer-a", "m-a")]) == [one.received]
        assert unit.payloads(list(one.bodies)) == {}


def test_a_month_that_is_not_over_is_refused(shelf: Shelf) -> None:
    """Documents may still come into it."""
    shelf.put("a", month=11)
    with pytest.raises(Rejected, match="HUB-955"):
        list(shelf.archiving().run(Month(2024, 12), None))  # type: ignore[arg-type]  # nobody acts yet
    assert shelf.files.names() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM transition WHERE seq = 3",
        "DELETE FROM transition WHERE seq = 1",
        "DELETE FROM transition WHERE seq = 2 AND document NOT IN (SELECT document FROM archived)",
        "UPDATE transition SET after = 'x'",
        "UPDATE payload SET bytes = NULL",
        "DELETE FROM payload",
        "UPDATE payload SET bytes = digest",
        "DELETE FROM archived",
        "UPDATE archived SET until = 9",
        "DELETE FROM removed",
        "DELETE FROM removal",
        "UPDATE removal SET note = ''",
        "DELETE FROM removal_done",
        "DELETE FROM hold",
        "UPDATE hold SET number = 3",
    ],
)
def test_nothing_else_leaves(shelf: Shelf, raw: Engine, statement: str) -> None:
    """Only rows that an archive has, but the newest; only whole bytes; and no record of a removal."""
    shelf.put("a")
    shelf.archive()
    (held,) = shelf.put("b")
    shelf.hold(held.document)
    with pytest.raises(Exception, match=r"append-only|NOT NULL|not-null"), raw.begin() as connection:
        connection.execute(text(statement))


def test_nothing_of_a_held_document_leaves_by_sql(shelf: Shelf, raw: Engine) -> None:
    """The hold is newer than the archive that has its rows."""
    (one,) = shelf.put("a")
    until(shelf, Recorded)
    shelf.hold(one.document)
    with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
        connection.execute(text("DELETE FROM transition WHERE seq = 2"))
    shelf.archive("act-2")
    assert is_whole(shelf, one)


def test_an_archive_that_was_changed_removes_nothing(shelf: Shelf) -> None:
    """Its files are compared with its manifest before any row goes."""
    (one,) = shelf.put("a")
    for step in shelf.archiving().run(Month(2024, 11), acting()):
        if isinstance(step, Recorded):
            break
    file = shelf.folder / "archive" / "2024-10-1" / "payloads.parquet"
    file.write_bytes(file.read_bytes()[:-9] + bytes(9))
    with pytest.raises(OperatorError, match="HUB-953"):
        shelf.archive("act-2")
    file.unlink()
    with pytest.raises(OperatorError, match="HUB-954"):
        shelf.archive("act-2")
    assert is_whole(shelf, one)


@pytest.mark.parametrize("step", range(-1, 8))
def test_a_kill_at_any_step_leaves_the_store_or_the_archive_whole(shelf: Shelf, store_url: str, step: int) -> None:
    """The next run goes on where the first was cut off."""
    made = shelf.put("a", "b", "c")
    command = [sys.executable, str(TESTS / "archives.py"), store_url, str(shelf.folder), str(step)]
    done = subprocess.run(command, cwd=TESTS.parent, capture_output=True, check=False)
    assert done.returncode == -9, done.stderr.decode()
    for one in made:
        assert is_whole(shelf, one) or is_archived(shelf, one)
    shelf.archive("act-2")
    assert all(is_archived(shelf, one) and not is_whole(shelf, one) for one in made)
    assert (shelf.store.retention.undone(), shelf.findings()) == ([], [])


GUARDS = {
    "sqlite": ("transition_refuses_DELETE", "payload_refuses_UPDATE"),
    "postgresql": ("transition_refuses_delete ON transition", "payload_refuses_update ON payload"),
}
"""The triggers that somebody with all rights takes away."""


def tamper(raw: Engine, backend: str, *statements: str) -> None:
    with raw.begin() as connection:
        for trigger in GUARDS[backend]:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        for statement in statements:
            connection.execute(text(statement))


def test_what_left_on_purpose_is_no_damage(shelf: Shelf) -> None:
    """Trails and bytes that archives have are told of; the rest is verified as before."""
    shelf.put("a", "b")
    shelf.put("c", month=11)
    shelf.archive()
    assert shelf.findings() == []


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE payload SET bytes = {nothing} WHERE length(bytes) > 0", {"HUB-913"}),
        ("DELETE FROM transition WHERE seq = 2", {"HUB-911", "HUB-916"}),
        ("DELETE FROM transition WHERE seq = 1", {"HUB-911", "HUB-916"}),
    ],
)
def test_what_is_merely_missing_is_damage(
    shelf: Shelf, raw: Engine, backend: str, statement: str, codes: set[str]
) -> None:
    """No removal is recorded for it, though there are others."""
    shelf.put("a")
    shelf.archive()
    shelf.put("b")
    tamper(raw, backend, statement.format(nothing="x''" if backend == "sqlite" else "''"))
    assert {str(finding.code) for finding in shelf.findings()} == codes


def test_a_removal_that_the_logs_key_has_not_signed_is_found(shelf: Shelf, raw: Engine, backend: str) -> None:
    """Whoever only writes to the database can make the rows of a removal, and not its signature."""
    (one,) = shelf.put("a")
    shelf.archive()
    (other,) = shelf.put("b")
    previous = trail_of(shelf.store, other.document).transitions[-1].previous
    forged = "INSERT INTO archived SELECT id, 3, {}, '2024-10-1' FROM document WHERE sender_ref = 'b'"
    literal = f"x'{previous}'" if backend == "sqlite" else f"decode('{previous}', 'hex')"
    with raw.begin() as connection:
        connection.execute(text(forged.format(literal)))
        connection.execute(text("DELETE FROM transition WHERE seq = 2"))
    assert [str(finding.code) for finding in shelf.findings()] == ["HUB-956"]
    assert one.document.id != other.document.id


def test_a_run_of_the_verification_goes_on_after_an_archive(shelf: Shelf) -> None:
    """What was verified before, and archived since, is not looked for."""
    shelf.put("a")
    assert shelf.findings() == []
    shelf.archive()
    shelf.put("b")
    assert shelf.findings(keep_going=True) == []


def test_an_archive_is_a_plain_parquet_file(shelf: Shelf) -> None:
    """Any reader of Parquet finds rows and bytes, compressed by zstd; here a process that knows nothing of ours."""
    (one,) = shelf.put("a")
    shelf.archive()
    program = """
import sys, hashlib, json
from pyarrow import parquet
folder = sys.argv[1]
rows = parquet.read_table(f"{folder}/transitions.parquet").to_pylist()
bodies = parquet.read_table(f"{folder}/payloads.parquet").to_pylist()
codec = parquet.ParquetFile(f"{folder}/payloads.parquet").metadata.row_group(0).column(2).compression
same = all(hashlib.sha256(one["bytes"]).hexdigest() == one["digest"] for one in bodies)
print(json.dumps([[row["after"] for row in rows], len(bodies), codec, same]))
"""
    folder = shelf.folder / "archive" / "2024-10-1"
    command = [sys.executable, "-I", "-c", program, str(folder)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert json.loads(done.stdout) == [["received", "sent", "accepted"], len(one.bodies), "ZSTD", True]


def test_an_archive_has_its_name_on_the_disk(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its folder is forced to the disk, then, once it is renamed, the folder above, which may be new itself."""
    seen: list[tuple[str, bool]] = []

    def note(folder: Path) -> None:
        seen.append((folder.relative_to(shelf.folder).as_posix(), (shelf.folder / "archive" / "2024-10-1").is_dir()))
        sync_folder(folder)

    monkeypatch.setattr("adapters.parquet.files.sync_folder", note)
    shelf.put("a")
    until(shelf, Wrote)
    assert seen == [("archive/.2024-10-1.part", False), ("archive", True), (".", True)]


def test_what_waits_is_asked_for_names_before_trails(shelf: Shelf) -> None:
    """What is matched meanwhile moves from there to a trail, and is met again."""
    (one,) = shelf.put("a")
    body = b"<parked>a</parked>"
    write(shelf.store, Changes(parked=[a_parked(body)], payloads={digest(body): body}))
    connections = vars(shelf.store.retention)["_connections"]
    with connections.reading() as connection:
        names = [name for name, _ in newer_names(connection, 0)]
    assert names[0] == digest(body)
    assert one.document.payload in names[1:]


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_month_gives_back_the_room_of_what_left(shelf: Shelf, raw: Engine) -> None:
    """Not while somebody reads it: nobody waits for that, and it is told."""
    shelf.put("a", "b")
    shelf.store.months.ensure(Time().now())
    first = [step for step in shelf.archive() if isinstance(step, Shrunk)]
    shelf.put("c")
    with raw.connect() as reader:
        reader.execute(text("SELECT count(*) FROM transition"))
        second = [step for step in shelf.archive("act-2") if isinstance(step, Shrunk)]
    assert [(step.month, step.room is None) for step in (*first, *second)] == [("2024-10", False), ("2024-10", True)]
    assert shelf.findings() == []
