"""The words of a mapping's lines."""

from hub.text.grammar import (
    BUT_MAPPING,
    CONDITION,
    MAPPING,
    MEANING,
    MEANINGS,
    PARTY_MAPPING,
    PATH,
    SOURCE,
    TEXT,
    Either,
    Grammar,
    OneOf,
    TableOf,
    Word,
    needed,
)

_EVERY = (Word("path", SOURCE), Word("const"), Word("each", PATH), Word("when", CONDITION), Word("default"))
LINE = Grammar("line", *_EVERY, Word("map", MAPPING))
BUT_LINE = Grammar("but-line", *_EVERY, Word("map", BUT_MAPPING), Word("at", PATH))
"""A line beside `map: same`. It is written out as a LINE before anything reads it."""
PARTY_LINE = Grammar(
    "party-line",
    *_EVERY,
    Word("map", PARTY_MAPPING),
    Word("codes", Either((TEXT, TableOf(Either((MEANING, MEANINGS)))))),
    Word("codes-by", PATH),
    Word("joined", OneOf(("yes",))),
)
SUBMISSION = Grammar("submission", needed("map", MAPPING))
