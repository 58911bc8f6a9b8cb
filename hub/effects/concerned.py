"""Which enterprises a document concerns. Some documents concern several, which customs knows by their codes."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from hub.catalogue import Catalogue, Route, lookup
from hub.effects.work import Work
from hub.model import CONCERNS, Books, CustomsUnit, Document, Reference, Registration, Submission


def units_in(route: Route, values: Mapping[str, Any]) -> list[CustomsUnit]:
    """The units in a notice's values or in a submission that its route says it concerns, without empty ones."""
    found = [_unit(route, name, values) for name in route.concerns]
    return [unit for unit in found if unit.code or unit.uscc]


def _unit(route: Route, name: str, values: Mapping[str, Any]) -> CustomsUnit:
    prefix = "" if route.is_notice else "data."
    code, uscc = (lookup(values, f"{prefix}{name}_{part}") for part in ("code", "uscc"))
    return CustomsUnit(*(text.strip() if isinstance(text, str) else "" for text in (code, uscc)))


def concern(work: Work, document: Document, values: Mapping[str, Any]) -> None:
    """Record the units that a document concerns: those in it, and those of the documents that a notice names."""
    route, names = work.route(document), work.books.names
    units = units_in(route, values)
    for naming in route.names if route.is_notice and route.concerns else ():
        for named in work.books.named_by(document.id, naming.name):
            units += units_of(work.books, named)
    for unit in units:
        names.refer(Reference(document.id, CONCERNS, unit.text))


def concern_anew(work: Work, document: Document) -> None:
    """Record the units of a notice as other documents have completed them. Those that customs wrote stay."""
    route = work.route(document)
    for unit in units_in(route, work.books.trails.returned(document.id)) if route.is_notice else ():
        work.books.names.refer(Reference(document.id, CONCERNS, unit.text))


def units_of(books: Books, document: Document) -> list[CustomsUnit]:
    """The units that a document concerns, if its references are loaded; none for a type without `concerns`."""
    return [CustomsUnit.read(r.value) for r in books.names.numbers(document.id) if r.kind == CONCERNS]


def enterprises_of(books: Books, catalogue: Catalogue, document: Document) -> list[str]:
    """The USCCs of the enterprises that a document concerns, without those that are not known; each once."""
    if not catalogue.routes[document.type].concerns:
        return [document.enterprise]
    submitter = [document.enterprise] if document.portal and document.sender == document.portal else []
    owners = (books.names.owner_of_unit(unit) for unit in units_of(books, document))
    return list(dict.fromkeys([*submitter, *(owner for owner in owners if owner)]))


def learn_from_notice(work: Work, route: Route, values: Mapping[str, Any], said_at: int) -> None:
    """Learn which USCCs customs names with which codes."""
    for name in route.units if route.role == "customs" else ():
        code, uscc = values.get(f"{name}_code"), values.get(f"{name}_uscc")
        if isinstance(code, str) and isinstance(uscc, str):
            work.books.names.register(Registration(code, uscc, "customs", said_at))


def unit_of_enterprise(form: Mapping[str, Any]) -> CustomsUnit | None:
    """The enterprise of a form as a unit of customs; None if the form says neither its code nor its USCC."""
    code, uscc = (lookup(form, f"enterprise.{part}") for part in ("customs_code", "uscc"))
    unit = CustomsUnit(*(text.strip() if isinstance(text, str) else "" for text in (code, uscc)))
    return unit if unit.code or unit.uscc else None


def learn_from_form(work: Work, route: Route, form: Mapping[str, Any], said_at: int) -> None:
    """Learn which USCCs customs names with which codes in a form that it announces."""
    if route.role != "customs":
        return
    data = form.get("data") or {}
    names = [name.removesuffix("_code") for name in data if name.endswith("_code")]
    units = [CustomsUnit(data[f"{name}_code"], data[f"{name}_uscc"]) for name in names if f"{name}_uscc" in data]
    units += [unit for unit in [unit_of_enterprise(form)] if unit is not None and unit.code and unit.uscc]
    for unit in units:
        work.books.names.register(Registration(unit.code, unit.uscc, "customs", said_at))


def learn_from_card(work: Work, submission: Submission) -> None:
    """Learn the customs code of an accepted submission that its enterprise's card signed."""
    code = lookup(submission.form, "enterprise.customs_code")
    if submission.card is not None and isinstance(code, str) and code.strip():
        work.books.names.register(Registration(code.strip(), submission.enterprise.uscc, "card", 0))


def owned_by(work: Work, document: Document, uscc: str) -> bool:
    """Whether an enterprise may name a document."""
    return uscc in enterprises_of(work.books, work.catalogue, document)


def may_name(work: Work, document: Document, uscc: str, units: Collection[CustomsUnit]) -> bool:
    """Whether a notice of this enterprise, or about these units, may name a document. Without both it may name any."""
    names = work.books.names
    owners = {owner for unit in units if (owner := names.owner_of_unit(unit))} | {uscc} - {""}
    if not uscc and not units:
        return True
    if any(owner in owners for owner in enterprises_of(work.books, work.catalogue, document)):
        return True
    return any(unit.is_same(other) for unit in units_of(work.books, document) for other in units)


def named_units(route: Route) -> Iterator[str]:
    """Names of the values of a notice that say whom it concerns."""
    for name in route.concerns:
        yield from (part for part in (f"{name}_code", f"{name}_uscc") if part in route.returns.sources)
