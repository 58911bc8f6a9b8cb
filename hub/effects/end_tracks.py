"""Tell of a track that its last day is over. Neither the status of the track nor the document's own changes by it."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from hub.catalogue import Track
from hub.effects.notify_ended import ENDED
from hub.effects.portals import portals_of
from hub.effects.set_timers import await_end
from hub.effects.take_over import TAKEN_OVER
from hub.effects.work import Work
from hub.model import BESIDE, Cause, Document
from hub.xml.times import end_of


def end_tracks(work: Work, document: Document, more: Mapping[str, Any] = MappingProxyType({})) -> None:
    """Tell each track whose last day is over, once. A track whose last day was moved waits for the new one.

    `more` is added to the detail of the row. Nobody is told of what was over before the hub (`taken_over`).
    """
    for track in work.route(document).tracks:
        current = work.books.trails.document(document.id)
        status, told = current.on_track(track.name)
        last = _last_day(work, current, track)
        if track.ends is None or last is None or told:
            continue
        if end_of(date.fromisoformat(last)) > work.books.now:
            await_end(work.books, document.id, "track", last)
            continue
        detail = {"observed": ENDED, "event": track.ends.status, ENDED: last, **more}
        _append(work, current.put_on_track(track.name, status, track.ends.status), track, detail)


def extend_tracks(work: Work, document: Document, cause: Cause) -> None:
    """Set the clocks of a document's tracks anew, after another document has brought it facts.

    A track that was over is not over any more if its new last day is not past.
    """
    for track in work.route(document).tracks:
        current = work.books.trails.document(document.id)
        status, told = current.on_track(track.name)
        last = _last_day(work, current, track)
        if track.ends is None or last is None:
            continue
        is_past = end_of(date.fromisoformat(last)) <= work.books.now
        if not (is_past and told):
            await_end(work.books, document.id, "track", last)  # a day that is past is told with the next look
        if told and not is_past:
            detail = {"observed": BESIDE, "extended": last, **({"event": status} if status else {})}
            _append(work, current.put_on_track(track.name, status), track, detail, cause)


def _last_day(work: Work, document: Document, track: Track) -> str | None:
    return track.ends.last_day(work.books.trails.facts(document.id)) if track.ends else None


def _append(work: Work, document: Document, track: Track, detail: dict[str, Any], cause: Cause | None = None) -> None:
    """Append a row to the track, keep the document's tracks, and promise the event, if the row has one."""
    trails = work.books.trails
    why = cause or Cause("clock", track.name, document.payload)
    told = trails.append(document.id, document.status, why, detail, track=track.name)
    newest = trails.document(document.id)
    trails.put(newest.put_on_track(track.name, *document.on_track(track.name)))
    is_notified = told.is_notified and TAKEN_OVER not in detail
    for portal in portals_of(work.books, work.catalogue, document) if is_notified else ():
        work.books.post.promise_event(document.id, told.seq, portal)
