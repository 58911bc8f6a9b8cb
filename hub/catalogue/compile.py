"""Compile a mapping against the schema it fills, and report every place where the two disagree."""

import re
from collections.abc import Iterator, Mapping

from hub.catalogue.codes import CodeList
from hub.catalogue.converters import PLAIN, Converter, code_converter
from hub.catalogue.mapping import Condition, Form, Node, Returns, Source, field_path
from hub.catalogue.schemas import Shape
from hub.catalogue.source import Block, Problems, Text, Tree, Where
from hub.catalogue.words import Words
from hub.xml.build import NAMESPACE

_WHEN = re.compile(r"([\w.]+) in ([\w-]+(?:, *[\w-]+)*)")
_HUB_MADE = ("Header",)


class Compiler:
    """Turns the mapping words of one route into tables."""

    def __init__(self, lists: Mapping[str, CodeList], problems: Problems) -> None:
        self.lists = lists
        self.problems = problems

    # ---- outward: a form to a message --------------------------------------------------------

    def form(self, tables: list[Block], shape: Shape, where: Where) -> Form:
        """Compile mappings into one table for the element that `shape` describes."""
        root = Node(shape, where)
        for table in tables:
            self._table(table, root)
        self._complete(root, skip=_HUB_MADE)
        nodes = tuple(root.children.values())
        return Form(nodes, frozenset(_known(nodes, "")), dict(_fields(nodes, (), "")))

    def _table(self, table: Block, parent: Node) -> None:
        for target, value in table.items():
            if (node := self._reach(target, parent)) is not None:
                self._fill(node, value)

    def _reach(self, target: Text, parent: Node) -> Node | None:
        """The node at a target path, made on the way where it is new."""
        for name in target.split("/"):
            shape = parent.shape.child(name)
            if shape is None:
                self.problems.add(target.where, f"{parent.shape.name} has no element {name}")
                return None
            parent = parent.children.setdefault(name, Node(shape, target.where))
        if parent.source is not None:
            self.problems.add(target.where, f"{target} is mapped twice")
        return parent

    def _fill(self, node: Node, value: Tree) -> None:
        if isinstance(value, Text):
            self._leaf(node, self._source(value))
            return
        words = Words(value, self.problems, optional=("path", "const", "each", "when", "default", "map"))
        if "each" in words:
            node.each = words.text("each")
            if not node.shape.repeats:
                self.problems.add(words.where("each"), f"{node.shape.name} does not repeat")
        if "when" in words:
            node.when = self._condition(words.text("when"))
        if "map" in words and isinstance(table := words.raw("map"), Block):
            if not node.shape.children:
                self.problems.add(words.where("map"), f"{node.shape.name} has no elements inside")
            self._table(table, node)
        elif "const" in words:
            self._constant(node, words.text("const"))
        else:
            self._leaf(node, self._source(words.text("path"), str(words.raw("default") or "") or None))

    def _condition(self, text: Text) -> Condition | None:
        if not (match := _WHEN.fullmatch(text)):
            self.problems.add(text.where, f"“{text}” is not of the form: path in value, value")
            return None
        return Condition(match[1], frozenset(re.split(r", *", match[2])))

    def _constant(self, node: Node, const: Text) -> None:
        node.source = Source("", PLAIN["text"], const, None, const.where)
        if node.shape.codes and const not in node.shape.codes:
            self.problems.add(const.where, f"{node.shape.name} does not admit “{const}”")

    def _source(self, text: Text, default: str | None = None) -> Source:
        path, _, name = (part.strip() for part in text.partition("|"))
        return Source(path, self._converter(name or "text", text.where), None, default, text.where)

    def _converter(self, name: str, where: Where) -> Converter:
        kind, _, argument = name.partition(" ")
        if kind == "code" and argument in self.lists:
            return code_converter(self.lists[argument])
        if kind == "code":
            self.problems.add(where, f"there is no code list “{argument}”")
        elif name not in PLAIN:
            self.problems.add(where, f"there is no converter “{name}”; known: code LIST, {', '.join(PLAIN)}")
        return PLAIN.get(name, PLAIN["text"])

    def _leaf(self, node: Node, source: Source) -> None:
        node.source = source
        self._fits(node.shape, source.converter, source.where)

    def _fits(self, shape: Shape, converter: Converter, where: Where) -> None:
        if shape.children:
            self.problems.add(where, f"{shape.name} holds elements, not a value")
        elif shape.primitive not in converter.primitives:
            self.problems.add(where, f"{shape.name} is {shape.primitive}; “{converter.name}” does not make that")
        elif converter.codes is not None and set(converter.codes.from_wire) != shape.codes:
            odd = ", ".join(sorted(set(converter.codes.from_wire) ^ shape.codes)) if shape.codes else "any value"
            self.problems.add(where, f"{shape.name} and code list {converter.codes.name} disagree on: {odd}")
        elif converter.codes is None and shape.codes and converter.name == "text":
            self.problems.add(where, f"{shape.name} admits listed codes only; map it with a code list")

    def _complete(self, node: Node, skip: tuple[str, ...] = ()) -> None:
        """Prove that whatever the schema demands is mapped, and put children in the schema's order."""
        for shape in node.shape.children:
            if shape.name in skip:
                continue
            child = node.children.get(shape.name)
            if child is None and shape.required:
                self.problems.add(node.where, f"mandatory element {node.shape.name}/{shape.name} is not mapped")
            elif child is not None and shape.required and child.when is not None:
                self.problems.add(child.where, f"mandatory element {shape.name} is mapped only at times")
            elif child is not None and child.source is None and not child.children:
                self.problems.add(child.where, f"{shape.name} is mapped to nothing")
        self._choices(node)
        order = [shape.name for shape in node.shape.children]
        node.children = dict(sorted(node.children.items(), key=lambda item: order.index(item[0])))
        for child in node.children.values():
            self._complete(child)

    def _choices(self, node: Node) -> None:
        """Prove that of each choice exactly one alternative is made."""
        for number in {s.choice for s in node.shape.children if s.choice}:
            mapped = [c for c in node.children.values() if c.shape.choice == number]
            names = ", ".join(s.name for s in node.shape.children if s.choice == number)
            if not mapped:
                self.problems.add(node.where, f"one of {names} must be mapped")
            taken: set[str] = set()
            for child in mapped if len(mapped) > 1 else ():
                values = child.when.values if child.when else frozenset()
                if child.when is None or values & taken:
                    self.problems.add(child.where, f"{names} exclude each other: give each a “when” of its own")
                taken |= values

    # ---- inward: a message to named values ---------------------------------------------------

    def returns(self, table: Mapping[Text, Text], shape: Shape) -> Returns:
        """Compile the table that reads a party's message."""
        sources: dict[str, tuple[tuple[str, ...], Converter, bool]] = {}
        for name, text in table.items():
            path, _, converter_name = (part.strip() for part in text.partition("|"))
            converter = self._converter(converter_name or "text", text.where)
            found: Shape | None = shape
            repeats = False
            for step in path.split("/"):
                found = found.child(step) if found is not None else None
                repeats = repeats or bool(found and found.repeats)
            if found is None:
                self.problems.add(text.where, f"{shape.name} has no element {path}")
                continue
            self._fits(found, converter, text.where)
            steps = tuple(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))
            sources[str(name)] = (steps, converter, repeats)
        return Returns(sources)


def _known(nodes: tuple[Node, ...], prefix: str) -> Iterator[str]:
    for node in nodes:
        inner = node.each or prefix
        if node.when is not None:
            yield field_path(prefix, node.when.path)
        if node.each is not None and node.source is not None:
            yield node.each
        elif node.source is not None and node.source.text:
            yield field_path(prefix, node.source.text)
        yield from _known(tuple(node.children.values()), inner if node.each else prefix)


def _fields(
    nodes: tuple[Node, ...], path: tuple[str, ...], prefix: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    for node in nodes:
        here = (*path, node.shape.name)
        inner = f"{node.each}[#]" if node.each else prefix
        if node.source is not None:
            yield here, (field_path(inner, node.source.text), node.shape.label)
        else:
            yield here, (node.each or "", node.shape.label)
        yield from _fields(tuple(node.children.values()), here, inner)
