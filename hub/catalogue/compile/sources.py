"""Compile where a value comes from: `path | converter`, in one place or in several that agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from hub.catalogue.compile.code_tables import OR, by_name, keyed, prove_codes, steps
from hub.catalogue.compile.scopes import Found, Scope
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.converters import PLAIN, Converter, anew, code_converter, inward
from hub.catalogue.mapping.dialects import Agreed
from hub.catalogue.mapping.nodes import Source
from hub.catalogue.mapping.schemas import Shape
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text
from hub.catalogue.words.vocabulary import Words
from hub.text.bilingual import Bilingual, listed

RETURNED = "returned."
"""Prefix of the values that came back."""
PLAIN_TEXT = "text"
"""The converter of a line that names none."""


@dataclass(frozen=True)
class Context:
    """What every line of a mapping is compiled with."""

    lists: Mapping[str, CodeList]
    problems: Problems

    def converter(self, name: str, where: Where) -> Converter | None:
        """The converter of a name, of text for an empty one; None, with the problem reported, when there is none."""
        if not name:
            return PLAIN[PLAIN_TEXT]
        kind, _, argument = name.partition(" ")
        if name == PLAIN_TEXT:
            self.problems.add(where, _TEXT_ANYWAY)
        if kind == "code" and argument in self.lists:
            return code_converter(self.lists[argument])
        if kind == "code":
            text = Bilingual(f"没有代码表“{argument}”", f"there is no code list “{argument}”")
            self.problems.add(where, text)
        elif name not in PLAIN:
            known = listed(("code LIST", *PLAIN))
            text = Bilingual(
                f"没有转换器“{name}”；可用：{known.zh}", f"there is no converter “{name}”; known: {known.en}"
            )
            self.problems.add(where, text)
        return PLAIN.get(name)


_TEXT_ANYWAY = Bilingual("不写“| text”即为文本：请删去", "it is text without “| text”: leave that out")
_TABLES_ALONE = Bilingual(
    "“codes”按类型各有一张表：须与“codes-by”同用", "“codes” has a table for each type: it goes with “codes-by”"
)


class Reading(NamedTuple):
    """A compiled source."""

    source: Source
    found: Found | None
    """What its last path leads to; None where that is nothing."""
    is_sound: bool
    """Whether all its paths and its converter are there."""


def one_place(text: Text, words: Words | None, scope: Scope, context: Context) -> Reading:
    """A value that stands in one place: `path | converter`; `words` may hold its default."""
    path, _, name = (part.strip() for part in text.partition("|"))
    converter = context.converter(name, text.where)
    default = words.text("default") if words and "default" in words else None
    found = scope.find(path, text.where, context.problems)
    read = converter or PLAIN[PLAIN_TEXT]
    source = Source(path, anew(read) if path.startswith(RETURNED) else read, None, default or None, text.where)
    if found is not None and found.may_lack and converter is not None and not default:
        source = replace(source, may_lack=True)
    return Reading(source, found, is_sound=found is not None and converter is not None)


@dataclass
class SeveralPlaces:
    """A value of a party that may stand in several places: `path or path | converter`, and in codes of its own."""

    tables: Mapping[Text, Mapping[Text, Text]]
    """Tables of codes, by the names that lines call them by."""
    used: dict[str, list[Shape]] = field(default_factory=dict)
    """By the names of tables that lines have called: the elements that these lines read."""

    def read(self, text: Text, words: Words | None, scope: Scope, context: Context) -> Reading:
        """Compile one line; `words` may hold its default and its codes."""
        source, found, is_sound = self.agreed(text, words, scope, context)
        if words is None:
            return Reading(source, found[-1], is_sound)
        shapes = [one.shape for one in found if one is not None and one.shape is not None]
        if "codes-by" in words:
            by = keyed(source, words, lambda way: scope.find(way, way.where, context.problems), shapes)
            return Reading(by, found[-1], is_sound)
        is_joined = "joined" in words and words.text("joined") == "yes"
        codes = by_name(self._codes(words, shapes))
        return Reading(replace(source, codes=codes, is_joined=is_joined), found[-1], is_sound)

    def agreed(
        self, text: Text, words: Words | None, scope: Scope, context: Context
    ) -> tuple[Agreed, list[Found | None], bool]:
        """A value in any of its places; what each of these leads to; whether all are there."""
        path, mark, name = text.partition("|")
        ways = OR.split(path.strip())
        first = one_place(Text(f"{ways[0]}{mark}{name}", text.where), words, scope, context)
        found = [first.found, *(scope.find(way, text.where, context.problems) for way in ways[1:])]
        sound = first.is_sound and all(one is not None for one in found)
        source = Agreed(
            " or ".join(ways),
            inward(first.source.converter),
            None,
            first.source.default,
            first.source.where,
            ways=tuple(map(steps, ways)),
        )
        return source, found, sound

    def prove_tables(self, problems: Problems) -> None:
        """Report tables that no line reads, and codes that none of the elements says that are read by their table."""
        for name, table in self.tables.items():
            if name in self.used:
                prove_codes(table, self.used[name], problems)
            else:
                problems.add(name.where, Bilingual(f"没有映射行读取表“{name}”", f"no line reads the table “{name}”"))

    def _codes(self, words: Words, shapes: Sequence[Shape]) -> Mapping[Text, Text]:
        """The line's own table, or the table that it names."""
        name = words.raw("codes")
        if not isinstance(name, Text):
            own = words.pairs("codes")
            if isinstance(name, Block) and len(own) < len(name):
                words.problems.add(words.where("codes"), _TABLES_ALONE)
            prove_codes(own, shapes, words.problems)
            return own
        self.used.setdefault(str(name), []).extend(shapes)
        if name not in self.tables:
            text = Bilingual(
                f"该报文的“codes”中没有表“{name}”", f"there is no table “{name}” under “codes” of this message"
            )
            words.problems.add(name.where, text)
        return self.tables.get(name, {})
