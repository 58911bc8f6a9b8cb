"""The words of a mapping's lines."""

from hub.text.grammar import (
    CONDITION,
    MAPPING,
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
PARTY_LINE = Grammar(
    "party-line",
    *_EVERY,
    Word("map", PARTY_MAPPING),
    Word("codes", Either((TEXT, TableOf(Either((TEXT, TableOf(TEXT))))))),
    Word("codes-by", PATH),
    Word("joined", OneOf(("yes",))),
)
SUBMISSION = Grammar("submission", needed("map", MAPPING))
