"""The words of `rules:`."""

from hub.text.grammar import PATH, BlockOf, Either, Grammar, ListOf, Scalar, TableOf, Word, needed

NOT_BEFORE = Grammar("not-before", needed("day", PATH), needed("other", PATH))
RULE = Grammar("rule", Word("equal", TableOf(PATH)), Word("not-before", BlockOf(NOT_BEFORE)))
"""A comparison that a route writes itself: exactly one of these words."""
RULES = ListOf(Either((Scalar("rule"), BlockOf(RULE))))
