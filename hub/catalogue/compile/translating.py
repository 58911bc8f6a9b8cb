"""Compile a dialect's mapping from one element to another, and prove its paths against the one that is read."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from hub.catalogue.compile.code_tables import OR, by_name, keyed, steps
from hub.catalogue.compile.mappings import Compiler
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.converters import Converter, inward
from hub.catalogue.mapping.dialects import HEADER, Agreed
from hub.catalogue.mapping.nodes import Condition, Node, Source
from hub.catalogue.mapping.schemas import Schema, Shape
from hub.catalogue.mapping.values import ABOVE, WHOLE
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Text, Tree
from hub.catalogue.words.vocabulary import Words

_PATH = re.compile(r"(@?\w+)(@\w+)?(\.(@?\w+)(@\w+)?)*")
NO_SHAPE = Shape("", True, False, 0, "", frozenset(), "", ())


@dataclass(frozen=True)
class Sides:
    """What the two sides of a dialect are proved against."""

    lists: Mapping[str, CodeList]
    ours: Mapping[str, Schema]
    """The schemas of our messages, by root element."""
    is_whole: bool
    """False when some route could not be read: what is not among ours may be its."""
    schema: Callable[[str, Where], Schema | None]
    """The schema file of a name; reports one that is missing or broken."""


class Translator(Compiler):
    """Compiles a mapping from one element to another; paths are proved against the element that they are read from."""

    proves_files = False

    def __init__(self, source: Shape, sides: Sides, problems: Problems) -> None:
        super().__init__(sides.lists, problems)
        self.source = self.scope = source
        self.above = NO_SHAPE
        """What the items of the `each` at hand stand in."""
        self.found: Shape | None = None
        """What the last path led to."""
        self.may_lack: dict[int, bool] = {}
        """By the id of a Source: whether what it reads may be missing."""
        self.read: set[str] = set()
        """Every path whose value is read, from the outermost."""
        self.lacks = False
        """Whether what the last path leads to may be missing."""
        self._inside = self._whole_path = ""

    def _fill(self, node: Node, value: Tree, item: bool) -> None:
        before = self.scope, self.above, self._inside
        super()._fill(node, value, item)
        self.scope, self.above, self._inside = before

    def _each(self, node: Node, path: Text, item: bool) -> None:
        super()._each(node, path, item)
        if self.found is not None and not self.found.repeats:
            self.problems.add(path.where, f"{self.found.name} does not repeat")
        self.scope, self._inside = self.found or NO_SHAPE, f"{path}."

    def _path(self, path: str, where: Where, item: bool) -> bool:
        self.found = None
        if not (_PATH.fullmatch(path) or (item and path == ".")):
            self.problems.add(where, f"“{path}” is not a path in a message, as Header.MessageId")
            return False
        steps = [] if path == "." else path.split(".")
        if item and steps and steps[0] == WHOLE:
            found, steps, inside = self.source, steps[1:], ""
        elif item and steps and steps[0] == ABOVE:
            found, steps, inside = self.above, steps[1:], ""
        else:
            found, inside = self.scope, self._inside
        self._whole_path = inside + ".".join(steps) if steps else inside.rstrip(".")
        self.found = self._walk(found, steps, where)
        return self.found is not None

    def _walk(self, shape: Shape, steps: list[str], where: Where) -> Shape | None:
        self.lacks = False
        for number, step in enumerate(steps, 1):
            inner = _step(shape, step)
            if inner is None:
                if shape.name:
                    self.problems.add(where, f"{shape.name} has no element {step}")
                return None
            self.lacks = self.lacks or not inner.required
            self._crossed(inner, where, is_last=number == len(steps))
            shape = inner
        return shape

    def _crossed(self, shape: Shape, where: Where, *, is_last: bool) -> None:
        """A list is read with `each`, or counted."""
        if shape.repeats and not is_last:
            self.problems.add(where, f"{shape.name} repeats: read it with “each”")

    def _condition(self, text: Text, node: Node) -> Condition | None:
        found = super()._condition(text, node)
        if found is not None and node.each is None and self._path(found.path, text.where, bool(self._inside)):
            self.read.add(self._whole_path)
        return found

    def _leaf(self, node: Node, found: tuple[Source, bool]) -> None:
        shape, source = self.found, found[0]
        if source.converter.name != "count":
            self.read.add(self._whole_path)
        self.may_lack[id(source)] = found[1] and self.lacks and source.default is None
        if found[1] and shape is not None:
            if self._takes_all(node, source, shape):
                node.source = source
                return
            self._readable(shape, source)
        super()._leaf(node, found)

    def _takes_all(self, node: Node, source: Source, shape: Shape) -> bool:
        """Whether both sides have the same codes, so that no list is needed."""
        is_text = source.converter.name == "text"
        return is_text and bool(shape.codes) and shape.codes <= node.shape.codes

    def _readable(self, shape: Shape, source: Source) -> None:
        counts, codes = source.converter.name == "count", source.converter.codes
        if counts != shape.repeats and not isinstance(source, Agreed) and source.text != ".":
            wants = "repeats: read it with “each”" if shape.repeats else "does not repeat"
            self.problems.add(source.where, f"{shape.name} {wants}")
        elif shape.children and not counts:
            self.problems.add(source.where, f"{shape.name} holds elements, not a value")
        elif codes is not None and shape.codes and set(codes.to_wire) != shape.codes:
            odd = ", ".join(sorted(set(codes.to_wire) ^ shape.codes))
            self.problems.add(source.where, f"{shape.name} and code list {codes.name} disagree on: {odd}")


class Outward(Translator):
    """From ours to theirs: strict, and nothing is left out unsaid."""

    hub_made = ()

    def prove_present(self, node: Node) -> None:
        """What their schema demands is not read from what ours may lack."""
        for child in node.children.values():
            if not child.shape.required or child.when is not None:
                continue
            if child.source is not None and self.may_lack.get(id(child.source)):
                text = f"mandatory element {child.shape.name} is read from {child.source.text}, which may be missing"
                self.problems.add(child.source.where, text)
            self.prove_present(child)


class Inward(Translator):
    """From theirs to ours: tolerant of where something stands, not of what it says."""

    hub_made = (HEADER, "InReplyTo")
    words = (*Compiler.words, "codes", "codes-by", "joined")

    def __init__(self, source: Shape, sides: Sides, problems: Problems, tables: Mapping[str, dict[Text, Text]]) -> None:
        super().__init__(source, sides, problems)
        self.tables = tables
        """Of codes, by the names that lines call them by."""
        self.tables_read: set[str] = set()

    def _crossed(self, shape: Shape, where: Where, *, is_last: bool) -> None:
        """What stands several times must say the same each time."""

    def _each(self, node: Node, path: Text, item: bool) -> None:
        """A list may stand in items of lists: what it is made from are all items of the inner one."""
        outer = self.scope.at(path.split(".")[:-1]) or NO_SHAPE
        super()._each(node, path, item)
        node.is_deep, self.above = True, outer

    def answered(self, text: Text) -> Agreed:
        """Where the party names the message of ours that it answers."""
        return self._source(text, item=False)[0]

    def _source(self, text: Text, item: bool, words: Words | None = None) -> tuple[Agreed, bool]:
        path, mark, name = text.partition("|")
        ways = OR.split(path.strip())
        source, sound = super()._source(Text(f"{ways[0]}{mark}{name}", text.where), item, words)
        sound = all([sound, *(self._path(way, text.where, item) for way in ways[1:])])
        agreed = Agreed(
            " or ".join(ways), source.converter, None, source.default, source.where, ways=tuple(map(steps, ways))
        )
        if words is None:
            return agreed, sound
        is_joined = "joined" in words and words.one_of("joined", ("yes",)) == "yes"
        if "codes-by" in words:
            return keyed(agreed, words, lambda way: self._path(way, way.where, item)), sound
        return replace(agreed, codes=by_name(self._codes(words)), is_joined=is_joined), sound

    def _codes(self, words: Words) -> Mapping[Text, Text]:
        """The table itself, or the name of one that several lines read."""
        name = words.raw("codes")
        if not isinstance(name, Text):
            return words.pairs("codes")
        self.tables_read.add(str(name))
        if name not in self.tables:
            self.problems.add(name.where, f"there is no table “{name}” under “codes” of this message")
        return self.tables.get(str(name), {})

    def _leaf(self, node: Node, found: tuple[Source, bool]) -> None:
        super()._leaf(node, found)
        if isinstance(found[0], Agreed):
            for ours in sorted(found[0].meanings):
                self._admitted(node.shape, Text(ours, found[0].where))

    def _converter(self, name: str, where: Where) -> Converter | None:
        found = super()._converter(name, where)
        return None if found is None else inward(found)


def _step(shape: Shape, step: str) -> Shape | None:
    """One step of a path: an element, an attribute of the element itself (`@X`), or of one inside (`Y@X`)."""
    name, mark, attribute = step.partition("@")
    found = shape.child(name) if name else shape
    return found if not mark or found is None else found.child(f"@{attribute}")
