"""Write out `returns: same`: every value of a party's message comes back under the name of its element."""

from collections.abc import Collection, Iterator

from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.short.blocks import block_of, with_rows, word_of
from hub.catalogue.short.maps import SAME, without_idle
from hub.catalogue.short.types import snake, source_of
from hub.catalogue.words.kinds import Unread
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text, Tree
from hub.text.bilingual import Bilingual
from hub.text.grammar import SOURCES

RESULT = "Result"
"""The element of an answer that holds what comes back."""
_COMMON = ("Header", "Enterprise")
_REASONS = ("Reason", "Remark")
"""Elements of an answer's result that are told as its reasons, whatever the route."""


def write_returns(holder: Block, shape: Shape, lists: Collection[str], problems: Problems) -> Block:
    """The block with its table of returned values in full; `shape` describes the party's message."""
    table = holder.word("returns")
    if table != SAME or not isinstance(table, Text):
        return without_idle(holder, table, ("but",), problems)
    if not shape.name:  # no such element, which is told elsewhere
        return with_rows(holder, {"returns": Unread(holder.at("returns"))}, without=("but",))
    but = word_of(holder, "but", SOURCES, problems)
    said = {name: value for name, value in but.items() if isinstance(value, Text)} if isinstance(but, Block) else {}
    written = Block(holder.at("returns"))
    renamed = {value.partition("|")[0].strip(): name for name, value in said.items()}
    elsewhere = _read_elsewhere(holder)
    for path, leaf in _leaves(shape, RESULT if shape.child(RESULT) else ""):
        name = Text(snake(leaf.name), written.where)
        if leaf.children and path not in renamed and path not in elsewhere and name not in said:
            written[name] = _list(leaf, path, lists, written.where)
            continue
        line = source_of(path, leaf, lists)
        if said.get(name) == line:
            text = Bilingual(f"“{name}”本来就这样返回：请删去", f"“{name}” comes back so without this line")
            problems.add(next(key for key in said if key == name).where, text)
        if path in renamed:
            written[renamed[path]] = said[renamed[path]]
        if path in renamed or path in elsewhere:
            continue
        if name in written or name in said:
            text = Bilingual(
                f"两个值都名为“{name}”：请在“but”中另行命名 {path}",
                f"two values are named “{name}”: name {path} under “but”",
            )
            problems.add(written.where, text)
        written[name] = Text(line, written.where)
    written.update(said)
    return with_rows(holder, {"returns": written or Unread(written.where)}, without=("but",))


def _list(shape: Shape, path: str, lists: Collection[str], where: Where) -> Block:
    """A list of objects, each value under the name of its element."""
    rows: dict[str, Tree] = {
        Text(snake(leaf.name), where): Text(source_of(at, leaf, lists), where) for at, leaf in _inside(shape)
    }
    return block_of(where, {"each": Text(path, where), "returns": block_of(where, rows)})


def _inside(shape: Shape) -> Iterator[tuple[str, Shape]]:
    for child in shape.children:
        yield from _below(child, child.name)


def _read_elsewhere(holder: Block) -> set[str]:
    """The lists that `about` reads."""
    about = holder.word("about")
    words = (about.word(word) for word in ("items", "orders")) if isinstance(about, Block) else ()
    return {str(word) for word in words if isinstance(word, Text)}


def _leaves(shape: Shape, start: str) -> Iterator[tuple[str, Shape]]:
    """The elements with values, by path; a list of elements with elements inside counts as one."""
    root = shape.child(start) if start else shape
    for child in root.children if root is not None else ():
        if child.name not in (_REASONS if start else _COMMON):
            yield from _below(child, f"{start}/{child.name}" if start else child.name)


def _below(shape: Shape, path: str) -> Iterator[tuple[str, Shape]]:
    if not shape.children or shape.repeats:
        yield path, shape
        return
    for child in shape.children:
        yield from _below(child, f"{path}/{child.name}")
