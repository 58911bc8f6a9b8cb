"""Read the rules that compare a document with those that it names: `unit`, `keeps`, `only` and `covers`."""

from typing import NamedTuple

from hub.catalogue.grammar.rules import COVERS, ONLY, UNIT
from hub.catalogue.words.text import Text
from hub.catalogue.words.vocabulary import Words


class UnitPage(NamedTuple):
    """`unit:` a unit is one of others. Each is a prefix with a star, as `data.payer_*`."""

    units: tuple[Text, ...]
    others: tuple[Text, ...]
    by_name: bool


class KeepsPage(NamedTuple):
    """`keeps:` values that stay as the named document has them, where it has them."""

    pairs: dict[Text, Text]


class OnlyPage(NamedTuple):
    """`only:` what may differ from the form of the named document."""

    of: Text
    may_differ: tuple[Text, ...]


class CoversPage(NamedTuple):
    """`covers:` an amount that is not below the sum of values of a named document."""

    value: Text
    others: tuple[Text, ...]


KEPT = ("unit", "keeps", "only", "covers")
KeptPage = UnitPage | KeepsPage | OnlyPage | CoversPage


def read_kept(words: Words) -> KeptPage | None:
    """The one rule that a block holds; None, with the problem reported, when it is broken."""
    if "keeps" in words:
        return KeepsPage(words.pairs("keeps"))
    if "only" in words:
        inner = Words(words.raw("only"), words.problems, ONLY)
        return OnlyPage(inner.text("of"), tuple(inner.texts("may-differ"))) if "of" in inner else None
    if "covers" in words:
        inner = Words(words.raw("covers"), words.problems, COVERS)
        return CoversPage(inner.text("value"), tuple(inner.texts("of"))) if "value" in inner else None
    return _unit(Words(words.raw("unit"), words.problems, UNIT))


def _unit(words: Words) -> UnitPage | None:
    if "is" not in words or not (others := words.texts("of")):
        return None
    units = tuple(words.text(word) for word in ("is", "or") if word in words)
    return UnitPage(units, tuple(others), words.text("by") == "name")
