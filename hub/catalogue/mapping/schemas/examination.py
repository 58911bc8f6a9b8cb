"""Find all errors of a message: libxml2's errors locate them, the schema's shapes describe the expected content."""

import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from typing import Any

from lxml import etree

from hub.catalogue.mapping.schemas.places import element_at, place_of
from hub.catalogue.mapping.schemas.shape import Shape
from hub.catalogue.mapping.schemas.violation import Trouble, Violation

REPORT_LIMIT = 100
"""Maximum violations reported for one message. A receipt has room for as many, and more help nobody."""

_TYPES = etree.ErrorTypes
_TROUBLES: dict[int, Trouble] = {
    _TYPES.SCHEMAV_CVC_DATATYPE_VALID_1_2_1: "type",
    _TYPES.SCHEMAV_CVC_PATTERN_VALID: "form",
    _TYPES.SCHEMAV_CVC_ENUMERATION_VALID: "codes",
    _TYPES.SCHEMAV_CVC_LENGTH_VALID: "length",
    _TYPES.SCHEMAV_CVC_MINLENGTH_VALID: "length",
    _TYPES.SCHEMAV_CVC_MAXLENGTH_VALID: "length",
    _TYPES.SCHEMAV_CVC_MININCLUSIVE_VALID: "range",
    _TYPES.SCHEMAV_CVC_MINEXCLUSIVE_VALID: "range",
    _TYPES.SCHEMAV_CVC_MAXINCLUSIVE_VALID: "range",
    _TYPES.SCHEMAV_CVC_MAXEXCLUSIVE_VALID: "range",
    _TYPES.SCHEMAV_CVC_TOTALDIGITS_VALID: "range",
    _TYPES.SCHEMAV_CVC_FRACTIONDIGITS_VALID: "range",
}
CONTENT: int = _TYPES.SCHEMAV_ELEMENT_CONTENT
_INTEGER = re.compile(r"\s*[+-]?[0-9]{1,100}\s*")


@dataclass(frozen=True)
class Complaint:
    """One of libxml2's errors, without its text, which may be as long as the message."""

    element: etree._Element
    type: int

    @property
    def is_of_content(self) -> bool:
        """True when the element has too few children or is misplaced. libxml2 did not check the rest of its parent."""
        return self.type == CONTENT

    @property
    def trouble(self) -> Trouble:
        """The kind of error of a value."""
        found = _TROUBLES.get(self.type, "other")
        is_number = found == "type" and _INTEGER.fullmatch(self.element.text or "")
        return "range" if is_number else found  # as -1 for one of XSD's own integers


class Examination:
    """Finds the errors of one message step by step.

    libxml2 stops among an element's children at the first one that does not belong there. So these children are
    corrected in a copy, and the copy is checked again. The sender gets all errors at once.
    """

    def __init__(self, root: etree._Element, shape: Shape) -> None:
        self.copy = deepcopy(root)
        self.found: dict[Violation, None] = {}
        self._shape = shape
        self._added: set[etree._Element] = set()

    def take(self, log: Iterable[Any]) -> bool:
        """Take libxml2's errors about the copy.

        True when there were new ones and another check of the copy is useful.
        """
        before, mended = len(self.found), set[etree._Element]()
        complaints = [
            Complaint(element_at(self.copy, entry.path or ""), entry.type) for entry in islice(log, REPORT_LIMIT)
        ]
        for complaint in complaints:
            if not self._is_the_senders(complaint.element):
                continue
            if complaint.is_of_content:
                self._put_right(complaint.element, mended)
            else:
                self._tell(complaint.element, complaint.trouble)
        return bool(mended) and before < len(self.found) < REPORT_LIMIT

    def _is_the_senders(self, element: etree._Element) -> bool:
        """Whether the sender wrote the element and this check has not removed it."""
        above = [element, *element.iterancestors()]
        return above[-1] is self.copy and self._added.isdisjoint(above)

    def _put_right(self, element: etree._Element, mended: set[etree._Element]) -> None:
        """Correct an element with too few children, or the parent of a misplaced one: libxml2 names both.

        Errors about children of an element that was `mended` in this check may be obsolete; the next check shows.
        """
        parent = element.getparent()
        is_over = parent in mended
        for holder in (element, parent):
            if holder is not None and holder not in mended and self._mend(holder):
                mended.add(holder)
                is_over = True
        if is_over or parent is None:
            return
        if _holds_anything(self._shape_of(element)):
            self._tell(element, "missing")
            return
        mended.add(parent)
        shape = next((shape for shape in self._children_of(parent) if shape.tag == element.tag), None)
        self._tell(element, "misplaced" if shape is not None else "unexpected")
        before = sum(1 for _ in element.itersiblings(element.tag, preceding=True))
        is_surplus = shape is None or (shape.most is not None and before >= shape.most)
        if is_surplus or not self._sort(parent):
            parent.remove(element)

    def _mend(self, parent: etree._Element) -> bool:
        """Add missing children and remove unknown ones. Return whether there were any."""
        lacking, strangers = self._lacking(parent), self._strangers(parent)
        for shape in lacking:
            self._tell(parent, "missing", shape.name)
        for stranger in strangers:
            self._tell(stranger, "unexpected")
        for shape in {shape.choice or shape.tag: shape for shape in lacking}.values():
            self._added.add(etree.SubElement(parent, shape.tag))
        for stranger in strangers:
            parent.remove(stranger)
        if lacking:
            self._sort(parent)
        return bool(lacking or strangers)

    def _lacking(self, parent: etree._Element) -> list[Shape]:
        """The mandatory children that are missing. For a choice without any alternative, all its alternatives."""
        shapes, there = self._children_of(parent), {child.tag for child in parent}
        chosen = {shape.choice for shape in shapes if shape.tag in there}
        needed = (s for s in shapes if s.required or (s.choice_required and s.choice not in chosen))
        return [shape for shape in needed if shape.tag not in there]

    def _strangers(self, parent: etree._Element) -> list[etree._Element]:
        """The children of the element's own namespace that it may not contain anywhere."""
        known, space = {shape.tag for shape in self._children_of(parent)}, etree.QName(parent).namespace
        found = (c for c in parent.iterchildren("*") if c.tag not in known and etree.QName(c).namespace == space)
        return list(islice(found, REPORT_LIMIT)) if known else []

    def _sort(self, parent: etree._Element) -> bool:
        """Put the children in order. Return whether their order changed."""
        order = {shape.tag: number for number, shape in enumerate(self._children_of(parent))}
        before = list(parent)
        parent[:] = sorted(before, key=lambda child: order.get(child.tag, len(order)))
        return list(parent) != before

    def _tell(self, element: etree._Element, trouble: Trouble, *below: str) -> None:
        path, index = place_of(element)
        self.found[Violation((*path, *below), 0 if below else index, trouble)] = None

    def _shape_of(self, element: etree._Element) -> Shape | None:
        return self._shape.at(place_of(element)[0])

    def _children_of(self, element: etree._Element) -> tuple[Shape, ...]:
        shape = self._shape_of(element)
        return shape.children if shape is not None else ()


def _holds_anything(shape: Shape | None) -> bool:
    """Whether an element accepts elements of any kind."""
    return shape is not None and not shape.children and not shape.primitive
