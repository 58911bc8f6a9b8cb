"""Prove `taken-over` and `existing`: what is taken over stands there at once, sends nothing and waits for nobody.

And `left`: the part that is left of an amount is an amount, and goes with the whole.
"""

from collections.abc import Iterator

from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.routes import Route
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import may_not_become
from hub.text.bilingual import Bilingual


def prove_taken_over(route: Route, problems: Problems) -> None:
    """Report statuses that a new document may not get, that something follows from, or that have a deadline."""
    if not route.is_notice and route.existing is None:
        return  # nothing is taken over, or another problem is told
    place = route.existing.places.at("status") if route.existing else route.places.at("taken-over")
    for status in sorted(route.taken_over & set(route.lifecycle.next)):
        first, deadline = route.lifecycle.first, route.deadline(status)
        if route.is_notice and not route.lifecycle.allows(first, status):
            problems.add(place, may_not_become(first, status))
        if status in _followed(route):
            text = Bilingual(
                f"{status} 另有后续：不能作为存量接收", f"something follows from {status}: it is not taken over"
            )
            problems.add(place, text)
        if deadline is not None and deadline.within:
            text = Bilingual(f"{status} 有期限：不能作为存量接收", f"{status} has a deadline: it is not taken over")
            problems.add(place, text)


def _followed(route: Route) -> Iterator[str]:
    """The statuses from which documents are made, moved, sent or shared, figures kept, or days counted.

    What a route tells of tracks, or which round it opens, follows from each of its notices, so from every status. Days
    of what was submitted are counted from its values, whoever announced them.
    """
    if (route.tells and route.is_notice) or route.reopens is not None:
        yield from route.taken_over
    yield from (making.on for making in route.makes)
    yield from (status for moving in route.moves for status in moving.on)
    yield from (status for bringing in route.brings for status in bringing.on)
    if route.is_notice:
        yield from (expiring.source for expiring in route.expires)
        yield from (status for track in route.tracks if track.ends for status in track.ends.since)
    yield from (leg.on for leg in route.legs)
    yield from route.alarms
    if route.figures is not None:
        yield from route.figures.when
    if route.shares is not None:
        yield route.shares.on


def prove_left(route: Route, problems: Problems) -> None:
    """Report a part or a whole that is no amount, a part that every message brings, and a whole that one may lack."""
    if not route.left or not route.returned:
        return
    place, known = route.places.at("left"), said_by(route)
    if not route.taken_over:
        problems.add(place, Bilingual("“left”须与“taken-over”同用", "“left” goes with “taken-over”"))
    for name, whole in route.left.items():
        values = {one: known.get(f"returned.{one}") for one in (name, whole)}
        odd = [one for one, value in values.items() if value is None or value.shape.primitive != "decimal"]
        for one in odd:
            problems.add(place, Bilingual(f"该单证没有返回金额“{one}”", f"no amount “{one}” comes back"))
        if odd:
            continue
        if route.always_brings(name):
            text = Bilingual(
                f"每份报文都有“{name}”：新单证无法通知", f"every message has “{name}”: nothing could begin"
            )
            problems.add(place, text)
        if not route.always_brings(whole):
            problems.add(place, Bilingual(f"报文可以没有“{whole}”", f"a message may lack “{whole}”"))
