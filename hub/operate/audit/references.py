"""Business numbers and references: what a document bears and names follows from its form and from what came for it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from hub.catalogue import Naming, parts_of
from hub.effects.concerned import unit_of_enterprise, units_in
from hub.errors import Code
from hub.model import CONCERNS
from hub.operate.audit.finding import Finding, found
from hub.operate.audit.recorded import Beside, Recorded
from hub.reading.numbers import bringing, given, submitted
from hub.stages.asked import texts_at
from hub.text.bilingual import Bilingual

Borne = set[tuple[str, str]]
"""Kinds and values of references."""
_MISSING = Bilingual("由单证内容应有，库中没有", "it follows from the document, and it is not stored")
_UNFOUNDED = Bilingual("单证内容中无此依据", "nothing in the document says so")
_NOT_BORNE = Bilingual("被引用单证不符或不持有该编号", "the named document is another one, or does not bear the number")
_NOT_NAMED = Bilingual("没有引用持有该编号的单证", "no document that bears the number is referred to")


def check_references(one: Recorded, beside: Beside) -> Iterator[Finding]:
    """Every number that follows is there, no other one is, and what it names bears the numbers by which it is named."""
    words = {naming.name for naming in one.route.names}
    stored = {(reference.kind, reference.value) for reference in one.references if reference.kind not in words}
    certain = _certain(one)
    for kind, value in sorted(certain - stored):
        yield _differs(one, kind, value, _MISSING)
    if rest := stored - certain:
        for kind, value in sorted(rest - _possible(one, beside)):
            yield _differs(one, kind, value, _UNFOUNDED)
    for naming in one.route.names:
        yield from _check_named(one, naming, beside)


# ---- what it names -------------------------------------------------------------------------------


def _check_named(one: Recorded, naming: Naming, beside: Beside) -> Iterator[Finding]:
    """The named documents bear all the numbers by which they are named, and no other document is named."""
    values = one.announced if one.route.is_notice else one.form
    numbers = {number for number, _ in naming.numbers(values)}
    borne: set[str] = set()
    for id_ in one.named(naming.name):
        known = beside.documents.get(id_)
        own = {one.value for one in beside.references.get(id_, ()) if one.kind == naming.by}
        own |= {known.record or ""} if known is not None and naming.by_record else set()
        if known is None or known.type not in naming.documents or not own & numbers:
            yield _differs(one, naming.name, id_, _NOT_BORNE)
        borne |= own
    is_open = naming.is_optional or not (one.is_submitted or one.route.is_notice)
    for number in sorted(numbers - borne) if not is_open else ():
        yield _differs(one, naming.name, number, _NOT_NAMED)


# ---- what it bears -------------------------------------------------------------------------------


def _certain(one: Recorded) -> Borne:
    """What the document must bear."""
    if one.document.maker:
        return _received(one)
    if one.route.is_notice:
        return _announced(one)
    return _of_form(one) | _received(one)


def _of_form(one: Recorded) -> Borne:
    """What its form brings."""
    route, form = one.route, one.form
    borne = {(CONCERNS, unit.text) for unit in units_in(route, form)}
    borne |= _with_parts((number.kind, number.value) for number, _ in submitted(route, one.document.party, form))
    if not one.is_submitted:
        unit = unit_of_enterprise(form) if route.concerns else None
        return borne | _numbers(one, one.announced) | ({(CONCERNS, unit.text)} if unit is not None else set())
    borne |= {(naming.by, number) for naming in route.names for number, _ in naming.numbers(form)}
    paths = {path for claiming in route.claims for path in claiming.fields}
    return borne | {(path.rpartition(".")[2], text) for path in paths for text, _ in texts_at(form, path)}


def _announced(one: Recorded) -> Borne:
    """What a notice announces of itself."""
    route, values = one.route, one.announced
    borne = {
        (naming.by, number) for naming in route.names if naming.is_optional for number, _ in naming.numbers(values)
    }
    names = bringing(route, 1)[1]
    borne |= {(number.kind, number.value) for number in given(route, one.document.party, names, values)}
    return _with_parts(borne) | {(CONCERNS, unit.text) for unit in units_in(route, values)}


def _received(one: Recorded) -> Borne:
    """What answers brought that moved it."""
    rounds = {message.id: message.round for message in one.messages}
    borne: Borne = set()
    for row in one.rows:
        if row.cause.kind == "receipt" and not row.is_observation and row.cause.ref in rounds:
            names = bringing(one.route, rounds[row.cause.ref])[1]
            borne |= _with_parts(_given(one, names, row.detail.get("returned", {})))
    return borne


def _possible(one: Recorded, beside: Beside) -> Borne:
    """What else it may bear: what an answer repeated, an operator decided, or another document brought."""
    known: dict[str, Any] = {}
    borne: Borne = set()
    for row in one.rows:
        brought = row.detail.get("returned", {})
        known |= brought
        borne |= _numbers(one, brought) | {(CONCERNS, unit.text) for unit in units_in(one.route, known)}
    others = [*(id_ for naming in one.route.names for id_ in one.named(naming.name)), one.document.maker]
    passed = (reference for id_ in others for reference in beside.references.get(id_, ()))
    return borne | {(one_.kind, one_.value) for one_ in passed if one.document.maker or one_.kind == CONCERNS}


def _numbers(one: Recorded, values: Mapping[str, Any]) -> Borne:
    """The numbers under any name by which the route gives some."""
    route = one.route
    legs = (leg.answers.references for leg in route.legs if leg.answers is not None)
    return _with_parts(_given(one, [*route.references, *(name for names in legs for name in names)], values))


def _given(one: Recorded, names: Iterable[str], values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    return ((number.kind, number.value) for number in given(one.route, one.document.party, names, values))


def _with_parts(borne: Iterable[tuple[str, str]]) -> Borne:
    """A number of several parts is also found by its first."""
    whole = set(borne)
    return whole | {(parts_of(kind)[0], value.partition(" ")[0]) for kind, value in whole if len(parts_of(kind)) > 1}


def _differs(one: Recorded, kind: str, value: str, what: Bilingual) -> Finding:
    return found(Code.REFERENCE_DIFFERS, document=one.document.id, kind=kind, value=value, what=what)
