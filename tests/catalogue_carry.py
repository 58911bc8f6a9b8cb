"""Carry samples of everything that a catalogue describes through its mappings, schemas and rules, without a store.

The samples follow from the catalogue itself: forms from what its mappings read, messages from what its schemas admit.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import cycle
from typing import Any

from catalogue_memory import once_for_each
from files import A_PDF, A_PNG, in_base64
from lxml import etree
from stdnum.cn import uscc as gb32100

from hub.catalogue import Case, Catalogue, NamedDocument, Naming, Node, Route, Schema, Shape, Writing
from hub.catalogue.mapping.converters import Converter, Unconvertible
from hub.catalogue.mapping.schemas import Facets
from hub.catalogue.mapping.values import values_of
from hub.errors import Code, Rejected
from hub.model import Resource
from hub.testing.rows import a_document
from hub.xml.build import new_message
from hub.xml.names import header
from hub.xml.times import from_wire

_BASE = "91310000MA0000001"
USCC = _BASE + gb32100.calc_check_digit(_BASE)
TODAY = date(2026, 9, 21)
_ID = "0192f0c0-0000-8000-8000-000000000000"
_CANDIDATES = (
    *("一二三四", "abcd", "1.00", "2.30", "1", "0", "true", "2026-09-21", "2126-10-01", "2026-09-21T10:00:00+08:00"),
    *(USCC, "3101960001", "0100", "200000", "13800000001", "a@example.com", "0" * 64, _ID, "CNY", "12345678", "20"),
    *("0" * 20, "0" * 18, "0" * 12, "A1", "AB", "1234", in_base64(A_PDF), in_base64(A_PNG), "ABCDEFGH", "1.00000"),
)
"""Texts of which one fits each type of the packaged schemas."""


def carry(catalogue: Catalogue, known: Catalogue | None = None) -> Iterator[str]:
    """What breaks: an exception, or a message of the hub's own that cannot be made of what it is made of.

    What another catalogue has been carried through is left out, as far as both share it.
    """
    for route in catalogue.routes.values():
        if known is not None and all(known.routes.get(name) is one for name, one in _reached(route, catalogue).items()):
            continue
        try:
            yield from _route(route, catalogue)
        except Exception as error:
            yield f"{route.document}: {type(error).__name__}: {error}"
    for dialect in catalogue.dialects.values():
        if known is not None and known.dialects.get(dialect.name) is dialect:
            continue
        try:
            for written in dialect.sends.values():
                written.write(element_of(written.shape))
            for heard in dialect.receives:
                heard.form.fill(etree.Element("x"), values_of(element_of(heard.shape), heard.shape))
        except Exception as error:
            yield f"{dialect.name}: {type(error).__name__}: {error}"


def _reached(route: Route, catalogue: Catalogue) -> dict[str, Route]:
    """The route, and those whose documents it names or makes."""
    names = [*(document for naming in route.names for document in naming.documents), *(m.document for m in route.makes)]
    return {route.document: route, **{name: catalogue.routes[name] for name in names}}


def _route(route: Route, catalogue: Catalogue) -> Iterator[str]:
    form = form_of(route)
    if route.first_form is not None and not route.is_made_by_hub:
        _fill(route.legs[0].element, route.first_form, form, route.schema)
    returned = returned_by(route)
    brought = returned if route.is_notice else form
    named = {naming.name: _named(naming, brought, catalogue) for naming in route.names}
    case = Case(form=brought, own=form, today=TODAY, account=_account(), named=named)
    for rule in route.rules:
        list(rule(case))
    for leg in route.legs:
        for rule in leg.answers.rules if leg.answers else ():
            list(rule(Case(form=returned, own=form, today=TODAY, account=_account(), named=named)))
    _times(route, returned)
    facts = {**form, "returned": returned, "message": {"id": _ID, "digest": "0" * 64}}
    later: list[Any] = [*route.legs[1:], *(w for w in (route.inquiry, route.shares) if isinstance(w, Writing))]
    for one in later:
        if one.form is not None:
            yield from _told(route, one.element, _fill(one.element, one.form, facts, route.schema))
    for making in route.makes:
        made = catalogue.routes[making.document]
        if made.first_form is not None:
            yield from _told(made, made.element, _fill(made.legs[0].element, made.first_form, facts, made.schema))


def _told(route: Route, element: str, faults: Iterable[Any]) -> Iterator[str]:
    yield from (f"{route.document}: {element}: {fault.code} {fault.field}" for fault in faults)


def _fill(element: str, form: Any, values: Mapping[str, Any], schema: Schema) -> list[Any]:
    root = new_message(element, header(message=_ID, sender="hub", receiver="a", at=0, document=_ID))
    faults = form.fill(root, values)
    schema.violations(root)
    return [fault for fault in faults if not Code(fault.code).is_missing_value]


def _times(route: Route, returned: Mapping[str, Any]) -> None:
    """Read the days and times that the hub acts on."""
    if route.figures and route.figures.as_of in returned:
        from_wire(returned[route.figures.as_of])
    for expiring in route.expires:
        if expiring.after in returned:
            date.fromisoformat(returned[expiring.after])


def _account() -> Resource:
    figures = {"total": "9.00", "used": "1.00", "remaining": "8.00", "effective_date": "2026-01-01"}
    return Resource(key="quota-account:a:b", figures=figures, as_of=0, reserved=0)  # type: ignore[arg-type]  # no sum


def _beside(naming: Naming, catalogue: Catalogue) -> NamedDocument:
    """What a named document names itself."""
    route = catalogue.routes[naming.documents[0]]
    return NamedDocument(
        document=a_document(type=route.document, party="ping-an", enterprise=USCC),
        form=form_of(route),
        returned=returned_by(route),
    )


def _named(naming: Naming, brought: Mapping[str, Any], catalogue: Catalogue) -> list[NamedDocument]:
    """A document of each type in turn for each number that a form or a notice brings."""
    routes = cycle(catalogue.routes[kind] for kind in naming.documents)
    return [
        NamedDocument(
            document=a_document(type=route.document, party="ping-an", enterprise=USCC),
            form=form_of(route),
            returned=returned_by(route),
            position=position,
            beside={other.name: _beside(other, catalogue) for other in route.names},
        )
        for position, (_, route) in enumerate(zip(naming.numbers(brought), routes, strict=False))
    ]


# ---- samples ----------------------------------------------------------------------------------


@once_for_each
def form_of(route: Route) -> dict[str, Any]:
    """A submission with a value in every field that the mapping reads; empty for a notice."""
    form: dict[str, Any] = {
        "type": route.document,
        "id": "s-1",
        "party": "ping-an",
        "enterprise": {"uscc": USCC, "customs_code": "3101960001", "name": "某某公司"},
        "submitted_at": "2026-09-21T10:00:00+08:00",
        "signer": {"card": "operator", "name": "王小明"},
    }
    if route.first_form is not None and not route.is_made_by_hub:
        _write(form, route.first_form.nodes, form)
    return form


def _write(whole: dict[str, Any], nodes: Iterable[Node], form: dict[str, Any]) -> None:
    for node in nodes:
        if node.when is not None:
            _put(form, node.when.path, min(node.when.values))
            if not node.when.holds(form):
                continue
        inner = form
        if node.each is not None:
            inner = {}
        if node.source is not None and node.source.text and node.source.const is None:
            value = _value(node)
            if node.source.text == ".":
                _put(form, node.each or "", [value])
                continue
            _put(inner, node.source.text, value)
        _write(whole, node.children.values(), inner)
        if node.each is not None and inner:
            _put(form, node.each, [inner])


def _put(form: dict[str, Any], path: str, value: Any) -> None:
    """Set a value unless the form has one."""
    *steps, last = path.split(".")
    for step in steps:
        form = form.setdefault(step, {})
        if not isinstance(form, dict):
            return
    if isinstance(value, str) and value in ("true", "false"):
        value = value == "true"
    form.setdefault(last, value)


def _value(node: Node) -> Any:
    """A value that the converter takes and the element admits; a text when there is none."""
    source, codes = node.source, node.source.converter.codes if node.source else None
    if source is None or codes is not None:
        return next(iter(codes.to_wire), "") if codes else ""
    return _taken(source.converter, node.shape)


def _taken(converter: Converter, shape: Shape) -> Any:
    """The first candidate that a converter takes and an element admits."""
    said = (converter.name, shape.primitive, shape.facets, shape.codes)
    if said not in _TAKEN:
        _TAKEN[said] = _first_taken(converter, shape)
    return _TAKEN[said]


_TAKEN: dict[tuple[str, str, Facets, frozenset[str]], Any] = {}
"""The same by what converter and element say."""


def _first_taken(converter: Converter, shape: Shape) -> Any:
    for candidate in (True, *_CANDIDATES, [1]):
        try:
            if shape.admits(converter.to_wire(candidate)):
                return candidate
        except Unconvertible:
            continue
    return "一二三四"


@once_for_each
def returned_by(route: Route) -> dict[str, Any]:
    """All values that come back for a document of a route."""
    tables = [(route.element, route.returns)] if route.is_notice else []
    tables += [(leg.answers.element, leg.answers.returns) for leg in route.legs if leg.answers]
    found: dict[str, Any] = {}
    for element, returns in tables:
        if (shape := route.schema.shape(element)) is not None:
            root = element_of(shape)
            route.schema.violations(root)
            try:
                found |= returns.read(root)
            except Rejected:
                continue
    return found


def element_of(shape: Shape) -> etree._Element:
    """A message with every element that it can have, and of each choice the first."""
    root = etree.Element(shape.tag)
    _add(root, shape)
    return root


def _add(element: etree._Element, shape: Shape) -> None:
    for attribute in shape.attributes:
        element.set(attribute.tag, _text(attribute))
    if not shape.children:
        element.text = _text(shape)
    chosen: set[int] = set()
    for child in shape.children:
        if child.choice not in chosen or not child.choice:
            chosen.add(child.choice)
            _add(etree.SubElement(element, child.tag), child)


def _text(shape: Shape) -> str:
    if shape.codes:
        return min(shape.codes)
    if shape.primitive == "base64Binary":
        return in_base64(A_PNG if shape.facets.type == "Image" else A_PDF)
    said = (shape.primitive, shape.facets)
    if said not in _ADMITTED:
        _ADMITTED[said] = next((text for text in _CANDIDATES if shape.admits(text)), "1")
    return _ADMITTED[said]


_ADMITTED: dict[tuple[str, Facets], str] = {}
"""By what a simple type says: the first candidate that it admits."""
