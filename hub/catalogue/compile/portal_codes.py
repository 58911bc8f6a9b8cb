"""The codes that a portal writes for ours, and the proof that each table is one of codes that its fields have."""

from collections.abc import Collection, Mapping

from hub.catalogue.compile import portal_sentences as sentences
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.portal_shapes import AS_OURS, Values
from hub.catalogue.words.places import Problems
from hub.catalogue.words.text import Text
from hub.text.bilingual import Bilingual

Table = Mapping[Text, Text]


class PortalCodes:
    """The tables of one page, by code list. Which are used is known when everything has been asked for."""

    def __init__(self, tables: Mapping[Text, Table], lists: Mapping[str, CodeList], problems: Problems) -> None:
        self._tables = tables
        self._lists = lists
        self._problems = problems
        self._asked: set[str] = set()
        self._values: dict[str, Values] = {}
        for name, table in tables.items():
            codes = lists.get(str(name))
            if codes is None:
                text = Bilingual(f"没有代码表“{name}”", f"there is no code list “{name}”")
                problems.add(name.where, text)
            elif codes.to_wire:  # else it could not be read, which is told once
                self._values[str(name)] = self.values(table, codes.to_wire, sentences.not_in(name))

    def of(self, codes: CodeList) -> Values:
        """How the portal writes the codes of a list that a field or a returned value has."""
        self._asked.add(codes.name)
        return self._values.get(codes.name, AS_OURS)

    def values(self, table: Table, codes: Collection[str], odd: sentences.Sentence) -> Values:
        """The codes of a table, each once on either side, and none that is written as ours anyway."""
        ours: dict[str, str] = {}
        for code, theirs in table.items():
            if code not in codes:
                self._problems.add(code.where, odd(code))
            elif code == theirs:
                self._problems.add(code.where, sentences.in_vain(code))
            elif theirs in ours or (theirs in codes and theirs not in table):
                self._problems.add(code.where, sentences.twice(theirs))
            ours.setdefault(str(theirs), str(code))
        return Values({str(code): str(theirs) for code, theirs in table.items()}, ours)

    def prove_used(self) -> None:
        """Report tables of code lists that no field has."""
        for name in self._tables:
            if name in self._values and name not in self._asked:
                text = Bilingual(
                    f"没有字段使用代码表“{name}”", f"no field that this portal knows has codes of “{name}”"
                )
                self._problems.add(name.where, text)
