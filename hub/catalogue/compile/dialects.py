"""Read one dialect's file, and prove it against both sides: our schemas and the party's."""

from collections.abc import Iterator
from pathlib import Path

from hub.catalogue.compile.code_tables import by_name
from hub.catalogue.compile.translating import Inward, Outward, Sides, Translator
from hub.catalogue.mapping.dialects import HEADER, Dialect, Heard, Written
from hub.catalogue.mapping.schemas import Schema, Shape
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Block, Text, Tree, read_yaml
from hub.catalogue.words.vocabulary import Words


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
    compiler = Outward(ours, sides, problems)
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
    compiler = Inward(shape, sides, problems, {str(name): named.pairs(name) for name in named.block})
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


def _prove_nothing_lost(compiler: Translator, words: Words, element: Text, problems: Problems) -> None:
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
