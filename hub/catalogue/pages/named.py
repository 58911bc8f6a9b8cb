"""The names that a route has for other documents, and the parts of a resource's key."""

from collections.abc import Collection

from hub.catalogue.words.text import Block
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual

KEY_PARTS = ("enterprise", "party")


def names_of(route: Words) -> Collection[str]:
    """The names under `names:` of a route."""
    known = route.raw("names")
    return known.keys() if isinstance(known, Block) else ()


def named(route: Words, words: Words, word: str) -> str:
    """The name that a word of a block says; reported when the route has no such name."""
    name = words.text(word)
    if name and name not in names_of(route):
        words.problems.add(name.where, Bilingual(f"“{name}”不在“names”之中", f"“{name}” is not among the names"))
    return str(name)
