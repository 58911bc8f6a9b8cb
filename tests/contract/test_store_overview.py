"""What `hub status` is told: what waits is what is not at its end, since it got where it stands."""

from rig import ROOT, catalogue
from store_cases import brought, moved, now, write

from adapters.store import SqlStore
from hub.catalogue import read_ends
from hub.model import Books, Cause, Document, digest
from hub.ports import Filter, Pile


def observed(store: SqlStore, document: Document) -> None:
    """A receipt comes that moves nothing."""
    books = Books(now(), digest(b"catalogue"), "worker-1")
    books.trails.load([document])
    books.trails.append(document.id, document.status, Cause("receipt", "r-2", digest(b"receipt")), {"observed": "late"})
    write(store, books.changes())


def moves_of(store: SqlStore, document: Document) -> list[int]:
    trail = store.trail(document.id)
    assert trail is not None
    return [transition.at for transition in trail.transitions]


def test_since_is_when_a_document_got_where_it_stands(store: SqlStore) -> None:
    """An observation touches it and moves nothing; the oldest of a pile is the one that stands longest."""
    first, second = brought(store, "received", "sent"), brought(store, "received", "sent")
    observed(store, first)
    came = moves_of(store, first)[1]
    assert store.log(Filter())[0].id == first.id
    assert came < moves_of(store, second)[1]
    assert list(store.overview([], []).open) == [Pile("insurer-a", "sent", 2, came)]


def test_since_is_the_last_of_several_moves(store: SqlStore) -> None:
    """Not when the document came."""
    document = brought(store, "received")
    write(store, moved(document, "sent"))
    (pile,) = store.overview([], []).open
    assert pile == Pile("insurer-a", "sent", 1, moves_of(store, document)[1])


def test_what_is_over_is_over_by_its_type(store: SqlStore) -> None:
    """One type may end where another goes on; a final status ends all."""
    brought(store, "paid", type="payment")
    brought(store, "paid", type="application")
    brought(store, "ended", type="application")
    found = store.overview(["ended"], [], [("payment", "paid")])
    assert [(pile.what, pile.count) for pile in found.open] == [("paid", 1)]


def test_only_moves_are_counted_as_moves(store: SqlStore) -> None:
    """Of the last minute, say: what was only observed in it stands still."""
    still, moving = brought(store, "received"), brought(store, "received")
    at = now()
    observed(store, still)
    write(store, moved(moving, "sent"))
    assert list(store.overview([], [at, 0, now()]).moved) == [1, 2, 0]


def test_ends_are_read_without_schemas_as_the_catalogue_has_them() -> None:
    """The quick reading and the whole one say the same of every packaged type."""
    files = [p for p in (ROOT / "routes").glob("*/*.yaml") if p.stem in catalogue().routes]
    ends = read_ends(files)
    assert ends == catalogue().statuses.ends
    assert catalogue().statuses.is_over("premium-payment", "Y002")
    assert not catalogue().statuses.is_over("duty-insurance-application", "Y002")
    assert catalogue().statuses_of("premium-payment")["Y002"].kind == "final"
