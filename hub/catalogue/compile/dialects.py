"""Read one dialect's file, and prove it against both sides: our schemas and the party's."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hub.catalogue.compile.code_tables import by_name
from hub.catalogue.compile.mappings import Compiler
from hub.catalogue.compile.policies import TO_DIALECT, from_dialect
from hub.catalogue.compile.scopes import MessageScope
from hub.catalogue.compile.sources import Context, SeveralPlaces
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.dialects import Dialect, Heard, Written
from hub.catalogue.mapping.schemas import Schema, Shape
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text, Tree, read_yaml
from hub.catalogue.words.vocabulary import Words


@dataclass(frozen=True)
class Sides:
    """What the two sides of a dialect are proved against."""

    lists: Mapping[str, CodeList]
    ours: Mapping[str, Schema]
    """The schemas of our messages, by root element."""
    is_whole: bool
    """False when some route could not be read: an element that no other route has may be its."""
    schema: Callable[[str, Where], Schema | None]
    """The schema file of a name; reports one that is missing or broken."""


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
    compiler = Compiler(Context(sides.lists, problems), TO_DIALECT)
    return Written(
        shape=ours,
        target=target,
        form=compiler.form([table], target, words.where("map"), MessageScope(ours, ours, through_lists=False)),
        schema=schema,
        read=frozenset(compiler.read),
        drops=tuple((str(drop), drop.where) for drop in words.texts("drops")),
        where=element.where,
    )


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
    read = SeveralPlaces({str(name): named.pairs(name) for name in named.block})
    context, scope = Context(sides.lists, problems), MessageScope(shape, shape, through_lists=True)
    heard = Heard(
        path=path,
        shape=shape,
        becomes=str(words.text("becomes")),
        answers=read.agreed(words.text("answers"), None, scope, context)[0] if "answers" in words else None,
        form=Compiler(context, from_dialect(read)).form([table], ours, words.where("map"), scope),
    )
    for name in named.block:
        if name not in read.used:
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
