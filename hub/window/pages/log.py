"""*Log*: documents by filters, which are in the URL; and the one box that finds whatever is typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from hub.bootstrap.known import refuse_unknown
from hub.bootstrap.reader import Reader
from hub.model import Document
from hub.ports import Filter
from hub.text.bilingual import Bilingual
from hub.views.documents import view_document
from hub.views.listing import footer
from hub.window.asked import Asked
from hub.window.filters import FLAGS, SORTS, VALUES, of_saved, of_typed, place_of, read_filter, saved_searches
from hub.window.page import Answer, Moved, Page, Painted
from hub.window.personal import tell_search

TITLE: Final = Bilingual("单证", "Log")
FEW: Final = 50
"""Documents of one page."""
LATELY: Final = "7d"
"""So far back a text is looked for unless a time is given: such a search has no index, and may read every document."""


def show(asked: Asked, reader: Reader) -> Answer:
    """The documents that the URL selects, or where what was typed leads."""
    if typed := asked.value("q"):
        return _meant(typed, asked, reader)
    chosen = read_filter(asked, reader)
    if (chosen.text or chosen.name) and not chosen.is_indexed:
        return Moved(asked.here(since=LATELY))
    if chosen.text and asked.is_personal:
        tell_search(asked, reader)
    found = _found(chosen, reader)
    more = asked.here(after=place_of(found[-1].updated_at, found[-1].id)) if len(found) == FEW else ""
    whole = replace(chosen, after=None)
    values: Mapping[str, Any] = {
        "title": TITLE,
        "documents": [view_document(document, reader.statuses) for document in found],
        "names": {type_: _name(type_, reader) for type_ in {*reader.types, *(document.type for document in found)}},
        "footer": footer(whole, len(found), FEW, reader.store.documents.count),
        "more": more,
        "newest": asked.here(after="") if chosen.after is not None else "",
        "choices": {"type": reader.types, "portal": reader.portals, "party": reader.parties, "sort": SORTS},
        "is_filtered": any(asked.value(name) for name in (*VALUES, *FLAGS)),
        "searches": sorted(saved_searches(reader)),
    }
    return Painted("log.html", values)


def _found(chosen: Filter, reader: Reader) -> Sequence[Document]:
    """One page. A value that nobody knows is refused if there is nothing; behind the last document there is nothing."""
    documents = reader.store.documents
    found = documents.log(replace(chosen, limit=FEW))
    is_empty = not found and chosen.after is None
    refuse_unknown(reader.home, documents, chosen, reader.statuses, is_empty=is_empty)
    return found


def _meant(typed: str, asked: Asked, reader: Reader) -> Moved:
    """A saved search, options of `hub log`, what `hub show` finds; or else a text among what happened lately."""
    if typed.startswith("@"):
        return Moved(asked.link("log", **of_saved(typed, reader)))
    if typed.startswith("-"):
        return Moved(asked.link("log", **of_typed(typed)))
    if reader.store.documents.find(typed, 1):
        return Moved(asked.link("document", name=typed))
    return Moved(asked.link("log", text=typed, since=LATELY))


def _name(type_: str, reader: Reader) -> Bilingual:
    kin = reader.kinship[type_]
    return Bilingual(kin.zh or type_, kin.en or type_)


PAGE: Final = Page("log", TITLE, show)
