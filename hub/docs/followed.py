"""What a route says of other documents, of claims and of time: a sentence for each."""

from collections.abc import Iterator

from hub.catalogue import Becoming, Claiming, Condition, Deadline, Figures, Making, Naming, Requirement, Route
from hub.docs.page import several, span
from hub.flow.deadlines import OVERDUE_EVENT


def followed(route: Route) -> Iterator[str]:
    """One line of a list for each word of the route."""
    yield from map(_requirement, route.requires)
    yield from map(_naming, route.names)
    yield from _again(route)
    yield from map(_claiming, route.claims)
    for moving in route.moves:
        waits = f", once it is in {_in(moving.sources)}" if moving.sources else ""
        yield f"- In {_in(moving.on)} it moves its `{moving.named}` to {_becoming(moving.to)}{waits}."
        if moving.twice:
            yield f"  Where the party of these has itself said {_in(moving.twice)}, this is a dispute, told to portals."
    yield from map(_making, route.makes)
    if route.shares:
        yield f"- In `{route.shares.on}` every other {route.shares.role} gets a copy, `{route.shares.element}`."
    yield from _time(route)
    if route.alarms:
        yield f"- In {_in(route.alarms)} it waits for an operator (`hub settle`)."
    if route.new_round:
        yield f"- From {_in(route.new_round)} an operator may declare it again (`hub replay --new-round`)."
    if (by := route.settles) is not None:
        decided = f"`{by.paid}`, `{by.failed}`, or `{by.in_part}` where they differ"
        yield f"- What is left open, an operator decides for each of its `{by.named}` (`hub settle`): {decided}."
    if route.stands:
        yield f"- {_in(route.stands)} that came too late to count, an operator may let stand (`hub settle --stands`)."
        yield (
            f"- Of two that were declared again and are both {_in(route.stands)}, an operator may take one back, to "
            f"`{route.again.becomes if route.again else ''}` (`hub settle --taken-back`)."
        )
    if route.figures:
        yield from _figures(route.figures)
    yield from _tracks(route)
    yield from _announced(route)


def _announced(route: Route) -> Iterator[str]:
    if route.passed_on.all:
        yield f"- Passed on to the portal as {_becoming(route.passed_on)}."
    if existing := route.existing:
        yield f"- What was there before the hub is announced with `{existing.element}` (role: {route.legs[-1].role})."
    if route.taken_over:
        yield f"- What was there before the hub is taken over in {_in(route.taken_over)}, and told to nobody."
    for name, whole in route.left.items():
        yield f"- `{name}` is what is left of `{whole}`, and at most that. Only what is taken over says it."
    if route.home:
        yield f"- Of an enterprise that no portal ever named, `{route.home}` is told."


def _again(route: Route) -> Iterator[str]:
    """What makes a document of the type again, or a new version of it."""
    if route.again:
        becomes = f"; the earlier one becomes `{route.again.becomes}`" if route.again.becomes else ""
        other = "; it may have gone to another party" if route.again.any_party else ""
        how = "with a corrected document that it follows from" if route.is_made_by_hub else "with `again_of`"
        yield f"- May be made again from {_in(route.again.sources)}, {how}{becomes}{other}."
    if versions := route.versions:
        later = "quarantined" if versions.is_quarantined_later else "an alarm"
        yield f"- The same `{versions.number}` again is a new version in {_in(versions.statuses)}, later {later};"
        yield f"  the version before becomes `{versions.becomes}`."
    if route.supplements:
        files = several(route.supplements, "or")
        yield f"- The same `{route.once}` again with the same facts and a missing {files} completes the document."
    if corrected := route.corrected:
        yield f"- With other facts it is a new version while its `{corrected.made}` may be made again;"
        yield f"  the version before becomes `{corrected.becomes}`."


def _figures(figures: Figures) -> Iterator[str]:
    kept, held = several(figures.keep, "and"), several(sorted(figures.held), "and")
    yield f"- In {_in(figures.when)} its {kept} replace those held, when `{figures.as_of}` is newer."
    if held:
        yield f"- Of these {held} stay as they are where it leaves them out."
    if contain := figures.contain:
        yield f"- Their `{contain.figure}` contains what its `{contain.named}` holds, from their own time on."
    if ends := figures.ends:
        yield f"- When the day `{ends.after}` is over, each `{ends.document}` that brought such figures tells it:"
        yield f"  `{ends.status}` on the track `{ends.track}`, while the document stays where it stands."


def _tracks(route: Route) -> Iterator[str]:
    for track in route.tracks:
        yield f"- Beside, its track `{track.name}` is blank or in {several(list(track.lifecycle.next), 'or')}."
        if ends := track.ends:
            day = several([name for name, _ in ends.after], "or")
            yield f"  From {_in(ends.since)} on, `{ends.status}` is told there when the day {day} is over."
    for telling in route.tells:
        whose = f"its `{telling.named}`" if telling.named else "the document"
        status = f"`{telling.to}`" if telling.to else f"the status in `{telling.value}`"
        brought = several([name for name, _ in telling.brings], "and")
        brings = f", with {brought}" if brought else ""
        yield f"- It tells {status} on the track `{telling.track}` of {whose}{brings}."


def _in(statuses: frozenset[str]) -> str:
    return several(sorted(statuses))


def _requirement(need: Requirement) -> str:
    whose = "of the same enterprise and party" if need.same_party else "of the same enterprise"
    said = f", whose {_condition(need.where)}" if need.where else ""
    free = f", on which no {need.unclaimed} is open" if need.unclaimed else ""
    beside = f", its `{need.beside}` apart" if need.beside else ""
    by_itself = "; or itself says so" if need.is_met_by_itself else ""
    place = f"its `{need.of}`’s " if need.of else "its "
    when = f"Where {place}{_condition(need.when)}: " if need.when else ""
    needs = "refused beside" if need.is_absent else "needs"
    needs = needs if when else needs.capitalize()
    return f"- {when}{needs} a `{need.document}` {whose} in {_in(need.statuses)}{said}{free}{beside}{by_itself}."


def _condition(condition: Condition) -> str:
    return f"`{condition.path}` is {_in(condition.values)}"


def _becoming(becoming: Becoming) -> str:
    """A status, or the statuses by value."""
    if not becoming.by:
        return f"`{becoming.status}`"
    return ", ".join(f"`{status}` where `{becoming.by}` is `{code}`" for code, status in becoming.statuses.items())


def _naming(naming: Naming) -> str:
    at = f"{naming.each}[].{naming.at}" if naming.each else naming.at
    where = f", in {_in(naming.statuses)}" if naming.statuses else ""
    again = f"; made again, one that its predecessor named, in {_in(naming.again)}" if naming.again else ""
    types = " or ".join(f"`{document}`" for document in naming.documents)
    if naming.is_optional:
        again += "; taken all the same where there is none"
    return f"- Names its `{naming.name}`: the {types} whose `{naming.by}` stands in `{at}`{where}{again}."


def _claiming(claim: Claiming) -> str:
    whose = f"each of its `{claim.each}`" if claim.each else ", ".join(claim.resource)
    whose += f"; by `{claim.by}`" if claim.by else ""
    what = f"the only open {claim.exclusive}" if claim.exclusive else f"`{claim.amount}` out of `{claim.of}`"
    settled = f"; in {_in(claim.settled_by)} newer figures contain it" if claim.settled_by else ""
    return f"- Holds {what} ({whose}) until {_in(claim.released_by)}{settled}."


def _making(making: Making) -> str:
    to = f"`{making.party}`" if making.party else f"the party of its first `{making.party_of}`"
    return f"- In `{making.on}` the hub makes a `{making.document}` for {to}."


def _awaited(deadline: Deadline) -> str:
    """What is waited for where no party owes an answer."""
    late = f"; after {span(deadline.within)} it is overdue (`{OVERDUE_EVENT}`)" if deadline.within else ""
    who = "its enterprise" if deadline.awaits == "enterprise" else "another document"
    return f"- In {_in(deadline.statuses)} it waits for {who}{late}."


def _time(route: Route) -> Iterator[str]:
    for deadline in route.deadlines:
        if deadline.awaits != "party":
            yield _awaited(deadline)
            continue
        again = f", sent again {deadline.resend}× to a party that deduplicates" if deadline.resend else ""
        asked = f", then asked for with `{route.inquiry.element}`" if route.inquiry else ""
        how_long = f"{span(deadline.within)} in {_in(deadline.statuses)}"
        yield f"- An answer is awaited {how_long}{again}{asked}; then it is overdue (`{OVERDUE_EVENT}`)."
    for expiring in route.expires:
        yield f"- From `{expiring.source}` to `{expiring.to}` when the day `{expiring.after}` is over."
