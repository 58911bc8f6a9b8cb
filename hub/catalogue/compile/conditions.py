"""Prove the conditions of a mapping: their values exist, and each choice has exactly one alternative."""

from collections.abc import Iterator, Mapping

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.nodes import Condition, Node
from hub.catalogue.words.places import Problems


def prove_conditions(root: Node, problems: Problems) -> None:
    """Report conditions on unknown codes, and choices with several alternatives at once, or with none."""
    lists = dict(_coded(root))
    _prove(root, lists, problems)


def _coded(node: Node) -> Iterator[tuple[str, CodeList]]:
    """The form's fields that take codes."""
    if node.source is not None and node.source.converter.codes is not None and node.source.text != ".":
        yield node.source.text, node.source.converter.codes
    for child in node.children.values():
        yield from _coded(child)


def _prove(node: Node, lists: Mapping[str, CodeList], problems: Problems) -> None:
    if node.when is not None and (codes := lists.get(node.when.path)) is not None and codes.to_wire:
        for odd in sorted(node.when.values - set(codes.to_wire)):
            problems.add(node.when.where, f"code list {codes.name} has no “{odd}”")
    if not node.unsure:
        for number in sorted({s.choice for s in node.shape.children if s.choice}):
            _choice(node, number, lists, problems)
    for child in node.children.values():
        _prove(child, lists, problems)


def _choice(node: Node, number: int, lists: Mapping[str, CodeList], problems: Problems) -> None:
    mapped = [c for c in node.children.values() if c.shape.choice == number]
    names = ", ".join(s.name for s in node.shape.children if s.choice == number)
    if not mapped:
        problems.add(node.where, f"one of {names} must be mapped")
    if any(c.unsure and c.when is None for c in mapped) or [c.when for c in mapped] == [None]:
        return
    taken: list[Condition] = []
    for child in mapped:
        mine = child.when
        if mine is None or any(mine.path != t.path or mine.values & t.values for t in taken):
            place = mine.where if mine else child.where
            problems.add(place, f"{names} exclude each other: give each a “when” of its own on one field")
            return
        taken.append(mine)
    for path in {t.path for t in taken}:
        missed = set(lists[path].to_wire if path in lists else ()) - {v for t in taken for v in t.values}
        if missed:
            problems.add(taken[0].where, f"none of {names} is made when {path} is {' or '.join(sorted(missed))}")
