"""Read what a route requires of other documents."""

from collections.abc import Collection

from hub.catalogue.grammar.relations import REQUIREMENT
from hub.catalogue.mapping.nodes import Condition
from hub.catalogue.mapping.requirements import Requirement
from hub.catalogue.pages.conditions import read_condition
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual, listed

KEY_PARTS = ("enterprise", "party")


def read_requirement(block: Block, names: Collection[str], problems: Problems) -> Requirement:
    """One requirement; `names` are those of the documents that the route names."""
    words = Words(block, problems, REQUIREMENT)
    same, known = words.texts("same"), listed(KEY_PARTS)
    for part in same:
        if part not in KEY_PARTS:
            problems.add(part.where, Bilingual(f"“same”可取：{known.zh}", f"“same” takes: {known.en}"))
    if ("exists" in words) == ("none" in words):
        text = Bilingual("请写明必须有（exists）或不得有（none）的单证", "say which document: exists or none")
        problems.add(block.where, text)
    when, beside = _condition(words, "when"), words.text("beside")
    of = when.path.partition(".")[0] if when is not None else ""
    if beside and beside not in names:
        problems.add(beside.where, Bilingual(f"“{beside}”不在“names”之中", f"“{beside}” is not among the names"))
    return Requirement(
        document=words.text("exists") or words.text("none"),
        statuses=frozenset(map(str, words.texts("status"))),
        same_party="party" in same,
        is_absent="none" in words,
        when=when.below(of) if when is not None and of in names else when,
        of=of if of in names else "",
        where=_condition(words, "where"),
        is_met_by_itself=words.text("or") == "itself",
        unclaimed=words.text("unclaimed"),
        beside=str(beside),
        places=words.places,
    )


def _condition(words: Words, word: str) -> Condition | None:
    return read_condition(words.text(word), words.problems) if word in words else None
