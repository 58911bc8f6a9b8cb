"""Prove the conditions of a mapping: their values exist, and each choice has exactly one alternative."""

from collections.abc import Iterator, Mapping, Sequence

from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.converters import Unconvertible
from hub.catalogue.mapping.nodes import Condition, Node
from hub.catalogue.mapping.paths import field_path
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import no_such_code, takes_no_codes
from hub.text.bilingual import Bilingual, listed

_TRUTH = frozenset({"true", "false"})
"""How a condition writes what a form or a message says as true or false."""
Fields = Mapping[str, list[Node]]
"""By path: the elements that a field fills."""


def prove_conditions(root: Node, problems: Problems) -> None:
    """Report conditions on values that a field never has, and choices with several alternatives at once, or with none.

    A field that fills no element can have any value.
    """
    fields: dict[str, list[Node]] = {}
    for path, node in _filled(root, ""):
        fields.setdefault(path, []).append(node)
    _prove(root, "", fields, problems)


def prove_values(condition: Condition, shape: Shape, problems: Problems) -> None:
    """Report values of a condition that an element of a message never has."""
    for odd in sorted(condition.values):
        if not (odd in _TRUTH if shape.primitive == "boolean" else shape.admits(odd)):
            problems.add(condition.where, _never(condition.path, odd))


def prove_codes(condition: Condition, codes: CodeList | None, problems: Problems) -> None:
    """Report a condition on a value that takes no codes, or on codes that it never has."""
    if codes is None:
        problems.add(condition.where, takes_no_codes(condition.path, ""))
    elif codes.to_wire:
        for odd in sorted(condition.values - set(codes.to_wire)):
            problems.add(condition.where, no_such_code(codes.name, odd))


def _filled(node: Node, prefix: str) -> Iterator[tuple[str, Node]]:
    """The fields of a form with the elements that they fill; `prefix` is the list that the node stands in."""
    if node.source is not None and node.source.text and node.source.text != ".":
        yield field_path(prefix, node.source.text), node
    for child in node.children.values():
        yield from _filled(child, node.each or prefix)


def _prove(node: Node, prefix: str, fields: Fields, problems: Problems) -> None:
    if node.when is not None:
        _prove_when(node.when, fields.get(field_path(prefix, node.when.path), ()), problems)
    if not node.unsure:
        for number in sorted({s.choice for s in node.shape.children if s.choice}):
            _choice(node, number, prefix, fields, problems)
    for child in node.children.values():
        _prove(child, node.each or prefix, fields, problems)


def _prove_when(when: Condition, filled: Sequence[Node], problems: Problems) -> None:
    """Report the values of a condition that its field never has: each element that it fills would refuse them."""
    codes = next((one.source.converter.codes for one in filled if one.source and one.source.converter.codes), None)
    for odd in sorted(when.values) if filled else ():
        if any(_may_be(one, odd) for one in filled):
            continue
        text = _never(when.path, odd)
        problems.add(when.where, no_such_code(codes.name, odd) if codes is not None else text)


def _may_be(filled: Node, word: str) -> bool:
    """Whether a field that fills an element can have a value."""
    source = filled.source
    if source is None or not filled.shape.primitives & source.converter.primitives:
        return True  # reported where it is mapped
    if source.converter.codes is not None:
        return word in source.converter.codes.to_wire or not source.converter.codes.to_wire
    try:
        text = source.converter.to_wire({"true": True, "false": False}[word] if _is_truth(filled) else word)
    except (Unconvertible, KeyError):
        return False
    return filled.shape.admits(text)


def _is_truth(filled: Node) -> bool:
    return filled.source is not None and filled.source.converter.primitives == {"boolean"}


def _never(path: str, odd: str) -> Bilingual:
    return Bilingual(f"“{path}”不可能是“{odd}”", f"“{path}” is never “{odd}”")


def _all_values(filled: Node) -> frozenset[str]:
    """All values that the field of an element can have; empty when they cannot be listed."""
    codes = filled.source.converter.codes if filled.source else None
    return (
        frozenset(codes.to_wire) if codes else frozenset(v for v in _TRUTH if _is_truth(filled) and _may_be(filled, v))
    )


def _choice(node: Node, number: int, prefix: str, fields: Fields, problems: Problems) -> None:
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
        missed = {v for n in fields.get(field_path(prefix, path), ()) for v in _all_values(n)} - {
            v for t in taken for v in t.values
        }
        if missed:
            text = Bilingual(
                f"{path} 为 {' 或 '.join(sorted(missed))} 时，{names.zh} 都不生成",
                f"none of {names.en} is made when {path} is {' or '.join(sorted(missed))}",
            )
            problems.add(taken[0].where, text)
