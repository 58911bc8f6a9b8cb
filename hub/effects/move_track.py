"""Move a document on one of its tracks. Its own status does not change."""

from collections.abc import Mapping
from typing import Any

from hub.catalogue import Track
from hub.effects.portals import portals_of
from hub.effects.work import Work
from hub.model import BESIDE, Cause


def move_track(work: Work, id_: str, track: Track, status: str, cause: Cause, brought: Mapping[str, Any]) -> None:
    """Append a row on the track and promise its event, if the track moves or gets facts that are new.

    A track never goes back: what it was told before, or what comes before that, changes nothing. The document's facts
    must be loaded.
    """
    trails = work.books.trails
    document = trails.document(id_)
    current, end = document.on_track(track.name)
    moves = track.moves(current, status)
    known = trails.returned(id_)
    new = {name: value for name, value in brought.items() if known.get(name) != value}
    after = status if moves else current
    if not after or not (moves or new):
        return
    detail = {"observed": BESIDE, "event": after, **({"before": current} if current else {})}
    told = trails.append(
        id_, document.status, cause, {**detail, **({"returned": new} if new else {})}, track=track.name
    )
    trails.put(trails.document(id_).put_on_track(track.name, after, end))
    for portal in portals_of(work.books, work.catalogue, document):
        work.books.post.promise_event(id_, told.seq, portal)
