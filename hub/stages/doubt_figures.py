"""Put figures in doubt that their party's newer message disputes, and tell it where they were brought."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from hub.catalogue import Catalogue, Figures, Route
from hub.errors import Rejected
from hub.model import Books, Cause, Document
from hub.ports import Standing, Unit
from hub.stages.dispute import mark, unmark
from hub.stages.open_message import Opened
from hub.stages.settle_claims import IN_DOUBT
from hub.xml.build import text_at
from hub.xml.times import from_wire, read_time

_OBSERVED: Final = "figures-in-doubt"
_OVER: Final = "figures-agreed"


@dataclass(frozen=True)
class Account:
    """Whose figures a message brings."""

    route: Route
    figures: Figures
    enterprise: str
    party: str

    @property
    def key(self) -> str:
        return self.route.resource_key(self.figures.resource, self.enterprise, self.party)


def account_of(books: Books, catalogue: Catalogue, opened: Opened) -> Account | None:
    """The account whose figures a notice or a receipt brings; None for a message that brings none."""
    notice = catalogue.notice(opened.element)
    if notice is not None and notice.figures is not None:
        return Account(notice, notice.figures, text_at(opened.root, "Enterprise/Uscc") or "", opened.party)
    original = books.post.sent(opened.answers)
    document = books.trails.find(original.document) if original else None
    if document is None or opened.is_technical or opened.is_transport:
        return None
    return account_for(catalogue, document)


def account_for(catalogue: Catalogue, document: Document) -> Account | None:
    """The account whose figures a document brought, or may bring."""
    route = catalogue.routes[document.type]
    return Account(route, route.figures, document.enterprise, document.party) if route.figures else None


def tellers_of(unit: Unit, catalogue: Catalogue, accounts: Collection[Account]) -> list[Document]:
    """The documents on which the end and the doubt of these figures are told."""
    asked = {
        Standing(told, account.enterprise, figures.when)
        for account in accounts
        if (told := _told_to(account)) and (figures := catalogue.routes[told].figures)
    }
    return unit.standing(sorted(asked, key=lambda one: (one.type, one.enterprise))) if asked else []


def doubt_figures(books: Books, account: Account, opened: Opened) -> None:
    """Doubt the held figures where a message that was refused is newer; one dated ahead of time is not believed."""
    resource, values = books.claims.resource(account.key), _values(account, opened)
    text = values.get(account.figures.as_of)
    begins = read_time(text) if text else None
    if text and begins is not None and begins <= opened.latest and from_wire(text) > resource.as_of:
        books.claims.put_resource(replace(resource, dispute=IN_DOUBT))


def end_doubt(books: Books, account: Account) -> None:
    """Let the held figures stand."""
    books.claims.put_resource(replace(books.claims.resource(account.key), dispute=""))


def tell_doubt(books: Books, catalogue: Catalogue, account: Account, cause: Cause) -> None:
    """Mark the documents that brought the figures while these are in doubt, and no longer than that."""
    is_doubted = bool(books.claims.resource(account.key).dispute)
    for document in list(_brought(books, catalogue, account)):
        is_marked = IN_DOUBT in document.disputes
        if is_doubted and not is_marked:
            mark(books, catalogue, document.id, cause, {"observed": _OBSERVED}, IN_DOUBT)
        elif is_marked and not is_doubted:
            unmark(books, catalogue, document.id, cause, {"observed": _OVER}, {IN_DOUBT})


def _brought(books: Books, catalogue: Catalogue, account: Account) -> Iterator[Document]:
    figures = catalogue.routes[told].figures if (told := _told_to(account)) else None
    for document in books.trails.standing(told, account.enterprise) if figures else ():
        if document.party == account.party and figures and document.status in figures.when:
            yield document


def _told_to(account: Account) -> str:
    return account.figures.ends.document if account.figures.ends else ""


def _values(account: Account, opened: Opened) -> dict[str, Any]:
    """What a message says, whatever rules say of it; nothing where it cannot be read, or grants nothing."""
    answers = None if account.route.is_notice else account.route.legs[0].answers
    code = text_at(opened.root, "Code") or ""
    if answers is not None and answers.codes.get(code) not in account.figures.when:
        return {}
    try:
        return (answers.returns if answers else account.route.returns).read(opened.root)
    except Rejected:
        return {}
