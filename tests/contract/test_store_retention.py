"""Archives of closed months: what leaves the store, and what stays."""

from dataclasses import replace
from pathlib import Path

import pytest
from archives import Shelf, archive_up_to, ended, is_archived, is_whole, late, why

from adapters.store.naming import Naming
from adapters.store.proved import Sieve
from hub.errors import Rejected
from hub.model import Changes, Timer, digest
from hub.model.month import Month
from hub.operate.retention.steps import Finished, Recorded, Removed, Wrote
from hub.ports import Store
from hub.testing.rows import a_claim, a_parked, a_resource, an_outgoing, now, trail_of, write


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


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
    archive_up_to(shelf, Recorded)
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


def test_what_waits_is_asked_for_names_before_trails(shelf: Shelf) -> None:
    """What is matched meanwhile moves from there to a trail, and is met again."""
    (one,) = shelf.put("a")
    body = b"<parked>a</parked>"
    write(shelf.store, Changes(parked=[a_parked(body)], payloads={digest(body): body}))
    connections = vars(shelf.store.retention)["_connections"]
    with connections.reading() as connection:
        names = [name for name, _ in Naming(connection, Sieve()).newer(0)]
    assert names[0] == digest(body)
    assert one.document.payload in names[1:]
