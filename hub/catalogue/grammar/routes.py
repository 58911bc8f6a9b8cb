"""The words of a route's file."""

from collections.abc import Mapping

from hub.catalogue.grammar.receipts import DISPATCH, LATER_DISPATCH, RECEIPTS, TECHNICAL
from hub.catalogue.grammar.relations import (
    AGAIN,
    BECOMING,
    BRINGING,
    CLAIMING,
    CORRECTING,
    DEADLINE,
    EXPIRING,
    FIGURES,
    MAKING,
    MOVING,
    NAMING,
    REOPENING,
    REQUIREMENT,
    SETTLING,
    VERSIONS,
)
from hub.catalogue.grammar.rules import RULES
from hub.catalogue.grammar.tracks import TELLS, TRACKS
from hub.catalogue.mapping.parties import ROLES
from hub.text.grammar import (
    BUT_MAPPING,
    ELEMENT,
    MAPPING,
    NAME,
    NAMES,
    PATH,
    RETURNS,
    SAME,
    SOURCES,
    STATUS,
    STATUSES,
    BlockOf,
    Either,
    Grammar,
    ListOf,
    OneOf,
    Scalar,
    TableOf,
    Word,
    needed,
)

DIRECTIONS = ("portal-to-party", "hub-to-party", "party-to-portal")
ROLE = OneOf(ROLES)
CARDS = ("operator", "legal-person", "account")
"""What `signer.card` of a submission can be. `account` is a login without a card."""
ANY = "any"
_MAP = (needed("map", Either((SAME, MAPPING))), Word("but", BUT_MAPPING))
"""`but` and `at` go with `map: same`."""
_AT = Word("at", PATH, implied="data")
LABEL = Grammar("label", needed("zh"), needed("en"))
INQUIRY = Grammar("inquiry", needed("element", ELEMENT), *_MAP)
SHARES = Grammar("shares", needed("element", ELEMENT), *_MAP, _AT, needed("on", STATUS), needed("with", ROLE))
THEN = Grammar(
    "then",
    needed("on", STATUS),
    needed("becomes", STATUS),
    needed("to", ROLE),
    needed("party", PATH),
    needed("element", ELEMENT),
    *_MAP,
    needed("dispatch", BlockOf(LATER_DISPATCH)),
    needed("technical", BlockOf(TECHNICAL)),
    needed("receipts", BlockOf(RECEIPTS)),
)

EXISTING = Grammar("existing", needed("element", ELEMENT), needed("status", STATUSES), needed("home"))
"""A document that was there before the hub, as its party announces it."""

LIFECYCLE = TableOf(Either((OneOf(("later", "end")), STATUSES, Scalar("beginning"))))
"""What may follow each status; beside `like`, the name of a beginning of lifecycles.yaml."""
USUAL = OneOf(("usual",))
BEGINNING = Grammar(
    "beginning",
    needed("lifecycle", LIFECYCLE),
    needed("dispatch", BlockOf(DISPATCH)),
    needed("technical", BlockOf(TECHNICAL)),
)

_EVERY = (
    needed("document"),
    needed("zh"),
    needed("en"),
    needed("direction", OneOf(DIRECTIONS)),
    needed("element", ELEMENT),
    needed("lifecycle", LIFECYCLE),
    Word("outcomes", ListOf(ListOf(Scalar("statuses")))),
    Word("labels", TableOf(BlockOf(LABEL))),
    Word("names", TableOf(BlockOf(NAMING))),
    Word("requires", ListOf(BlockOf(REQUIREMENT))),
    Word("rules", RULES),
    Word("claims", ListOf(BlockOf(CLAIMING))),
    Word("figures", BlockOf(FIGURES)),
    Word("moves", ListOf(BlockOf(MOVING))),
    Word("makes", ListOf(BlockOf(MAKING))),
    Word("again", BlockOf(AGAIN)),
    Word("then", BlockOf(THEN)),
    Word("references", NAMES),
    Word("numbers", TableOf(PATH)),
    Word("newest", NAMES),
    Word("brings", ListOf(BlockOf(BRINGING))),
    Word("once"),
    Word("supplements", NAMES),
    Word("corrected", BlockOf(CORRECTING)),
    Word("expires", ListOf(BlockOf(EXPIRING))),
    Word("deadlines", Either((USUAL, ListOf(Either((USUAL, BlockOf(DEADLINE))))))),
    Word("alarms", STATUSES),
    Word("held-in", STATUSES),
    Word("reopens", BlockOf(REOPENING)),
    Word("reopened-by", TableOf(STATUSES)),
    Word("inquiry", BlockOf(INQUIRY)),
    Word("shares", BlockOf(SHARES)),
    Word("moves-money", OneOf(("yes",))),
    Word("settles", BlockOf(SETTLING)),
    Word("concerns", NAMES),
    Word("tracks", TRACKS),
    Word("tells", TELLS),
)
_SENT = (
    Word("stands", STATUSES),
    needed("to", ROLE),
    *_MAP,
    _AT,
    needed("dispatch", BlockOf(DISPATCH)),
    needed("technical", BlockOf(TECHNICAL)),
    needed("receipts", BlockOf(RECEIPTS)),
)
_HEARD = (
    needed("from", ROLE),
    needed("home"),
    Word("home-hears", OneOf(("always",))),
    needed("returns", Either((SAME, RETURNS))),
    Word("but", SOURCES),
    needed("passed-on", BECOMING),
    Word("taken-over", STATUSES),
    Word("left", TableOf(NAME)),
    Word("version-of", BlockOf(VERSIONS)),
)
_CARD = needed("card", Either((OneOf((*CARDS, ANY)), ListOf(OneOf(CARDS)))))

ROUTES: Mapping[str, Grammar] = {
    "portal-to-party": Grammar("route", *_EVERY, *_SENT, _CARD, Word("existing", BlockOf(EXISTING))),
    "hub-to-party": Grammar("route", *_EVERY, *_SENT, Word("home"), Word("new-round", STATUSES)),
    "party-to-portal": Grammar("route", *_EVERY, *_HEARD),
}
"""By direction."""
