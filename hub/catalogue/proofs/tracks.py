"""Prove tracks: each status is told by somebody, in any order with the same end, and every word of it can act."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.tracks import Telling, Track, TrackEnd
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import no_day, not_returned
from hub.text.bilingual import Bilingual, listed


def prove_tracks(routes: Collection[Route], problems: Problems) -> None:
    """Report what does not fit between the tracks of all routes and what is told of them."""
    known = {route.document: route for route in routes}
    told: dict[tuple[str, str], set[str]] = {}
    for route in routes:
        for telling in route.tells:
            targets = _targets(route, telling, known)
            _prove_telling(route, telling, targets, problems)
            for target in targets:
                told.setdefault((target.document, telling.track), set()).update(_statuses(route, telling))
    for route in routes:
        for track in route.tracks:
            _prove_track(route, track, told.get((route.document, track.name), set()), problems)


def _targets(route: Route, telling: Telling, known: Mapping[str, Route]) -> list[Route]:
    """The routes of the documents on whose track it is told, without those that have a problem of their own."""
    if not telling.named:
        return [route]
    named = (type_ for naming in route.names if naming.name == telling.named for type_ in naming.documents)
    return [known[type_] for type_ in named if type_ in known]


def _statuses(route: Route, telling: Telling) -> set[str]:
    """All statuses that a telling can tell."""
    value = said_by(route).get(f"returned.{telling.value}")
    return {telling.to} if telling.to else set(value.shape.codes) if value is not None else set()


def _prove_telling(route: Route, telling: Telling, targets: Sequence[Route], problems: Problems) -> None:
    values = said_by(route)
    if telling.to and not route.is_notice:
        text = Bilingual("“to”只用于对方主动发来的通知", "“to” is for notices: an answer says the status itself")
        problems.add(telling.places.at("to"), text)
        return
    if telling.value and f"returned.{telling.value}" not in values:
        problems.add(telling.places.at("value"), not_returned(telling.value))
    for name, where in telling.brings:
        value = values.get(f"returned.{name}")
        if value is None:
            problems.add(where, not_returned(name))
        elif value.converter.is_file:
            text = Bilingual(f"“{name}”是文件：不能带到别的单证", f"“{name}” is a file: it stays with its message")
            problems.add(where, text)
    for target in targets:
        _prove_target(route, telling, target, problems)


def _prove_target(route: Route, telling: Telling, target: Route, problems: Problems) -> None:
    track, statuses = target.track(telling.track), _statuses(route, telling)
    if track is None:
        text = Bilingual(
            f"{target.document} 没有并行状态“{telling.track}”", f"{target.document} has no track “{telling.track}”"
        )
        problems.add(telling.places.at("track"), text)
    elif statuses - set(track.lifecycle.next) or (telling.value and not statuses):
        odd = listed(sorted(statuses - set(track.lifecycle.next)) or [telling.value])
        text = Bilingual(
            f"{target.document} 的并行状态“{track.name}”没有 {odd.zh}",
            f"the track “{track.name}” of {target.document} does not have: {odd.en}",
        )
        problems.add(telling.places.at("to" if telling.to else "value"), text)


def _prove_track(route: Route, track: Track, told: set[str], problems: Problems) -> None:
    for status, following in track.lifecycle.next.items():
        if status not in told:
            text = Bilingual(f"没有途径到达状态 {status}", f"nothing leads to status {status}")
            problems.add(track.places.at(status), text)
        for odd in sorted(set(_after(track, status)) - following):
            text = Bilingual(
                f"{status} 之后须能变为 {odd}：否则先后次序影响结果",
                f"{odd} must be able to follow {status}: otherwise their order matters",
            )
            problems.add(track.places.at(status), text)
        for odd in sorted(following - set(_after(track, status))):
            text = Bilingual(f"{status} 不能退回 {odd}", f"{status} never goes back to {odd}")
            problems.add(track.places.at(status), text)
    if track.ends is not None:
        _prove_end(route, track.ends, problems)


def _after(track: Track, status: str) -> Iterator[str]:
    rank = track.lifecycle.rank
    yield from (code for code in rank if rank[code] > rank[status])


def _prove_end(route: Route, end: TrackEnd, problems: Problems) -> None:
    values = said_by(route)
    for name, where in end.after:
        value = values.get(name if "." in name else f"returned.{name}")
        if value is None or not value.is_day:
            problems.add(where, no_day(name))
