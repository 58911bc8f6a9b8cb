"""What the books say to a submission of any type: made of the routes at hand, with the documents that it names.

For tests over all types: whatever a route asks of other documents is there, until a test takes it away.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalogue_carry import form_of, returned_by
from forms import Made, make, portal_of
from own_words import SHAPES, leaked, words_of
from rig import START, catalogue
from shapes import body_of

from hub.catalogue import Naming, Requirement, Route
from hub.effects.work import Means, Work
from hub.errors import Code
from hub.flow.course import prepare
from hub.flow.explanation import Unsigned
from hub.model import Books, Cause, Document, Fault
from hub.ports import Delivery
from hub.reading.parse_submission import parse_submission
from hub.stages.asked import Asked
from hub.stages.check_rules import check_rules
from hub.testing.rows import a_document

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_OF_A_SENDER = re.compile(r"HUB-[123][0-9]{2}")
"""The codes of what a sender can mend."""
_ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")


@dataclass
class Known:
    """A document that the books know beside a submission."""

    type: str
    status: str
    form: dict[str, Any]
    returned: dict[str, Any]
    tracks: str = ""
    party: str = ""
    id: str = ""

    @classmethod
    def of(cls, route: Route, status: str) -> "Known":
        """With facts of its own: tests change them."""
        form, returned = json.loads(json.dumps([form_of(route) if not route.is_notice else {}, returned_by(route)]))
        return cls(route.document, status, form, returned)


@dataclass
class Scene:
    """One submission, and the documents that are there when it comes."""

    route: Route
    made: Made
    named: dict[str, list[Known]] = field(default_factory=dict)
    """By name of the route: the documents that the form names, in its order."""
    others: list[Known] = field(default_factory=list)
    earlier: Known | None = None
    portal: str = ""
    """A portal that writes it in its own shape; empty: one that writes in the hub's."""

    @classmethod
    def of(cls, route: Route, portal: str = "") -> "Scene":
        """Everything that the route asks for is there."""
        scene = cls(route, make(route), portal=portal)
        for naming in route.names:
            scene.name(naming)
        for need in route.requires:
            if not need.is_absent:
                scene.others.append(required(need))
        return scene

    def name(self, naming: Naming, document: str = "", status: str = "") -> None:
        """Let the form name documents of a type in a status; as it stands, in one that is admitted."""
        type_ = document or naming.documents[0]
        other = catalogue().routes[type_]
        admitted = [code for code in other.lifecycle.next if not naming.statuses or code in naming.statuses]
        known = Known.of(other, status or admitted[-1])
        for condition in (naming.where,) if naming.where is not None else ():
            put(known, condition.path, min(condition.values))
        self.named[naming.name] = [replace(known) for _ in naming.numbers(self.made.form)]

    def faults(self) -> list[Fault]:
        """Why the books refuse it, in the sender's words; empty when it is accepted."""
        form = dict(self.made.form)
        if self.earlier is not None:
            form["again_of"] = "s-0"
        body = body_of(catalogue(), self.portal, form) if self.portal else json.dumps(form).encode()
        delivery = Delivery(owner=self.portal or portal_of(self.route), tag="t", body=body, taken_at=START)
        work = Work(Books(START, catalogue().digest, "w"), Means("hub", catalogue(), Unsigned()))
        prepared = prepare(work.means, parse_submission(delivery, catalogue()), delivery, START)
        asked = Asked.by(prepared)
        assert asked is not None, prepared.faults
        for word, documents in self.named.items():
            ids = [self._add(work, asked, one, f"{word}-{number}") for number, one in enumerate(documents)]
            work.books.names.load({(asked.document.id, word): ids})
        for number, one in enumerate(self.others):
            self._add(work, asked, one, f"other-{number}")
        if self.earlier is not None:
            id_ = self._add(work, asked, self.earlier, "earlier")
            asked = replace(asked, earlier=work.books.trails.document(id_))
            for word in self.named:
                work.books.names.load({(id_, word): work.books.names.named(asked.document.id, word)})
        return list(asked.submission.in_its_words(check_rules(work, asked)))

    def untold(self, found: Iterable[Fault], fields: Collection[str]) -> list[str]:
        """What is missing for its sender to act on faults about one of these fields of the hub's form."""
        return untold_in(self.portal, self.route, found, fields)

    def _add(self, work: Work, asked: Asked, known: Known, ref: str) -> str:
        document: Document = a_document(
            type=known.type,
            sender="somebody",
            sender_ref=ref,
            status=known.status,
            enterprise=asked.uscc,
            party=known.party or asked.party,
            tracks=known.tracks,
        )
        trails = work.books.trails
        trails.load([document])
        trails.load_forms({document.id: known.form})
        cause = Cause("receipt", "m", document.content)
        trails.append(document.id, known.status, cause, {"returned": known.returned})
        return document.id


def required(need: Requirement, status: str = "") -> Known:
    """A document that a route requires, in a status; as it stands, in one that counts."""
    other = catalogue().routes[need.document]
    known = Known.of(other, status or next(code for code in other.lifecycle.next if code in need.statuses))
    if need.where is not None:
        put(known, need.where.path, min(need.where.values))
    return known


def put(known: Known, path: str, value: str) -> None:
    """Let a document say a value: on a track, among what came back, or in its form."""
    first, _, rest = path.partition(".")
    if first == "track":
        known.tracks = f"{rest}:{value}"
    elif first == "returned":
        write(known.returned, rest, value)
    else:
        write(known.form, path, value)


def write(form: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a path, or take it away: in the first item of lists on the way, as the only item of a list."""
    holder: Any = form
    *steps, last = path.split(".")
    for step in steps:
        holder = holder.setdefault(step, {})
        holder = holder[0] if isinstance(holder, list) else holder
    if value is None:
        holder.pop(last, None)
        return
    is_list = isinstance(holder.get(last), list) and not isinstance(value, list)
    holder[last] = [value] if is_list else value


def of_codes(faults: Sequence[Fault], *codes: Code) -> list[Fault]:
    """The faults with one of these codes."""
    return [one for one in faults if one.code in codes]


def untold_in(portal: str, route: Route, found: Iterable[Fault], fields: Collection[str]) -> list[str]:
    """The same of several faults as a portal is told them, and words of the hub's; an empty portal writes as the hub.

    `fields` are paths of the hub's form.
    """
    if not portal:
        return [one for fault in found for one in untold(fault, fields)]
    form, told = SHAPES[portal].forms[route.document], list(found)
    paths = {form.path(field) for field in fields}
    odd = [one for fault in told for one in untold(fault, paths)]
    return [*odd, *map(str, leaked(told, words_of(portal, route.document)).items())]


def untold(fault: Fault, fields: Collection[str]) -> list[str]:
    """What is missing for a person to act on a fault: its field, its code, or a sentence of either language."""
    return [
        *([] if _OF_A_SENDER.fullmatch(fault.code) else [f"{fault.code} is none of a sender's"]),
        *([] if fault.field in fields else [f"{fault.field} is none of {sorted(fields)}"]),
        *([] if _CHINESE.search(fault.zh) else [f"no Chinese sentence: {fault.zh}"]),
        *([] if _ENGLISH.search(fault.en) else [f"no English sentence: {fault.en}"]),
        *(f"a gap in {text}" for text in (fault.zh, fault.en) if "{" in text or "None" in text),
    ]


def speakers(route: Route) -> list[str]:
    """Whoever submits a type in words of its own: nobody (the hub's own words), then each portal with a shape."""
    return ["", *(portal for portal, shape in SHAPES.items() if route.document in shape.forms)]
