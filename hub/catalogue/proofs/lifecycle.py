"""Prove a route's lifecycle: each status is reached, each move is allowed, the order of receipts does not matter."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, zip_longest

from hub.catalogue.mapping.legs import Leg
from hub.catalogue.mapping.resources import Claiming
from hub.catalogue.mapping.routes import Route
from hub.catalogue.proofs.reopening import prove_new_round
from hub.catalogue.words.places import Problems
from hub.model import Lifecycle, Status, Verdict
from hub.text.bilingual import Bilingual, listed

_CONFIRMED = Bilingual("发送已确认", "a confirmed dispatch")
_RETURNED = Bilingual("发送被退回", "a returned dispatch")
_ACCEPTED = Bilingual("技术回执接受", "technical acceptance")
_REFUSED = Bilingual("技术回执拒绝", "technical refusal")
_PASSING_ON = Bilingual("转发通知", "passing on")


@dataclass(frozen=True)
class _Round:
    """What one sent message can bring about: the document's first status, and the cause of each other status."""

    first: str
    causes: Mapping[str, Bilingual]
    end: str
    """The status that opens the next round. No receipt of this round moves the document from there."""


def prove_lifecycle(route: Route, statuses: Mapping[str, Status], moved: set[str], problems: Problems) -> None:
    """Report statuses that nothing reaches, causes without an allowed move, and receipts whose order matters.

    `moved` are the statuses that other documents, the hub itself or the clock move one of this type to.
    """
    if not route.moves_are_sound or not route.status_places:
        return
    rounds = list(_rounds(route))
    others = moved
    moved = moved | ({route.again.becomes} if route.again else set()) - {""}
    reached: dict[str, _Round] = {}
    blocked: dict[str, Bilingual] = {}
    for one in rounds:
        found = _reached(route.lifecycle, one, moved)
        reached |= dict.fromkeys(found, one)
        blocked |= {c: why for c, why in one.causes.items() if not _may_come(route.lifecycle, found - {one.end}, c)}
    for code in route.lifecycle.next:
        if code not in reached and code not in blocked:
            text = Bilingual(f"没有途径到达状态 {code}", f"nothing leads to status {code}")
            problems.add(route.status_places[code], text)
    for code, cause in blocked.items():
        place = route.cause_places.get(code, route.status_places[code])
        text = Bilingual(
            f"{cause.zh}：对应状态 {code}，但没有状态可以变为 {code}",
            f"{cause.en} means {code}, but no status may move there",
        )
        problems.add(place, text)
    _prove_freed(route, rounds, problems)
    prove_new_round(route, statuses, problems)
    before = problems.reported
    _prove_finals(route, statuses, others, problems)
    if problems.reported == before:  # a dead end makes many orders matter
        _prove_orders(route, rounds, moved, problems)


def _prove_orders(route: Route, rounds: Iterable[_Round], moved: set[str], problems: Problems) -> None:
    told: set[tuple[str, str]] = set()
    for one in rounds:
        for status, first, other in _unordered(route.lifecycle, one, _reached(route.lifecycle, one, moved)):
            if (first, other) not in told:
                told.add((first, other))
                text = Bilingual(
                    f"从 {status} 起，{first} 与 {other} 的次序影响最终状态：请允许两种次序，或列入“outcomes”",
                    f"from {status} the order of {first} and {other} matters: "
                    "allow both ways round or make them outcomes",
                )
                problems.add(route.status_places[status], text)


def _may_come(lifecycle: Lifecycle, states: Iterable[str], code: str) -> bool:
    return any(lifecycle.judge(status, code) is Verdict.MOVES for status in states)


def _rounds(route: Route) -> Iterator[_Round]:
    """The rounds of a route, in order. A notice has one round: it is passed on."""
    for leg, following in zip_longest(route.legs, route.legs[1:]):
        yield _Round(leg.becomes or route.lifecycle.first, dict(_causes(leg)), following.on if following else "")
    if not route.legs:
        yield _Round(route.lifecycle.first, dict.fromkeys(route.passed_on.all, _PASSING_ON), "")


def _causes(leg: Leg) -> Iterator[tuple[str, Bilingual]]:
    """Each status that a dispatch or a receipt brings about in a leg's round, with its cause."""
    named = {
        _CONFIRMED: leg.confirmed,
        _RETURNED: leg.returned,
        _ACCEPTED: leg.accepted,
        _REFUSED: leg.refused,
    }
    yield from ((code, cause) for cause, code in named.items() if code)
    if leg.answers:
        for code, status in leg.answers.codes.items():
            yield status, Bilingual(f"回执代码 {code}", f"receipt code {code}")


def _reached(lifecycle: Lifecycle, one: _Round, moved: set[str]) -> set[str]:
    """All statuses that a document can have in a round; `moved` are those that other documents move it to."""
    reached = {one.first}
    while more := {
        code
        for status in reached - {one.end}
        for code in (set(one.causes) | moved) - reached
        if code in lifecycle.rank
        and (lifecycle.judge(status, code) is Verdict.MOVES or (code in moved and lifecycle.allows(status, code)))
    }:
        reached |= more
    return reached


def _prove_finals(route: Route, statuses: Mapping[str, Status], moved: set[str], problems: Problems) -> None:
    """Report final statuses that a receipt moves, and open statuses that nothing follows and that are no outcome."""
    outcomes = {code for row in route.lifecycle.outcomes for alternative in row for code in alternative}
    for code, following in route.lifecycle.next.items():
        kind = statuses[code].kind if code in statuses else ""
        if kind == "final" and following - moved:
            text = Bilingual(
                f"{code} 是最终状态，生命周期却允许它继续变化", f"{code} is final, yet the lifecycle lets it move on"
            )
            problems.add(route.status_places[code], text)
        if kind == "open" and not following and code not in outcomes:
            text = Bilingual(f"{code} 是 {kind} 状态，却没有后续状态", f"{code} is {kind}, yet nothing may follow it")
            problems.add(route.status_places[code], text)


def _prove_freed(route: Route, rounds: Iterable[_Round], problems: Problems) -> None:
    """Report a status that takes back an exclusive claim after an answer freed it: another document can hold it now."""
    rank = route.lifecycle.rank
    for claim in route.claims:
        for one in rounds if claim.exclusive else ():
            answered = {code for code, cause in one.causes.items() if cause not in (_CONFIRMED, _RETURNED)}
            for freed in sorted(claim.released_by & answered & set(rank)):
                later = [c for c in one.causes if c in rank and rank[c] > rank[freed]]
                if revived := sorted(c for c in later if not route.lifecycle.excludes(freed, c)):
                    problems.add(claim.places.at("released-by"), _held_again(claim, freed, revived))


def _held_again(claim: Claiming, freed: str, revived: Sequence[str]) -> Bilingual:
    what, statuses = claim.exclusive, listed(revived)
    return Bilingual(
        f"{freed} 释放占用 {what}，而 {statuses.zh} 又会占用它：请列入“outcomes”",
        f"{freed} frees the {what}, which {statuses.en} would hold again: make them outcomes",
    )


def _unordered(lifecycle: Lifecycle, one: _Round, states: set[str]) -> Iterator[tuple[str, str, str]]:
    """Each status with two receipts whose order matters, exclusive outcomes apart."""

    def after(status: str, code: str) -> str:
        return code if status != one.end and lifecycle.judge(status, code) is Verdict.MOVES else status

    known = sorted(c for c in one.causes if c in lifecycle.rank)
    for status in (s for s in lifecycle.next if s in states):
        for first, other in combinations(known, 2):
            if lifecycle.excludes(first, other):
                continue
            if after(after(status, first), other) != after(after(status, other), first):
                yield status, first, other
