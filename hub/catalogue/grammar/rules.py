"""The words of `rules:`."""

from hub.text.grammar import (
    CONDITION,
    COUNT,
    NAME,
    PATH,
    PATHS,
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

UNIT_PREFIX = Scalar("unit")
"""Where a unit's code, USCC and name stand: `data.payer_*`."""
BY_NAME = Word("by", OneOf(("name",)))
NOT_BEFORE = Grammar("not-before", needed("day", PATH), needed("other", PATH))
WITHIN = Grammar("within", needed("day", PATH), needed("from", PATH), needed("to", PATH))
AMONG = Grammar("among", needed("value", Either((PATH, TableOf(NAME)))), needed("of", PATH))
PRODUCT = Grammar("product", needed("value", PATH), needed("of", PATH), needed("raised-by", PATH))
UNIT = Grammar("unit", needed("is", UNIT_PREFIX), needed("of", ListOf(UNIT_PREFIX)), Word("or", UNIT_PREFIX), BY_NAME)
ONLY = Grammar("only", needed("of", NAME), needed("may-differ", PATHS))
COVERS = Grammar("covers", needed("value", PATH), needed("of", PATHS))
BEGINS_LIKE = Grammar("begins-like", needed("value", PATH), needed("other", PATH), needed("characters", COUNT))
NEEDED = Grammar("needed", needed("value", PATH), needed("when", CONDITION))
RULE = Grammar(
    "rule",
    Word("equal", TableOf(PATH)),
    Word("exactly", TableOf(PATH)),
    Word("not-before", BlockOf(NOT_BEFORE)),
    Word("within", BlockOf(WITHIN)),
    Word("among", BlockOf(AMONG)),
    Word("product", BlockOf(PRODUCT)),
    Word("unit", BlockOf(UNIT)),
    Word("keeps", TableOf(PATH)),
    Word("only", BlockOf(ONLY)),
    Word("covers", BlockOf(COVERS)),
    Word("needed", BlockOf(NEEDED)),
    Word("begins-like", BlockOf(BEGINS_LIKE)),
)
"""A comparison that a route writes itself: exactly one of these words."""
RULES = ListOf(Either((Scalar("rule"), BlockOf(RULE))))
