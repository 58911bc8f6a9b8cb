"""Read one route file into a compiled Route."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.catalogue.compile.about import read_about, read_stand_ins
from hub.catalogue.compile.mappings import Compiler
from hub.catalogue.compile.returns import compile_returns
from hub.catalogue.compile.rules import RuleReader
from hub.catalogue.compile.scopes import ASKED, FACTS, SUBMITTED, Scope
from hub.catalogue.compile.sources import Context
from hub.catalogue.mapping.cases import Rule
from hub.catalogue.mapping.codes import CodeList
from hub.catalogue.mapping.document_values import Values, form_values, returned_values
from hub.catalogue.mapping.form import Form
from hub.catalogue.mapping.legs import Answers, Leg
from hub.catalogue.mapping.parties import ROLES
from hub.catalogue.mapping.returns import Returns
from hub.catalogue.mapping.routes import Naming, Route, Writing
from hub.catalogue.mapping.schemas import NO_SHAPE, Schema, Shape
from hub.catalogue.pages.labels import WORD, read_labels
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.relations import Relations
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text
from hub.catalogue.words.vocabulary import Words
from hub.model import Status

CARDS = ("operator", "legal-person", "any")
YES = ("yes",)
RECORD = "record-stands-for"
_ALL = ("document", "zh", "en", "direction", "element", "lifecycle")
_LEG = ("to", "map", "dispatch", "technical", "receipts")
_MUST = {
    "portal-to-party": (*_ALL, *_LEG, "card"),
    "hub-to-party": (*_ALL, *_LEG),
    "party-to-portal": (*_ALL, "from", "home", "returns", "passed-on"),
}
DIRECTIONS = tuple(_MUST)
_MAY = (
    *("again", "requires", "rules", "claims", "figures", "outcomes", "names", "moves", "makes", "then"),
    *("references", "expires", "deadlines", "home", "inquiry", "shares", "once", "moves-money", "alarms", "settles"),
    "labels",
)


@dataclass(frozen=True)
class Library:
    """What routes may refer to."""

    lists: Mapping[str, CodeList]
    statuses: Mapping[str, Status]
    rules: Mapping[str, Rule]
    common: Block
    """The mapping lines that every submission has."""


class Reader:
    """Reads one file; everything that does not fit is reported with its place."""

    def __init__(self, block: Block, service: str, schema: Schema, library: Library, problems: Problems) -> None:
        direction = str(block.word("direction"))
        if direction not in DIRECTIONS:
            direction = "party-to-portal" if "from" in block else "portal-to-party"
        required = _MUST[direction]
        self.words = Words(block, problems, required=required, optional=_MAY)
        self.block = block
        self.service = service
        self.schema = schema
        self.library = library
        self.problems = problems
        self.notice = direction == "party-to-portal"
        self.scope = FACTS if direction == "hub-to-party" else SUBMITTED
        self.context = Context(library.lists, problems)
        self.compiler = Compiler(self.context)
        before = len(problems)
        self.stands = LifecycleReader(self.words, library.statuses, problems)
        self.relations = Relations(self.words, self.stands, problems)
        self.moves_are_sound = all(word in block for word in required) and len(problems) == before
        """False when something is wrong with the statuses or what brings them about: nothing follows from them then."""

    def route(self) -> Route:
        """Read every word; what a broken one would have said is left empty."""
        words, relations = self.words, self.relations
        shape = self._shape(words.text("element")) if self.notice else NO_SHAPE
        returns = compile_returns(words.pairs("returns"), shape, self.context) if self.notice else Returns({})
        moves, names = self._moves(), relations.names()
        legs = moves["legs"]
        values = returned_values(returns, shape) if self.notice else form_values(legs[0].form if legs else None)
        return Route(
            document=words.text("document"),
            service=self.service,
            zh=words.text("zh"),
            en=words.text("en"),
            direction=words.one_of("direction", DIRECTIONS),
            role=words.one_of("from" if self.notice else "to", ROLES),
            card=words.one_of("card", CARDS) if "card" in words else "",
            home=words.text("home"),
            element=words.text("element"),
            schema=self.schema,
            returns=returns,
            references=self._references(words),
            once=words.text("once"),
            moves_money=words.one_of("moves-money", YES) == "yes",
            rules=self._rules(words, values, names, told=self.notice),
            requires=relations.requirements(),
            names=names,
            moves=relations.moves(),
            makes=relations.makes(),
            expires=relations.expires(),
            deadlines=relations.deadlines(),
            alarms=self.stands.several(words, "alarms"),
            settles=relations.settles(),
            inquiry=self._writing("inquiry", ("element", "map"), ASKED),
            shares=self._writing("shares", ("element", "map", "on", "with"), FACTS),
            claims=relations.claims(),
            figures=relations.figures(self._returned()),
            labels=self._labels(),
            places=self.block.places,
            status_places={str(code): code.where for code in self.stands.table or ()},
            cause_places=self._cause_places(),
            moves_are_sound=self.moves_are_sound,
            **moves,
        )

    def _labels(self) -> dict[str, tuple[str, str]]:
        return {self.stands.know(code): both for code, both in read_labels(self.words.raw(WORD), self.problems).items()}

    def _cause_places(self) -> dict[str, Where]:
        """By status: where the file first says what brings it about."""
        receipts = self.words.raw("receipts")
        codes = receipts.word("codes") if isinstance(receipts, Block) else None
        tables = (codes, self.words.raw("dispatch"), self.words.raw("technical"))
        values = (value for table in tables if isinstance(table, Block) for value in table.values())
        found: dict[str, Where] = {}
        for value in values:
            if isinstance(value, Text):
                found.setdefault(str(value), value.where)
        passed_on = self.words.raw("passed-on")
        if isinstance(passed_on, Text):
            found.setdefault(str(passed_on), self.words.where("passed-on"))
        return found

    def _moves(self) -> dict[str, Any]:
        """The statuses and what brings them about."""
        before = len(self.problems)
        again = self.relations.again()
        moves: dict[str, Any] = {
            "lifecycle": self.stands.lifecycle(*((again.becomes, again.sources) if again else ("", ()))),
            "legs": () if self.notice else tuple(self._legs()),
            "again": again,
            "passed_on": self.stands.one(self.words, "passed-on"),
        }
        self.moves_are_sound &= len(self.problems) == before
        return moves

    def _legs(self) -> Iterator[Leg]:
        """The message that opens the first round, and the one that an answer to it sends to somebody else."""
        yield self._leg(self.words, self.scope)
        if "then" in self.words:
            required = (*_LEG, "on", "becomes", "party", "element")
            yield self._leg(Words(self.words.raw("then"), self.problems, required=required), FACTS)

    def _leg(self, words: Words, scope: Scope) -> Leg:
        is_first = words is self.words
        returned = ("returned",)
        return Leg(
            on=self.stands.one(words, "on"),
            becomes=self.stands.one(words, "becomes"),
            role=words.one_of("to", ROLES),
            party=words.text("party", "party"),
            element=words.text("element"),
            form=self._form(words, scope),
            answers=self._answers(words) if "receipts" in words else None,
            **self.stands.named(
                words, "dispatch", ("confirmed", *(returned if is_first else ())), () if is_first else returned
            ),
            **self.stands.named(words, "technical", ("accepted", "refused")),
        )

    def _writing(self, word: str, required: tuple[str, ...], scope: Scope) -> Writing | None:
        if word not in self.words:
            return None
        words = Words(self.words.raw(word), self.problems, required=required)
        return Writing(
            element=words.text("element"),
            form=self._form(words, scope),
            on=self.stands.one(words, "on"),
            role=words.one_of("with", ROLES),
        )

    def _shape(self, element: Text) -> Shape:
        shape = self.schema.shape(element) if element else None
        if element and shape is None:
            self.problems.add(element.where, f"{self.schema.path.name} has no element {element}")
        return shape or NO_SHAPE

    def _form(self, words: Words, scope: Scope) -> Form | None:
        table, shape = words.raw("map"), self._shape(words.text("element"))
        if table is not None and not isinstance(table, Block):
            self.problems.add(words.where("map"), "“map” must be a mapping")
        if not isinstance(table, Block) or shape is NO_SHAPE:
            return None
        return self.compiler.form([self.library.common, table], shape, words.where("map"), scope)

    def _rules(
        self, words: Words, values: Values, names: Sequence[Naming] = (), *, told: bool = True
    ) -> tuple[Rule, ...]:
        return RuleReader(self.library.rules, values, names, self.problems, told=told).rules(words)

    def _answers(self, leg: Words) -> Answers:
        names = ("element", "codes", "returns", "required", "references", "rules", "about", "stands-in", RECORD)
        words = Words(leg.raw("receipts"), self.problems, required=names[:2], optional=names[2:])
        shape = self._shape(words.text("element"))
        codes = words.pairs("codes")
        for status in codes.values():
            self.stands.know(status)
        table = words.pairs("returns")
        required = Words(words.raw("required"), self.problems, optional=[str(s) for s in codes.values()])
        for name in (n for status in required.block for n in required.texts(status)):
            self._among(name, table)
        returns = compile_returns(table, shape, self.context)
        return Answers(
            element=words.text("element"),
            codes={str(code): str(status) for code, status in codes.items()},
            returns=returns,
            required={str(s): tuple(map(str, required.texts(s))) for s in required.block},
            references=self._references(words),
            rules=self._rules(words, returned_values(returns, shape)),
            numbered=self._numbered(words, required),
            about=read_about(words, self.block.word("names"), shape, self.context, self.stands)
            if "about" in words
            else None,
            stand_ins=read_stand_ins(words, shape, self.context),
            places=words.places,
        )

    def _numbered(self, words: Words, required: Words) -> dict[str, tuple[str, ...]]:
        """`record-stands-for`: by status, business numbers that a party need not give."""
        codes, references = words.pairs("codes"), {str(name) for name in words.texts("references")}
        is_sound = references <= {str(name) for name in words.pairs("returns")}
        table = Words(words.raw(RECORD), self.problems, optional=[str(s) for s in codes.values()])
        for status in table.block:
            for name in table.texts(status):
                if is_sound and name not in references:
                    self.problems.add(name.where, f"“{name}” is not among the references")
                elif name in required.texts(status):
                    self.problems.add(name.where, f"“{name}” is required: the record number never stands for it")
        return {str(s): tuple(map(str, table.texts(s))) for s in table.block}

    def _references(self, words: Words) -> tuple[str, ...]:
        """Which of the values that come back are business numbers."""
        references = words.texts("references")
        for name in references:
            self._among(name, words.pairs("returns"))
        return tuple(map(str, references))

    def _among(self, name: Text, returns: Mapping[Text, Text]) -> None:
        if name not in returns:
            self.problems.add(name.where, f"“{name}” is not among what returns")

    def _returned(self) -> Block | None:
        block = self.block if self.notice else Words(self.words.raw("receipts"), Problems()).block
        table = block.word("returns")
        return table if isinstance(table, Block) else None
