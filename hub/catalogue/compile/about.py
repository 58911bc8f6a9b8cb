"""Read how a receipt says which part of its document it is about, and what stands for a value that it lacks."""

from itertools import combinations

from hub.catalogue.compile.returns import compile_returns
from hub.catalogue.compile.sources import Context
from hub.catalogue.mapping.legs import About
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Items, Text, Tree
from hub.catalogue.words.vocabulary import Words

_REQUIRED = ("of", "items", "orders", "returns")


def read_about(receipts: Words, names: Tree | None, shape: Shape, context: Context, stands: LifecycleReader) -> About:
    """The word `about:` of a receipt whose element `shape` describes; `names` is the route's word for others."""
    problems = receipts.problems
    words = Words(receipts.raw("about"), problems, required=_REQUIRED)
    items = _repeated(words.text("items"), shape, ("Instruction", "Number", "Code"), problems)
    _repeated(words.text("orders"), shape, ("Id", "Code"), problems)
    returns, whole = words.pairs("returns"), receipts.raw("returns")
    for name in returns:
        if not isinstance(whole, Block) or name not in whole:
            problems.add(name.where, f"“{name}” is not among what returns")
    _prove_decisive(receipts, words, stands)
    return About(
        kind=_kind(words.text("of"), names, receipts),
        items=words.text("items"),
        orders=words.text("orders"),
        returns=compile_returns(returns, items, context) if items is not None else Returns({}),
    )


def read_stand_ins(receipts: Words, shape: Shape, context: Context) -> Returns:
    """The word `stands-in:`; what it names must be something that a status requires, or it could never act."""
    table = receipts.pairs("stands-in")
    required = receipts.raw("required")
    rows = required.values() if isinstance(required, Block) else ()
    needed = {str(name) for row in rows if isinstance(row, Items) for name in row}
    for name in table:
        if name not in needed:
            receipts.problems.add(name.where, f"no status requires “{name}”: nothing ever stands in for it")
    return compile_returns(table, shape, context)


def _repeated(path: Text, shape: Shape, inside: tuple[str, ...], problems: Problems) -> Shape | None:
    """The repeating element at a path, with these in it."""
    found = shape.at(path.split("/")) if path and shape.name else None
    if path and shape.name and found is None:
        problems.add(path.where, f"{shape.name} has no element {path}")
    elif found is not None and not found.repeats:
        problems.add(path.where, f"{found.name} does not repeat")
    elif found is not None and (missing := [name for name in inside if found.child(name) is None]):
        problems.add(path.where, f"{found.name} has no element {missing[0]}")
    return found


def _kind(of: Text, names: Tree | None, receipts: Words) -> str:
    """The kind of number by which items are told; a number that the receipt itself brings would count as one."""
    block = names.word(of) if isinstance(names, Block) and of else None
    if of and not isinstance(block, Block):
        receipts.problems.add(of.where, f"“{of}” is not among the documents under “names”")
    if not isinstance(block, Block):
        return ""
    kind, source, brought = str(block.word("by")), str(block.word("in")), receipts.raw("references")
    if "[]." not in source:
        receipts.problems.add(of.where, f"“{of}” names one document: a receipt about it is about the whole")
    if isinstance(brought, Items) and kind in brought:
        receipts.problems.add(of.where, f"the receipt brings {kind} itself: whose items they are could not be told")
    return kind


def _prove_decisive(receipts: Words, about: Words, stands: LifecycleReader) -> None:
    """Without two outcomes that exclude each other, a part can do no harm and the word no good."""
    codes = receipts.raw("codes")
    statuses = [str(status) for status in codes.values()] if isinstance(codes, Block) else []
    if stands.table is not None and not any(stands.excludes(a, b) for a, b in combinations(statuses, 2)):
        receipts.problems.add(about.block.where, "no two codes are outcomes that exclude each other")
