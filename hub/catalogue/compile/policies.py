"""Policies: what one direction of mapping does differently from the others."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.catalogue.compile.scopes import Scope
from hub.catalogue.compile.sources import Context, Reading, SeveralPlaces, one_place
from hub.catalogue.grammar.lines import LINE, PARTY_LINE
from hub.catalogue.mapping.dialects import HEADER
from hub.catalogue.words.text import Text
from hub.catalogue.words.vocabulary import Words
from hub.text.grammar import Grammar


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One direction of mapping."""

    read: Callable[[Text, Words | None, Scope, Context], Reading] = one_place
    """Compiles where a value comes from."""
    grammar: Grammar = LINE
    """The words that a line can have."""
    hub_made: tuple[str, ...] = ()
    """Elements of the root that no mapping fills: the hub does."""
    proves_files: bool = False
    """Whether a file of a named type must have the converter that proves it. Between two messages it was proved."""
    through_lists: bool = False
    """Whether `each` takes the items of all lists on its path, and a value may stand several times."""


OUTBOUND = Policy(hub_made=(HEADER,), proves_files=True)
"""From a portal's form to our message."""
TO_DIALECT = Policy()
"""From our message to a party's own form: strict, and what is left out must be listed."""


def from_dialect(places: SeveralPlaces) -> Policy:
    """From a party's own form to our message: tolerant of where a value stands, strict about what it says."""
    return Policy(read=places.read, grammar=PARTY_LINE, hub_made=(HEADER, "InReplyTo"), through_lists=True)
