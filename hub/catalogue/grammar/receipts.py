"""The words about what a party's answers mean."""

from hub.catalogue.grammar.rules import RULES
from hub.text.grammar import (
    ELEMENT,
    NAME,
    NAMES,
    RETURNS,
    SAME,
    SOURCES,
    STATUS,
    STATUSES,
    BlockOf,
    Either,
    Grammar,
    TableOf,
    Word,
    needed,
)

ABOUT = Grammar(
    "about", needed("of", NAME), needed("items", ELEMENT), needed("orders", ELEMENT), needed("returns", SOURCES)
)
RECEIPTS = Grammar(
    "receipts",
    needed("element", ELEMENT),
    needed("codes", Either((STATUSES, TableOf(STATUS)))),
    Word("returns", Either((SAME, RETURNS))),
    Word("but", SOURCES),
    Word("required", TableOf(NAMES)),
    Word("references", NAMES),
    Word("rules", RULES),
    Word("about", BlockOf(ABOUT)),
    Word("stands-in", SOURCES),
    Word("record-stands-for", TableOf(NAMES)),
)
CONFIRMED, RETURNED = "confirmed", "returned"
DISPATCH = Grammar("dispatch", needed(CONFIRMED, STATUS), needed(RETURNED, STATUS))
LATER_DISPATCH = Grammar("later-dispatch", needed(CONFIRMED, STATUS), Word(RETURNED, STATUS))
"""Of a later message: the document has moved on when it comes back."""
TECHNICAL = Grammar("technical", needed("accepted", STATUS), needed("refused", STATUS))
