"""Removals by policy: which bytes leave, what keeps them, and what a verification makes of what is gone."""

from pathlib import Path

import pytest
from archives import BEFORE, Shelf, acting, late, why
from forked import kill_in
from prunes import a_policy, answered, prune, prune_until, pruning, stored, told
from sqlalchemy import Engine, text

from hub.errors import Rejected
from hub.model import Changes, Timer, digest
from hub.model.period import Period
from hub.operate.retention.closed import Kept
from hub.operate.retention.steps import Chose, Recorded, Wrote
from hub.ports import Store
from hub.testing.rows import a_quarantined, trail_of, write


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    return Shelf(store, tmp_path)


def until_recorded(shelf: Shelf) -> None:
    """Prune up to the record of what leaves, as if the run had been cut off there."""
    for step in pruning(shelf).run(acting(verb="prune")):
        if isinstance(step, Recorded):
            return


def test_bytes_that_are_due_leave_and_trails_stay(shelf: Shelf) -> None:
    """Document, trail and the rows of messages are as before, and everything is verified."""
    one, other = shelf.put("a", "b")
    before = trail_of(shelf.store, one.document)
    assert told(prune(shelf)) == ["Chose", "Recorded", "Emptied", "Finished"]
    assert stored(shelf, [*one.bodies, *other.bodies]) == [False] * 6
    assert (trail_of(shelf.store, one.document), shelf.findings()) == (before, [])
    found = shelf.store.retention.whereabouts([one.document.id], one.bodies)
    assert (found.pruned[one.document.id], {*found.removals}) == (["prune-2024-11-30-1"], {"prune-2024-11-30-1"})


def test_only_bytes_that_hold_the_fields_leave(shelf: Shelf) -> None:
    """Here what the party said."""
    (one,) = shelf.put("a")
    prune(shelf, policy=a_policy(frozenset(["received"])))
    has = dict(zip(one.bodies, stored(shelf, one.bodies), strict=True))
    assert has == {one.document.payload: True, one.sent.digest: True, one.received.digest: False}
    prune(shelf, "act-2")
    assert (stored(shelf, one.bodies), shelf.findings()) == ([False] * 3, [])


def test_the_hub_s_own_answers_stay(shelf: Shelf) -> None:
    """A party that sends a message again gets the same answer."""
    (one,) = shelf.put("a")
    write(shelf.store, answered(one.document, b"<receipt/>").changes())
    prune(shelf)
    assert stored(shelf, [digest(b"<receipt/>"), *one.bodies]) == [True, False, False, False]


def test_what_is_not_closed_stays_and_is_named(shelf: Shelf) -> None:
    """A second run removes what became closed."""
    held, waits = shelf.put("held", "waits")
    shelf.put("open", status="sent")
    shelf.hold(held.document)
    write(
        shelf.store,
        Changes(timers={(waits.document.id, "end"): Timer(document=waits.document.id, kind="end", due=1, tries=0)}),
    )
    assert why(prune(shelf)) == {"held": ("held",), "waits": ("timer",), "open": ("open",)}  # type: ignore[arg-type]
    assert stored(shelf, held.bodies) == [True] * 3
    shelf.hold(held.document, 2, is_held=False)
    assert "held" not in why(prune(shelf, "act-2"))  # type: ignore[arg-type]
    assert (stored(shelf, held.bodies), stored(shelf, waits.bodies)) == ([False] * 3, [True] * 3)


def test_what_is_younger_stays(shelf: Shelf) -> None:
    """The newest row of the trail counts."""
    (one,) = shelf.put("a")
    assert told(prune(shelf, policy=a_policy(after=Period(2, "year")))) == []
    assert stored(shelf, one.bodies) == [True] * 3


def test_a_look_removes_nothing_and_counts(shelf: Shelf) -> None:
    """What two documents share counts once."""
    shelf.put("a", "b", shared=b"the same")
    (look,) = pruning(shelf).look()
    assert isinstance(look, Chose)
    ((documents, counted),) = look.going.by_type.values()
    size = len(b"the same") + 2 * len(b"<message>a</message><answer>a</answer>")
    assert (documents, counted.payloads, counted.size) == (2, 5, size)
    assert shelf.store.retention.removals() == []


def test_bytes_leave_with_the_last_that_names_them(shelf: Shelf) -> None:
    """A document that is not due, and a delivery in quarantine, keep what they name."""
    one, other = shelf.put("x", "y", shared=b"the same")
    shelf.put("open", status="sent", shared=b"of an open one")
    (third,) = shelf.put("z", shared=b"of an open one")
    (apart,) = shelf.put("apart", shared=b"kept apart")
    write(shelf.store, Changes(quarantined=[a_quarantined(b"kept apart")]))
    (chose,) = (step for step in prune(shelf) if isinstance(step, Chose))
    assert stored(shelf, [one.document.payload, third.document.payload, apart.document.payload]) == [False, True, True]
    assert (chose.going.shared.payloads, shelf.findings()) == (2, [])
    assert stored(shelf, other.bodies) == [False] * 3


def test_what_has_to_stay_by_now_stays_and_leaves_later(shelf: Shelf) -> None:
    """A hold after the removal was recorded; bytes that it shares stay too."""
    held, other = shelf.put("held", "other", shared=b"the same")
    until_recorded(shelf)
    shelf.hold(held.document)
    assert [one.why for one in prune(shelf, "act-2") if isinstance(one, Kept)] == [["moved"], ["held"]]
    assert (stored(shelf, held.bodies), stored(shelf, other.bodies)) == ([True] * 3, [True, False, False])
    assert [one.id for one in shelf.store.retention.undone()] == ["prune-2024-11-30-1"]
    shelf.hold(held.document, 2, is_held=False)
    prune(shelf, "act-3")
    assert (stored(shelf, [*held.bodies, *other.bodies]), shelf.store.retention.undone()) == ([False] * 6, [])
    assert shelf.findings() == []


def test_pruned_twice_is_pruned_once(shelf: Shelf) -> None:
    """Nothing is due any more."""
    shelf.put("a")
    prune(shelf)
    assert told(prune(shelf, "act-2")) == []
    assert len(shelf.store.retention.removals()) == 1


def killed_at(shelf: Shelf, store_url: str, step: str) -> None:
    """Let another process prune, and end it there."""
    kill_in(prune_until, store_url, str(shelf.folder), step)


@pytest.mark.parametrize(("within", "recorded"), [("record", 0), ("remove", 1)])
def test_a_kill_within_a_transaction_is_as_if_it_had_not_begun(
    shelf: Shelf, store_url: str, within: str, recorded: int
) -> None:
    """Everything was written, and nothing committed."""
    made = shelf.put("a", "b")
    killed_at(shelf, store_url, within)
    assert [stored(shelf, one.bodies) for one in made] == [[True] * 3] * 2
    assert (len(shelf.store.retention.undone()), shelf.findings()) == (recorded, [])
    prune(shelf, "act-2")
    assert [stored(shelf, one.bodies) for one in made] == [[False] * 3] * 2
    assert (shelf.store.retention.undone(), shelf.findings()) == ([], [])


@pytest.mark.parametrize("step", range(4))
def test_a_kill_at_any_step_loses_nothing_and_is_gone_on_with(shelf: Shelf, store_url: str, step: int) -> None:
    """The next run removes what was recorded, and what was not."""
    made = shelf.put("a", "b")
    killed_at(shelf, store_url, str(step))
    assert shelf.findings() == []
    prune(shelf, "act-2")
    assert [stored(shelf, one.bodies) for one in made] == [[False] * 3] * 2
    assert (shelf.store.retention.undone(), shelf.findings()) == ([], [])


def test_what_was_pruned_can_be_archived_and_moves_on(shelf: Shelf) -> None:
    """The archive has the trail; of the bytes only those that came later."""
    (one,) = shelf.put("a")
    prune(shelf)
    write(shelf.store, late(one.document, "a").changes())
    shelf.seal()
    assert any(isinstance(step, Wrote) for step in shelf.archive("act-2"))
    (part,) = shelf.files.parts("2024-10-1")
    assert ([body for _, body in part.payloads], shelf.findings()) == ([b"<late>a</late>"], [])


def test_what_is_archived_and_not_recorded_comes_first(shelf: Shelf) -> None:
    """The archive is compared with the store's bytes once more before it is recorded (HUB-962)."""
    shelf.put("a")
    steps = shelf.archiving().run(BEFORE, acting())
    assert isinstance(next(steps), Wrote)
    steps.close()  # type: ignore[attr-defined]
    with pytest.raises(Rejected, match="HUB-962"):
        prune(shelf, "act-2")


@pytest.mark.parametrize("statement", ["DELETE FROM pruned", "UPDATE pruned SET removal = 'x'"])
def test_no_record_of_a_removal_changes(shelf: Shelf, raw: Engine, statement: str) -> None:
    shelf.put("a")
    prune(shelf)
    with pytest.raises(Exception, match="append-only"), raw.begin() as connection:
        connection.execute(text(statement))


def emptied(raw: Engine, backend: str, digest_: str) -> None:
    """Empty bytes by SQL, as the guard admits it where any removal names them."""
    literal = f"x'{digest_}'" if backend == "sqlite" else f"decode('{digest_}', 'hex')"
    nothing = "x''" if backend == "sqlite" else "''"
    with raw.begin() as connection:
        connection.execute(text(f"UPDATE payload SET bytes = {nothing} WHERE digest = {literal}"))


@pytest.mark.parametrize("how", ["pruned", "archived"])
def test_bytes_that_another_document_misses_are_found(shelf: Shelf, raw: Engine, backend: str, how: str) -> None:
    """A removal took them from one document; who else names them misses them, whoever emptied them."""
    shelf.put("one", shared=b"the same")
    prune(shelf) if how == "pruned" else shelf.archive()
    (other,) = shelf.put("other", shared=b"the same", month=11)
    assert stored(shelf, other.bodies) == [True] * 3
    emptied(raw, backend, other.document.payload)
    found = {(str(one.code), one.texts["where"]) for one in shelf.findings()}
    assert found == {("HUB-913", other.document.id), ("HUB-913", f"{other.document.id} 1")}


def test_a_document_that_is_added_to_a_removal_is_found(shelf: Shelf, raw: Engine, backend: str) -> None:
    """The log's key has signed which documents and which bytes it took."""
    shelf.put("one", shared=b"the same")
    prune(shelf)
    (other,) = shelf.put("other", shared=b"the same", month=11)
    with raw.begin() as connection:
        forged = "INSERT INTO pruned SELECT id, 'prune-2024-11-30-1' FROM document WHERE sender_ref = 'other'"
        connection.execute(text(forged))
    emptied(raw, backend, other.document.payload)
    assert [str(one.code) for one in shelf.findings()] == ["HUB-956"]
