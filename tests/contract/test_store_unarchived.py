"""Documents that come back from archives: what is written, what is refused, and how they leave again."""

import shutil
from pathlib import Path

import pytest
from archives import Ended, Shelf, acting, late, unarchive_until
from forked import kill_in
from prunes import prune
from sqlalchemy import Engine, text

from adapters.notes import load_note_signer, make_note_key
from adapters.store.retention import SqlRetention
from hub.errors import OperatorError, Rejected
from hub.model import Changes, Operator, Proposal, Request, digest
from hub.operate.retention.unarchiving import Came, Unarchiving
from hub.ports import Store
from hub.testing.rows import now, trail_of, write


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


def bring(shelf: Shelf, *made: Ended, id_: str = "back-1") -> list[Came]:
    """Bring documents back."""
    return list(shelf.unarchiving().run([one.document.id for one in made], acting(id_, "unarchive")))


def rows_of(shelf: Shelf, one: Ended) -> list[int]:
    return [row.seq for row in trail_of(shelf.store, one.document).transitions]


def has_bytes(shelf: Shelf, one: Ended) -> bool:
    return {name: shelf.store.archive.payload(name) for name in one.bodies} == one.bodies


def test_an_archived_document_comes_back_whole(shelf: Shelf) -> None:
    """Its neighbour stays where it is; the log gets nothing twice, and the store is sound all the time."""
    one, other = shelf.put("a", "b")
    before = trail_of(shelf.store, one.document)
    shelf.archive()
    assert shelf.findings() == []

    came = bring(shelf, one)

    assert [(each.transitions, each.payloads, each.archives) for each in came] == [(1, 3, ["2024-10-1"])]
    assert trail_of(shelf.store, one.document) == before
    assert (has_bytes(shelf, one), rows_of(shelf, other), has_bytes(shelf, other)) == (True, [1, 3], False)
    assert (shelf.seal().size, shelf.findings()) == (6, [])
    with shelf.store.transactions.snapshot() as unit:
        assert [act.verb for act in unit.acts(["back-1"])] == ["unarchive"]


def test_what_is_in_the_store_already_is_left_alone(shelf: Shelf) -> None:
    """Also what was never archived; no second act is recorded for nothing."""
    one, other = shelf.put("a"), shelf.put("b", month=11)
    shelf.archive()
    bring(shelf, *one)
    came = bring(shelf, *one, *other, id_="back-2")
    assert [(each.transitions, each.payloads) for each in came] == [(0, 0), (0, 0)]
    with shelf.store.transactions.snapshot() as unit:
        assert unit.acts(["back-2"]) == []


def test_a_document_that_came_back_and_moved_on_is_archived_again(shelf: Shelf) -> None:
    """The second archive has its new row too; both together bring it back once more."""
    (one,) = shelf.put("a")
    shelf.archive()
    bring(shelf, one)
    write(shelf.store, late(trail_of(shelf.store, one.document).document, "a").changes())
    shelf.seal()
    shelf.archive("act-2")
    assert (rows_of(shelf, one), has_bytes(shelf, one), shelf.findings()) == ([1, 4], False, [])

    (came,) = bring(shelf, one, id_="back-2")

    assert (rows_of(shelf, one), has_bytes(shelf, one), shelf.findings()) == ([1, 2, 3, 4], True, [])
    assert came.archives == ["2024-10-1", "2024-10-2"]


def test_a_document_that_came_back_leaves_again(shelf: Shelf) -> None:
    """With the next archive, by the archive that has it; not while that one is away."""
    (one,) = shelf.put("a")
    shelf.archive()
    bring(shelf, one)
    place = shelf.folder / "archive" / "2024-10-1"
    place.rename(shelf.folder / "away")
    shelf.archive("act-2")
    assert rows_of(shelf, one) == [1, 2, 3]

    (shelf.folder / "away").rename(place)
    shelf.archive("act-3")

    assert (rows_of(shelf, one), has_bytes(shelf, one), shelf.findings()) == ([1, 3], False, [])
    assert shelf.archive("act-4") == []
    (came,) = bring(shelf, one, id_="back-2")
    assert (came.transitions, rows_of(shelf, one)) == (1, [1, 2, 3])


def test_a_document_of_two_archives_needs_both(shelf: Shelf) -> None:
    """It moved on after the first one, without coming back."""
    (one,) = shelf.put("a")
    shelf.archive()
    write(shelf.store, late(trail_of(shelf.store, one.document).document, "a").changes())
    shelf.seal()
    shelf.archive("act-2")
    place = shelf.folder / "archive" / "2024-10-1"
    place.rename(shelf.folder / "away")
    with pytest.raises(OperatorError, match="HUB-954"):
        bring(shelf, one)
    (shelf.folder / "away").rename(place)
    assert [each.transitions for each in bring(shelf, one)] == [2]
    assert (has_bytes(shelf, one), shelf.findings()) == (True, [])


@pytest.mark.parametrize("file", ["transitions", "payloads", "documents"])
def test_a_damaged_archive_brings_nothing_back(shelf: Shelf, file: str) -> None:
    """Its files are compared with the manifest before anything is written."""
    (one,) = shelf.put("a")
    shelf.archive()
    path = shelf.folder / "archive" / "2024-10-1" / f"{file}.parquet"
    path.write_bytes(path.read_bytes()[:-9] + bytes(9))
    with pytest.raises(OperatorError, match="HUB-953"):
        bring(shelf, one)
    assert rows_of(shelf, one) == [1, 3]


def test_an_archive_of_another_store_or_key_brings_nothing_back(shelf: Shelf) -> None:
    """Though it has the name of the one that is looked for."""
    one, other = shelf.put("a", "b")
    shelf.archive(largest=1)
    archives = shelf.folder / "archive"
    shutil.rmtree(archives / "2024-10-1")
    shutil.copytree(archives / "2024-10-2", archives / "2024-10-1")
    first = one if one.document.id < other.document.id else other
    with pytest.raises(OperatorError, match="HUB-953"):
        bring(shelf, first)

    make_note_key(shelf.folder / "other.pem")
    signer = load_note_signer(shelf.folder / "other.pem", "hub/audit")
    foreign = Unarchiving(shelf.store, shelf.files, signer, shelf.archiving().clock)
    second = other if first is one else one
    with pytest.raises(OperatorError, match="HUB-953"):
        list(foreign.run([second.document.id], acting("back-1", "unarchive")))
    assert rows_of(shelf, first) == rows_of(shelf, second) == [1, 3]


def test_nobody_archives_meanwhile(shelf: Shelf) -> None:
    (one,) = shelf.put("a")
    shelf.archive()
    with shelf.files.alone(), pytest.raises(Rejected, match="HUB-958"):
        bring(shelf, one)


@pytest.mark.parametrize("step", ["-2", "0"])
def test_a_kill_leaves_each_document_whole_or_archived(shelf: Shelf, store_url: str, step: str) -> None:
    """Within a transaction, and between two; the next run goes on."""
    made = shelf.put("a", "b")
    shelf.archive()
    kill_in(unarchive_until, store_url, str(shelf.folder), step)
    found = [(rows_of(shelf, one), has_bytes(shelf, one)) for one in made]
    assert sorted(found) == ([([1, 3], False)] * 2 if step == "-2" else [([1, 2, 3], True), ([1, 3], False)])
    assert shelf.findings() == []
    bring(shelf, *made, id_="back-2")
    assert all(has_bytes(shelf, one) and rows_of(shelf, one) == [1, 2, 3] for one in made)
    assert shelf.findings() == []


FORGED = """
    INSERT INTO transition (at, document, seq, catalogue, track, before, after, cause_kind, cause_ref, cause_digest,
        detail, hash)
    SELECT at, document, {seq}, catalogue, track, after, after, cause_kind, cause_ref, cause_digest, detail, hash
    FROM transition WHERE seq = 1
"""
BACK = "INSERT INTO unarchived SELECT document, 1, {true}, 'act-1', 0 FROM archived"


@pytest.mark.parametrize("seq", [2, 3])
def test_no_row_is_forged_into_the_gap_of_an_archive(shelf: Shelf, raw: Engine, seq: int) -> None:
    """A document's missing rows come back by an act, and not by SQL."""
    (one,) = shelf.put("a")
    write(shelf.store, late(one.document, "a").changes())
    shelf.seal()
    shelf.archive()
    with pytest.raises(Exception, match=r"not brought back|not follow"), raw.begin() as connection:
        connection.execute(text(FORGED.format(seq=seq)))
    assert (rows_of(shelf, one), shelf.findings()) == ([1, 4], [])


def test_a_forged_row_beside_a_forged_record_is_found(shelf: Shelf, raw: Engine, backend: str) -> None:
    """The record of an act lets rows through; the last one must have its hash, and the log knows all of them."""
    (one,) = shelf.put("a")
    write(shelf.store, late(one.document, "a").changes())
    shelf.seal()
    shelf.archive()
    with raw.begin() as connection:
        connection.execute(text(BACK.format(true="1" if backend == "sqlite" else "true")))
        connection.execute(text(FORGED.format(seq=2)))
    with pytest.raises(Exception, match="not brought back"), raw.begin() as connection:
        connection.execute(text(FORGED.format(seq=3)))
    assert {str(finding.code) for finding in shelf.findings()} >= {"HUB-916"}


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM unarchived", "UPDATE unarchived SET at = 9", "INSERT INTO unarchived SELECT * FROM unarchived"],
)
def test_the_record_of_what_came_back_stays(shelf: Shelf, raw: Engine, statement: str) -> None:
    (one,) = shelf.put("a")
    shelf.archive()
    bring(shelf, one)
    with pytest.raises(Exception, match=r"append-only|unique"), raw.begin() as connection:
        connection.execute(text(statement))


def test_bytes_that_documents_of_several_pages_share_leave_with_the_last(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.operate.retention.leaving.PAGE", 1)
    shelf.put("a", "b", shared=b"the same")
    shelf.archive()
    assert shelf.store.archive.payload(digest(b"the same")) is None
    assert shelf.findings() == []


@pytest.mark.parametrize(("month", "stays"), [(11, True), (10, False)])
def test_what_travelled_encrypted_leaves_with_its_content(shelf: Shelf, month: int, stays: bool) -> None:
    """Of two documents with the same content, one may stay; what comes back brings both."""
    content, wire = digest(b"the same"), digest(b"wire")
    (one,) = shelf.put("one", shared=b"the same")
    shelf.put("other", shared=b"the same", month=month)
    write(shelf.store, Changes(encrypted={(content, "in"): wire}, payloads={wire: b"wire"}))
    shelf.archive()
    assert [shelf.store.archive.payload(name) is not None for name in (content, wire)] == [stays, stays]
    bring(shelf, one)
    assert (shelf.store.archive.payload(wire), shelf.findings()) == (b"wire", [])


def test_the_names_of_all_bytes_are_read_once_for_several_archives(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as the archives have together no more documents than one may have."""
    asked: list[int] = []
    read = SqlRetention.names

    def count(self: SqlRetention, digests: set[str], documents: set[str]) -> object:
        asked.append(len(documents))
        return read(self, digests, documents)

    monkeypatch.setattr(SqlRetention, "names", count)
    shelf.put("a", month=9)
    shelf.put("b", "c", month=10)
    shelf.archive()
    assert (shelf.files.names(), asked) == (["2024-09-1", "2024-10-1"], [3])
    assert shelf.store.retention.undone() == []


def test_a_proposal_keeps_its_document_until_nobody_can_approve_it(shelf: Shelf) -> None:
    """Ten minutes later than its end, for hubs whose clocks differ."""
    waits, over = shelf.put("waits", "over")
    time = shelf.archiving().clock.now()
    ends = {waits.document.id: time - 599_000_000, over.document.id: time - 601_000_000}
    asked = [
        Proposal(
            id=about,
            request=Request(verb="settle", about=about, reason="why", arguments={}, heads={}),
            operator=Operator(user="anna"),
            cards=False,
            at=now(),
            until=until,
        )
        for about, until in ends.items()
    ]
    write(shelf.store, Changes(proposals=asked))
    assert shelf.store.retention.obstacles(list(ends), time) == {waits.document.id: {"proposal"}}


def test_what_a_policy_took_from_another_document_comes_back(shelf: Shelf) -> None:
    """The same bytes came again later: they are this document's too, and its archive has them."""
    (one,) = shelf.put("one", shared=b"the same")
    prune(shelf)
    (other,) = shelf.put("other", shared=b"the same")
    shelf.archive("act-2")

    assert [each.payloads for each in bring(shelf, one)] == [0]
    assert shelf.store.archive.payload(digest(b"the same")) is None
    assert [each.payloads for each in bring(shelf, other, id_="back-2")] == [3]
    assert (has_bytes(shelf, other), shelf.findings()) == (True, [])
