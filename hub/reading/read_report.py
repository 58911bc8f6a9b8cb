"""Read what an answer states about each item of its document."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from lxml import etree

from hub.catalogue import About, Answers
from hub.errors import Code, rejected
from hub.model import Lifecycle, known_id
from hub.reading.open_message import Opened
from hub.xml.build import qualified, text_at
from hub.xml.times import from_wire


@dataclass(frozen=True, kw_only=True)
class Said:
    """What an answer states about one item, about one order, or about the whole."""

    order: str
    """The order's id as the party writes it; empty if there is none."""
    number: str
    """The item's number as the party writes it; empty if there is none."""
    code: str
    status: str | None
    """The status that the code stands for; None if the route does not know the code."""
    values: Mapping[str, Any]

    @property
    def as_json(self) -> dict[str, Any]:
        """What the trail keeps of it."""
        return {"number": self.number, "code": self.code, "status": self.status, **self.values}


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an answer states about the whole, about orders in it, and about their items."""

    whole: Said
    orders: tuple[Said, ...]
    items: tuple[Said, ...]

    @property
    def deepest(self) -> tuple[Said, ...]:
        """The deciding statements: about items; without items, about orders; otherwise about the whole."""
        return self.items or tuple(order for order in self.orders if order.code) or (self.whole,)

    @property
    def code(self) -> str:
        return ", ".join(dict.fromkeys(said.code for said in self.deepest))

    @property
    def statuses(self) -> set[str]:
        """Every known status among the deciding statements."""
        return {said.status for said in self.deepest if said.status is not None}

    @property
    def is_mixed(self) -> bool:
        """Whether the deciding statements differ."""
        return len({said.status for said in self.deepest}) > 1

    @property
    def status(self) -> str | None:
        """The status for the whole; None if the statements differ, or if the status is not known."""
        return None if self.is_mixed else self.deepest[0].status


def read_report(opened: Opened, answers: Answers, about: About, lifecycle: Lifecycle) -> Report:
    """Read an answer that its schema admits; raises Rejected (HUB-423) for two exclusive statuses of one thing."""
    root, code = opened.root, text_at(opened.root, "Code") or ""
    whole = Said(order="", number="", code=code, status=answers.codes.get(code), values={})
    orders = tuple(_said(e, answers) for e in root.iterfind(qualified(about.orders)))
    items = tuple(_said(e, answers, about) for e in root.iterfind(qualified(about.items)))
    for one, other in _same_things(whole, orders, items):
        if one.status and other.status and lifecycle.excludes(one.status, other.status):
            values = f"{other.number} {one.code}, {other.code}".strip()
            raise rejected(Code.CONTRADICTORY_VALUES, about.items, answers=opened.id, values=values)
    return Report(whole=whole, orders=orders, items=items)


def _said(element: etree._Element, answers: Answers, about: About | None = None) -> Said:
    """One statement: about an item, named by its number in an order, or about an order, named by its id."""
    code, number = (text_at(element, name) or "" for name in ("Code", "Number"))
    return Said(
        order=text_at(element, "Instruction" if about else "Id") or "",
        number=number,
        code=code,
        status=answers.codes.get(code),
        values=about.returns.read(element) if about else {},
    )


def _same_things(whole: Said, orders: Sequence[Said], items: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    """Every pair of statements about the same thing: the whole contains each order and item, an order its items.

    Equal statements about one thing are compared once, because a report may hold thousands.
    """
    yield from ((whole, said) for said in (*orders, *items))
    of_order = _each_once(orders, lambda said: known_id(said.order))
    of_any = _each_once(orders, lambda _: "").get("", {})
    of_item = _each_once((said for said in items if said.number), lambda said: said.number)
    for same in (*of_order.values(), *of_item.values()):
        yield from combinations(same.values(), 2)
    for item in items:
        above = of_order.get(known_id(item.order), {}) if item.order else of_any
        yield from ((order, item) for order in above.values())


def _each_once(said: Iterable[Said], thing: Callable[[Said], str]) -> dict[str, dict[str | None, Said]]:
    """By thing: the first statement of each status."""
    found: dict[str, dict[str | None, Said]] = defaultdict(dict)
    for one in said:
        found[thing(one)].setdefault(one.status, one)
    return found


def shared(items: Sequence[Said], about: About) -> dict[str, Any]:
    """The values that all items have in common: equal values, and for times the latest."""
    found: dict[str, Any] = {}
    for name, source in about.returns.sources.items():
        values = {said.values[name] for said in items if name in said.values}
        if len(values) == 1 or (values and source.converter.name == "moment"):
            found[name] = max(values, key=from_wire) if len(values) > 1 else values.pop()
    return found
