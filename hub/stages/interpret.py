"""Read what a receipt means for the document it answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hub.catalogue.mapping import lookup
from hub.catalogue.routes import Answers, Case, Known, Leg, Route, Rule
from hub.errors import Rejected, rejected
from hub.model import Document, Message, Verdict
from hub.stages.open_message import Opened
from hub.stages.read_report import STANDS_IN, Report, read_report, shared
from hub.xml.build import text_at
from hub.xml.times import from_wire


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A receipt in the hub's terms."""

    leg: Leg
    code: str
    """The party's own code."""
    status: str | None
    """The status it stands for; None for a code that the route does not know."""
    verdict: Verdict
    late: bool
    """It answers an older round."""
    is_business: bool
    """It says what the party decided, not whether something arrived or could be read."""
    decided_at: int | None
    """When the party decided; microseconds since 1970, UTC."""
    values: dict[str, Any] = field(default_factory=dict)
    report: Report | None = None
    """What it says of each of the document's items, where such an answer can be about a part."""
    lacks: str = ""
    """What it would have to bring, were it to decide; only an answer about items may lack it and be kept."""

    @property
    def detail(self) -> dict[str, Any]:
        """What the transition keeps and the event tells."""
        return {"code": self.code, **({"returned": self.values} if self.values else {})}

    def excludes(self, route: Route, status: str) -> bool:
        """Whether anything that it says shuts out where the document stands."""
        said = self.report.statuses if self.report else {self.status} - {None}
        return any(route.lifecycle.excludes(status, str(one)) for one in said)


def interpret(opened: Opened, original: Message, document: Document, route: Route, today: date) -> Meaning:
    """Say what a receipt does; raises Rejected when it lacks what its code promises, or breaks a rule."""
    code, leg = text_at(opened.root, "Code") or "", route.leg(original.round)
    values: dict[str, Any] = {}
    report, lacks = None, ""
    if opened.is_transport:
        arrived = {"success": leg.confirmed, "refused": leg.returned, "security": leg.returned}
        status = (arrived.get(code) or None) if original.kind == "business" else None
        values = _reasons(opened)
    elif opened.is_technical:
        status = {"accepted": leg.accepted, "refused": leg.refused}.get(code) if original.kind == "business" else None
        values = _reasons(opened)
    else:
        answers = leg.answers
        assert answers is not None
        values = answers.returns.read(opened.root)
        if answers.about is not None:
            report = read_report(opened, answers, answers.about, route.lifecycle)
            code, values = report.code, {**shared(report.items, answers.about), **values}
        status = report.status if report else answers.codes.get(code)
        values |= _standing_in(opened, answers, status, values)
        lacks = next((n for n in answers.required.get(status or "", ()) if lookup(values, n) is None), "")
        if lacks and not (report and report.items):
            raise lacking(opened, lacks)
        _check(opened, Case(form=values, today=today), answers.rules)
        _refuse_future(opened, {"DecidedAt": _decided(opened), **_as_of(route, values)}, today)
    late = original.round != document.round
    moves = status is not None and not late
    decided = _decided(opened)
    return Meaning(
        leg=leg,
        code=code,
        status=status,
        verdict=route.lifecycle.judge(document.status, status) if moves and status else Verdict.OBSERVED,
        late=late,
        is_business=not (opened.is_transport or opened.is_technical),
        decided_at=from_wire(decided) if decided else None,
        values=values,
        report=report,
        lacks=lacks,
    )


def lacking(opened: Opened, name: str) -> Rejected:
    """The refusal of a receipt that does not bring what its code promises."""
    return rejected("HUB-201", name, answers=opened.id, label=name, name=name)


def read_notice(opened: Opened, route: Route, today: date, named: Mapping[str, Sequence[Known]]) -> dict[str, Any]:
    """The values that a notice brings; raises Rejected when they break a rule, as what they say of those it names."""
    values = route.returns.read(opened.root)
    _check(opened, Case(form=values, today=today, named=named), route.rules)
    _refuse_future(opened, _as_of(route, values), today)
    return values


def _standing_in(opened: Opened, answers: Answers, status: str | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What is taken for values that a status requires and the party does not give, and that it was taken."""
    names = [n for n in answers.required.get(status or "", ()) if n not in values and n in answers.stand_ins.sources]
    found = answers.stand_ins.read(opened.root, names)
    return {**found, STANDS_IN: sorted(found)} if found else {}


def _check(opened: Opened, case: Case, rules: tuple[Rule, ...]) -> None:
    faults = [f for rule in rules for f in rule(case)]
    if faults:
        raise Rejected(tuple(faults), opened.id)


def _decided(opened: Opened) -> str | None:
    """When the party decided, as a time without the white space that a schema lets stand around it."""
    return (text_at(opened.root, "DecidedAt") or "").strip() or None


def _as_of(route: Route, values: dict[str, Any]) -> dict[str, Any]:
    """The time of the figures that a message brings."""
    name = route.figures.as_of if route.figures else ""
    return {name: values[name]} if name in values else {}


def _refuse_future(opened: Opened, times: Mapping[str, str | None], today: date) -> None:
    """Nothing was decided later than tomorrow: were it believed, no later figure could replace it."""
    for name, time in times.items():
        if time and time[:10] > (today + timedelta(days=1)).isoformat():
            raise rejected("HUB-415", name, answers=opened.id, name=name)


def _reasons(opened: Opened) -> dict[str, Any]:
    """Why a party's gateway refused, in its own words."""
    found = [
        {name: text for name in ("Code", "Field", "Text") if (text := text_at(reason, name))}
        for reason in opened.root.iterfind("{*}Fault")
    ]
    return {"reasons": found} if found else {}
