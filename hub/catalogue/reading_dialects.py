"""Read one dialect's file, and prove it against both sides: our schemas and the party's."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hub.catalogue.codes import CodeList
from hub.catalogue.compile import Compiler
from hub.catalogue.converters import Converter, inward
from hub.catalogue.dialects import HEADER, Agreed, Dialect, Heard, Written
from hub.catalogue.mapping import Condition, Node, Source
from hub.catalogue.reading_codes import OR, by_name, keyed, steps
from hub.catalogue.schemas import Schema, Shape
from hub.catalogue.source import Block, Problems, Text, Tree, Where, read_yaml
from hub.catalogue.values import ABOVE, WHOLE
from hub.catalogue.words import Words

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


class _Translator(Compiler):
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


class _Outward(_Translator):
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


class _Inward(_Translator):
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


def read_dialect(path: Path, file: str, sides: Sides, problems: Problems) -> Dialect | None:
    """Read one file; None when it holds no mapping at all. What does not fit is reported with its line."""
    if (block := read_yaml(path, file, problems)) is None:
        return None
    words = Words(block, problems, required=("dialect", "zh", "en"), optional=("sends", "receives", "keeps"))
    if (name := words.text("dialect")) and name != path.stem:
        problems.add(name.where, f"the file must be named {name}.yaml")
    sent = ((element, _written(element, inner, sides, problems)) for element, inner in _tables(words, "sends"))
    heard = (_heard(element, inner, sides, problems) for element, inner in _tables(words, "receives"))
    return Dialect(
        name=path.stem,
        zh=words.text("zh"),
        en=words.text("en"),
        sends={str(element): written for element, written in sent if written is not None},
        receives=tuple(one for one in heard if one is not None),
        keeps=by_name(words.pairs("keeps")),
    )


def _tables(words: Words, word: str) -> Iterator[tuple[Text, Block]]:
    table = words.raw(word)
    if word in words and not isinstance(table, Block):
        words.problems.add(words.where(word), f"“{word}” must be a mapping")
    for element, inner in table.items() if isinstance(table, Block) else ():
        if isinstance(inner, Block):
            yield element, inner
        else:
            words.problems.add(element.where, "a mapping is expected here")


def _written(element: Text, block: Block, sides: Sides, problems: Problems) -> Written | None:
    words = Words(block, problems, required=("schema", "element", "map"), optional=("drops",))
    schema, target = _theirs(words, words.text("element"), sides)
    ours = _ours(element, sides, problems)
    table = words.raw("map")
    if schema is None or target is None or ours is None or not isinstance(table, Block):
        return None
    compiler = _Outward(ours, sides, problems)
    form = compiler.form([table], target, words.where("map"), roots=())
    compiler.prove_present(compiler.root)
    _prove_nothing_lost(compiler, words, element, problems)
    return Written(shape=ours, target=target, form=form, schema=schema)


def _heard(element: Text, block: Block, sides: Sides, problems: Problems) -> Heard | None:
    words = Words(block, problems, required=("schema", "becomes", "map"), optional=("answers", "codes"))
    path = tuple(element.split("/"))
    _, shape = _theirs(words, Text(path[0], element.where), sides)
    for name in path[1:]:
        inner = shape.child(name) if shape is not None else None
        if shape is not None and inner is None:
            problems.add(element.where, f"{shape.name} has no element {name}")
        shape = inner
    ours = _ours(words.text("becomes"), sides, problems)
    table = words.raw("map")
    if shape is None or ours is None or not isinstance(table, Block):
        return None
    named = Words(words.raw("codes"), problems, optional=list(_named_in(words.raw("codes"))))
    compiler = _Inward(shape, sides, problems, {str(name): named.pairs(name) for name in named.block})
    heard = Heard(
        path=path,
        shape=shape,
        becomes=str(words.text("becomes")),
        answers=compiler.answered(words.text("answers")) if "answers" in words else None,
        form=compiler.form([table], ours, words.where("map"), roots=()),
    )
    for name in named.block:
        if name not in compiler.tables_read:
            problems.add(name.where, f"no line reads the table “{name}”")
    return heard


def _named_in(table: Tree | None) -> Iterator[str]:
    yield from table if isinstance(table, Block) else ()


def _theirs(words: Words, element: Text, sides: Sides) -> tuple[Schema | None, Shape | None]:
    name = words.text("schema")
    schema = sides.schema(str(name), name.where) if name else None
    shape = schema.shape(element) if schema is not None and element else None
    if schema is not None and element and shape is None:
        words.problems.add(element.where, f"{schema.path.name} has no element {element}")
    return schema, shape


def _ours(element: Text, sides: Sides, problems: Problems) -> Shape | None:
    schema = sides.ours.get(element)
    if schema is None and element and sides.is_whole:
        problems.add(element.where, f"{element} is no message of any route")
    return schema.shape(element) if schema is not None else None


def _prove_nothing_lost(compiler: _Translator, words: Words, element: Text, problems: Problems) -> None:
    """Whatever ours can hold is read, or said to be dropped; the header travels in the carrier."""
    drops = words.texts("drops")
    paths = {path for path, _ in _leaves(compiler.source, "") if path.partition(".")[0] != HEADER}
    for drop in drops:
        if not any(_covers(drop, path) for path in paths):
            problems.add(drop.where, f"{element} has no element {drop}")
    for path in sorted(paths):
        if not any(_covers(known, path) for known in (*compiler.read, *drops)):
            problems.add(element.where, f"{path} of {element} would be lost: map it, or list it under “drops”")


def _covers(known: str, path: str) -> bool:
    return path == known or path.startswith(f"{known}.")


def _leaves(shape: Shape, prefix: str) -> Iterator[tuple[str, Shape]]:
    for child in shape.children:
        if child.children:
            yield from _leaves(child, f"{prefix}{child.name}.")
        else:
            yield f"{prefix}{child.name}", child
