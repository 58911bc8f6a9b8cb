"""Prove the conditions of a mapping: their values exist, and each choice has exactly one alternative."""

from collections.abc import Iterator, Mapping

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.nodes import Condition, Node
from hub.catalogue.words.places import Problems
from hub.text.bilingual import Bilingual, listed


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
            text = Bilingual(f"代码表 {codes.name} 中没有“{odd}”", f"code list {codes.name} has no “{odd}”")
            problems.add(node.when.where, text)
    if not node.unsure:
        for number in sorted({s.choice for s in node.shape.children if s.choice}):
            _choice(node, number, lists, problems)
    for child in node.children.values():
        _prove(child, lists, problems)


def _choice(node: Node, number: int, lists: Mapping[str, CodeList], problems: Problems) -> None:
    mapped = [c for c in node.children.values() if c.shape.choice == number]
    names = listed(s.name for s in node.shape.children if s.choice == number)
    if not mapped:
        text = Bilingual(f"{names.zh} 中必须映射一个", f"one of {names.en} must be mapped")
        problems.add(node.where, text)
    if any(c.unsure and c.when is None for c in mapped) or [c.when for c in mapped] == [None]:
        return
    taken: list[Condition] = []
    for child in mapped:
        mine = child.when
        if mine is None or any(mine.path != t.path or mine.values & t.values for t in taken):
            text = Bilingual(
                f"{names.zh} 互斥：请就同一字段给每个写各自的“when”",
                f"{names.en} exclude each other: give each a “when” of its own on one field",
            )
            problems.add(mine.where if mine else child.where, text)
            return
        taken.append(mine)
    for path in {t.path for t in taken}:
        missed = set(lists[path].to_wire if path in lists else ()) - {v for t in taken for v in t.values}
        if missed:
            text = Bilingual(
                f"{path} 为 {' 或 '.join(sorted(missed))} 时，{names.zh} 都不生成",
                f"none of {names.en} is made when {path} is {' or '.join(sorted(missed))}",
            )
            problems.add(taken[0].where, text)
