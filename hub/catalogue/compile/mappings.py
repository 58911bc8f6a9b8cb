"""Compile a mapping against the schema it fills, and report every place where the two disagree."""

import re
from collections.abc import Iterator, Mapping

from hub.catalogue.compile.conditions import prove_conditions
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.converters import PLAIN, Converter, code_converter
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.nodes import Condition, Node, Source
from hub.catalogue.mapping.paths import field_path
from hub.catalogue.mapping.returns import Returned, Returns
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text, Tree
from hub.catalogue.words.vocabulary import Words

_WHEN = re.compile(r"([\w.]+) in ([\w-]+(?:, *[\w-]+)*)")
_PATH = re.compile(r"\w+(\.\w+)*")
_FILES = {"Pdf": "pdf", "Image": "image"}
"""Simple types of xsd/common.xsd that say more than XSD can prove, and the converters that do prove it."""
SUBMITTED = ("data", "enterprise", "signer", "type", "id", "party", "submitted_at", "again_of")
"""What a mapping can read of a submission."""
FACTS = (*SUBMITTED, "returned")
"""What it can read of a document that is under way: what was submitted, and what came back so far."""
ASKED = (*FACTS, "message")
"""What an inquiry can read: of the message that waits for its answer, too."""


class Compiler:
    """Turns the mapping words of one route into tables."""

    hub_made: tuple[str, ...] = ("Header",)
    """Elements of the root that no mapping fills."""
    proves_files = True
    """Whether files of a named type are mapped with what proves it; between two messages somebody else proves it."""
    words: tuple[str, ...] = ("path", "const", "each", "when", "default", "map")

    def __init__(self, lists: Mapping[str, CodeList], problems: Problems) -> None:
        self.lists = lists
        self.problems = problems
        self.roots: tuple[str, ...] = SUBMITTED

    # ---- outward: a form to a message --------------------------------------------------------

    def form(self, tables: list[Block], shape: Shape, where: Where, roots: tuple[str, ...] = SUBMITTED) -> Form:
        """Compile mappings into one table for the element that `shape` describes."""
        root = self.root = Node(shape, where)
        self.roots = roots
        for table in tables:
            self._table(table, root)
        self._complete(root, skip=self.hub_made)
        nodes = tuple(root.children.values())
        prove_conditions(root, self.problems)
        return Form(
            nodes=nodes,
            known=frozenset(_known(nodes, "")),
            lists=frozenset(_lists(nodes)),
            fields=dict(_fields(nodes, (), "")),
            is_whole=roots is SUBMITTED,
        )

    def _table(self, table: Block, parent: Node, item: bool = False) -> None:
        """Read the lines of one mapping; `item` says that their paths begin at an item of an `each`."""
        for target, value in table.items():
            if (node := self._reach(target, parent)) is not None:
                self._fill(node, value, item)

    def _reach(self, target: Text, parent: Node) -> Node | None:
        """The node at a target path, made on the way where it is new."""
        if target.partition("/")[0] in self.hub_made:
            self.problems.add(target.where, f"{target} is the hub's to fill")
            return None
        for name in target.split("/"):
            shape = parent.shape.child(name)
            if shape is None:
                self.problems.add(target.where, f"{parent.shape.name} has no element {name}")
                parent.unsure = True
                return None
            parent = parent.children.setdefault(name, Node(shape, target.where))
        if parent.source is not None:
            self.problems.add(target.where, f"{target} is mapped twice")
        return parent

    def _fill(self, node: Node, value: Tree, item: bool) -> None:
        if isinstance(value, Text):
            self._leaf(node, self._source(value, item))
            return
        words = Words(value, self.problems, optional=self.words)
        if "each" in words:
            self._each(node, words.text("each"), item)
        if "when" in words:
            node.when = self._condition(words.text("when"), node)
        inner = item or node.each is not None
        if len({"path", "const", "map"} & set(words.block)) != 1:
            self.problems.add(node.where, f"{node.shape.name} needs one of: path, const, map")
            node.unsure = True
        elif "map" in words:
            self._container(node, words.raw("map"), words.where("map"), inner)
        elif "const" in words:
            self._constant(node, words.text("const"))
        else:
            self._leaf(node, self._source(words.text("path"), inner, words))

    def _each(self, node: Node, path: Text, item: bool) -> None:
        node.each = path
        if not node.shape.repeats:
            self.problems.add(path.where, f"{node.shape.name} does not repeat")
        if item:
            self.problems.add(path.where, "“each” cannot stand inside “each”")
        self._path(path, path.where, item)

    def _container(self, node: Node, table: Tree | None, where: Where, item: bool) -> None:
        if not node.shape.children:
            self.problems.add(where, f"{node.shape.name} has no elements inside")
            node.unsure = True
        elif isinstance(table, Block):
            self._table(table, node, item)
        else:
            self.problems.add(where, "“map” must be a mapping")
            node.unsure = True

    def _condition(self, text: Text, node: Node) -> Condition | None:
        if not (match := _WHEN.fullmatch(text)):
            self.problems.add(text.where, f"“{text}” is not of the form: path in value, value")
            node.unsure = True
            return None
        return Condition(match[1], frozenset(re.split(r", *", match[2])), text.where)

    def _constant(self, node: Node, const: Text) -> None:
        node.source = Source("", PLAIN["text"], const, None, const.where)
        self._admitted(node.shape, const)

    def _admitted(self, shape: Shape, text: Text) -> None:
        """Prove a text that the route itself puts on the wire."""
        if shape.children:
            self.problems.add(text.where, f"{shape.name} holds elements, not a value")
        elif not shape.admits(text):
            self.problems.add(text.where, f"{shape.name} does not admit “{text}”")

    def _source(self, text: Text, item: bool, words: Words | None = None) -> tuple[Source, bool]:
        """Where a value comes from, and whether that could be read."""
        path, _, name = (part.strip() for part in text.partition("|"))
        converter = self._converter(name or "text", text.where)
        default = words.text("default") if words and "default" in words else None
        sound = self._path(path, text.where, item) and converter is not None
        return Source(path, converter or PLAIN["text"], None, default or None, text.where), sound

    def _path(self, path: str, where: Where, item: bool) -> bool:
        if not (_PATH.fullmatch(path) or (item and path == ".")):
            self.problems.add(where, f"“{path}” is not a path in the form, as data.contact")
        elif not item and path.partition(".")[0] not in self.roots:
            has = ", ".join(self.roots)
            self.problems.add(where, f"a submission has no “{path.partition('.')[0]}”; it has: {has}")
        else:
            return True
        return False

    def _converter(self, name: str, where: Where) -> Converter | None:
        kind, _, argument = name.partition(" ")
        if kind == "code" and argument in self.lists:
            return code_converter(self.lists[argument])
        if kind == "code":
            self.problems.add(where, f"there is no code list “{argument}”")
        elif name not in PLAIN:
            self.problems.add(where, f"there is no converter “{name}”; known: code LIST, {', '.join(PLAIN)}")
        return PLAIN.get(name)

    def _leaf(self, node: Node, found: tuple[Source, bool]) -> None:
        node.source, known = found
        if known:
            self._fits(node.shape, node.source.converter, node.source.where)
        if isinstance(node.source.default, Text):
            self._admitted(node.shape, node.source.default)

    def _fits(self, shape: Shape, converter: Converter, where: Where) -> None:
        if shape.children:
            self.problems.add(where, f"{shape.name} holds elements, not a value")
        elif not shape.primitives & converter.primitives:
            self.problems.add(where, f"{shape.name} is {shape.primitive}; “{converter.name}” does not make that")
        elif converter.codes is not None and not converter.codes.from_wire:
            return  # a list that could not be read is told of once
        elif converter.codes is not None and set(converter.codes.from_wire) != shape.codes:
            odd = ", ".join(sorted(set(converter.codes.from_wire) ^ shape.codes)) if shape.codes else "any value"
            self.problems.add(where, f"{shape.name} and code list {converter.codes.name} disagree on: {odd}")
        elif (
            self.proves_files
            and converter.is_file
            and converter.name != (word := _FILES.get(shape.facets.type, converter.name))
        ):
            self.problems.add(where, f"{shape.name} is of the type {shape.facets.type}: map it with “{word}”")
        elif converter.codes is None and shape.codes and converter.name == "text":
            self.problems.add(where, f"{shape.name} admits listed codes only; map it with a code list")

    def _complete(self, node: Node, skip: tuple[str, ...] = ()) -> None:
        """Prove that whatever the schema demands is mapped, and put children in the schema's order."""
        parts = (*node.shape.attributes, *node.shape.children)
        for shape in parts:
            if shape.name in skip:
                continue
            child = node.children.get(shape.name)
            if child is None and shape.required and not node.unsure:
                self.problems.add(node.where, f"mandatory element {node.shape.name}/{shape.name} is not mapped")
            elif child is not None and shape.required and child.when is not None:
                self.problems.add(child.when.where, f"mandatory element {shape.name} is mapped only at times")
            elif child is not None and child.is_empty:
                self.problems.add(child.where, f"{shape.name} is mapped to nothing")
        order = [shape.name for shape in parts]
        node.children = dict(sorted(node.children.items(), key=lambda item: order.index(item[0])))
        for child in node.children.values():
            if (child.source is None or child.shape.attributes) and not (child.unsure and not child.children):
                self._complete(child)

    # ---- inward: a message to named values ---------------------------------------------------

    def returns(self, table: Mapping[Text, Text], shape: Shape) -> Returns:
        """Compile the table that reads a party's message."""
        sources: dict[str, Returned] = {}
        for name, text in table.items() if shape.name else ():
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
            if converter is None:
                continue
            self._fits(found, converter, text.where)
            if (shut := found.primitives - converter.primitives) and found.primitives & converter.primitives:
                self.problems.add(
                    text.where, f"{found.name} may be {', '.join(shut)}: “{converter.name}” reads no such"
                )
            sources[str(name)] = Returned(path, converter, repeats, found.label, found.label_en)
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


def _lists(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if node.each is not None:
            yield node.each
        yield from _lists(tuple(node.children.values()))


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
