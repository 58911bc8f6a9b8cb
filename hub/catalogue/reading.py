"""Read one route file into a compiled Route."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from hub.catalogue.codes import CodeList
from hub.catalogue.compile import Compiler
from hub.catalogue.mapping import Form, Returns
from hub.catalogue.routes import Again, Answers, Claiming, Figures, Requirement, Route, Rule
from hub.catalogue.schemas import Schema, Shape
from hub.catalogue.source import Block, Items, Problems, Text
from hub.catalogue.words import Words
from hub.model import Lifecycle, Status

DIRECTIONS = ("portal-to-party", "party-to-portal")
CARDS = ("operator", "legal-person", "any")
ROLES = ("insurer", "bank", "customs", "export-credit-insurer")
_BOTH = ("document", "zh", "en", "direction", "element", "lifecycle")
_OUTWARD = ("to", "card", "map", "dispatch", "technical", "receipts")
_INWARD = ("from", "home", "returns", "passed-on")
_MAY = ("again", "requires", "rules", "claims", "figures", "outcomes")
_NO_SHAPE = Shape("", True, False, 0, "", frozenset(), "", ())
KEY_PARTS = ("enterprise", "party")


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
        direction = block.word("direction")
        notice = direction == "party-to-portal" or (direction not in DIRECTIONS and "from" in block)
        required = (*_BOTH, *(_INWARD if notice else _OUTWARD))
        self.words = Words(block, problems, required=required, optional=_MAY)
        self.block = block
        self.service = service
        self.schema = schema
        self.library = library
        self.problems = problems
        self.notice = notice
        self.compiler = Compiler(library.lists, problems)
        self.moves_are_sound = all(word in block for word in required)
        """False when something is wrong with the statuses or what brings them about: nothing follows from them then."""

    def route(self) -> Route:
        """Read every word; what a broken one would have said is left empty."""
        words = self.words
        element = words.text("element")
        shape = self._shape(element)
        return Route(
            document=words.text("document"),
            service=self.service,
            zh=words.text("zh"),
            en=words.text("en"),
            direction=words.one_of("direction", DIRECTIONS),
            role=words.one_of("from" if self.notice else "to", ROLES),
            card=words.one_of("card", CARDS) if not self.notice else "",
            home=words.text("home"),
            element=element,
            schema=self.schema,
            form=self._form(shape),
            returns=self.compiler.returns(words.pairs("returns"), shape) if self.notice else Returns({}),
            rules=self._rules(words),
            requires=tuple(self._requirement(b) for b in words.blocks("requires")),
            claims=tuple(self._claiming(b) for b in words.blocks("claims")),
            figures=self._figures(),
            where=self.block.where,
            **self._moves(),
        )

    def _moves(self) -> dict[str, Any]:
        """The statuses and what brings them about."""
        before = len(self.problems)
        moves: dict[str, Any] = {
            "lifecycle": self._lifecycle(),
            **self._codes("dispatch", ("confirmed", "returned")),
            **self._codes("technical", ("accepted", "refused")),
            "answers": self._answers() if "receipts" in self.words else None,
            "again": self._again(),
            "passed_on": self.words.text("passed-on"),
        }
        self._known(moves["passed_on"])
        self.moves_are_sound &= len(self.problems) == before
        return moves

    def _shape(self, element: Text) -> Shape:
        shape = self.schema.shape(element) if element else None
        if element and shape is None:
            self.problems.add(element.where, f"{self.schema.path.name} has no element {element}")
        return shape or _NO_SHAPE

    def _form(self, shape: Shape) -> Form | None:
        table = self.words.raw("map")
        if table is not None and not isinstance(table, Block):
            self.problems.add(self.words.where("map"), "“map” must be a mapping")
        if not isinstance(table, Block) or shape is _NO_SHAPE:
            return None
        return self.compiler.form([self.library.common, table], shape, self.words.where("map"))

    def _lifecycle(self) -> Lifecycle:
        table = self.words.raw("lifecycle")
        if "lifecycle" in self.words and not (isinstance(table, Block) and table):
            self.problems.add(self.words.where("lifecycle"), "the lifecycle is empty")
        codes = [str(key) for key in table] if isinstance(table, Block) else []
        following: dict[str, frozenset[str]] = {}
        for position, (code, value) in enumerate(table.items() if isinstance(table, Block) else ()):
            if self.library.statuses and code not in self.library.statuses:
                self.problems.add(code.where, f"there is no status {code} in codes/statuses.csv")
            if isinstance(value, Items):
                named = frozenset(str(v) for v in value)
                for odd in sorted(named - set(codes)):
                    self.problems.add(code.where, f"{code} is followed by {odd}, which this lifecycle does not have")
            elif value in ("later", "end"):
                named = (
                    frozenset(codes[position + 1 :]) - self._not_later(str(code)) if value == "later" else frozenset()
                )
            else:
                self.problems.add(code.where, f"after {code}: later, end, or a list of statuses")
                named = frozenset()
            following[str(code)] = named
        return Lifecycle(MappingProxyType(following), self._outcomes())

    def _not_later(self, code: str) -> frozenset[str]:
        """What `later` leaves out: outcomes that exclude this one, and being superseded but from where it may be."""
        again = self._again()
        superseded = {again.becomes} if again is not None and code not in again.sources else set()
        excluded = {
            s for row in self._outcomes() if any(code in a for a in row) for a in row if code not in a for s in a
        }
        return frozenset(superseded | excluded)

    def _outcomes(self) -> tuple[tuple[frozenset[str], ...], ...]:
        rows = self.words.raw("outcomes")
        sets: list[tuple[frozenset[str], ...]] = []
        for row in rows if isinstance(rows, Items) else ():
            if not isinstance(row, Items) or len(row) < 2 or not all(isinstance(a, Text) for a in row):
                self.problems.add(row.where, "outcomes that exclude each other: [status, status]")
                continue
            texts = [a for a in row if isinstance(a, Text)]
            for text in texts:
                for code in text.split():
                    self._known(Text(code, text.where))
            sets.append(tuple(frozenset(text.split()) for text in texts))
        if rows is not None and not isinstance(rows, Items):
            self.problems.add(self.words.where("outcomes"), "“outcomes” must be a list")
        return tuple(sets)

    def _codes(self, word: str, names: tuple[str, str]) -> dict[str, str]:
        """Two statuses of the lifecycle, by what brings them about."""
        words = Words(self.words.raw(word), self.problems, required=names if word in self.words else ())
        codes = {name: words.text(name) for name in names}
        for code in codes.values():
            self._known(code)
        return {name: str(code) for name, code in codes.items()}

    def _known(self, code: Text) -> None:
        lifecycle = self.words.raw("lifecycle")
        if code and isinstance(lifecycle, Block) and lifecycle and code not in lifecycle:
            self.problems.add(code.where, f"status {code} is not in this lifecycle")

    def _statuses(self, words: Words, word: str) -> frozenset[str]:
        codes = words.texts(word)
        for code in codes:
            self._known(code)
        return frozenset(str(code) for code in codes)

    def _rules(self, words: Words) -> tuple[Rule, ...]:
        names = words.texts("rules")
        for name in names:
            if name not in self.library.rules:
                self.problems.add(name.where, f"there is no rule “{name}”")
        return tuple(self.library.rules[name] for name in names if name in self.library.rules)

    def _answers(self) -> Answers:
        names = ("element", "codes", "returns", "required", "references", "rules")
        words = Words(self.words.raw("receipts"), self.problems, required=names[:2], optional=names[2:])
        shape = self._shape(words.text("element"))
        codes = words.pairs("codes")
        for status in codes.values():
            self._known(status)
        table = words.pairs("returns")
        returns = self.compiler.returns(table, shape)
        required = Words(words.raw("required"), self.problems, optional=[str(s) for s in codes.values()])
        references = words.texts("references")
        for name in (*references, *(n for status in required.block for n in required.texts(status))):
            if name not in table:
                self.problems.add(name.where, f"“{name}” is not among what returns")
        return Answers(
            element=words.text("element"),
            codes={str(code): str(status) for code, status in codes.items()},
            returns=returns,
            required={str(s): tuple(map(str, required.texts(s))) for s in required.block},
            references=tuple(map(str, references)),
            rules=self._rules(words),
        )

    def _requirement(self, block: Block) -> Requirement:
        words = Words(block, self.problems, required=("exists", "status", "same"))
        same = words.texts("same")
        for part in same:
            if part not in KEY_PARTS:
                self.problems.add(part.where, f"“same” takes: {', '.join(KEY_PARTS)}")
        return Requirement(words.text("exists"), frozenset(map(str, words.texts("status"))), "party" in same)

    def _claiming(self, block: Block) -> Claiming:
        words = Words(
            block, self.problems, required=("on", "released-by"), optional=("exclusive", "amount", "of", "settled-by")
        )
        if ("exclusive" in words) == ("amount" in words):
            self.problems.add(block.where, "a claim is either exclusive or an amount")
        amount = words.text("amount")
        return Claiming(
            resource=self._resource(words),
            exclusive=words.text("exclusive"),
            amount=amount,
            of=words.text("of"),
            released_by=self._statuses(words, "released-by"),
            settled_by=self._statuses(words, "settled-by"),
        )

    def _resource(self, words: Words) -> tuple[str, ...]:
        parts = words.texts("on")
        if "enterprise" not in parts:
            self.problems.add(words.where("on"), "“on” names the resource and whose it is: [name, enterprise, party]")
        return tuple(map(str, parts))

    def _figures(self) -> Figures | None:
        if "figures" not in self.words:
            return None
        words = Words(self.words.raw("figures"), self.problems, required=("on", "when", "as-of", "keep"))
        keep, as_of = words.texts("keep"), words.text("as-of")
        table = (self.block if self.notice else Words(self.words.raw("receipts"), Problems()).block).word("returns")
        for name in (*keep, as_of):
            if not isinstance(table, Block) or name not in table:
                self.problems.add(name.where, f"“{name}” is not among what returns")
        return Figures(self._resource(words), self._statuses(words, "when"), as_of, tuple(map(str, keep)))

    def _again(self) -> Again | None:
        if "again" not in self.words:
            return None
        words = Words(self.words.raw("again"), self.problems, required=("from", "becomes"))
        becomes = words.text("becomes")
        self._known(becomes)
        return Again(self._statuses(words, "from"), becomes)
