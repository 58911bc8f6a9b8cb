"""Prove that values which routes use come back, are never absent where they must not be, and are of the right kind."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from hub.catalogue.mapping.comparisons import Value
from hub.catalogue.mapping.document_values import said_by
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Node, Source
from hub.catalogue.mapping.numbers import parts_of
from hub.catalogue.mapping.paths import field_path
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.proofs.misfits import misfit, shown
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import no_day, not_returned
from hub.text.bilingual import Bilingual


class _Read(NamedTuple):
    """What a line of a mapping reads."""

    path: str
    """Of a list of values the list's; of a value in a list of objects, the path through the list."""
    as_list: bool


_DAY = frozenset({"date"})
_TIMES = frozenset({"date", "dateTime"})


def prove_returned(route: Route, problems: Problems) -> None:
    """Report a number announced once that may be absent, ends on values that are no days, and values read as others."""
    values = said_by(route)
    if not any(path.startswith("returned.") for path in values):
        return  # nothing comes back, or the table is broken
    _prove_once(route, problems)
    _prove_supplements(route, problems)
    for expiring in route.expires:
        _prove_kind(expiring.after, values, _DAY, expiring.where, problems)
    if (figures := route.figures) is not None and f"returned.{figures.as_of}" in values:
        _prove_kind(figures.as_of, values, _TIMES, figures.where, problems)


def prove_read(form: Form, known: Mapping[str, Value], problems: Problems) -> None:
    """Report values of a later message that its converter cannot read; `known` are the values of the document.

    A list that is read as one value is one of them, for its items are read with `each`; and so is one value that is
    read as a list.
    """
    for (path, as_list), node, source in _sources(form.nodes):
        value = known.get(path)
        if value is not None and (value.shape.repeats != as_list or not _may_read(path, source, value)):
            text = Bilingual(
                f"“{path}”（{value.kind.zh}）：转换器“{source.converter.name}”不能读取",
                f"“{path}” is {value.kind.en}: “{source.converter.name}” cannot read it",
            )
            problems.add(source.where, text)
        elif value is not None and source.converter.name != "count":
            _prove_written(path, node, value, problems)


def _prove_written(path: str, node: Node, value: Value, problems: Problems) -> None:
    """Report what the value can be and the element cannot."""
    source = node.source
    if source is None:
        return
    text = misfit(value, source.converter, node.shape, is_form=not path.startswith("returned."))
    if text is not None:
        said = shown(text)
        told = Bilingual(
            f"“{path}”可以是{said.zh}，{node.shape.name} 不接受：请在架构中使用同一类型",
            f"“{path}” can be {said.en}, which {node.shape.name} does not admit: give both one type in the schema",
        )
        problems.add(source.where, told)


def prove_present(form: Form, known: Collection[str], sure: Collection[str], problems: Problems) -> None:
    """Report mandatory elements of a later message that are read from values which may be absent.

    `known` are the paths of all values of the document, `sure` those that every document has by then.
    """
    for node in _mandatory(form.nodes):
        source = node.source
        if source is None or source.default is not None or source.text.partition(".")[0] not in ("data", "returned"):
            continue
        if source.text in known and source.text not in sure:
            text = Bilingual(
                f"必填元素 {node.shape.name} 取自 {source.text}，而后者可能缺失",
                f"mandatory element {node.shape.name} is read from {source.text}, which may be missing",
            )
            problems.add(source.where, text)


def surely_sent(form: Form | None) -> frozenset[str]:
    """The paths of a form that every submission has: a mandatory element is filled from each."""
    nodes = _mandatory(form.nodes) if form else ()
    sources = ((node.each, node.source) for node in nodes)
    return frozenset(path for each, source in sources if (path := each or (source.text if source else "")))


def _mandatory(nodes: Iterable[Node]) -> Iterator[Node]:
    """The elements that every message has, outside of the items of lists."""
    for node in nodes:
        if node.shape.required and node.when is None:
            yield node
            if node.each is None:
                yield from _mandatory(node.children.values())


def steps_to(route: Route) -> Iterator[tuple[str, list[Shape]]]:
    """By name of a value that comes back: the elements on the path to it, in the first answer or in the notice."""
    answers = route.legs[0].answers if route.legs else None
    element, returns = (answers.element, answers.returns) if answers else (route.element, route.returns)
    yield from steps_in(route.schema.shape(element), returns)


def surely_brought(root: Shape | None, returns: Returns) -> frozenset[str]:
    """The names of values that every message of a party with this element brings."""
    return frozenset(name for name, steps in steps_in(root, returns) if all(step.required for step in steps))


def steps_in(root: Shape | None, returns: Returns) -> Iterator[tuple[str, list[Shape]]]:
    """By name of a value that a message brings: the elements on the path to it."""
    if root is None:
        return
    for name, source in returns.sources.items():
        path = source.path.split("/")
        found = [root.at(path[: end + 1]) for end in range(len(path))]
        if steps := [shape for shape in found if shape is not None]:
            yield name, steps


def _prove_once(route: Route, problems: Problems) -> None:
    """The number that a party can announce once: without it, a second announcement would be another document.

    Of a number of several parts only the first must be there.
    """
    known = dict(steps_to(route))
    for position, part in enumerate(parts_of(route.once) if route.once else ()):
        place, steps = route.places.at("once"), known.get(part)
        if steps is None:
            problems.add(place, not_returned(part))
        elif position == 0 and not all(step.required for step in steps):
            text = Bilingual(
                f"“{part}”可能缺失：缺失时无法识别重复", f"“{part}” may be absent: then nothing tells it again"
            )
            problems.add(place, text)
        elif any(step.repeats for step in steps):
            problems.add(place, Bilingual(f"“{part}”是列表，不是一个编号", f"“{part}” is a list, not one number"))


def _prove_supplements(route: Route, problems: Problems) -> None:
    """Files that may come later: each is a file, and a first message can be without it."""
    known = dict(steps_to(route))
    for name in route.supplements:
        source, place = route.returns.sources.get(name), route.places.at("supplements")
        if source is None:
            problems.add(place, not_returned(name))
        elif not source.converter.is_file:
            problems.add(place, Bilingual(f"“{name}”不是文件", f"“{name}” is no file"))
        elif all(step.required for step in known.get(name, ())):
            problems.add(place, Bilingual(f"“{name}”必定随报文而来", f"“{name}” comes with every message"))


def _prove_kind(
    name: str, values: Mapping[str, Value], kinds: frozenset[str], where: Where, problems: Problems
) -> None:
    value = values.get(f"returned.{name}")
    if value is None:
        problems.add(where, not_returned(name))
    elif value.shape.repeats or not value.shape.primitives <= kinds:
        problems.add(where, no_day(name))


def _sources(nodes: Iterable[Node], each: str = "") -> Iterator[tuple[_Read, Node, Source]]:
    """The sources, each with its element and what it reads; `each` is the list whose items are read."""
    for node in nodes:
        inside = node.each or each
        if node.source is not None and not node.source.const:
            text, is_value = node.source.text, node.each is not None and node.source.text == "."
            path = inside if is_value else field_path(_items(inside), text)
            yield _Read(path, as_list=is_value or node.source.converter.name == "count"), node, node.source
        yield from _sources(node.children.values(), inside)


def _items(each: str) -> str:
    """The path of the items of a list, as the values of a document have it."""
    return f"{each}[]" if each.startswith("returned.") else each


def _may_read(path: str, source: Source, value: Value) -> bool:
    """Whether a converter can read what another line has mapped, or what has come back."""
    mine, theirs = source.converter, value.converter
    if path.startswith("returned.") and (theirs.is_file or mine.codes != theirs.codes):
        return False  # a file is kept as its digest and size; a code comes back in the portal's spelling
    if value.shape.repeats or mine.name in (theirs.name, "text", "count"):
        return True
    return bool(mine.primitives & value.shape.primitives)
