"""Write out `map: same`: every element is filled from the field of the same name, but for the lines under `but`."""

from collections.abc import Collection

from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.short.blocks import block_of, with_rows, word_of
from hub.catalogue.short.types import snake, source_of
from hub.catalogue.words.kinds import Unread
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text, Tree
from hub.text.bilingual import Bilingual
from hub.text.grammar import BUT_MAPPING, PATH, holds_anyway

SAME = "same"
FORM = "data"
"""Where fields are read when no `at` says another path."""
BESIDE = ("but", "at")
"""The words that say something beside `map: same`."""
_COMMON = ("Header", "Enterprise")
"""Elements of the root that the hub fills, or submission.yaml."""


def write_map(
    holder: Block, shape: Shape, lists: Collection[str], problems: Problems, *, beside: tuple[str, ...] = BESIDE
) -> Block:
    """The block with its mapping in full; `shape` describes the element that the mapping fills.

    `beside` are the words that say something beside `same` in such a block; others are left to its reader.
    """
    table = holder.word("map")
    if table != SAME or not isinstance(table, Text):
        return without_idle(holder, table, beside, problems)
    but = word_of(holder, "but", BUT_MAPPING, problems)
    at = word_of(holder, "at", PATH, problems) if "at" in beside else None
    if at == FORM:
        problems.add(holder.at("at"), holds_anyway("at", FORM))
    lines = dict(but) if isinstance(but, Block) else {}
    writer = _Writer(lists, problems, holder.at("map"))
    path = at if isinstance(at, Text) and at else FORM
    written = writer.inside(shape, path, lines, skip=_COMMON)
    for target, value in lines.items():
        written[target] = value  # no such element: the compiler tells of it
    table = written or Unread(written.where)  # no such element, which is told elsewhere
    return with_rows(holder, {"map": table}, without=beside)


def without_idle(holder: Block, table: Tree | None, words: tuple[str, ...], problems: Problems) -> Block:
    """The block without words that say something only beside `same`, each reported beside the table that is there."""
    idle = [word for word in words if word in holder]
    for word in idle if not isinstance(table, Text) else ():  # which is told of
        text = Bilingual(f"“{word}”须与“same”同用", f"“{word}” goes with “same”")
        problems.add(holder.at(word), text)
    return with_rows(holder, {}, without=tuple(idle)) if idle else holder


class _Writer:
    """Writes the lines of one mapping."""

    def __init__(self, lists: Collection[str], problems: Problems, where: Where) -> None:
        self.lists = lists
        self.problems = problems
        self.where = where

    def inside(self, shape: Shape, path: str, lines: dict[Text, Tree], skip: Collection[str] = ()) -> Block:
        """Lines for all that an element holds but `skip`. The lines that are used are taken out of `lines`."""
        out = Block(self.where)
        for child in shape.children:
            if child.name not in skip:
                self._add(out, child, child.name, _join(path, snake(child.name), "."), lines)
        return out

    def _add(self, out: Block, shape: Shape, target: str, path: str, lines: dict[Text, Tree]) -> None:
        """Add the line of one element, or the lines of all that it holds."""
        said = next((key for key in lines if key == target), None)
        if said is not None:
            out[said] = self._said(said, lines.pop(said), shape, path)
        elif shape.repeats:
            out[Text(target, self.where)] = self._list(shape, path)
        elif shape.children:
            for child in shape.children:
                self._add(out, child, f"{target}/{child.name}", f"{path}.{snake(child.name)}", lines)
        else:
            out[Text(target, self.where)] = self._line(shape, path)

    def _line(self, shape: Shape, path: str) -> Text:
        return Text(source_of(path, shape, self.lists), self.where)

    def _list(self, shape: Shape, path: str) -> Block:
        each = Text(path, self.where)
        if shape.children:
            return block_of(self.where, {"each": each, "map": self.inside(shape, "", {})})
        return block_of(self.where, {"each": each, "path": self._line(shape, ".")})

    def _said(self, target: Text, value: Tree, shape: Shape, path: str) -> Tree:
        """A line of `but`: as it is, or filled the same way inside where it says only when, where or for each."""
        if isinstance(value, Text):
            if not shape.repeats:
                self._report_repeated(target, value, shape, path)
            return value
        if isinstance(value, Block) and isinstance(said := value.word("path"), Text):
            self._report_repeated(Text("path", value.at("path")), said, shape, "." if shape.repeats else path)
        if not isinstance(value, Block) or {"path", "const"} & set(value):
            return value
        at, each = word_of(value, "at", PATH, self.problems), value.word("each")
        if at == path and not shape.repeats:
            self.problems.add(value.at("at"), holds_anyway("at", path))
        if shape.repeats and each == path:
            self._report(Text("each", value.at("each")))
        rows: dict[str, Tree] = {} if each is not None or not shape.repeats else {"each": Text(path, value.where)}
        is_list = each is not None or shape.repeats
        start = at if isinstance(at, Text) and at else "" if is_list else path
        if shape.children:
            table = word_of(value, "map", BUT_MAPPING, self.problems)
            lines = dict(table) if isinstance(table, Block) else {}
            rows["map"] = inner = self.inside(shape, start, lines)
            inner.update(lines)
        else:
            rows["path"] = self._line(shape, start or ".")
        return with_rows(value, rows, without=("at",))

    def _report_repeated(self, target: Text, value: Text, shape: Shape, path: str) -> None:
        """Report a line that says what `same` says without it."""
        if not shape.children and _plain(value) == _plain(self._line(shape, path)):
            self._report(target)

    def _report(self, word: Text) -> None:
        text = Bilingual(f"“{word}”本来就这样映射：请删去", f"“{word}” is filled so without this line")
        self.problems.add(word.where, text)


def _plain(line: str) -> tuple[str, str]:
    path, _, converter = (part.strip() for part in line.partition("|"))
    return path, converter or "text"


def _join(prefix: str, name: str, mark: str) -> str:
    return f"{prefix}{mark}{name}" if prefix else name
