"""Read a route's file, as far as no schema is needed to know what it says."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hub.catalogue.grammar.receipts import RECEIPTS
from hub.catalogue.grammar.routes import INQUIRY, ROUTES, SHARES, THEN
from hub.catalogue.mapping.relations import Again, Becoming
from hub.catalogue.mapping.route_terms import RouteCourse, RouteNature, RouteRelations, RouteTerms
from hub.catalogue.pages.becoming import BY, read_becoming
from hub.catalogue.pages.card import read_card
from hub.catalogue.pages.deadlines import read_deadlines, read_expires
from hub.catalogue.pages.existing import ExistingPage, read_existing
from hub.catalogue.pages.labels import WORD, read_labels
from hub.catalogue.pages.legs import LegPage, WritingPage, read_leg, read_writing
from hub.catalogue.pages.lifecycle import LifecycleReader
from hub.catalogue.pages.receipts import ReturnsPage, read_references, read_returns
from hub.catalogue.pages.relations import Relations
from hub.catalogue.pages.resources import Resources
from hub.catalogue.pages.rules import RulePage, read_rules
from hub.catalogue.pages.tracks import read_tellings, read_tracks
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.text import Block, Text
from hub.catalogue.words.vocabulary import Words
from hub.model import Lifecycle, Status


class RoutePage(NamedTuple):
    """One route's file."""

    terms: RouteTerms
    document: Text
    direction: str
    """As far as it could be told from the file."""
    element: Text
    returns: ReturnsPage
    """Of a notice."""
    legs: tuple[LegPage, ...]
    rules: tuple[RulePage, ...]
    inquiry: WritingPage | None
    shares: WritingPage | None
    existing: ExistingPage | None
    moves_are_sound: bool
    """Whether the statuses and what brings them about could be read without a problem."""

    @property
    def is_notice(self) -> bool:
        return self.direction == "party-to-portal"


def read_route(block: Block, service: str, statuses: Mapping[str, Status], problems: Problems) -> RoutePage:
    """Read every word; what a broken one would have said is left empty."""
    direction = str(block.word("direction"))
    if direction not in ROUTES:
        direction = "party-to-portal" if "from" in block else "portal-to-party"
    words = Words(block, problems, ROUTES[direction])
    before = problems.reported
    reader = _Reader(words, statuses, is_notice=direction == "party-to-portal")
    again = reader.relations.again()
    lifecycle = reader.lifecycle.lifecycle(*((again.becomes, again.sources) if again else ("", ())))
    lifecycle = lifecycle.reopened({**reader.relations.reopened_by(), "new-round": reader.new_round()})
    legs = tuple(reader.legs())
    passed_on = reader.passed_on()
    is_sound = problems.reported == before
    is_whole = words.is_fitting and all(word in block for word in words.grammar.required)
    return RoutePage(
        terms=reader.terms(service, lifecycle, again, passed_on),
        document=words.text("document"),
        direction=direction,
        element=words.text("element"),
        returns=read_returns(words) if reader.is_notice else {},
        legs=legs,
        rules=read_rules(words),
        inquiry=read_writing(words, "inquiry", INQUIRY, reader.lifecycle),
        shares=read_writing(words, "shares", SHARES, reader.lifecycle),
        existing=reader.existing,
        moves_are_sound=is_whole and is_sound,
    )


class _Reader:
    """Reads the parts of one file."""

    def __init__(self, words: Words, statuses: Mapping[str, Status], *, is_notice: bool) -> None:
        self.words = words
        self.statuses = statuses
        self.lifecycle = LifecycleReader(words, statuses, words.problems)
        self.is_notice = is_notice
        self.relations = Relations(words, self.lifecycle, words.problems)
        self.existing = read_existing(words, self.lifecycle)

    def legs(self) -> Iterator[LegPage]:
        """The message that opens the first round, and the one that an answer to it sends to somebody else."""
        if self.is_notice:
            return
        names = self.words.raw("names")
        yield read_leg(self.words, self.lifecycle, names, is_first=True)
        if "then" in self.words:
            words = Words(self.words.raw("then"), self.words.problems, THEN)
            yield read_leg(words, self.lifecycle, names, is_first=False)

    def new_round(self) -> frozenset[str]:
        """The statuses in which an operator may open the next round; only documents that the hub makes have them."""
        return self.lifecycle.several(self.words, "new-round") if "new-round" in self.words else frozenset()

    def terms(self, service: str, lifecycle: Lifecycle, again: Again | None, passed_on: Becoming) -> RouteTerms:
        """Everything that needs neither a schema nor another file."""
        course = self._course(lifecycle, passed_on)
        return RouteTerms(**vars(self._nature(service)), **vars(self._related(again)), **vars(course))

    def _nature(self, service: str) -> RouteNature:
        words = self.words
        return RouteNature(
            document=words.text("document"),
            service=service,
            zh=words.text("zh"),
            en=words.text("en"),
            direction=words.text("direction"),
            role=words.text("from" if self.is_notice else "to"),
            cards=read_card(words),
            home=self.existing.home if self.existing else words.text("home"),
            home_hears_all=words.text("home-hears") == "always",
            element=words.text("element"),
            moves_money=words.text("moves-money") == "yes",
            concerns=tuple(map(str, words.texts("concerns"))),
            labels=self._labels(),
            places=words.places,
        )

    def _related(self, again: Again | None) -> RouteRelations:
        words, relations, resources = self.words, self.relations, Resources(self.words, self.lifecycle)
        return RouteRelations(
            references=read_references(words),
            once=words.text("once"),
            supplements=tuple(map(str, words.texts("supplements"))),
            corrected=relations.corrected(),
            requires=relations.requirements(),
            names=relations.names(),
            newest=tuple(map(str, words.texts("newest"))),
            brings=relations.brings(),
            numbers=relations.numbers(),
            moves=relations.moves(),
            makes=relations.makes(),
            reopens=relations.reopens(),
            settles=resources.settles(),
            tells=read_tellings(words),
            claims=resources.claims(),
            figures=resources.figures(self._returned()),
            again=again,
            versions=relations.versions(),
        )

    def _course(self, lifecycle: Lifecycle, passed_on: Becoming) -> RouteCourse:
        words, relations = self.words, self.relations
        return RouteCourse(
            expires=read_expires(words, self.lifecycle),
            deadlines=read_deadlines(words, self.lifecycle),
            alarms=self.lifecycle.several(words, "alarms"),
            held_in=self.lifecycle.several(words, "held-in"),
            reopened_by=relations.reopened_by(),
            new_round=self.new_round(),
            stands=self.lifecycle.several(words, "stands"),
            tracks=read_tracks(words, self.lifecycle, self.statuses),
            lifecycle=lifecycle,
            passed_on=passed_on,
            taken_over=self.existing.statuses if self.existing else self.lifecycle.several(words, "taken-over"),
            left={str(name): str(whole) for name, whole in words.pairs("left").items()},
            status_places={str(code): code.where for code in self.lifecycle.table or ()},
            cause_places=self._cause_places(),
        )

    def passed_on(self) -> Becoming:
        """The status of a notice that was passed on; each must be in the lifecycle."""
        found = read_becoming(self.words, "passed-on")
        table = self.words.raw("passed-on")
        rows = table.items() if isinstance(table, Block) else ((Text("", self.words.where("passed-on")), table),)
        for word, status in rows:
            if word != BY and isinstance(status, Text):
                self.lifecycle.know(status)
        return found

    def _returned(self) -> Block | None:
        block = self.words.block if self.is_notice else Words(self.words.raw("receipts"), Problems(), RECEIPTS).block
        table = block.word("returns")
        return table if isinstance(table, Block) else None

    def _labels(self) -> dict[str, tuple[str, str]]:
        labels = read_labels(self.words.raw(WORD), self.words.problems)
        return {self.lifecycle.know(code): both for code, both in labels.items()}

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
        for status in read_becoming(self.words, "passed-on").all:
            found.setdefault(status, self.words.where("passed-on"))
        return found
