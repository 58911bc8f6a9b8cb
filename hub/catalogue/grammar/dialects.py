"""The words of a dialect's file."""

from hub.text.grammar import (
    ELEMENT,
    MAPPING,
    MEANINGS,
    PAIRS,
    PARTY_MAPPING,
    PATHS,
    SOURCE,
    BlockOf,
    Grammar,
    TableOf,
    Word,
    needed,
)

SENT = Grammar(
    "sent",
    needed("schema"),
    needed("element", ELEMENT),
    needed("map", MAPPING),
    Word("drops", PATHS),
    Word("narrower", PATHS),
)
RECEIVED = Grammar(
    "received",
    needed("schema"),
    needed("becomes", ELEMENT),
    needed("map", PARTY_MAPPING),
    Word("answers", SOURCE),
    Word("codes", TableOf(MEANINGS)),
)
DIALECT = Grammar(
    "dialect",
    needed("dialect"),
    needed("zh"),
    needed("en"),
    Word("sends", TableOf(BlockOf(SENT))),
    Word("receives", TableOf(BlockOf(RECEIVED))),
    Word("keeps", PAIRS),
)
