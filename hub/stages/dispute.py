"""Mark what is disputed: acts that rest on it are refused until an operator has settled it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import structlog

from hub.catalogue.load import Catalogue
from hub.model import DISPUTED, Cause, Document, Ledger
from hub.stages.move_status import portals_of, promise_event

log = structlog.get_logger()
WITH: Final = "of:"
"""Begins a word of a dispute that another document brought: its id follows."""
BEYOND: Final = "disputed-with"
"""Observed on a document that another one's dispute is about too."""


def dispute(ledger: Ledger, catalogue: Catalogue, document: Document, cause: Cause, detail: Mapping[str, Any]) -> None:
    """Append an observation, mark the document as disputed by it, and raise an alarm.

    What the document holds alone is marked with it: while a payment is disputed, so are its applications. A portal is
    told once of each mark, and only where acts of its own stop; it is told no more than that.
    """
    why = str(detail["observed"])
    log.warning("disputed", document=document.id, status=document.status, why=why, code=detail.get("code"))
    _mark(ledger, catalogue, document, cause, (why, detail))
    for other in list(held_alone(ledger, catalogue, document)):
        about = {"observed": BEYOND, "document": document.id}
        _mark(ledger, catalogue, other, cause, (WITH + document.id, about))


def held_alone(ledger: Ledger, catalogue: Catalogue, document: Document) -> Iterator[Document]:
    """The documents that a document names and claims for itself, whether it holds them still or not."""
    for claiming in catalogue.routes[document.type].claims:
        if claiming.each and claiming.exclusive:
            yield from ledger.named_by(document.id, claiming.each)


def _mark(
    ledger: Ledger, catalogue: Catalogue, document: Document, cause: Cause, said: tuple[str, Mapping[str, Any]]
) -> None:
    word, detail = said
    current = ledger.documents[document.id]
    stops = current.status in catalogue.rested_on.get(current.type, ())
    is_told = stops and word not in current.disputes
    row = ledger.append(current.id, current.status, cause, {**detail, **({"event": DISPUTED} if is_told else {})})
    ledger.put(ledger.documents[current.id].disputed(word))
    for portal in portals_of(ledger, catalogue.routes[current.type], current) if is_told else ():
        promise_event(ledger, current.id, row.seq, portal)
