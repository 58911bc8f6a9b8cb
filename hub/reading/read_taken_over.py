"""Read how a document stands that was there before the hub, and that its party announces now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.catalogue import Route
from hub.errors import Code, rejected
from hub.reading.open_message import Opened
from hub.xml.build import qualified, text_at
from hub.xml.decimals import read_decimal

PLACE = "Header/TakenOver"


@dataclass(frozen=True, slots=True)
class TakenOver:
    """The status of the document with its party, and its statuses on tracks by their names."""

    status: str
    tracks: Mapping[str, str]


def read_taken_over(opened: Opened, route: Route | None) -> TakenOver | None:
    """How the announced document stands; None if it begins now. `route` None: the message announces nothing.

    Raises Rejected (HUB-439) for a status in which the route takes no document over, and for a track that it lacks.
    """
    if (status := text_at(opened.root, f"{PLACE}/Status")) is None:
        return None
    if route is None or status not in route.taken_over:
        raise rejected(Code.NOT_TAKEN_OVER, f"{PLACE}/Status", answers=opened.id, status=status)
    told_of = opened.root.iterfind(qualified(f"{PLACE}/Track"))
    tracks = {text_at(one, "Name") or "": text_at(one, "Status") or "" for one in told_of}
    for name, told in tracks.items():
        track = route.track(name)
        if track is None or told not in track.lifecycle.next:
            raise rejected(Code.NOT_TAKEN_OVER, f"{PLACE}/Track", answers=opened.id, status=told)
    return TakenOver(status, tracks)


def refuse_left(opened: Opened, route: Route, values: Mapping[str, Any], taken: TakenOver | None) -> None:
    """Raise Rejected for an amount that is left (`left:`): HUB-441 of a document that begins now, HUB-440 if too large.

    So the part that is left is said once, when the document is taken over, and no later message changes it.
    """
    for name, whole in route.left.items():
        if (said := values.get(name)) is None:
            continue
        source = route.returns.sources[name]
        about = {"label": source.zh or name, "name": name, "value": said}
        if taken is None:
            raise rejected(Code.ONLY_OF_WHAT_IS_TAKEN_OVER, source.path, answers=opened.id, **about)
        left, amount = read_decimal(said), read_decimal(values.get(whole))
        if left is None or amount is None or left > amount:
            raise rejected(
                Code.MORE_LEFT_THAN_THERE_WAS, source.path, answers=opened.id, whole=values.get(whole), **about
            )
