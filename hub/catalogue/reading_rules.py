"""Read the rules of a route: those that code has under a name, and those that the route writes itself."""

from collections.abc import Iterator, Mapping, Sequence

from hub.catalogue.cases import Rule
from hub.catalogue.comparisons import Comparison, Equal, NotBefore, Place, Value
from hub.catalogue.mapping import Form, Node, Returns, field_path
from hub.catalogue.routes import Naming, Route
from hub.catalogue.schemas import Shape
from hub.catalogue.source import Block, Items, Problems, Text
from hub.catalogue.words import Words

Values = Mapping[str, Value]
"""By path: what a rule of a route may look at."""
TODAY = "today"
WORDS = ("equal", "not-before")


class RuleReader:
    """Reads one `rules:`; what does not fit is reported and left out."""

    def __init__(
        self, library: Mapping[str, Rule], values: Values, names: Sequence[Naming], problems: Problems, *, told: bool
    ) -> None:
        self.library = library
        self.values = values
        self.names = {naming.name: naming for naming in names}
        self.problems = problems
        self.is_told = told
        """Whether a party's message is looked at, which may come late."""

    def rules(self, words: Words) -> tuple[Rule, ...]:
        items = words.raw("rules")
        if items is None:
            return ()
        if not isinstance(items, Items) or any(isinstance(item, Items) for item in items):
            self.problems.add(words.where("rules"), "“rules” must be a list of words")
            return ()
        found = (self._named(i) if isinstance(i, Text) else self._written(i) for i in items if not isinstance(i, Items))
        return tuple(rule for rule in found if rule is not None)

    def _named(self, name: Text) -> Rule | None:
        if name not in self.library:
            self.problems.add(name.where, f"there is no rule “{name}”")
        return self.library.get(name)

    def _written(self, block: Block) -> Comparison | None:
        if len(block) != 1 or not set(block) <= set(WORDS):
            self.problems.add(block.where, f"a rule is a name, or one of: {', '.join(WORDS)}")
            return None
        words = Words(block, self.problems, optional=WORDS)
        return self._equal(words) if "equal" in words else self._not_before(words)

    def _equal(self, words: Words) -> Equal | None:
        table = words.pairs("equal")
        if not table and isinstance(words.raw("equal"), Block):
            self.problems.add(words.where("equal"), "“equal” compares nothing")
        pairs = [(self._value(mine), self._place(other)) for mine, other in table.items()]
        sound = tuple((value, place) for value, place in pairs if value is not None and place is not None)
        return Equal(sound, "HUB-430" if self.is_told else "HUB-332") if sound else None

    def _not_before(self, words: Words) -> NotBefore | None:
        inner = Words(words.raw("not-before"), self.problems, required=("day", "other"))
        if "day" not in inner or "other" not in inner:
            return None
        day, other = self._day(inner.text("day")), inner.text("other")
        against = None if other == TODAY else self._day(other)
        if other == TODAY and self.is_told:
            self.problems.add(other.where, "“today” is for what portals submit: a party's message may come late")
        if day is None or (against is None and (other != TODAY or self.is_told)):
            return None
        return NotBefore(day, against, self._code(day, against))

    def _code(self, day: Value | Place, other: Value | Place | None) -> str:
        if self.is_told:
            return "HUB-431"
        if isinstance(day, Place):
            return "HUB-329"
        return "HUB-327" if other is None else "HUB-328"

    def _day(self, path: Text) -> Value | Place | None:
        if path.partition(".")[0] in self.names:
            return self._place(path)
        value = self._value(path)
        if value is not None and not value.is_day:
            self.problems.add(path.where, f"“{path}” is no day")
            return None
        return value

    def _value(self, path: Text) -> Value | None:
        value = self.values.get(path)
        if value is None and self.values:
            self.problems.add(path.where, f"“{path}” is no single value that this document brings")
        if value is not None and value.converter.is_file:
            self.problems.add(path.where, f"“{path}” is a file, which nothing is compared with")
            return None
        return value

    def _place(self, path: Text) -> Place | None:
        name, _, rest = path.partition(".")
        if name not in self.names or not rest:
            self.problems.add(path.where, f"“{path}” begins with none of the names, as name.data.amount")
            return None
        return Place(naming=self.names[name], path=rest, where=path.where)


def form_values(form: Form | None) -> dict[str, Value]:
    """The values that a form holds, but for those in the items of a list of objects."""
    return {value.path: value for value in _of_nodes(form.nodes)} if form else {}


def _of_nodes(nodes: Sequence[Node]) -> Iterator[Value]:
    for node in nodes:
        if node.source is not None and node.source.text and (node.each is None or node.source.text == "."):
            path = field_path(node.each or "", node.source.text)
            yield Value(path=path, field=path, shape=node.shape, converter=node.source.converter)
        if node.each is None:
            yield from _of_nodes(tuple(node.children.values()))


def returned_values(returns: Returns, shape: Shape) -> dict[str, Value]:
    """The values that a party's message brings, by name; their field is the element's path."""
    return {
        name: Value(path=name, field=source.path, shape=found, converter=source.converter)
        for name, source in returns.sources.items()
        if (found := shape.at(source.path.split("/"))) is not None
    }


def said_by(route: Route) -> dict[str, Value]:
    """Whatever is known of a document of a route: its form, and under `returned` what parties say of it."""
    found = form_values(route.legs[0].form) if route.legs else {}
    tables = [(route.element, route.returns)] if route.is_notice else []
    tables += [(leg.answers.element, leg.answers.returns) for leg in route.legs if leg.answers]
    for element, returns in tables:
        if (shape := route.schema.shape(element)) is not None:
            found |= {f"returned.{name}": value for name, value in returned_values(returns, shape).items()}
    return found
