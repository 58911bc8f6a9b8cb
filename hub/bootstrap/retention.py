"""Archives and holds of a home's store."""

from collections.abc import Collection, Mapping, Sequence

from adapters.parquet import ParquetArchives
from hub.home.place import Home
from hub.model import OperatorAct
from hub.model.moments import day_of
from hub.model.removal import Removal
from hub.operate.retention.whole import Archives, Kind, with_archives
from hub.ports import ArchiveFiles, StoreReader, Taken, Trail
from hub.ports.sealing import Elsewhere
from hub.views.retention import NOTHING_LEFT, Left, PlaceView, view_hold
from hub.views.view import Moment


def open_archives(home: Home) -> ArchiveFiles:
    """The archives that are at hand."""
    return ParquetArchives(home.archives)


def with_archives_of(home: Home, store: Kind) -> Kind:
    """The home's store, whose trails and bytes are also read from the archives at hand."""
    return with_archives(store, open_archives(home))


def archived_hashes(home: Home, store: StoreReader) -> Elsewhere:
    """Knows the hashes of transitions that left the store, from the archives at hand."""
    return Archives(store.retention, open_archives(home)).hash_of


def left_of(home: Home, store: StoreReader, trail: Trail) -> Left:
    """What left the store of a document, by whom, and whether it is on hold."""
    document = trail.document
    found = store.retention.whereabouts([document.id], _digests(trail))
    if not (found.removals or found.holds):
        return NOTHING_LEFT
    files, removals = open_archives(home), [found.removals[name] for name in found.listing(document.id)]
    with store.transactions.snapshot() as unit:
        acts = {act.id: act for act in unit.acts(sorted({one.act for one in removals}))}
    place, is_back = (files.place, set(files.names())), document.id in found.back
    places = [_place(one, acts.get(one.act), place, is_back=is_back) for one in removals]
    newest = found.holds.get(document.id)
    took = {digest: found.took(digest, document.id) for digest in found.payloads}
    return Left(
        places=sorted(places, key=lambda one: (one.at, one.removal)),
        bytes_={digest: _first(names, found.removals) for digest, names in took.items() if names},
        held=view_hold(newest, document.record) if newest is not None and newest.is_held else None,
    )


def _digests(trail: Trail) -> set[str]:
    """The bytes that a document names."""
    document = trail.document
    named = {document.payload, *(message.digest for message in trail.messages)}
    return named | {row.cause.digest for row in trail.transitions} | ({document.form} if document.form else set())


def left_by(home: Home, store: StoreReader, trail: Trail) -> dict[str, str]:
    """By digest of a document's bytes that left the store: how, in the English of an evidence file."""
    left = left_of(home, store, trail)
    places = {one.removal: one for one in left.places}
    return {digest: f"({_told(places[removal])})" for digest, removal in left.bytes_.items()}


def pruned_of(store: StoreReader, document: str) -> list[Taken]:
    """What removals by policy took that list a document."""
    found = store.retention.whereabouts([document], ())
    return [store.retention.taken(name) for name in found.pruned.get(document, ())]


def _told(place: PlaceView) -> str:
    day = day_of(place.at.at).isoformat()
    if place.kind == "prune":
        return f"removed by the retention policy on {day}: {place.removal}"
    return f"archived on {day}: {place.removal}"


def _first(removals: Sequence[str], known: Mapping[str, Removal]) -> str:
    """The removal by which the bytes left: an archive, which has them, before a policy."""
    return min(removals, key=lambda one: (known[one].kind == "prune", -known[one].at))


def _place(
    removal: Removal, act: OperatorAct | None, place: tuple[str, Collection[str]], *, is_back: bool
) -> PlaceView:
    return PlaceView(
        removal=removal.id,
        kind=removal.kind,
        at=Moment(removal.at),
        act=removal.act,
        by=[one.label for one in act.operators] if act else [],
        reason=act.reason if act else "",
        at_hand=removal.id in place[1],
        place=place[0] if removal.kind == "archive" else "",
        back=is_back and removal.kind == "archive",
    )
