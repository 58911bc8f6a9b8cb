"""The words about tracks: statuses of a document beside its own."""

from hub.text.grammar import (
    NAME,
    NAMES,
    STATUS,
    STATUSES,
    BlockOf,
    Either,
    Grammar,
    ListOf,
    OneOf,
    TableOf,
    Word,
    needed,
)

TRACK_END = Grammar("track-end", needed("after", NAMES), needed("as", STATUS), needed("since", STATUSES))
TRACK = Grammar(
    "track",
    needed("lifecycle", TableOf(Either((OneOf(("later", "end")), STATUSES)))),
    Word("ends", BlockOf(TRACK_END)),
)
TELLING = Grammar(
    "telling",
    needed("track", NAME),
    Word("named", NAME),
    Word("to", STATUS),
    Word("value", NAME),
    Word("brings", NAMES),
)
TRACKS, TELLS = TableOf(BlockOf(TRACK)), ListOf(BlockOf(TELLING))
