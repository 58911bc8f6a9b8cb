"""Read what a receipt means for the document that it answers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hub.catalogue import STANDS_IN, Answers, Case, Leg, Route, lookup
from hub.errors import Code, Rejected, rejected
from hub.model import Document, Message, Verdict
from hub.reading.moments import StatedValues, decided_at, refuse_future
from hub.reading.open_message import Opened
from hub.reading.read_notice import check_said
from hub.reading.read_reason import NAME, read_reason
from hub.reading.read_report import Report, read_report, shared
from hub.reading.said_by import SaidBy
from hub.xml.build import text_at


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A receipt in the hub's terms."""

    leg: Leg
    round: int
    """Number of the round of the message that it answers."""
    code: str
    """The party's own code."""
    status: str | None
    """The status that the code stands for; None if the route does not know the code."""
    verdict: Verdict
    late: bool
    """Whether it answers a message of another round than the document's present one."""
    is_business: bool
    """Whether it states the party's decision, and not only that a message arrived or could be read."""
    decided_at: int | None
    """When the party decided; microseconds since 1970, UTC."""
    values: dict[str, Any] = field(default_factory=dict)
    report: Report | None = None
    """The statements about the document's items, if such an answer can concern a part."""
    lacks: str = ""
    """The first required value that is missing. Only an answer with items may lack it and be kept as an observation."""
    reason: Sequence[str] = ()
    """The party's reasons in words."""

    @property
    def detail(self) -> dict[str, Any]:
        """What the transition keeps and the event reports."""
        said = {NAME: list(self.reason), "returned": {n: v for n, v in self.values.items() if n != NAME}}
        return {"code": self.code, **{name: value for name, value in said.items() if value}}

    def excludes(self, route: Route, status: str) -> bool:
        """Whether a status in this receipt excludes the document's present status."""
        said = self.report.statuses if self.report else {self.status} - {None}
        return any(route.lifecycle.excludes(status, str(one)) for one in said)


@dataclass(frozen=True)
class _Read:
    """What a receipt says, for every kind of receipt."""

    code: str
    status: str | None
    values: dict[str, Any] = field(default_factory=dict)
    report: Report | None = None
    lacks: str = ""


def meaning_of(opened: Opened, original: Message, document: Document, route: Route, case: Case) -> Meaning:
    """What a receipt means; raises Rejected if it lacks what its code promises, or breaks a rule.

    `case` is what rules may know beside the receipt: the date, and the document's own form.
    """
    leg = route.leg(original.round)
    is_business = not (opened.is_transport or opened.is_technical)
    read = _read_decision(opened, route, leg, case) if is_business else _read_arrival(opened, original, leg)
    late = original.round != document.round
    moves = read.status is not None and not late
    return Meaning(
        leg=leg,
        round=original.round,
        code=read.code,
        status=read.status,
        verdict=route.lifecycle.judge(document.status, read.status) if moves and read.status else Verdict.OBSERVED,
        late=late,
        is_business=is_business,
        decided_at=decided_at(opened),
        values=read.values,
        report=read.report,
        lacks=read.lacks,
        reason=read_reason(opened.root),
    )


def _read_arrival(opened: Opened, original: Message, leg: Leg) -> _Read:
    """Whether the hub's message arrived or could be read. Only a business message gets a status by it."""
    code = text_at(opened.root, "Code") or ""
    if opened.is_transport:
        meant = {"success": leg.confirmed, "refused": leg.returned, "security": leg.returned}
    else:
        meant = {"accepted": leg.accepted, "refused": leg.refused}
    return _Read(code, (meant.get(code) or None) if original.kind == "business" else None)


def _read_decision(opened: Opened, route: Route, leg: Leg, case: Case) -> _Read:
    answers = leg.answers
    assert answers is not None
    code, report = text_at(opened.root, "Code") or "", None
    values = answers.returns.read(opened.root)
    if answers.about is not None:
        report = read_report(opened, answers, answers.about, route.lifecycle)
        code, values = report.code, {**shared(report.items, answers.about), **values}
    status = report.status if report else answers.codes.get(code)
    values |= _standing_in(opened, answers, status, values)
    lacks = next((n for n in answers.required.get(status or "", ()) if lookup(values, n) is None), "")
    if lacks and not (report and report.items):
        raise lacking(opened, lacks)
    check_said(opened, replace(case, form=values), answers.rules)
    refuse_future(opened, [*_of_items(answers, report), ("", answers.returns, values)])
    return _Read(code, status, values, report, lacks)


def lacking(opened: SaidBy, name: str) -> Rejected:
    """The refusal of a receipt that does not bring what its code promises."""
    return rejected(Code.VALUE_MISSING, name, answers=opened.id, label=name, name=name)


def _standing_in(opened: Opened, answers: Answers, status: str | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """Substitutes for required values that the party does not give, and under STANDS_IN their names."""
    names = [n for n in answers.required.get(status or "", ()) if n not in values and n in answers.stand_ins.sources]
    found = answers.stand_ins.read(opened.root, names)
    return {**found, STANDS_IN: sorted(found)} if found else {}


def _of_items(answers: Answers, report: Report | None) -> Iterator[StatedValues]:
    """The values that a report states for each item."""
    if report is not None and answers.about is not None:
        yield from ((f"{answers.about.items}/", answers.about.returns, said.values) for said in report.items)
