"""Set and drop the timers of a status."""

from datetime import date

from hub.catalogue import Deadline, Route, lookup
from hub.effects.work import Work
from hub.model import Books, Document, Timer, Transition
from hub.model.moments import SECOND
from hub.model.timer import EndKind
from hub.xml.times import end_of


def set_timers(work: Work, transition: Transition) -> None:
    """Set the timers that begin with this transition, and drop the timer that ends with it."""
    books = work.books
    document = books.trails.document(transition.document)
    route = work.route(document)
    if route.deadlines:
        _await_answer(work, route, document, transition)
    for track in route.tracks:
        if track.ends is not None and transition.after in track.ends.since:
            await_end(books, transition.document, "track", track.ends.last_day(books.trails.facts(transition.document)))
    for expiring in route.expires:
        if transition.after == expiring.source:
            last = books.trails.returned(transition.document).get(expiring.after)
            await_end(books, transition.document, "end", last)


def await_end(books: Books, document: str, kind: EndKind, last: str | None) -> None:
    """Set a timer for the end of the last day. No timer without a last day; `date.max` means: never expires."""
    if last and (day := date.fromisoformat(last)) < date.max:
        books.post.set_timer(Timer(document=document, kind=kind, due=end_of(day), tries=0))


def _await_answer(work: Work, route: Route, document: Document, transition: Transition) -> None:
    """Set a deadline when the waiting begins, again with each message of the party, and drop it with the answer.

    Transitions by the hub or a broker in between do not change it. A party that was overdue and then confirms that it
    has the message gets a new deadline.
    """
    deadline = route.deadline(transition.after)
    if deadline is None or not deadline.within:
        work.books.post.drop_timer(document.id, "answer")
    elif _begins(transition, route, deadline):
        due = transition.at + _allowed(work, document, deadline) * SECOND
        work.books.post.set_timer(Timer(document=document.id, kind="answer", due=due, tries=0))


def _begins(transition: Transition, route: Route, deadline: Deadline) -> bool:
    is_new = transition.before not in deadline.statuses or transition.after in {leg.becomes for leg in route.legs}
    return is_new or transition.cause.kind == "receipt"


def _allowed(work: Work, document: Document, deadline: Deadline) -> int:
    """Seconds. The party's promised time counts for its answers, not for documents that the party makes."""
    party = work.catalogue.parties.get(_asked(work, document))
    promised = party.answers_within if party is not None and deadline.awaits == "party" else 0
    return promised or deadline.within


def _asked(work: Work, document: Document) -> str:
    """Who has to answer: the document's party, or the party of a later leg."""
    route = work.route(document)
    if not route.legs:
        return document.party
    leg = route.leg(document.round)
    return str(lookup(work.books.trails.facts(document.id), leg.party)).strip() if leg.on else document.party
