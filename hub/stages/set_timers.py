"""Tell the clock what a status waits for."""

from datetime import date

from hub.catalogue.load import Catalogue
from hub.catalogue.mapping import lookup
from hub.catalogue.routes import Route
from hub.model import Document, Ledger, Timer, Transition
from hub.model.timer import EndKind
from hub.xml.times import end_of

SECOND = 1_000_000


def set_timers(ledger: Ledger, catalogue: Catalogue, route: Route, transition: Transition) -> None:
    """Set what begins with this move, and put aside what ended with it."""
    if route.deadlines:
        _await_answer(ledger, catalogue, route, transition)
    for expiring in route.expires:
        if transition.after == expiring.source:
            last = ledger.returned.get(transition.document, {}).get(expiring.after)
            await_end(ledger, transition.document, "end", last)


def await_end(ledger: Ledger, document: str, kind: EndKind, last: str | None) -> None:
    """Let the clock act when the last day is over; none, or the last day that there is, never is."""
    if last and (day := date.fromisoformat(last)) < date.max:
        ledger.set_timer(Timer(document=document, kind=kind, due=end_of(day), tries=0))


def _await_answer(ledger: Ledger, catalogue: Catalogue, route: Route, transition: Transition) -> None:
    """A deadline begins where the waiting does, and ends with the answer; statuses between leave it alone."""
    awaited = [deadline for deadline in route.deadlines if transition.after in deadline.statuses]
    if not awaited:
        ledger.drop_timer(transition.document, "answer")
    elif transition.before not in awaited[0].statuses or transition.after in {leg.becomes for leg in route.legs}:
        party = catalogue.parties.get(_asked(ledger, route, ledger.documents[transition.document]))
        within = party.answers_within if party and party.answers_within else awaited[0].within
        due = transition.at + within * SECOND
        ledger.set_timer(Timer(document=transition.document, kind="answer", due=due, tries=0))


def _asked(ledger: Ledger, route: Route, document: Document) -> str:
    """Who has to answer: the document's party, or that of a later leg."""
    leg = route.leg(document.round)
    return str(lookup(ledger.facts(document.id), leg.party)).strip() if leg.on else document.party
