"""Read a submission in XML into the values that the same submission has in JSON.

An element with elements inside is an object; each other element is a text, or `true` or `false` for such a field. An
element of a list is one item of it. A card signs, and the hub compares, the RFC 8785 form of these values and not the
bytes of the XML: a submission in XML and the same one in JSON (with texts for numbers) are the same submission.
"""

from typing import Any

from lxml import etree

from hub.catalogue import Place, PortalShape
from hub.errors import Code, Rejected, rejected
from hub.xml.parse import parse_xml

Written = dict[str, Any]


def read_xml(body: bytes, shapes: list[PortalShape]) -> tuple[Written, PortalShape]:
    """The values, and the shape whose root element this is; raises Rejected as `parse_xml` does.

    Raises Rejected also for another root element (HUB-136), for attributes, namespaces, comments, instructions and text
    between elements (HUB-137), and for a field that occurs twice (HUB-103).
    """
    root = parse_xml(body)
    shape = next((one for one in shapes if one.root == root.tag), None)
    if shape is None:
        names = " | ".join(dict.fromkeys(one.root for one in shapes))
        raise rejected(Code.OTHER_ROOT_ELEMENT, name=names)
    for node in (*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()):
        _require_plain(node)
    type_ = root.findtext("/".join(shape.at("type")))
    return _object(root, shape.form_of(type_).root), shape


def _require_plain(node: etree._Element) -> None:
    """Refuse what a JSON submission could not say: two readers must not read two things."""
    if not isinstance(node.tag, str):
        raise _not_plain("")
    if node.attrib or node.nsmap or node.tag.startswith("{"):
        raise _not_plain(etree.QName(node).localname)
    if len(node) and any((text or "").strip() for text in (node.text, *(child.tail for child in node))):
        raise _not_plain(node.tag)


def _not_plain(name: str) -> Rejected:
    return rejected(Code.NOT_A_PLAIN_ELEMENT, name[:64])


def _object(element: etree._Element, place: Place | None) -> Written:
    found: Written = {}
    for child in element:
        inner = place.inside.get(child.tag) if place is not None else None
        value = _value(child, inner)
        if inner is not None and inner.holds is not None and inner.holds.is_list:
            found.setdefault(child.tag, []).append(value)
        elif child.tag in found:
            raise rejected(Code.FIELD_REPEATED, child.tag[:64], name=child.tag[:64])
        else:
            found[child.tag] = value
    return found


def _value(element: etree._Element, place: Place | None) -> Any:
    if len(element):
        return _object(element, place)
    text = element.text or ""
    holds = place.holds if place is not None else None
    if holds is None:
        return {} if place is not None and not text.strip() else text
    if holds.is_truth and not holds.values.theirs and text.strip() in ("true", "false"):
        return text.strip() == "true"
    return text
