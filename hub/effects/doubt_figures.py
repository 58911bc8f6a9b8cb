"""Put figures in doubt when their party's newer message disputes them, and report it on documents that brought them."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from hub.effects.account import Account
from hub.effects.dispute import mark, unmark
from hub.effects.settle_claims import IN_DOUBT
from hub.effects.work import Work
from hub.errors import Rejected
from hub.model import Cause, Document
from hub.reading.open_message import Opened
from hub.xml.build import text_at
from hub.xml.times import from_wire, read_time

_OBSERVED: Final = "figures-in-doubt"
_OVER: Final = "figures-agreed"


def doubt_figures(work: Work, account: Account, opened: Opened) -> None:
    """Doubt the held figures if a refused message has newer ones. A message dated in the future is ignored."""
    resource, values = work.books.claims.resource(account.key), _values(account, opened)
    text = values.get(account.figures.as_of)
    begins = read_time(text) if text else None
    if text and begins is not None and begins <= opened.latest and from_wire(text) > resource.as_of:
        work.books.claims.put_resource(replace(resource, dispute=IN_DOUBT))


def end_doubt(work: Work, account: Account) -> None:
    """Accept the held figures."""
    work.books.claims.put_resource(replace(work.books.claims.resource(account.key), dispute=""))


def tell_doubt(work: Work, account: Account, cause: Cause) -> None:
    """Mark the documents that brought the figures while the figures are in doubt, and unmark them afterwards."""
    is_doubted = bool(work.books.claims.resource(account.key).dispute)
    for document in list(_brought(work, account)):
        is_marked = IN_DOUBT in document.disputes
        if is_doubted and not is_marked:
            mark(work, document.id, cause, {"observed": _OBSERVED}, IN_DOUBT)
        elif is_marked and not is_doubted:
            unmark(work, document.id, cause, {"observed": _OVER}, {IN_DOUBT})


def _brought(work: Work, account: Account) -> Iterator[Document]:
    figures = work.catalogue.routes[account.told_to].figures if account.told_to else None
    for document in work.books.trails.standing(account.told_to, account.enterprise) if figures else ():
        if document.party == account.party and figures and document.status in figures.when:
            yield document


def _values(account: Account, opened: Opened) -> dict[str, Any]:
    """The figures in a message, without checking rules; empty if they cannot be read or the message grants nothing."""
    answers = None if account.route.is_notice else account.route.legs[0].answers
    code = text_at(opened.root, "Code") or ""
    if answers is not None and answers.codes.get(code) not in account.figures.when:
        return {}
    try:
        return (answers.returns if answers else account.route.returns).read(opened.root)
    except Rejected:
        return {}
