"""Take over a document that was there before the hub, in the status in which it stands with its party."""

from collections.abc import Mapping
from typing import Any, Final

from hub.effects.work import Work
from hub.model import BESIDE, Cause, Document
from hub.reading.read_taken_over import TakenOver

TAKEN_OVER: Final = "taken_over"
"""In the detail of a transition: the document stood so before the hub. No portal is told."""
STOCK: Final[Mapping[str, Any]] = {TAKEN_OVER: True}


def stand_on_tracks(work: Work, document: Document, taken: TakenOver, cause: Cause) -> None:
    """Let the document stand on its tracks as its party says."""
    trails = work.books.trails
    for track, status in taken.tracks.items():
        detail = {"observed": BESIDE, "event": status, **STOCK}
        trails.append(document.id, trails.document(document.id).status, cause, detail, track=track)
        trails.put(trails.document(document.id).put_on_track(track, status))
