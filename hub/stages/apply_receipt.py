"""Let a receipt move a document, or keep the receipt as an observation."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from hub.catalogue import STANDS_IN, Case, Claiming, Leg, Route, alike
from hub.effects.bear_numbers import bear, refuse_borne
from hub.effects.bring_facts import bring_news
from hub.effects.contained import count_named
from hub.effects.decide_amounts import first_named, note_settled, refuse_more
from hub.effects.dispute import dispute
from hub.effects.held import HELD, released
from hub.effects.move_other import tell_observed
from hub.effects.move_status import move_status
from hub.effects.settle_claims import hold_again
from hub.effects.taken_again import doubt_taken_again, taken_again
from hub.effects.tell_left_out import tell_left_out
from hub.effects.tell_tracks import join_tracks, tell_tracks
from hub.effects.work import Work
from hub.errors import Code, rejected
from hub.model import OUTRANKED, Cause, Claim, Document, Verdict
from hub.model.tally import RECEIPTS
from hub.reading.judge_scope import Order, Scope, judge_scope, own_number
from hub.reading.meaning import Meaning, lacking, meaning_of
from hub.reading.open_message import Opened
from hub.reading.said_by import SaidBy
from hub.stages.answered import Answered
from hub.stages.settle_part import SETTLED_SHARE
from hub.text.log import Log

log = Log()
PARTS: Final = frozenset({Scope.IN_PART, Scope.TWICE, Scope.FOREIGN})
"""Observations of final answers that do not concern exactly the whole document."""
LATE_DECISION: Final = "late-decision"
"""Observed when a party decides on an earlier round or leg."""
DISPUTES: Final = frozenset({"contradicts", "other-values", LATE_DECISION, "superseded-decision", *PARTS})
"""Observations that raise an alarm; acts that rest on the document are refused until an operator settles it."""
WORDS: Final = frozenset({"reason", "reasons", "remark"})
"""Returned values that are words for people. A difference in them is no contradiction."""
NOTHING_MORE: Final[Mapping[str, Any]] = MappingProxyType({})
TRANSACTIONS: Final = "transactions"
"""In the detail of a row: what an answer says of each item (number, code, status and returned values)."""


def apply_receipt(work: Work, answered: Answered) -> None:
    """Append the transition or observation. A contradiction of the party is kept and raises an alarm.

    Raises Rejected for a receipt that cannot answer this message (HUB-414), that cannot be read, that lacks what its
    code promises, or that breaks a rule; also for a business number that another document bears (HUB-432).
    """
    _refuse_misplaced(answered)
    opened, document, route = answered.opened, answered.document, answered.route
    cause = Cause("receipt", opened.id, opened.digest)
    case = Case(form={}, own=work.books.trails.form(document.id), today=work.today)
    meaning = _beside_settled(work, document, meaning_of(opened, answered.original, document, route, case))
    outcome = take_meaning(work, document, _beside_reopened(work, document, meaning), (cause, opened))
    work.books.tallies.count(RECEIPTS, opened.party, _layer(opened), outcome)


def take_meaning(
    work: Work, document: Document, meaning: Meaning, said: tuple[Cause, SaidBy], more: Mapping[str, Any] = NOTHING_MORE
) -> str:
    """Move a document by what its party says, or observe that; and do all that counts by it.

    `more` is added to the detail of a move. Returns `moved`, `observed` or `disputed`. Raises Rejected as
    `apply_receipt` does.
    """
    cause, opened = said
    is_part = bool(_part(work, document, meaning))
    if meaning.lacks and not is_part:
        raise lacking(opened, meaning.lacks)
    counts = not is_part and not meaning.late and meaning.verdict is not Verdict.CONTRADICTS
    if counts and meaning.status is not None:
        refuse_more(work, document, opened, meaning.status, meaning.values)
        if meaning.verdict is Verdict.MOVES or _why(work, document, meaning) not in DISPUTES:
            refuse_borne(work, document, opened, meaning.values)
            bear(work, document, opened, meaning.values)  # numbers of a disputed answer are neither given nor refused
    taken: list[tuple[Claiming, Claim]] = []
    if meaning.verdict is Verdict.MOVES and meaning.status and not is_part:
        taken, outcome = list(taken_again(work, document, meaning.status)), "moved"
        detail = _dated(work.route(document), meaning, _detail(work, document, meaning))
        move_status(work, document, meaning.status, cause, {**detail, **more})
    else:
        outcome = _observe(work, document, cause, meaning)
    if counts and meaning.status is not None and meaning.decided_at is not None:
        note_settled(work, document, meaning.status, meaning.decided_at, meaning.values)
    doubt_taken_again(work, document, taken, cause)
    count_named(work, document)
    tell_left_out(work, document.id, cause)
    tell_tracks(work, document, cause, meaning.values)
    join_tracks(work, work.books.trails.document(document.id), cause)
    return outcome


def _dated(route: Route, meaning: Meaning, detail: dict[str, Any]) -> dict[str, Any]:
    """The detail with the party's own time, where what was said is compared by time, or goes to other documents."""
    is_dated = compares_times(route) and meaning.is_business and meaning.decided_at is not None
    return {**detail, "as_of": str(meaning.decided_at)} if is_dated else detail


def compares_times(route: Route) -> bool:
    """Whether what a party decides of such documents counts by the party's own time."""
    return bool(route.newest or route.brings) or any(claiming.settled_by for claiming in route.claims)


def _refuse_misplaced(answered: Answered) -> None:
    """Raise Rejected (HUB-414) for an answer that its leg does not have; every leg may get technical receipts."""
    opened, answers = answered.opened, answered.route.leg(answered.original.round).answers
    may = opened.is_technical or opened.is_transport or (answers is not None and answers.element == opened.element)
    if not may:
        raise rejected(Code.MESSAGE_NOT_ALLOWED, answers=opened.id, name=opened.element)


def _beside_settled(work: Work, document: Document, meaning: Meaning) -> Meaning:
    """If an operator has settled a document in part, a party's status for the whole is a contradiction."""
    route = work.route(document)
    if route.settles is None or meaning.status is None or meaning.late or meaning.status == document.status:
        return meaning
    is_settled = SETTLED_SHARE in work.books.trails.returned(document.id)
    if is_settled and route.lifecycle.excludes(route.settles.in_part, meaning.status):
        return replace(meaning, verdict=Verdict.CONTRADICTS)
    return meaning


def _beside_reopened(work: Work, document: Document, meaning: Meaning) -> Meaning:
    """If two answers only pass on what they say of a reopened document, they contradict each other there or nowhere."""
    moved = [row for row in work.books.trails.past(document.id) if not row.is_observation]
    codes = (str(moved[-1].detail.get("code")), meaning.code) if moved else ()
    passes_on = codes and all(work.catalogue.passes_on(document.type, code) for code in codes)
    return replace(meaning, verdict=Verdict.OBSERVED) if passes_on and meaning.verdict is not Verdict.MOVES else meaning


def _observe(work: Work, document: Document, cause: Cause, meaning: Meaning) -> str:
    """Keep it as an observation; `observed`, or `disputed` where it raises an alarm."""
    said = _dated(work.route(document), meaning, _detail(work, document, meaning))
    detail = {**said, "observed": (why := _why(work, document, meaning))}
    if why not in DISPUTES and _is_held(work, document, meaning):
        tell_observed(work, document, cause, {**detail, "observed": HELD, "event": meaning.status})
        return "observed"
    if why not in DISPUTES:
        work.books.trails.append(document.id, document.status, cause, detail)
        if why == OUTRANKED and meaning.status == document.status and meaning.decided_at is not None:
            news = {n: v for n, v in meaning.values.items() if n in work.route(document).newest}
            news |= first_named(work, document, meaning.values)
            bring_news(work, work.books.trails.document(document.id), news, meaning.decided_at, cause)
        return "observed"
    if why == "contradicts" or (why in PARTS and meaning.excludes(work.route(document), document.status)):
        hold_again(work, document)
    dispute(work, document, cause, detail)
    return "disputed"


def _layer(opened: Opened) -> str:
    if opened.is_transport:
        return "transport"
    return "technical" if opened.is_technical else "business"


def _is_held(work: Work, document: Document, meaning: Meaning) -> bool:
    """Whether a party's decision is kept and told while something else is decided about the document."""
    is_held = document.status in work.route(document).held_in
    return is_held and meaning.is_business and meaning.status is not None and not meaning.late


def _why(work: Work, document: Document, meaning: Meaning) -> str:
    """Why a receipt moves nothing, in one word."""
    return _part(work, document, meaning) or _why_unmoved(work, document, meaning)


def _why_unmoved(work: Work, document: Document, meaning: Meaning) -> str:
    """Why a receipt for the whole document moves nothing."""
    route, status = work.route(document), meaning.status
    if status is None:
        return "unknown-code"
    is_outcome = _is_outcome(route, meaning.leg, status)
    decides = meaning.is_business and (is_outcome or work.catalogue.is_decisive(document.type, status))
    if meaning.verdict is Verdict.CONTRADICTS:
        return "contradicts"
    if meaning.is_business and _differs(work, document, meaning, status):
        return "other-values"
    if meaning.late:
        is_end = work.catalogue.statuses[status].kind == "final"
        is_news = meaning.is_business and not _has_ended(work, document, meaning.round, status)
        return LATE_DECISION if is_news and (is_outcome or is_end) else "late"
    if _is_superseded(route, document):
        return "superseded-decision" if decides else "superseded"
    return OUTRANKED


def _differs(work: Work, document: Document, meaning: Meaning, status: str) -> bool:
    """Whether a decision brings other values than those that count, or would count if nothing held the document."""
    route = work.route(document)
    told = {*(telling.value for telling in route.tells), *route.newest}  # what has an order of its own
    said = {name: value for name, value in meaning.values.items() if name not in told}
    known = work.books.trails.returned(document.id)
    held = released(work, document) if _is_held(work, document, meaning) else None
    if held is None:
        return _says_otherwise(known, said)
    is_news = route.lifecycle.judge(held.status, status) is not Verdict.OBSERVED
    return not is_news and _says_otherwise({**known, **held.values}, said)


def _has_ended(work: Work, document: Document, round_: int, status: str) -> bool:
    """Whether a round ended in this status, and an operator opened the next one: said again, it is no decision."""
    rows = (row for row in work.books.trails.past(document.id) if row.cause.kind == "operator")
    return any(row.before == status and row.detail.get("round") == str(round_ + 1) for row in rows)


def _is_outcome(route: Route, leg: Leg, status: str) -> bool:
    """Whether a status decides its leg for good. A status that only begins the next leg does not."""
    is_final = leg.answers is not None and leg.answers.is_final(status, route.lifecycle)
    return is_final and all(status != other.on for other in route.legs)


def _part(work: Work, document: Document, meaning: Meaning) -> str:
    """Why an answer that does not concern exactly the whole moves nothing; empty if it concerns the whole.

    An answer without a final status is `undecided`. An answer that repeats the document's present status is
    `outranked`. Neither raises an alarm.
    """
    report, answers, route = meaning.report, meaning.leg.answers, work.route(document)
    scope = judge_scope(report, _order(work, document, meaning)) if report else Scope.WHOLE
    if report is None or answers is None or scope is Scope.WHOLE:
        return ""
    is_final = any(answers.is_final(status, route.lifecycle) for status in report.statuses)
    if not is_final and not meaning.excludes(route, document.status):
        return "undecided"
    return OUTRANKED if scope is not Scope.FOREIGN and report.statuses == {document.status} else scope.value


def _order(work: Work, document: Document, meaning: Meaning) -> Order:
    """What the document asked for: its items, by the numbers with which the document refers to them."""
    about = meaning.leg.answers.about if meaning.leg.answers else None
    numbers = (r.value for r in work.books.names.numbers(document.id) if about is not None and r.kind == about.kind)
    return Order(document.id, tuple(dict.fromkeys(numbers)))


def _detail(work: Work, document: Document, meaning: Meaning) -> dict[str, Any]:
    """The detail of the trail's row. Items have the document's own numbers, with which an operator settles them."""
    if meaning.report is None or not meaning.report.items:
        return meaning.detail
    numbers = _order(work, document, meaning).numbers
    said = [{**one.as_json, "number": own_number(one.number, numbers) or one.number} for one in meaning.report.items]
    return {**meaning.detail, TRANSACTIONS: said}


def _is_superseded(route: Route, document: Document) -> bool:
    return route.again is not None and document.status == route.again.becomes


def _says_otherwise(known: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether a receipt that repeats a status brings another premium, account, figure, date or number than before."""
    unsaid = {*WORDS, STANDS_IN, *known.get(STANDS_IN, ()), *said.get(STANDS_IN, ())}
    return any(
        not alike(value, known[name])
        for name, value in said.items()
        if name in known and name not in unsaid and not isinstance(value, dict)
    )
