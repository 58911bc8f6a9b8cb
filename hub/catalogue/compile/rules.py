"""Compile the rules of a route: the functions of those that it names, and the comparisons that it writes itself."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from hub.catalogue.compile.code_tables import OR
from hub.catalogue.compile.conditions import prove_codes
from hub.catalogue.compile.kept_rules import KeptCompiler
from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.comparisons import Equal, NamedValue, Needed, NotBefore, OwnValue, Value
from hub.catalogue.mapping.document_values import Values
from hub.catalogue.mapping.limits import Among, Product, Within
from hub.catalogue.mapping.named_rules import NamedRule
from hub.catalogue.mapping.prefixes import BeginsLike
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.pages.kept_rules import KeptPage
from hub.catalogue.pages.rules import (
    AmongPage,
    BeginsLikePage,
    EqualPage,
    NeededPage,
    NotBeforePage,
    ProductPage,
    RulePage,
    WithinPage,
)
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems
from hub.catalogue.words.sentences import never_equal, no_day
from hub.catalogue.words.text import Text
from hub.errors import Code
from hub.text.bilingual import Bilingual

TODAY = "today"
LONGEST_PREFIX = 40
"""Characters of a business number, the longest code."""

THROUGH: Final = re.compile(
    r"(?P<name>(?!(?:data|returned|enterprise)\.)[^.]+)\.(?P<path>(?:data|returned|enterprise)\..+)"
)
"""A path in a named document that goes on to a document which that one names."""


class Own(NamedTuple):
    """Of the rules of a party's answers: the document that they answer."""

    document: str
    values: Values
    """The values of its form."""


NO_OWN = Own("", {})


class RuleCompiler:
    """Compiles one `rules:`; what does not fit is reported and left out."""

    def __init__(
        self,
        library: Mapping[str, Rule],
        values: Values,
        names: Sequence[Naming],
        problems: Problems,
        *,
        is_notice: bool,
        own: Own = NO_OWN,
    ) -> None:
        self.library = library
        self.values = values
        self.names = {naming.name: naming for naming in names}
        self.problems = problems
        self.is_notice = is_notice
        """Whether the rules are about a party's message, which can come late."""
        self.own = own

    def rules(self, pages: Iterable[RulePage]) -> tuple[Rule, ...]:
        found = (self._rule(page) for page in pages)
        return tuple(rule for rule in found if rule is not None)

    def _rule(self, page: RulePage) -> Rule | None:
        compilers: Mapping[type, Callable[[Any], Rule | None]] = {
            Text: self._named,
            EqualPage: self._equal,
            NotBeforePage: self._not_before,
            NeededPage: self._needed,
            BeginsLikePage: self._begins_like,
            WithinPage: self._within,
            AmongPage: self._among,
            ProductPage: self._product,
        }
        return compilers.get(type(page), self._kept)(page)

    def _kept(self, page: KeptPage) -> Rule | None:
        return KeptCompiler(self.values, self.names, self.problems).rule(page)

    def _named(self, name: Text) -> Rule | None:
        if name not in self.library:
            text = Bilingual(f"没有规则“{name}”", f"there is no rule “{name}”")
            self.problems.add(name.where, meant(text, name, self.library))
        rule = self.library.get(name)
        if not isinstance(rule, NamedRule):
            return rule
        fields = {path: self.values[path].field for path in rule.reads if path in self.values}
        return replace(rule, fields=fields, where=name.where)

    def _equal(self, page: EqualPage) -> Equal | None:
        pairs = [self._pair(mine, other) for mine, other in page.pairs.items()]
        sound = tuple((value, place) for value, place in pairs if value is not None and place is not None)
        code = Code.REPORTED_VALUE_DIFFERS if self.is_notice else Code.VALUE_DIFFERS
        return Equal(sound, code, page.exactly) if sound else None

    def _begins_like(self, page: BeginsLikePage) -> BeginsLike | None:
        value, other, count = self._value(page.value), self._value(page.other), page.characters
        if not count.isdecimal() or not 1 <= int(count) <= LONGEST_PREFIX:
            text = Bilingual(
                f"“characters”是字符数：1 至 {LONGEST_PREFIX}", f"“characters” is how many: 1 to {LONGEST_PREFIX}"
            )
            self.problems.add(count.where, text)
            return None
        if page.value == page.other:
            self.problems.add(page.other.where, Bilingual("同一个值必定相符", "a value always begins like itself"))
        return BeginsLike(value, other, int(count)) if value is not None and other is not None else None

    def _needed(self, page: NeededPage) -> Needed | None:
        value, asked = self._value(page.value), self._value(Text(page.when.path, page.when.where))
        if asked is not None:
            prove_codes(page.when, asked.converter.codes, self.problems)
        if value is not None and value.shape.required and "/" not in value.field and self.is_notice:
            text = Bilingual(f"“{value.path}”必定存在", f"“{value.path}” is always there")
            self.problems.add(page.value.where, text)
        return Needed(value, page.when) if value is not None and asked is not None else None

    def _pair(self, mine: Text, other: Text) -> tuple[Value | None, NamedValue | OwnValue | Value | None]:
        value = self._value(mine)
        if not self.own.document or not other.startswith("data."):
            return value, self._other(mine, other)
        theirs = self.own.values.get(other)
        if theirs is None and self.own.values:
            text = Bilingual(f"映射没有读取 {other}", f"the mapping reads no {other}")
            self.problems.add(other.where, text)
        elif value is not None and theirs is not None and value.kind != theirs.kind:
            self.problems.add(other.where, never_equal(mine, value.kind, other, theirs.kind))
        return value, OwnValue(path=str(other), document=self.own.document) if theirs is not None else None

    def _other(self, mine: Text, path: Text) -> Value | NamedValue | None:
        """What a value is compared with: a value of a named document, or another one of the same document."""
        value = self.values.get(path)
        if value is None or path.partition(".")[0] in self.names:
            return self._places(path)
        if (own := self.values.get(mine)) is not None and own.kind != value.kind:
            self.problems.add(path.where, never_equal(mine, own.kind, path, value.kind))
            return None
        return value

    def _within(self, page: WithinPage) -> Within | None:
        day = self._own_day(page.day)
        begin, end = self._day(page.begin), self._day(page.end)
        code = Code.REPORTED_DAY_OUT_OF_TERM if self.is_notice else Code.DAY_OUT_OF_TERM
        return None if day is None or begin is None or end is None else Within(day, begin, end, code)

    def _among(self, page: AmongPage) -> Among | None:
        columns = {name: self._value(path) for path, name in page.columns.items()}
        of = self._place(page.of)
        sound = {name: value for name, value in columns.items() if value is not None}
        code = Code.REPORTED_VALUE_NOT_AMONG if self.is_notice else Code.VALUE_NOT_AMONG
        return None if of is None or len(sound) < len(page.columns) else Among(sound, of, code)

    def _product(self, page: ProductPage) -> Product | None:
        found = [self._number(path) for path in page]
        sound = [value for value in found if value is not None]
        return Product(*sound) if len(sound) == len(found) else None

    def _own_day(self, path: Text) -> Value | None:
        day = self._day(path)
        if isinstance(day, NamedValue):
            text = Bilingual(f"“{path}”须是本单证自己的值", f"“{path}” must be a value of this document itself")
            self.problems.add(path.where, text)
            return None
        return day

    def _number(self, path: Text) -> Value | None:
        value = self._value(path)
        if value is not None and (value.shape.primitive != "decimal" or value.shape.repeats):
            self.problems.add(path.where, Bilingual(f"“{path}”不是数字", f"“{path}” is no number"))
            return None
        return value

    def _not_before(self, page: NotBeforePage) -> NotBefore | None:
        day, other = self._day(page.day), page.other
        against = None if other == TODAY else self._day(other)
        if other == TODAY and self.is_notice:
            text = Bilingual(
                "“today”只用于渠道提交的单证：对方的报文可能迟到",
                "“today” is for what portals submit: a party's message may come late",
            )
            self.problems.add(other.where, text)
        if day is None or (against is None and (other != TODAY or self.is_notice)):
            return None
        return NotBefore(day, against, self._code(day, against))

    def _code(self, day: Value | NamedValue, other: Value | NamedValue | None) -> Code:
        if self.is_notice:
            return Code.REPORTED_DAY_BEFORE_ANOTHER
        if isinstance(day, NamedValue):
            return Code.TERM_ENDED
        return Code.DAY_BEFORE_TODAY if other is None else Code.DAY_BEFORE_ANOTHER

    def _day(self, path: Text) -> Value | NamedValue | None:
        if path.partition(".")[0] in self.names:
            return self._place(path)
        value = self._value(path)
        if value is not None and not value.is_day:
            self.problems.add(path.where, no_day(path))
            return None
        return value

    def _value(self, path: Text) -> Value | None:
        value = self.values.get(path)
        if value is None and self.values:
            text = Bilingual(f"该单证中没有单个的值“{path}”", f"“{path}” is no single value that this document brings")
            self.problems.add(path.where, meant(text, path, self.values))
        if value is not None and value.converter.is_file:
            text = Bilingual(f"“{path}”是文件，不能比较", f"“{path}” is a file, which nothing is compared with")
            self.problems.add(path.where, text)
            return None
        return value

    def _places(self, text: Text) -> NamedValue | None:
        """A value of a named document; with `or`, those that count where it is missing."""
        first, *others = (self._through(self._place(Text(path, text.where))) for path in OR.split(text))
        place: NamedValue | None = None
        for one in reversed((first, *others)):
            if one is None:
                return None
            place = replace(one, instead=place)
        return place

    def _through(self, place: NamedValue | None) -> NamedValue | None:
        """The place, where its path goes on to a document that the named document names itself."""
        if place is None or (found := THROUGH.fullmatch(place.path)) is None:
            return place
        return replace(place, through=found["name"], path=found["path"])

    def _place(self, path: Text) -> NamedValue | None:
        name, _, rest = path.partition(".")
        if name not in self.names or not rest:
            text = Bilingual(
                f"“{path}”不以“names”之一开头，正确写法如 name.data.amount",
                f"“{path}” begins with none of the names, as name.data.amount",
            )
            self.problems.add(path.where, text)
            return None
        return NamedValue(naming=self.names[name], path=rest, where=path.where)
