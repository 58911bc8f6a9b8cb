"""The parties for which an operator may speak when a document is settled: those at the other end of its legs."""

from hub.flow.heartbeat import OPERATOR
from hub.flow.settlement import Settlement
from hub.loading.load_relations import load_facts
from hub.model import Books, Request
from hub.stages.leg_party import party_of_leg


def parties_of_settlement(settlement: Settlement, request: Request) -> set[str]:
    """The parties of all legs of the document that a request names, by what the store holds now.

    The bank of an agreement has its own policy, beside the insurer's: an operator may speak for either.
    """
    store, catalogue, named = settlement.ports.store, settlement.catalogue, {request.arguments["party"]}
    with store.transactions.snapshot() as unit:
        for document in unit.documents([request.about]):
            legs = catalogue.routes[document.type].legs
            named.add(document.party)
            if len(legs) > 1:
                books = Books(0, catalogue.digest, OPERATOR)
                books.trails.load([document])
                load_facts(unit, books, [document], catalogue)
                facts = books.trails.facts(document.id)
                named |= {party_of_leg(document, legs, leg, facts) for leg in legs}
    return named - {""}
