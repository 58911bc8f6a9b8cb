"""Prove that the schemas of messages admit what stands around every body: header, echo and signature."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from lxml import etree

from hub.catalogue.mapping.routes import Route
from hub.catalogue.mapping.schemas import Schema, Shape, Violation
from hub.catalogue.words.places import Problems, Where
from hub.catalogue.words.sentences import part_refused
from hub.errors import Code, fault
from hub.text.bilingual import Bilingual
from hub.xml.build import add, new_message
from hub.xml.names import TECHNICAL_RECEIPT, header

SIGNATURE = "{http://www.w3.org/2000/09/xmldsig#}Signature"
_PARTS = ("Header", "InReplyTo", "Signature")
_ID = "0192f0c0-0000-8000-8000-000000000000"
OUTCOMES = ("accepted", "refused")
"""What a technical receipt says of a message."""
_AT = 1_790_000_000_000_000
"""Microseconds since 1970, UTC; any time does."""
_SIGNATURE_DEMANDED = Bilingual(
    '架构要求必须有签名，而校验时报文没有签名：请写 minOccurs="0"',
    'its schema demands a signature, and messages are validated without one: write minOccurs="0"',
)


class _Framed(NamedTuple):
    """An element of a message, and what stands around its body."""

    element: str
    where: Where
    is_ours: bool
    """Sent by the hub: it names a document."""
    answers: bool
    names: tuple[str, ...] = ()
    """Elements of the header in which it can name other documents."""
    taken_over: str = ""
    """The status in which it takes over a document that was there before the hub; empty for other messages."""


def prove_framing(routes: Collection[Route], problems: Problems) -> None:
    """Report messages whose schema refuses the header, the echo of the message that they answer, or a signature."""
    for route in routes:
        for framed in _messages(route):
            if framed.element and (shape := route.schema.shape(framed.element)) is not None:
                _prove(framed, shape, route.schema, problems)
    _prove_receipt(routes, problems)


def _prove_receipt(routes: Collection[Route], problems: Problems) -> None:
    """The receipt that goes both ways: every schema of messages includes the one that defines it."""
    shapes = ((route.schema, route.schema.shape(TECHNICAL_RECEIPT)) for route in routes)
    schema, shape = next(((schema, shape) for schema, shape in shapes if shape is not None), (None, None))
    if schema is not None and shape is not None:
        framed = _Framed(TECHNICAL_RECEIPT, Where("xsd/common.xsd", 1), is_ours=False, answers=True)
        _prove(framed, shape, schema, problems)
        for code in OUTCOMES:
            if problem := _first_of(schema.violations(_receipt(code))):
                problems.add(framed.where, part_refused(TECHNICAL_RECEIPT, problem))


def _first_of(found: Sequence[Violation]) -> str:
    """The first place in a receipt that its schema refuses; empty for none. What stands around it was proved."""
    return next(("/".join(one.path) or TECHNICAL_RECEIPT for one in found if not _is_about_a_part(one)), "")


def _receipt(code: str) -> etree._Element:
    """A receipt as the hub writes it; one that refuses says why."""
    root = new_message(TECHNICAL_RECEIPT, header(message=_ID, sender="a", receiver="b", at=_AT))
    add(add(root, "InReplyTo"), {"MessageId": _ID, "Digest": "0" * 64})
    add(root, {"Code": code})
    if code != OUTCOMES[0]:
        said = fault(Code.VALUE_MISSING, "Applicant/Name", label="Name", name="Name")
        reason = add(root, "Fault")
        add(reason, {"Code": said.code, "Field": said.field})
        add(reason, {"Text": said.zh})
        add(reason, {"Text": said.en})
    return root


def _messages(route: Route) -> Iterator[_Framed]:
    places, names = route.places, tuple(_naming(route))
    if route.is_notice:
        yield _Framed(route.element, places.at("element"), is_ours=False, answers=False)
    if (existing := route.existing) is not None:
        stands = min(route.taken_over, default="")
        where = existing.places.at("element")
        yield _Framed(existing.element, where, is_ours=False, answers=False, taken_over=stands)
    for number, leg in enumerate(route.legs):
        word, named = ("then", ()) if number else ("element", names)
        yield _Framed(leg.element, places.at(word), is_ours=True, answers=False, names=named)
        if leg.answers:
            yield _Framed(leg.answers.element, leg.answers.places.at("element"), is_ours=False, answers=True)
    for word, writing in (("inquiry", route.inquiry), ("shares", route.shares)):
        if writing is not None:
            yield _Framed(writing.element, places.at(word), is_ours=True, answers=False)


def _naming(route: Route) -> Iterator[str]:
    """The predecessor, where a document can be made again; what it changes or ends, where its party is told."""
    if route.again is not None:
        yield "Replaces"
    if any(naming.is_told for naming in route.names):
        yield "About"


def _prove(framed: _Framed, shape: Shape, schema: Schema, problems: Problems) -> None:
    probe = _probe(framed, shape)
    found = (violation for violation in schema.violations(probe) if _is_about_a_part(violation))
    refused = sorted({"/".join(violation.path) for violation in found})
    for part in refused:
        problems.add(framed.where, part_refused(framed.element, part))
    probe.remove(probe[-1])  # as it is validated: before it is signed, and after the party's signature is verified
    if not refused and schema.lacks_a_child(probe):
        problems.add(framed.where, _SIGNATURE_DEMANDED.about(framed.element))


def _probe(framed: _Framed, shape: Shape) -> etree._Element:
    """A message whose body has every element, of a choice the first, and no values; then a signature."""
    named = header(message=_ID, sender="a", receiver="b", at=_AT, document=_ID if framed.is_ours else "")
    root = new_message(framed.element, named)
    for name in framed.names:
        add(add(root[0], name), {"DocumentId": _ID, "Number": "1"})
    if framed.taken_over:
        add(add(root[0], "TakenOver"), {"Status": framed.taken_over})
    if framed.answers:
        add(add(root, "InReplyTo"), {"MessageId": _ID, "Digest": "0" * 64})
    chosen: set[int] = set()
    for child in shape.children:
        if child.name not in _PARTS and child.choice not in chosen:
            etree.SubElement(root, child.tag)
            chosen |= {child.choice} - {0}
    etree.SubElement(root, SIGNATURE)
    return root


def _is_about_a_part(violation: Violation) -> bool:
    return violation.path[:1] == () or violation.path[0] in _PARTS
