"""Tell the clock what a status waits for."""

from datetime import date, datetime, time, timedelta

from hub.catalogue.load import Catalogue
from hub.catalogue.mapping import lookup
from hub.catalogue.routes import Route
from hub.model import Document, Ledger, Timer, Transition
from hub.xml.times import SHANGHAI

SECOND = 1_000_000


def set_timers(ledger: Ledger, catalogue: Catalogue, route: Route, transition: Transition) -> None:
    """Set what begins with this move, and put aside what ended with it. The last day that there is means: for ever."""
    if route.deadlines:
        _await_answer(ledger, catalogue, route, transition)
    for expiring in route.expires:
        last = ledger.returned.get(transition.document, {}).get(expiring.after)
        if transition.after == expiring.source and last and (day := date.fromisoformat(last)) < date.max:
            due = end_of(day)
            ledger.set_timer(Timer(document=transition.document, kind="end", due=due, tries=0))


def end_of(day: date) -> int:
    """Midnight in Shanghai at the end of a day, in microseconds since 1970, UTC."""
    midnight = datetime.combine(day, time(), SHANGHAI) + timedelta(days=1)
    return int(midnight.timestamp()) * SECOND


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
