"""Submissions made of a route's own lines and schema, and what can be wrong with each: for tests over all types."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from files import A_PDF, A_PNG, in_base64
from rig import START, an_envelope, catalogue, usccs
from shapes import body_of

from hub.catalogue import Node, Route
from hub.effects.work import Means
from hub.errors import Rejected
from hub.flow.course import prepare
from hub.flow.explanation import Unsigned
from hub.model import Fault, Submission
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission

Path = tuple[str | int, ...]
Scope = tuple[Any, Path]
"""A form, or an item of one of its lists, and its path."""
USCC = next(usccs())
TEXTS = (
    *("某某示例公司", "13800000001", "0411-80000001", "a@example.com", USCC, "3101960001", "116000", "A-1"),
    *("310000", "310100", "310115", "2201", "201900000000000585", "6222000000000001", "123456789012345"),
)
"""Texts of all forms that schemas ask for. A type that admits none of them needs one more here."""
VALUES = {
    **dict.fromkeys(("date", "day", "moment-or-date"), "2126-10-01"),
    "moment": "2126-10-01T10:00:00+08:00",
    "boolean": True,
    "consent": True,
    "uscc": USCC,
    "pdf": in_base64(A_PDF),
    "image": in_base64(A_PNG),
    "file": in_base64(b"some file"),
    "bare-id": "019f1b4c-19c0-8df0-8bd2-5197455c8207",
}
NUMBERS = ("1", "0", "1.00", "100", "2026")


def plain_value(node: Node) -> Any:
    """The first value at hand that the element admits."""
    assert node.source is not None
    converter = node.source.converter
    if converter.codes is not None:
        return next(iter(converter.codes.to_wire))
    if converter.name in VALUES:
        return VALUES[converter.name]
    for text in NUMBERS if node.shape.primitive == "decimal" else TEXTS:
        if node.shape.admits(text):
            return text
    raise AssertionError(f"add a text to TEXTS in tests/forms.py that {node.shape.name} admits")


@dataclass(frozen=True)
class Choices:
    """How a form is filled; as it stands: everything that may be there, each with the first value that fits."""

    value: Callable[[Node], Any] = field(default=plain_value)
    has: Callable[[Node], bool] = field(default=lambda _: True)
    """Whether what may be left out is there."""
    length: Callable[[Node], int] = field(default=lambda _: 1)


@dataclass(frozen=True)
class Field:
    """A field that a made form has."""

    path: Path
    node: Node
    groups: tuple[int, ...]
    """The optional elements around it, each by a number."""

    @property
    def name(self) -> str:
        """As the portal is told it."""
        return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)[1:]


@dataclass
class Made:
    """A submission that its schema admits, and its fields."""

    form: dict[str, Any]
    fields: list[Field] = field(default_factory=list)
    lists: list[Field] = field(default_factory=list)

    def changed(self, path: Path, value: Any = None, *, gone: bool = False) -> dict[str, Any]:
        """A copy with one value changed or taken away."""
        form: dict[str, Any] = json.loads(json.dumps(self.form))
        inner: Any = form
        for step in path[:-1]:
            inner = inner[step]
        if gone:
            del inner[path[-1]]
        else:
            inner[path[-1]] = value
        return form

    @property
    def needed(self) -> list[Field]:
        """Fields whose absence is a fault: mandatory ones of elements that something else still fills."""
        sizes: dict[int, int] = {}
        for one in self.fields:
            for group in one.groups:
                sizes[group] = sizes.get(group, 0) + 1
        return [one for one in self.fields if _is_needed(one.node) and all(sizes[group] > 1 for group in one.groups)]


def _is_needed(node: Node) -> bool:
    assert node.source is not None
    return node.shape.required and node.source.default is None


def submitted() -> list[Route]:
    """The routes of all documents that portals submit."""
    return [route for route in catalogue().routes.values() if route.direction == "portal-to-party"]


def faults_of(form: dict[str, Any], portal: str) -> list[Fault]:
    """What the hub finds in a submission before it opens its books."""
    delivery = Delivery(owner=portal, tag="t", body=json.dumps(form).encode(), taken_at=START)
    try:
        reading = parse_submission(delivery)
    except Rejected as refusal:
        return list(refusal.faults)
    return list(prepare(Means("hub", catalogue(), Unsigned()), reading, delivery, START).faults)


def faults_as_told(form: dict[str, Any], portal: str, kind: str) -> list[Fault]:
    """The same of a submission in the portal's own shape, in `json` or `xml`, in the portal's words."""
    return faults_of_written(body_of(catalogue(), portal, form, kind), portal)


def faults_of_written(body: bytes, portal: str) -> list[Fault]:
    """The same of what a portal has dropped."""
    delivery = Delivery(owner=portal, tag="t", body=body, taken_at=START)
    reading = parse_submission(delivery, catalogue())
    found = prepare(Means("hub", catalogue(), Unsigned()), reading, delivery, START)
    return found.submission.in_its_words(found.faults)


def as_read(form: dict[str, Any], portal: str, kind: str) -> Submission:
    """A submission that was written in the portal's own shape, as the hub reads it."""
    body = body_of(catalogue(), portal, form, kind)
    return parse_submission(Delivery(owner=portal, tag="t", body=body, taken_at=START), catalogue()).submission


def portal_of(route: Route) -> str:
    """One that carries the type."""
    return sorted(catalogue().carriers(route.document))[0]


# ---- filling -------------------------------------------------------------------------------------


def make(route: Route, choices: Choices | None = None) -> Made:
    """A submission of this type that its schema admits, whatever business rules say of it."""
    party = next(party.id for party in catalogue().parties.values() if party.role == route.role)
    signer = {"card": route.cards[0], "name": "王小明"}
    made = Made(an_envelope(route.document, USCC, {}, party=party, signer=signer))
    filling = _Filling(made, choices or Choices())
    form = route.legs[0].form
    filling.all(form.nodes if form is not None else (), (made.form, ()), ())
    filling.conditional()
    return made


class _Filling:
    def __init__(self, made: Made, choices: Choices) -> None:
        self._made = made
        self._choices = choices
        self._later: list[tuple[Node, Scope, tuple[int, ...]]] = []
        self._groups = 0

    def all(self, nodes: Sequence[Node], scope: Scope, groups: tuple[int, ...]) -> None:
        """Fill what has no condition, one alternative of each choice; the rest waits for the fields it asks about."""
        chosen: set[int] = set()
        for node in nodes:
            if node.when is not None:
                self._later.append((node, scope, groups))
            elif node.shape.choice not in chosen - {0}:
                chosen.add(node.shape.choice)
                self._one(node, scope, groups)

    def conditional(self) -> None:
        """Fill what a condition asks for now that the fields are there."""
        while self._later:
            node, scope, groups = self._later.pop(0)
            assert node.when is not None
            if node.when.holds(scope[0]):
                self._one(node, scope, groups)

    def _one(self, node: Node, scope: Scope, groups: tuple[int, ...]) -> None:
        is_optional = not node.shape.required and (node.when is None or node.source is not None)
        if is_optional and not _has_value(node, scope) and not self._choices.has(node):
            return
        if node.each is not None:
            self._list(node, scope, groups)
        elif node.source is not None:
            self._leaf(node, scope, groups)
        else:
            self._groups += 1
            around = (*groups, self._groups) if is_optional else groups
            self.all(tuple(node.children.values()), scope, around)

    def _list(self, node: Node, scope: Scope, groups: tuple[int, ...]) -> None:
        assert node.each is not None
        steps = tuple(node.each.split("."))
        if _lookup(scope[0], steps) is not None:
            return
        items: list[Any] = [{} for _ in range(self._choices.length(node))]
        _put(scope[0], steps, items)
        path = (*scope[1], *steps)
        self._made.lists.append(Field(path, node, groups))
        for number, item in enumerate(items):
            if node.source is None:
                self.all(tuple(node.children.values()), (item, (*path, number)), groups)
            else:
                items[number] = self._choices.value(node)
                self._made.fields.append(Field((*path, number), node, groups))

    def _leaf(self, node: Node, scope: Scope, groups: tuple[int, ...]) -> None:
        source = node.source
        assert source is not None
        if source.const is not None or (not scope[1] and source.steps[0] != "data"):
            return
        if _lookup(scope[0], source.steps) is None:
            _put(scope[0], source.steps, self._choices.value(node))
        self._made.fields.append(Field((*scope[1], *source.steps), node, groups))


def _has_value(node: Node, scope: Scope) -> bool:
    return node.source is not None and node.each is None and _lookup(scope[0], node.source.steps) is not None


def _lookup(form: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        form = form.get(step) if isinstance(form, dict) else None
    return form


def _put(form: Any, steps: Sequence[str], value: Any) -> None:
    for step in steps[:-1]:
        form = form.setdefault(step, {})
    form[steps[-1]] = value


# ---- values --------------------------------------------------------------------------------------


def wrong_values(node: Node) -> Iterator[tuple[str, Any]]:
    """What the element does not admit, with what is wrong: kind, code, format, length or range."""
    assert node.source is not None
    converter, facets = node.source.converter, node.shape.facets
    yield "another kind of value", {"a": "b"}
    if converter.codes is not None:
        yield "an unknown code", "no-such-code"
    elif converter.is_file:
        yield "not Base64", "***"
        if converter.name != "file":
            yield "another kind of file", in_base64(b"some text")
    elif node.shape.primitive == "decimal":
        yield "not a number", "one"
        if facets.digits is not None:
            yield "too many digits", "9" * (facets.digits + 1)
        yield "too many places", "0.12345678901"
        if facets.least is not None:
            yield "below the least", str(facets.least if facets.is_above else facets.least - 1)
        if facets.most is not None:
            yield "above the most", str(facets.most if facets.is_below else facets.most + 1)
    elif converter.name == "consent":
        yield "no consent", False
    elif node.shape.primitive == "boolean":
        yield "neither true nor false", "perhaps"
    elif "date" in node.shape.primitive.lower():
        yield "a day that there is not", "2126-02-30"
        yield "not a date", "soon"
    else:
        yield from _wrong_texts(node)


def _wrong_texts(node: Node) -> Iterator[tuple[str, Any]]:
    facets = node.shape.facets
    yield "longer than any text", "长" * 10_001
    if facets.longest is not None:
        yield "too long", "x" * (facets.longest + 1)
    if facets.shortest is not None and facets.shortest > 1:
        yield "too short", "x" * (facets.shortest - 1)
    for text in ("!", "x y", "长" * 60, "1\n2"):
        if not node.shape.admits(text):
            yield f"not the form of {facets.type}", text
