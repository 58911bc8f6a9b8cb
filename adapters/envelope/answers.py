"""Read what customs answers to a business message, whatever it looks like (wire.md, section 3).

Three forms are known: an approval in a processing-trade Package, a status in a cross-border (CEB) message, and the
import client's technical answer. Names are compared without namespace and without case, encodings are the parser's.
A signature inside is not verified: what is read here came in an envelope whose signature was.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from adapters.envelope.contents import Answer
from adapters.envelope.elements import local
from adapters.envelope.moments import read_moment
from hub.errors import rejected
from hub.xml.parse import parse_xml

MOST_ANSWERS: Final = 500
_PACKAGE: Final = "package"
_CHECK: Final = "checkinfo"


@dataclass(frozen=True, slots=True)
class _Form:
    """Where a form of answer has what; of several names the first that stands there counts."""

    kind: Literal["business", "technical"]
    code: str
    """It is this form that has this child."""
    own: tuple[str, ...]
    customs: tuple[str, ...]
    at: tuple[str, ...]
    remark: tuple[str, ...]


_FORMS: Final = (
    _Form(
        "business", "manageresult", ("etpspreentno", "invpreentno"), ("businessid",), ("managedate",), ("rmk", "reason")
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
_BY_CODE: Final = {form.code: form for form in _FORMS}


def read_answers(body: bytes) -> tuple[Answer, ...]:
    """Every answer in a message, in their order, and at least one.

    Raises Rejected: HUB-107, HUB-401, HUB-402 when it cannot be parsed; HUB-422 when there is no answer in it, or
    one that could be read in two ways.
    """
    root = _package(parse_xml(body))
    places = [(element, form) for element in root.iter() if (form := _form(element)) is not None]
    if len(places) > MOST_ANSWERS:
        raise rejected("HUB-422", reason=f"> {MOST_ANSWERS}")
    inside = {place for place, _ in places}
    around = tuple(_leaves(root, inside))
    if places:
        notes = _notes(root, inside)
        return tuple(_answer(element, form, notes, around) for element, form in places)
    return (_checked(root, around),)


def _package(root: etree._Element) -> etree._Element:
    """The one Package, wherever it stands (in a signature, mostly), or the whole where there is none."""
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    found = [element for element in root.iter() if local(element).lower() == _PACKAGE]
    if len(found) > 1:
        raise rejected("HUB-422", reason="Package × 2")
    return found[0] if found else root


def _form(element: etree._Element) -> _Form | None:
    """The form of answer that an element is, by the code that stands in it."""
    forms = [form for child in element if not len(child) and (form := _BY_CODE.get(local(child).lower()))]
    if len(forms) > 1:
        raise rejected("HUB-422", local(element), reason=f"{forms[0].code} × {len(forms)}")
    return forms[0] if forms else None


class _Values:
    """The children of an answer that say something, by name in small letters; what was taken is no leaf any more."""

    def __init__(self, element: etree._Element, form: _Form) -> None:
        """Refuses a child that the form reads and that stands there twice."""
        read = {form.code, *form.own, *form.customs, *form.at, *form.remark}
        self.taken: set[etree._Element] = set()
        self._found: dict[str, etree._Element] = {}
        for child in element:
            name = local(child).lower()
            if len(child) or not _text(child):
                continue
            if name in self._found and name in read:
                raise rejected("HUB-422", local(child), reason=f"{local(child)} × 2")
            self._found[name] = child

    def take(self, *names: str) -> str | None:
        """The first of these that says something."""
        found = next((self._found[name] for name in names if name in self._found), None)
        if found is None:
            return None
        self.taken.add(found)
        return _text(found)

    def take_moment(self, *names: str) -> int | None:
        """The first of these, where it is a time that can be read; otherwise it stays a leaf."""
        found = next((self._found[name] for name in names if name in self._found), None)
        at = None if found is None else read_moment(_text(found))
        if found is not None and at is not None:
            self.taken.add(found)
        return at


def _answer(
    element: etree._Element, form: _Form, notes: dict[etree._Element | None, str], around: tuple[tuple[str, str], ...]
) -> Answer:
    values = _Values(element, form)
    own, customs, code = values.take(*form.own), values.take(*form.customs), values.take(form.code)
    at = values.take_moment(*form.at)
    remarks = (values.take(*form.remark), notes.get(element.getparent()))
    return Answer(
        kind=form.kind,
        type=_type(element),
        own_number=own,
        customs_number=customs,
        code=code,
        at=at,
        remark="; ".join(remark for remark in remarks if remark),
        leaves=tuple(_leaves(element, values.taken)),
        around=around,
    )


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _type(element: etree._Element) -> str:
    """INV201 of an approval in it, CEB312Message of an order's return in it; of a root its own name."""
    parent = element.getparent()
    return local(element if parent is None else parent)


def _notes(root: etree._Element, inside: set[etree._Element]) -> dict[etree._Element | None, str]:
    """The notes of each CheckInfo, by the element that it stands in."""
    found: dict[etree._Element | None, list[str]] = {}
    for check in root.iter():
        if local(check).lower() == _CHECK and check.getparent() not in inside:
            found.setdefault(check.getparent(), []).extend(text for _, text in _leaves(check, set()))
    return {parent: "; ".join(notes) for parent, notes in found.items()}


def _checked(root: etree._Element, around: tuple[tuple[str, str], ...]) -> Answer:
    """A Package that tells only what was found when it was checked: it was not taken in, and no code says so."""
    notes = _notes(root, set())
    if len(notes) != 1:
        raise rejected("HUB-422", reason=local(root)[:64])
    ((parent, note),) = notes.items()
    kind = "" if parent is None else local(parent)
    return Answer(
        kind="technical",
        type=kind,
        own_number=None,
        customs_number=None,
        code=None,
        at=None,
        remark=note,
        leaves=(),
        around=around,
    )


def _leaves(root: etree._Element, without: set[etree._Element]) -> Iterator[tuple[str, str]]:
    """Path below an element and text of each value in it, but for these elements and what is in them."""
    path: list[str] = []
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            skipped += element in without
            path.append(local(element))
            if not skipped and not len(element) and (text := _text(element)):
                yield "/".join(path[1:]), text
        else:
            skipped -= element in without
            path.pop()
