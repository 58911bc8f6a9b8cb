"""Read customs' answers to a business message, in each of their forms.

Three forms are known: an approval in a processing-trade Package, a status in a cross-border (CEB) message, and the
import client's technical answer (China Customs, cross-border message specification 202205; Single Window import
client). Names are compared without namespace and case; the parser decides about encodings. A signature inside is not
verified: the answer came in an envelope whose signature was verified.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from adapters.envelope.contents import Answer
from adapters.envelope.elements import local
from hub.errors import Code, rejected
from hub.xml.times import read_customs_time

MOST_ANSWERS: Final = 500
LONGEST_NOTE: Final = 500
"""Characters of all notes at one place."""
Notes = Mapping[etree._Element | None, str]
"""Notes by the element that contains them."""
_PACKAGE: Final = "package"
_CHECK: Final = "checkinfo"
_BODIES: Final = ("bussinessdata", "businessdata")
_CARRIERS: Final = (*_BODIES, "datainfo", _PACKAGE, "object", "signature")
"""Elements of the Package and around it. None of them is a message type."""
_TYPE: Final = "message_type"
"""Element in EnvelopInfo."""


@dataclass(frozen=True, slots=True)
class _Form:
    """The element names of one form of answer; the first name that is present counts."""

    kind: Literal["business", "technical"]
    code: str
    """The child by which this form is recognised."""
    own: tuple[str, ...]
    customs: tuple[str, ...]
    at: tuple[str, ...]
    remark: tuple[str, ...]


_FORMS: Final = (
    _Form(
        "business",
        "manageresult",
        ("etpspreentno", "invpreentno"),
        ("businessid", "gsarno"),
        ("managedate",),
        ("rmk", "reason"),
    ),
    _Form(
        "business",
        "returnstatus",
        ("copno", "orderno", "logisticsno", "paytransactionid", "guid"),
        ("invtno", "preno"),
        ("returntime",),
        ("returninfo",),
    ),
    _Form("technical", "dealflag", ("etpspreentno",), ("seqno",), (), ("checkinfo",)),
)
_FIGURES: Final = {
    "estabdate": "EstablishedOn",
    "grtamt": "TotalAmount",
    "usableamt": "AvailableAmount",
    "usedamt": "UsedAmount",
    "returnedamt": "ReturnedAmount",
    "pmndeadline": "PaymentDeadline",
    "mkclunitname": "PayeeName",
    "mkclunitbank": "PayeeBank",
    "mkclunitaccount": "PayeeAccount",
    "noticeno": "NoticeNumber",
    "receiptno": "ReceiptNumber",
    "pmnstatus": "PaymentStatus",
    "chgcnt": "ChangeCount",
    "refundamt": "RefundedAmount",
    "refundintr": "InterestAmount",
}
"""Further values of an approval about a guarantee: their names there, and in the hub's form (xsd/customs-answer.xsd).

Customs' own words for guarantees are public (grtAmt, usableAmt, mkclUnit…), the layout of its answers is not.
"""
_BY_CODE: Final = {form.code: form for form in _FORMS}


def read_answers(message: etree._Element) -> tuple[Answer, ...]:
    """Every answer in a message, in order, at least one. Removes comments and processing instructions from the message.

    Raises Rejected (HUB-422) when there is no answer, or one that could be read in two ways.
    """
    root = _package(message)
    places = [(element, form) for element in root.iter() if (form := _form(element)) is not None]
    if len(places) > MOST_ANSWERS:
        raise rejected(Code.REPLY_FORMAT_UNKNOWN, reason=f"> {MOST_ANSWERS}")
    inside = {place for place, _ in places}
    for place in inside:
        if not inside.isdisjoint(place.iterancestors()):
            raise rejected(Code.REPLY_FORMAT_UNKNOWN, local(place), reason=f"{local(place)} × 2")
    notes = _notes(root, inside)
    if places:
        return tuple(_answer(element, form, notes) for element, form in places)
    return (_checked(root, notes),)


def kinds_in(message: etree._Element) -> tuple[str, ...]:
    """The message types in a message: the types in a Package's body, else the root's name.

    Empty when a Package names none. Raises Rejected (HUB-422) for two Packages.
    """
    root = _package(message)
    if local(root).lower() != _PACKAGE:
        return (local(root),)
    bodies = [element for element in root.iter() if local(element).lower() in _BODIES]
    inside = [local(child) for body in bodies for child in body if _form(child) is None and len(child)]
    return tuple(dict.fromkeys(inside)) or _told_type(root)


def _told_type(root: etree._Element) -> tuple[str, ...]:
    """The message type in a Package's EnvelopInfo."""
    said = next((element for element in root.iter() if local(element).lower() == _TYPE and _text(element)), None)
    return () if said is None else (_text(said),)


def _package(root: etree._Element) -> etree._Element:
    """The one Package, wherever it is (usually in a signature), or the whole message when there is none."""
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    found = [element for element in root.iter() if local(element).lower() == _PACKAGE]
    if len(found) > 1:
        raise rejected(Code.REPLY_FORMAT_UNKNOWN, reason="Package × 2")
    return found[0] if found else root


def _form(element: etree._Element) -> _Form | None:
    """The form of answer of an element, recognised by its code; None for other elements."""
    forms = [form for child in element if not len(child) and (form := _BY_CODE.get(local(child).lower()))]
    if len(forms) > 1:
        raise rejected(Code.REPLY_FORMAT_UNKNOWN, local(element), reason=f"{forms[0].code} × {len(forms)}")
    return forms[0] if forms else None


class _Values:
    """The non-empty children of an answer, by name in lower case."""

    def __init__(self, element: etree._Element, form: _Form) -> None:
        """Refuses a child that the form reads and that occurs twice."""
        read = {form.code, *form.own, *form.customs, *form.at, *form.remark, *_FIGURES}
        self._found: dict[str, etree._Element] = {}
        for child in element:
            name = local(child).lower()
            if len(child) or not _text(child):
                continue
            if name in self._found and name in read:
                raise rejected(Code.REPLY_FORMAT_UNKNOWN, local(child), reason=f"{local(child)} × 2")
            self._found[name] = child

    def first(self, *names: str) -> str | None:
        """The first of these names that has a value."""
        found = next((self._found[name] for name in names if name in self._found), None)
        return None if found is None else _text(found)


def _answer(element: etree._Element, form: _Form, notes: Notes) -> Answer:
    values = _Values(element, form)
    remarks = (values.first(*form.remark), notes.get(element.getparent()))
    return Answer(
        kind=form.kind,
        type=_type(element),
        own_number=values.first(*form.own),
        customs_number=values.first(*form.customs),
        code=values.first(form.code),
        at=read_customs_time(values.first(*form.at) or ""),
        remark="; ".join(remark for remark in remarks if remark),
        figures={ours: value for theirs, ours in _FIGURES.items() if (value := values.first(theirs)) is not None},
    )


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _type(element: etree._Element) -> str:
    """INV201 of an approval inside it, CEB312Message of an order's return inside it; the root's own name for a root.

    An approval directly in the Package's body has the type that the Package names; empty when it names none.
    """
    parent = element.getparent()
    if parent is None:
        return local(element)
    if local(parent).lower() not in _CARRIERS:
        return local(parent)
    package = next((above for above in element.iterancestors() if local(above).lower() == _PACKAGE), parent)
    return next(iter(_told_type(package)), "")


def _notes(root: etree._Element, inside: set[etree._Element]) -> Notes:
    """The notes of each CheckInfo that is not a value of an answer. Nested notes belong to the outermost one."""
    found: dict[etree._Element | None, list[str]] = {}
    walk = etree.iterwalk(root, events=("start",))
    for _, check in walk:
        if local(check).lower() == _CHECK and check.getparent() not in inside:
            leaves = (_text(element) for element in check.iter() if not len(element))
            found.setdefault(check.getparent(), []).extend(filter(None, leaves))
            walk.skip_subtree()
    return {parent: "; ".join(notes)[:LONGEST_NOTE] for parent, notes in found.items()}


def _checked(root: etree._Element, notes: Notes) -> Answer:
    """A Package with check results only: it was not accepted, and no code says so."""
    if len(notes) != 1:
        raise rejected(Code.REPLY_FORMAT_UNKNOWN, reason=local(root)[:64])
    ((parent, note),) = notes.items()
    kind = "" if parent is None else local(parent)
    return Answer(kind="technical", type=kind, own_number=None, customs_number=None, code=None, at=None, remark=note)
