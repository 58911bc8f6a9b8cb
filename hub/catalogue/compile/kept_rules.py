"""Compile the rules that compare a document with those that it names: `unit`, `keeps`, `only` and `covers`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.comparisons import NamedValue, Value
from hub.catalogue.mapping.document_values import Values
from hub.catalogue.mapping.kept_rules import Covers, Kept
from hub.catalogue.mapping.relations import Naming
from hub.catalogue.mapping.unit_rules import ENTERPRISE, SameUnit, UnitPlace
from hub.catalogue.pages.kept_rules import CoversPage, KeepsPage, KeptPage, OnlyPage, UnitPage
from hub.catalogue.words.nearest import meant
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual

STAR = "*"
COMMON = "enterprise."
"""Prefix of what every submission carries beside its form."""


@dataclass(frozen=True)
class KeptCompiler:
    """Compiles one of these rules; what does not fit is reported and left out."""

    values: Values
    names: Mapping[str, Naming]
    problems: Problems

    def rule(self, page: KeptPage) -> Rule | None:
        if isinstance(page, UnitPage):
            return self._unit(page)
        if isinstance(page, KeepsPage):
            return self._keeps(page)
        return self._only(page) if isinstance(page, OnlyPage) else self._covers(page)

    def _unit(self, page: UnitPage) -> SameUnit | None:
        units, others = self._units(page.units, {}), self._units(page.others, self.names)
        is_required = any(other.prefix == ENTERPRISE for other in others)
        if len(units) < len(page.units) or len(others) < len(page.others):
            return None
        told = self._told(units[0], page)
        return SameUnit(units, others, by_name=page.by_name, is_required=is_required, told=told)

    def _told(self, place: UnitPlace, page: UnitPage) -> str:
        """The part of a unit under which its sender is told that it is missing; the form must have it."""
        parts = ("name",) if page.by_name else ("code", "uscc")
        told = next((part for part in parts if place.path(part) in self.values), parts[0])
        if self.values and place.path(told) not in self.values:
            path = place.path(told)
            text = Bilingual(
                f"“{page.units[0]}”按名称比较，而映射没有读取 {path}",
                f"“{page.units[0]}” is compared by name, and the mapping reads no {path}",
            )
            self.problems.add(page.units[0].where, text)
        return told

    def _units(self, texts: Iterable[Text], names: Mapping[str, Naming]) -> tuple[UnitPlace, ...]:
        """Where units stand: in the form itself, or in the documents of `names`."""
        found = (self._unit_place(text, names) for text in texts)
        return tuple(place for place in found if place is not None)

    def _unit_place(self, text: Text, names: Mapping[str, Naming]) -> UnitPlace | None:
        name, _, rest = text.removesuffix(STAR).partition(".")
        naming = names.get(name)
        place = UnitPlace(rest if naming else f"{name}.{rest}", naming, text.where)
        is_there = naming is not None or place.path("code") in self.values or place.path("uscc") in self.values
        if text.endswith(STAR) and (is_there or not self.values):
            return place
        odd = Bilingual(
            f"“{text}”不是单位，正确写法如 data.payer_*", f"“{text}” is no unit of this document, as data.payer_*"
        )
        self.problems.add(text.where, odd)
        return None

    def _keeps(self, page: KeepsPage) -> Kept | None:
        pairs = [(self._value(mine), self._place(other)) for mine, other in page.pairs.items()]
        sound = tuple((value, place) for value, place in pairs if value is not None and place is not None)
        return Kept(sound, may_add=True) if sound else None

    def _only(self, page: OnlyPage) -> Kept | None:
        for path in page.may_differ:
            self._value(path)
        if (naming := self.names.get(page.of)) is None:
            self._unknown(page.of)
            return None
        kept = {path: value for path, value in self.values.items() if path not in page.may_differ}
        pairs = tuple(
            (value, NamedValue(naming=naming, path=path, where=page.of.where))
            for path, value in kept.items()
            if not path.startswith(COMMON) and not value.converter.is_file
        )
        if self.values and not pairs:
            self.problems.add(page.of.where, Bilingual("“only”没有比较任何值", "“only” compares nothing"))
        return Kept(pairs, may_add=False, besides=tuple(map(str, page.may_differ)))

    def _covers(self, page: CoversPage) -> Covers | None:
        value, others = self._value(page.value), [self._place(other) for other in page.others]
        places = tuple(place for place in others if place is not None)
        if value is None or not places or len(places) < len(others):
            return None
        if value.shape.primitive != "decimal":
            text = Bilingual(f"“{page.value}”不是金额", f"“{page.value}” is no amount")
            self.problems.add(page.value.where, text)
            return None
        return Covers(value, places)

    def _value(self, path: Text) -> Value | None:
        value = self.values.get(path)
        if value is None and self.values:
            text = Bilingual(f"该单证中没有单个的值“{path}”", f"“{path}” is no single value that this document brings")
            self.problems.add(path.where, meant(text, path, self.values))
        return value

    def _place(self, path: Text) -> NamedValue | None:
        name, _, rest = path.partition(".")
        if name not in self.names or not rest:
            self._unknown(path)
            return None
        return NamedValue(naming=self.names[name], path=rest, where=path.where)

    def _unknown(self, path: Text) -> None:
        text = Bilingual(
            f"“{path}”不以“names”之一开头，正确写法如 name.data.amount",
            f"“{path}” begins with none of the names, as name.data.amount",
        )
        self.problems.add(path.where, text)
