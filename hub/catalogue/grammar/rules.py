"""The words of `rules:`."""

from hub.text.grammar import NAME, PATH, BlockOf, Either, Grammar, ListOf, Scalar, TableOf, Word, needed

NOT_BEFORE = Grammar("not-before", needed("day", PATH), needed("other", PATH))
WITHIN = Grammar("within", needed("day", PATH), needed("from", PATH), needed("to", PATH))
AMONG = Grammar("among", needed("value", Either((PATH, TableOf(NAME)))), needed("of", PATH))
PRODUCT = Grammar("product", needed("value", PATH), needed("of", PATH), needed("raised-by", PATH))
RULE = Grammar(
    "rule",
    Word("equal", TableOf(PATH)),
    Word("not-before", BlockOf(NOT_BEFORE)),
    Word("within", BlockOf(WITHIN)),
    Word("among", BlockOf(AMONG)),
    Word("product", BlockOf(PRODUCT)),
)
"""A comparison that a route writes itself: exactly one of these words."""
RULES = ListOf(Either((Scalar("rule"), BlockOf(RULE))))
